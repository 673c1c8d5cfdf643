/** What the order station tells risk of orders and positions that are not ours. */
import { describe, expect, it } from 'vitest';
import { EXTERNAL_ROW, WATCH_REQUEST_ROW } from '../../../../src/domain/external-rows.ts';
import { noExposure } from '../../../../src/domain/order/external-exposure.ts';
import type { VenueReport } from '../../../../src/domain/order/types.ts';
import { EXTERNAL_ORDER_ROW } from '../../../../src/domain/order/watch/rows.ts';
import { OrderStationRig } from '../../../support/order-station-rig.ts';

const WHO = { actor: 'priya', reason: 'mine' };
const STRANGER = { orderId: 0, tagPrefix: 0, venueOrderId: 99 } as const;
const OPEN = { ...STRANGER, quantity: 100, limitPaise: 9_000 } as const;

function started(): OrderStationRig {
  const rig = new OrderStationRig();
  rig.start();
  rig.tick();
  rig.taken();
  return rig;
}

const push = (rig: OrderStationRig, changes: Partial<VenueReport> = {}) =>
  rig.report({ kind: 'accepted', ...OPEN, ...changes });

describe('OL-12 the order station tells risk', () => {
  it('what an order that is not ours may still do, after the rows it rests on', () => {
    const rig = started();
    push(rig);
    const log = rig.taken();
    expect(log.at(-1)).toBe('external');
    expect(log).toContain('record external_order');
    const { timeMs } = rig;
    const buying = { buyQuantity: 100, buyValuePaise: 900_000 };
    expect(rig.externals).toEqual([{ ...noExposure(0), ...buying, timeMs }]);
  });

  it('each change once, its end too', () => {
    const rig = started();
    push(rig);
    push(rig);
    rig.report({ kind: 'fill', ...OPEN, cumulativeQuantity: 30, fillQuantity: 30 });
    rig.report({ kind: 'cancelled', ...OPEN, cumulativeQuantity: 30 });
    const told = rig.externals.map(({ buyQuantity, heldQuantity }) => [buyQuantity, heldQuantity]);
    expect(told).toEqual([
      [100, 0],
      [70, 30],
      [0, 30],
    ]);
  });

  it('nothing of an instrument that is not one of the session', () => {
    const rig = started();
    push(rig, { instrumentIndex: 2 });
    expect(rig.image.rows(EXTERNAL_ORDER_ROW)).toHaveLength(1);
    expect(rig.externals).toEqual([]);
  });

  it('ID-03 after a restart only what risk had not taken, and what has ended since', () => {
    const rig = started();
    push(rig);
    push(rig, { venueOrderId: 98, instrumentIndex: 1 });
    const [first, second] = rig.externals;
    if (first === undefined || second === undefined) throw new Error('Two were told');
    // Risk had taken the first, and one that the order core does not know of any more.
    rig.image.apply(EXTERNAL_ROW, { ...first, tick: 1 });
    rig.externals.length = 0;
    rig.restart();
    expect(rig.externals).toEqual([{ ...second, timeMs: rig.station.timeMs }]);
    rig.image.apply(EXTERNAL_ROW, { ...second, buyQuantity: 9, tick: 1 });
    rig.externals.length = 0;
    rig.restart();
    expect(rig.externals).toMatchObject([{ instrumentIndex: 1, buyQuantity: 100 }]);
  });

  it('what was held before and is held no more', () => {
    const rig = started();
    const { timeMs } = rig;
    rig.image.apply(EXTERNAL_ROW, { ...noExposure(1), heldQuantity: 7, timeMs, tick: 1 });
    rig.restart();
    expect(rig.externals).toEqual([{ ...noExposure(1), timeMs: rig.station.timeMs }]);
  });
});

describe('what a human says of what is not ours', () => {
  it('is recorded before it acts, also when there is nothing it could act on', () => {
    const rig = started();
    push(rig);
    rig.taken();
    const claim = { action: 'claim_external', venueOrderId: 99 } as const;
    expect(rig.station.requestWatch(claim, WHO)).toBe(true);
    expect(rig.taken()).toEqual(['record watch_request', 'record external_order']);
    expect(rig.image.rows(EXTERNAL_ORDER_ROW)).toMatchObject([{ isClaimed: true }]);
    const acknowledge = { action: 'acknowledge_difference', instrumentIndex: 1 } as const;
    expect(rig.station.requestWatch(acknowledge, WHO)).toBe(false);
    expect(rig.taken()).toEqual(['record watch_request']);
    const { timeMs } = rig;
    expect(rig.recorded(WATCH_REQUEST_ROW)).toEqual([
      { ...claim, instrumentIndex: -1, ...WHO, timeMs, tick: 1 },
      { ...acknowledge, venueOrderId: 0, ...WHO, timeMs, tick: 1 },
    ]);
  });

  it('JR-07 is not missed by a replay of what was recorded', () => {
    const rig = started();
    push(rig);
    rig.station.requestWatch({ action: 'claim_external', venueOrderId: 99 }, WHO);
    rig.station.requestWatch({ action: 'claim_external', venueOrderId: 98 }, WHO);
    rig.station.requestWatch({ action: 'acknowledge_difference', instrumentIndex: 0 }, WHO);
    rig.tick();
    const replay = new OrderStationRig();
    replay.replay(rig);
    expect(replay.history).toEqual(rig.history);
    expect(replay.station.watch?.externalOrders()).toEqual(rig.station.watch?.externalOrders());
  });
});
