import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import { ENTRY, GROUP, intentOf, OrderRig, TAG_PREFIX } from '../../../support/order-rig.ts';

function sent(): OrderRig {
  const rig = new OrderRig();
  rig.core.onIntent(intentOf());
  return rig;
}

describe('a report', () => {
  it('OL-07 binds the venue number of an order to it, for good', () => {
    const rig = sent();
    rig.report({ kind: 'accepted', orderId: ENTRY, venueOrderId: 900 });
    expect(rig.core.find(ENTRY)).toMatchObject({ venueOrderId: 900, status: 'working' });
    rig.report({ kind: 'cancelled', orderId: ENTRY, venueOrderId: 901 });
    expect(rig.core.find(ENTRY)?.status).toBe('working');
    rig.core.onIntent(intentOf({ intentId: GROUP + 1 }));
    rig.report({ kind: 'accepted', orderId: orderIdOf(GROUP + 1, 0), venueOrderId: 900 });
    expect(rig.core.find(orderIdOf(GROUP + 1, 0))?.status).toBe('sending');
    expect(rig.alarms).toEqual(['venue_order_mismatch', 'venue_order_mismatch']);
    expect(rig.core.stats.unknownOrderReports).toBe(2);
  });

  it('of another start of the engine is not about our order', () => {
    const rig = sent();
    rig.report({ kind: 'cancelled', orderId: ENTRY, tagPrefix: TAG_PREFIX - 1 });
    expect(rig.core.find(ENTRY)?.status).toBe('sending');
    expect(rig.core.stats.unknownOrderReports).toBe(1);
  });

  it('ID-05 brings fills by their value, whatever its kind', () => {
    const rig = sent();
    const value = { cumulativeQuantity: 60, cumulativeValuePaise: 600_120 };
    rig.report({ kind: 'cancelled', orderId: ENTRY, ...value });
    expect(rig.last(ENTRY)).toMatchObject({ status: 'cancelled', filledQuantity: 60 });
    const fill = rig.events.find(({ fillQuantity }) => fillQuantity > 0);
    expect(fill).toMatchObject({ fillQuantity: 60, fillPaise: 10_002, fillValuePaise: 600_120 });
    expect(rig.core.netQuantity(0)).toBe(60);
  });

  it('OL-04 corrects the value of fills that one report hid from another', () => {
    const rig = sent();
    const late = { cumulativeQuantity: 50, fillQuantity: 10, fillPaise: 10_000 };
    rig.report({ kind: 'fill', orderId: ENTRY, ...late });
    rig.report({ kind: 'fill', orderId: ENTRY, ...late, cumulativeValuePaise: 499_800 });
    const corrections = rig.events.filter((event) => event.fillValuePaise < 0);
    expect(corrections).toMatchObject([{ fillQuantity: 0, fillValuePaise: -200 }]);
    expect(rig.core.netQuantity(0)).toBe(50);
  });

  it('OL-06 OL-08 unknown keeps the order in full until the venue says what became of it', () => {
    const rig = sent();
    rig.report({ kind: 'unknown', orderId: ENTRY });
    expect(rig.last(ENTRY)).toMatchObject({ status: 'unknown', quantity: 100, filledQuantity: 0 });
    expect([...rig.core.liveOrders()]).toHaveLength(1);
    expect(rig.core.find(ENTRY)?.unknownSinceMs).toBe(rig.timeMs);
    rig.report({ kind: 'not_found', orderId: ENTRY, queryId: 1 });
    rig.report({ kind: 'modify_rejected', orderId: ENTRY, reason: 'unknown_order' });
    expect(rig.core.find(ENTRY)?.status).toBe('unknown');
    rig.report({ kind: 'accepted', orderId: ENTRY });
    expect(rig.core.find(ENTRY)).toMatchObject({ status: 'working', unknownSinceMs: 0 });
  });

  it('OL-06 never_received ends an unknown order, and nothing replaces it', () => {
    const rig = sent();
    rig.report({ kind: 'unknown', orderId: ENTRY });
    rig.report({ kind: 'rejected', orderId: ENTRY, reason: 'never_received' });
    expect(rig.last(ENTRY)).toMatchObject({ status: 'rejected', reason: 'never_received' });
    expect(rig.commands).toHaveLength(1);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('unknown about a change leaves the order as it was', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.report({ kind: 'unknown', orderId: target });
    expect(rig.core.find(target)?.status).toBe('working');
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 1, side: -1 }));
    rig.report({ kind: 'unknown', orderId: target });
    expect(rig.core.find(target)?.status).toBe('pending_cancel');
  });

  it('PP-08 of any kind is activity of its order', () => {
    const rig = sent();
    rig.timeMs += 500;
    rig.accept(ENTRY);
    expect(rig.core.find(ENTRY)?.lastReportMs).toBe(rig.timeMs);
  });

  it('PP-08 is believed about terms nobody of us asked for when it comes out of a book, not when it was pushed', () => {
    const rig = sent();
    rig.report({ kind: 'accepted', orderId: ENTRY });
    const other = { kind: 'modified', orderId: ENTRY, quantity: 80, limitPaise: 9_950 } as const;
    rig.report(other);
    expect(rig.core.find(ENTRY)).toMatchObject({ quantity: 100, limitPaise: 10_000 });
    rig.report({ ...other, queryId: 7 });
    expect(rig.last(ENTRY)).toMatchObject({ status: 'working', quantity: 80, limitPaise: 9_950 });
    const known = rig.events.length;
    rig.report({ ...other, queryId: 8 });
    expect(rig.events).toHaveLength(known);
  });

  it('OL-11 shows a modified order under its old identity, with what it had filled', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(target, 10, 10_200);
    rig.fill(ENTRY, 60, 10_000);
    rig.cancelled(ENTRY);
    const before = rig.core.find(target);
    rig.confirmModify(target);
    expect(rig.core.find(target)).toBe(before);
    expect(before).toMatchObject({ quantity: 100, filledQuantity: 10, status: 'partially_filled' });
    const targets = [...rig.core.orders()].filter(({ role }) => role === 'target');
    expect(targets).toHaveLength(1);
  });
});
