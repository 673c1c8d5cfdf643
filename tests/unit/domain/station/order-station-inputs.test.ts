/** What the order station records of its inputs, and that a replay of it does the same. */
import { describe, expect, it } from 'vitest';
import {
  CLOCK_ROW,
  INTENT_ROW,
  OPERATOR_ROW,
  REPORT_ROW,
  TIMER_ROW,
} from '../../../../src/domain/input-rows.ts';
import { GTT_ROW } from '../../../../src/domain/order/gtt/rows.ts';
import { CUSTODY_ROW } from '../../../../src/domain/order/rows.ts';
import type { VenueReport } from '../../../../src/domain/order/types.ts';
import { TIMER_INTERVAL_MS } from '../../../../src/domain/session-timer.ts';
import { gttOf } from '../../../support/gtt-rig.ts';
import { ENTRY, intentOf, reportOf, TAG_PREFIX } from '../../../support/order-rig.ts';
import { OrderStationRig } from '../../../support/order-station-rig.ts';

const WHO = { actor: 'operator', reason: 'because' };

/** A station that was started, met a tick and sent the entry of 100. */
function sent(): OrderStationRig {
  const rig = new OrderStationRig();
  rig.start();
  rig.tick();
  rig.station.onIntent(intentOf({ timeMs: rig.timeMs }));
  rig.taken();
  return rig;
}

const AT_VENUE = { orderId: ENTRY, venueOrderId: 11, quantity: 100, limitPaise: 10_000 } as const;

const accepted = (rig: OrderStationRig) => rig.report({ kind: 'accepted', ...AT_VENUE });

const filled = (rig: OrderStationRig, quantity: number) =>
  rig.report({
    kind: 'fill',
    ...AT_VENUE,
    cumulativeQuantity: quantity,
    cumulativeValuePaise: quantity * 10_000,
    fillQuantity: quantity,
    fillPaise: 10_000,
  });

describe('an order station after a stall', () => {
  it('OL-10 takes the clock first, so that a change it asks for then is not overdue at once', () => {
    const rig = sent();
    accepted(rig);
    rig.timeMs += 60_000;
    rig.station.catchUp(rig.timeMs);
    expect(rig.recorded(TIMER_ROW)).toMatchObject([{ core: 'orders', timeMs: rig.timeMs }]);
    rig.report({ kind: 'accepted', ...AT_VENUE });
    rig.station.onClock(rig.timeMs + TIMER_INTERVAL_MS);
    const cancels = rig.commands.filter(({ kind }) => kind === 'cancel');
    expect(cancels).toMatchObject([{ timeMs: rig.timeMs }]);
    const other = new OrderStationRig();
    other.replay(rig);
    expect(other.history).toEqual(rig.history);
  });
});

describe('the inputs of an order station', () => {
  it('OL-01 are recorded before what they cause, and that before it goes out', () => {
    const rig = new OrderStationRig();
    rig.start();
    rig.tick();
    rig.taken();
    rig.station.onIntent(intentOf({ timeMs: rig.timeMs }));
    const log = rig.taken();
    expect(log[0]).toBe('record intent');
    expect(log.indexOf('record order')).toBeLessThan(log.indexOf('event entry sending'));
    expect(log.indexOf('record command')).toBeLessThan(log.indexOf('command place'));
    expect(rig.recorded(INTENT_ROW)).toEqual([{ ...intentOf({ timeMs: rig.timeMs }), tick: 1 }]);
    accepted(rig);
    expect(rig.taken()[0]).toBe('record report');
    filled(rig, 40);
    const fill = rig.taken();
    expect(fill.indexOf('record fill')).toBeGreaterThan(fill.indexOf('record report'));
    expect(fill.indexOf('record fill')).toBeLessThan(fill.indexOf('event entry partially_filled'));
    rig.station.onAnswer({ strategyIndex: 4093, signalSequence: 9, reason: '', timeMs: 5 });
    expect(rig.taken()[0]).toBe('record answer');
    rig.station.flatten(WHO);
    expect(rig.taken()[0]).toBe('record operator');
  });

  it('say how many ticks were handled before them', () => {
    const rig = sent();
    for (let step = 0; step < 4; step += 1) rig.tick();
    accepted(rig);
    expect(rig.recorded(REPORT_ROW).map(({ tick }) => tick)).toEqual([5]);
  });

  it('are no timers while ticks make them; the time is recorded every five seconds', () => {
    const rig = sent();
    for (let step = 0; step < 300; step += 1) rig.tick(100);
    expect(rig.recorded(TIMER_ROW)).toEqual([]);
    const times = rig.recorded(CLOCK_ROW).map(({ timeMs }) => timeMs);
    expect(times.length).toBe(6);
    for (const [at, timeMs] of times.slice(1).entries()) {
      expect(timeMs - (times[at] ?? 0)).toBeGreaterThanOrEqual(5000);
    }
  });

  it('are timers of a clock when no tick has come lately, never twice and never back', () => {
    const rig = sent();
    rig.station.onClock(rig.timeMs - 1);
    rig.station.onClock(rig.timeMs + TIMER_INTERVAL_MS - 1);
    expect(rig.taken()).toEqual([]);
    const timeMs = rig.timeMs + TIMER_INTERVAL_MS;
    rig.station.onClock(timeMs);
    rig.station.onClock(timeMs + 1);
    expect(rig.taken()[0]).toBe('record timer');
    expect(rig.recorded(TIMER_ROW)).toEqual([{ core: 'orders', timeMs, tick: 1 }]);
    expect(rig.station.timeMs).toBe(timeMs);
  });
});

