import { describe, expect, it } from 'vitest';
import type { RestoredOrder } from '../../../../src/domain/matching/restored-order.ts';
import { isOver, KnownOrders } from '../../../../src/venue/angel/gateway-orders.ts';
import { commandOf } from '../../../support/gateway-rig.ts';
import { ENTRY, TAG_PREFIX } from '../../../support/order-rig.ts';

const RESTORED: RestoredOrder = {
  orderId: ENTRY,
  tagPrefix: TAG_PREFIX,
  venueOrderId: 261_120_000_000_042,
  instrumentIndex: 0,
  side: -1,
  orderType: 'stop_limit',
  quantity: 100,
  limitPaise: 10_000,
  triggerPaise: 10_010,
  filledQuantity: 40,
  filledValuePaise: 400_000,
  bookStatus: 'open',
};

describe('known orders', () => {
  it('have one entry per tag, and keep the first number the broker gave', () => {
    const orders = new KnownOrders();
    const order = orders.ofCommand(commandOf('place'));
    expect(orders.ofCommand(commandOf('cancel'))).toBe(order);
    orders.bind(order, { brokerId: '1', uniqueId: '' });
    orders.bind(order, { brokerId: '2', uniqueId: 'u-2' });
    expect(order).toMatchObject({ brokerId: '1', uniqueId: '' });
    orders.bind(order, { brokerId: '1', uniqueId: 'u-1' });
    expect(order.uniqueId).toBe('u-1');
    expect(orders.ofBroker('1')).toBe(order);
    expect(orders.ofBroker('2')).toBeUndefined();
  });

  it('ID-07 are another order under another prefix', () => {
    const orders = new KnownOrders();
    const order = orders.ofCommand(commandOf('place'));
    expect(orders.ofCommand(commandOf('place', { tagPrefix: TAG_PREFIX + 1 }))).not.toBe(order);
  });

  it('come back from what the core kept, a stop that is open as one that has triggered', () => {
    const orders = new KnownOrders();
    orders.restore([RESTORED]);
    expect(orders.find({ orderId: ENTRY, tagPrefix: TAG_PREFIX })).toMatchObject({
      brokerId: '261120000000042',
      isTriggered: true,
      namedQuantity: 40,
      pushedQuantity: 40,
      exactQuantity: 0,
    });
  });

  it('are forgotten when they are over and a whole book lacks them', () => {
    const orders = new KnownOrders();
    orders.restore([
      { ...RESTORED, bookStatus: 'filled' },
      { ...RESTORED, orderId: ENTRY + 1, venueOrderId: 7 },
      { ...RESTORED, orderId: ENTRY + 2, venueOrderId: 8, bookStatus: 'cancelled' },
    ]);
    orders.forgetAbsent(new Set(['8']));
    expect([...orders].map(({ brokerId }) => brokerId)).toEqual(['7', '8']);
    expect(orders.ofBroker('261120000000042')).toBeUndefined();
  });

  it('are over when they were refused, unless a row says that they exist', () => {
    const order = new KnownOrders().ofCommand(commandOf('place'));
    expect(isOver(order)).toBe(false);
    order.isRefused = true;
    expect(isOver(order)).toBe(true);
    order.bookStatus = 'open';
    expect(isOver(order)).toBe(false);
  });
});
