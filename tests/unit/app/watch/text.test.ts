import { describe, expect, it } from 'vitest';
import { decisionLine, orderLine, positionLine } from '../../../../src/app/watch/text.ts';
import { DECISION, orderEvent, POSITION } from '../../../support/fake-fanout-source.ts';

describe('decisionLine', () => {
  it('says what was approved', () => {
    expect(decisionLine(DECISION)).toMatch(
      /signal 1 {2}ema-cross {2}NSE:STOCK0-EQ {2}entry {2}BUY {2}approved {2}10 @ 500\.00$/,
    );
  });

  it('says in words why a signal was denied', () => {
    const denied = { ...DECISION, isApproved: false, reason: 'price_collar' };
    expect(decisionLine({ ...denied, measured: 210, limit: 100 })).toMatch(
      /DENIED {2}price 2\.1 % from the last, limit 1 %$/,
    );
  });

  it('lets no control character of a reason through to the terminal', () => {
    const denied = { ...DECISION, isApproved: false, reason: '\x1b[2Jgone' };
    expect(decisionLine(denied)).toMatch(/DENIED {2}\?\[2Jgone$/);
  });
});

describe('positionLine', () => {
  it.each([
    [{}, 'net +7.50  charges 2.50  protected'],
    [{ protectedQuantity: 0, isProtected: false }, 'UNPROTECTED'],
    [{ netQuantity: -10, protectedQuantity: 4, isProtected: false }, 'UNPROTECTED 6 of 10'],
  ])('says what protects a position: %o', (fields, end) => {
    expect(positionLine({ ...POSITION, ...fields }).endsWith(end)).toBe(true);
  });
});

describe('orderLine', () => {
  it('shows role, status and reason', () => {
    const event = orderEvent(3, { role: 'stop', status: 'held', triggerPaise: 49_500 });
    expect(orderLine(event)).toContain('stop  BUY  10/10  trigger 495.00  held');
  });
});