describe('the kill latch of an order station', () => {
  const entry = (sequence: number, timeMs: number) =>
    intentOf({ intentId: 2 ** 32 + sequence, timeMs });

  it('KS-06 latches once, whoever repeats it', () => {
    const rig = sent();
    accepted(rig);
    rig.taken();
    rig.station.kill(WHO);
    const first = rig.taken();
    expect(first[0]).toBe('record operator');
    expect(first).toContain('command cancel');
    rig.station.kill({ actor: 'somebody', reason: 'else' });
    expect(rig.taken()).toEqual([]);
    expect(rig.recorded(OPERATOR_ROW).filter(({ action }) => action === 'kill')).toHaveLength(1);
  });

  it('KS-02 survives a restart, and only a reset ends it', () => {
    const rig = sent();
    rig.station.kill(WHO);
    rig.restart();
    rig.tick();
    rig.taken();
    rig.station.kill(WHO);
    expect(rig.taken()).toEqual([]);
    rig.station.onIntent(entry(8, rig.timeMs));
    expect(rig.taken()).not.toContain('command place');
    rig.station.resetKill(WHO);
    expect(rig.image.rows(CUSTODY_ROW)[0]).toMatchObject({ isKilled: false });
    rig.station.onIntent(entry(9, rig.timeMs));
    expect(rig.taken()).toContain('command place');
    rig.restart();
    expect(rig.station.core.custody.isKilled).toBe(false);
  });
});

describe('a start of an order station', () => {
  const recovered = (rig: OrderStationRig) =>
    rig.recorded(OPERATOR_ROW).filter(({ action }) => action === 'recover');

  it('is recorded as an input, with the later of the recorded and the session time', () => {
    const rig = sent();
    rig.tick(6000);
    const [clock] = rig.image.rows(CLOCK_ROW);
    rig.restart(0);
    expect(recovered(rig).at(-1)).toMatchObject({ core: 'orders', timeMs: clock?.timeMs, tick: 0 });
    rig.restart(rig.timeMs + 60_000);
    expect(recovered(rig).at(-1)?.timeMs).toBe(rig.timeMs + 60_000);
    expect(rig.station.timeMs).toBe(rig.timeMs + 60_000);
  });

  it('PP-02 is not reconciled before both books were compared', () => {
    const rig = new OrderStationRig();
    rig.start();
    rig.tick();
    for (const kind of ['query_orders', 'query_positions'] as const) {
      expect(rig.station.isReconciled).toBe(false);
      for (let step = 0; step < 20 && rig.commands.at(-1)?.kind !== kind; step += 1) rig.tick(250);
      const queryId = rig.commands.at(-1)?.queryId ?? 0;
      rig.report({ kind: 'book_end', queryId, tagPrefix: 0 });
    }
    expect(rig.station.isReconciled).toBe(true);
    rig.restart();
    expect(rig.station.isReconciled).toBe(false);
  });

  it('brings groups and GTTs back as they were', () => {
    const rig = sent();
    accepted(rig);
    filled(rig, 40);
    rig.station.gtt.create(gttOf(), rig.timeMs);
    const groups = [...rig.station.core.groups()].map((row) => ({ ...row }));
    const gtts = rig.image.rows(GTT_ROW);
    rig.restart();
    expect([...rig.station.core.groups()]).toEqual(groups);
    expect(rig.image.rows(GTT_ROW)).toEqual(gtts);
    rig.tick(10, { lastPaise: 9_890 });
    expect(rig.taken()).toContain('request exit');
  });
});

