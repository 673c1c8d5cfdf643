import { describe, expect, it } from 'vitest';
import {
  bookStatusOf,
  isTerminalState,
  ORDER_STATES,
} from '../../../../src/contract/wire/smartapi-order-status.ts';

const limit = { orderType: 'LIMIT', filledQuantity: 0 };
const stop = { orderType: 'STOPLOSS_LIMIT', filledQuantity: 0 };

describe('states of orders', () => {
  it('end with four words and no other', () => {
    const terminal = Object.keys(ORDER_STATES).filter(isTerminalState);
    expect(terminal.sort()).toEqual([
      'cancelled',
      'cancelled after market order',
      'complete',
      'rejected',
    ]);
  });

  it.each([
    ['open', 'open', 'open'],
    ['trigger pending', 'trigger_pending', 'trigger_pending'],
    ['complete', 'filled', 'filled'],
    ['cancelled', 'cancelled', 'cancelled'],
    ['cancelled after market order', 'cancelled', 'cancelled'],
    ['rejected', 'rejected', 'rejected'],
    ['modified', 'open', 'trigger_pending'],
    ['modify pending', 'open', 'trigger_pending'],
    ['after market order req received', 'open', 'trigger_pending'],
    ['cancel pending', 'open', 'trigger_pending'],
    ['put order req received', 'open', 'trigger_pending'],
  ])('"%s" is %s for a limit order and %s for a stop', (orderStatus, ofLimit, ofStop) => {
    expect(bookStatusOf({ ...limit, orderStatus })).toBe(ofLimit);
    expect(bookStatusOf({ ...stop, orderStatus })).toBe(ofStop);
    expect(bookStatusOf({ ...limit, orderStatus: ` ${orderStatus.toUpperCase()} ` })).toBe(ofLimit);
  });

  it('OL-06 takes a word nobody knows for an order that goes on', () => {
    for (const orderStatus of ['', 'expired', 'cancelled?', 'constructor', '__proto__']) {
      expect(isTerminalState(orderStatus)).toBe(false);
      expect(bookStatusOf({ ...limit, orderStatus })).toBe('open');
    }
  });

  it('takes a stop that has filled for triggered', () => {
    const row = { ...stop, orderStatus: 'modified', filledQuantity: 1 };
    expect(bookStatusOf(row)).toBe('open');
  });
});
