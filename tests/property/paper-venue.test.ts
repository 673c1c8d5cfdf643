/** The paper venue under any sequence of commands, ticks and timers, judged by its reports and the hours alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side, VenueReport } from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { commandOf, dailyHours, LATENCY_MS, PaperRig } from '../support/paper-rig.ts';
import { future, stock } from '../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), future(1, { priceIncrementPaise: 5 })];
const CLOSE_MINUTES = 0.5;
const HOURS = dailyHours(CLOSE_MINUTES, 0.5);

const STEP = fc.record({
  action: fc.constantFrom(
    ...(['place', 'place', 'stop', 'modify', 'cancel', 'query_orders', 'query_positions'] as const),
    ...(['tick', 'tick', 'tick', 'tick', 'bare_tick', 'late_tick', 'timer'] as const),
  ),
  orderId: fc.integer({ min: 1, max: 40 }),
  at: fc.constantFrom(0, 1),
  side: fc.constantFrom<Side>(1, -1),
  lots: fc.integer({ min: 1, max: 3 }),
  offset: fc.integer({ min: -3, max: 3 }),
  spread: fc.integer({ min: 0, max: 200 }),
  displayed: fc.integer({ min: 0, max: 300 }),
  stepMs: fc.constantFrom(0, 1, 30, LATENCY_MS, 10_000),
});
type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

/** Every step has prices of its own, so that priority is by price alone. */
function priceOf(step: Step, number: number): number {
  return 10_000 + 5 * (step.offset * 64 + (number % 64));
}

/** One step on every rig: the same input, stamped the same. */
function apply(rigs: readonly PaperRig[], step: Step, number: number): void {
  const paise = priceOf(step, number);
  const lot = step.at === 0 ? 1 : 75;
  const terms = {
    instrumentIndex: step.at,
    side: step.side,
    quantity: step.lots * lot * (step.at === 0 ? 40 : 1),
    limitPaise: paise,
  };
  const tick: Partial<Tick> = {
    instrumentIndex: step.at,
    lastPaise: paise,
    bidPaise: paise - 5 * step.spread,
    askPaise: paise + 5 * step.spread + 5,
    bidQuantity: step.displayed,
    askQuantity: step.displayed,
    highPaise: paise + 5 * step.displayed,
    lowPaise: paise - 5 * step.spread,
    volume: number * 1_000,
    lastQuantity: step.displayed,
  };
  for (const rig of rigs) {
    switch (step.action) {
      case 'place':
        rig.send({ ...terms, orderId: number });
        break;
      case 'stop':
        rig.send({
          ...terms,
          orderId: number,
          orderType: 'stop_limit',
          triggerPaise: paise,
          limitPaise: paise + step.side * 64 * 5,
        });
        break;
      case 'modify': {
        const known = rig.reports.find(({ orderId }) => orderId === step.orderId);
        const isStop = known !== undefined && known.triggerPaise > 0;
        rig.send({
          ...terms,
          kind: 'modify',
          orderId: step.orderId,
          orderType: isStop ? 'stop_limit' : 'limit',
          triggerPaise: isStop ? paise : 0,
        });
        break;
      }
      case 'cancel':
        rig.send({ kind: 'cancel', orderId: step.orderId });
        break;
      case 'query_orders':
      case 'query_positions':
        rig.send({ kind: step.action, orderId: 0, tagPrefix: 0, queryId: number });
        break;
      case 'tick':
        rig.tick(tick, step.stepMs);
        break;
      case 'bare_tick':
        rig.tick({ ...tick, bidPaise: 0, askPaise: 0 }, step.stepMs);
        break;
      case 'late_tick':
        rig.tick({ ...tick, exchangeTimeMs: rig.timeMs - step.spread }, 0);
        break;
      case 'timer':
        rig.timer(step.stepMs);
        break;
      default:
        step.action satisfies never;
    }
  }
}

/** Everything that was sent takes effect, and every order has met a tick. */
function settle(rigs: readonly PaperRig[]): void {
  for (const rig of rigs) {
    for (const { index } of INSTRUMENTS) {
      const far = { instrumentIndex: index, bidPaise: 5, askPaise: 1_000_000, volume: 0 };
      rig.tick(far, LATENCY_MS);
    }
  }
}

interface Seen {
  cumulative: number;
  value: number;
  last: VenueReport;
}

/** Checks each report against those before it. */
class Judge {
  readonly orders = new Map<number, Seen>();
  readonly net = [0, 0];
  #rows: VenueReport[] = [];

  take(report: VenueReport): void {
    if (report.kind === 'book_end') this.#book(report);
    else if (report.kind === 'book_order' || report.kind === 'book_position') {
      this.#rows.push(report);
    } else if (report.venueOrderId > 0) this.#push(report);
  }