describe('the rows of a book', () => {
  /** The entry filled whole, and a query of the order book on its way. */
  function asked(): OrderStationRig {
    const rig = sent();
    accepted(rig);
    filled(rig, 100);
    for (let step = 0; step < 20; step += 1) {
      if (rig.commands.some(({ kind }) => kind === 'query_orders')) break;
      rig.tick(250, { lastPaise: 10_050 });
    }
    rig.taken();
    return rig;
  }

  /** A book that names the entry `rows` times as it is known, once more with `last`, and ends. */
  function book(rig: OrderStationRig, rows: number, last: Partial<VenueReport>): void {
    const query = rig.commands.findLast(({ kind }) => kind === 'query_orders');
    const head = { queryId: query?.queryId ?? 0, timeMs: rig.timeMs };
    const row = reportOf({
      kind: 'book_order',
      ...head,
      ...AT_VENUE,
      tagPrefix: TAG_PREFIX,
      bookStatus: 'filled',
      cumulativeQuantity: 100,
      cumulativeValuePaise: 1_000_000,
    });
    for (let at = 0; at < rows; at += 1) rig.station.onReport(row);
    rig.station.onReport({ ...row, ...last });
    rig.station.onReport(reportOf({ kind: 'book_end', ...head, quantity: rows + 1 }));
  }

  const STRANGER = { orderId: 0, tagPrefix: 0, venueOrderId: 99, bookStatus: 'open' } as const;

  it('that say nothing new are counted into the next row and not recorded', () => {
    const rig = asked();
    const before = rig.recorded(REPORT_ROW).length;
    book(rig, 3, STRANGER);
    const rows = rig.recorded(REPORT_ROW).slice(before);
    expect(rows.map(({ kind, skipped }) => [kind, skipped])).toEqual([
      ['book_order', 3],
      ['book_end', 0],
    ]);
    expect(rig.station.watch?.stats).toMatchObject({ completeBooks: 1, externalOrders: 1 });
  });

  it.each<[string, Partial<VenueReport>]>([
    ['status', { bookStatus: 'cancelled' }],
    ['cumulative quantity', { cumulativeQuantity: 99 }],
    ['number at the venue', { venueOrderId: 12 }],
    ['tag', { tagPrefix: TAG_PREFIX + 1 }],
    ['instrument', { instrumentIndex: 1 }],
    ['side', { side: -1 }],
  ])('are recorded when they differ in their %s', (_, difference) => {
    const rig = asked();
    const before = rig.recorded(REPORT_ROW).length;
    book(rig, 0, difference);
    expect(rig.recorded(REPORT_ROW).length - before).toBe(2);
  });

  it('JR-07 are not missed by a replay of what was recorded: it does the same, row for row', () => {
    const rig = asked();
    book(rig, 5, STRANGER);
    rig.tick(250, { lastPaise: 10_050 });
    rig.timeMs += 4000;
    rig.station.onClock(rig.timeMs);
    rig.station.kill(WHO);
    rig.tick(10, { lastPaise: 9_850 });
    rig.station.resetKill(WHO);
    rig.station.flatten(WHO);
    rig.tick(300, { lastPaise: 9_850 });
    const replay = new OrderStationRig();
    replay.replay(rig);
    expect(replay.history).toEqual(rig.history);
    expect(replay.station.watch?.stats).toEqual(rig.station.watch?.stats);
    expect(replay.station.core.stateHash()).toBe(rig.station.core.stateHash());
  });
});