  #push(report: VenueReport): void {
    const seen = this.orders.get(report.orderId) ?? { cumulative: 0, value: 0, last: report };
    const isFirst = seen.last === report;
    expect(isFirst).toBe(report.kind === 'accepted' || report.kind === 'rejected');
    expect(report.venueOrderId).toBe(seen.last.venueOrderId);
    if (report.kind === 'fill') {
      expect(HOURS.isOpen('cash', report.timeMs)).toBe(true);
      expect((report.limitPaise - report.fillPaise) * report.side).toBeGreaterThanOrEqual(0);
      expect(['open', 'trigger_pending']).toContain(seen.last.bookStatus);
      seen.cumulative += report.fillQuantity;
      seen.value += report.fillQuantity * report.fillPaise;
      this.net[report.instrumentIndex] =
        (this.net[report.instrumentIndex] ?? 0) + report.side * report.fillQuantity;
    } else {
      expect([report.fillQuantity, report.fillPaise]).toEqual([0, 0]);
    }
    expect(report.cumulativeQuantity).toBe(seen.cumulative);
    expect(report.cumulativeValuePaise).toBe(seen.value);
    expect(report.cumulativeQuantity).toBeLessThanOrEqual(report.quantity);
    expect(report.bookStatus === 'filled').toBe(report.cumulativeQuantity === report.quantity);
    if (report.kind === 'triggered') expect(seen.last.bookStatus).toBe('trigger_pending');
    if (!['open', 'trigger_pending'].includes(seen.last.bookStatus) && !isFirst) {
      expect(['cancel_rejected', 'modify_rejected']).toContain(report.kind);
    }
    this.orders.set(report.orderId, { ...seen, last: report });
  }

  /** What a query answers is what was pushed. */
  #book(end: VenueReport): void {
    const rows = this.#rows;
    this.#rows = [];
    expect(end.quantity).toBe(rows.length);
    const isPositions = rows.some(({ kind }) => kind === 'book_position');
    for (const row of rows) {
      expect(row.queryId).toBe(end.queryId);
      if (isPositions) {
        expect(row.quantity).toBe(this.net[row.instrumentIndex]);
        expect(Math.sign(row.cumulativeValuePaise)).toBe(row.side);
      } else {
        expect(termsOf(row)).toEqual(termsOf(this.orders.get(row.orderId)?.last ?? row));
        expect(this.orders.has(row.orderId)).toBe(true);
      }
    }
    if (isPositions) expect(rows.length).toBe(this.net.filter((net) => net !== 0).length);
    else if (rows.length > 0) expect(rows.length).toBe(this.orders.size);
  }
}

function termsOf(report: VenueReport) {
  const { kind, queryId, fillQuantity, fillPaise, reason, timeMs, ...terms } = report;
  return terms;
}

describe('the paper venue', () => {
  it('OL-03 OL-04 fills no more than was ordered, no worse than the limit, in its hours only, and answers what it pushed', () => {
    let fills = 0;
    let triggers = 0;
    let endings = 0;
    fc.assert(
      fc.property(fc.array(STEP, { minLength: 20, maxLength: 63 }), (steps) => {
        const rig = new PaperRig(INSTRUMENTS, HOURS);
        const judge = new Judge();
        let judged = 0;
        steps.forEach((step, number) => {
          apply([rig], step, number + 1);
          for (; judged < rig.reports.length; judged += 1) {
            judge.take(rig.reports[judged] as VenueReport);
          }
        });
        fills += rig.reports.filter(({ kind }) => kind === 'fill').length;
        triggers += rig.reports.filter(({ kind }) => kind === 'triggered').length;
        endings += rig.reports.filter(({ reason }) => reason === 'session_over').length;
      }),
      { numRuns: 400 },
    );
    expect(Math.min(fills, triggers, endings)).toBeGreaterThan(20);
  });

  it('restored from its reports at any point goes on as if nothing had happened', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(STEP, { minLength: 5, maxLength: 31 }),
        fc.array(STEP, { minLength: 5, maxLength: 31 }),
        (before, after) => {
          const rig = new PaperRig(INSTRUMENTS, HOURS);
          before.forEach((step, number) => void apply([rig], step, number + 1));
          settle([rig]);
          const restored = new PaperRig(INSTRUMENTS, HOURS);
          restored.elapsedMs = rig.elapsedMs;
          restored.venue.restore(rig.restorable(), positionsOf(rig));
          const from = rig.reports.length;
          settle([rig, restored]);
          after.forEach((step, number) => {
            apply([rig, restored], { ...step, action: comparable(step.action) }, number + 32);
          });
          settle([rig, restored]);
          const expected = rig.reports.slice(from);
          compared += expected.length;
          expect(restored.reports.map(withoutOldReason)).toEqual(expected.map(withoutOldReason));
        },
      ),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });
});

/** A modify needs reports that the restored rig has not seen; late ticks are of the time before it. */
function comparable(action: Step['action']): Step['action'] {
  if (action === 'modify') return 'cancel';
  return action === 'late_tick' ? 'tick' : action;
}

/** The reports name why an order ended; a restored venue no longer knows. */
function withoutOldReason(report: VenueReport): VenueReport {
  return report.kind === 'book_order' ? { ...report, reason: '' } : report;
}

/** Asks, outside the record of the rig. */
function positionsOf(rig: PaperRig) {
  const from = rig.reports.length;
  rig.venue.onCommand(commandOf({ kind: 'query_positions', queryId: 1 }), 0);
  rig.timer(0);
  return rig.reports
    .splice(from)
    .filter(({ kind }) => kind === 'book_position')
    .map((row) => ({
      instrumentIndex: row.instrumentIndex,
      quantity: row.quantity,
      costPaise: row.cumulativeValuePaise,
    }));
}
