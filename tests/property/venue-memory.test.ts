/** A paper venue rebuilt from the order core's rows, beside the one that lived through the session. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaperVenue, type PaperVenue } from '../../src/domain/matching/paper-venue.ts';
import { venueOrdersOf, venuePositionsOf } from '../../src/domain/matching/venue-memory.ts';
import { ORDER_ROW } from '../../src/domain/order/rows.ts';
import type { VenueReport } from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { BUSY_SETTINGS, JournaledEngine } from '../support/journaled-engine.ts';
import { commandOf } from '../support/paper-rig.ts';
import { tickStream } from '../support/tick-stream.ts';

const { instruments, paper, hours } = BUSY_SETTINGS;
const TICKS = 2500;
/** Above every query of the engine. */
const OUR_QUERY = 1_000_000;

interface Watched {
  readonly venue: PaperVenue;
  readonly reports: VenueReport[];
}

function venueOf(): Watched {
  const reports: VenueReport[] = [];
  const effects = { report: (report: VenueReport) => void reports.push(report) };
  return { venue: createPaperVenue({ instruments, settings: paper, hours, effects }), reports };
}

/** What the venue says when it is asked for both books. */
function booksOf({ venue, reports }: Watched, timeMs: number) {
  reports.length = 0;
  for (const kind of ['query_orders', 'query_positions'] as const) {
    venue.onCommand(commandOf({ kind, orderId: 0, queryId: OUR_QUERY }), timeMs);
  }
  for (let step = 1; step < 20; step += 1) venue.onTimer(timeMs + step * paper.latencyMs);
  const orders = new Map<number, object>();
  const positions: [number, number][] = [];
  for (const { kind, timeMs: _, ...report } of reports) {
    if (report.queryId !== OUR_QUERY) continue;
    if (kind === 'book_order') orders.set(report.venueOrderId, { ...report, reason: '' });
    if (kind === 'book_position') positions.push([report.instrumentIndex, report.quantity]);
  }
  return { orders, positions };
}

/** An engine beside a venue that is shown the same ticks and commands as the engine's own. */
function session() {
  const twin = venueOf();
  let timeMs = 0;
  const run = new JournaledEngine(BUSY_SETTINGS, (command) =>
    twin.venue.onCommand(command, timeMs),
  );
  const onTick = (tick: Tick) => {
    timeMs = tick.exchangeTimeMs;
    twin.venue.onTick(tick);
    run.onTick(tick);
  };
  return { twin, run, onTick };
}

function isQuiet({ engine }: JournaledEngine): boolean {
  for (const { status } of engine.orders.liveOrders()) {
    if (status === 'sending' || status === 'unknown' || status.startsWith('pending_')) return false;
  }
  return true;
}

describe('a paper venue rebuilt from the rows of the order core', () => {
  it('OL-07 PP-01 has the orders, their states and fills, and the positions of the one before', () => {
    const seen = { live: 0, positions: 0 };
    const check = (seed: number, stopAt: number) => {
      const { twin, run, onTick } = session();
      for (const tick of tickStream({ seed, instruments, ticks: TICKS, stepMs: 100 })) {
        onTick(tick);
        const isHeld = run.engine.risk.positions.openInstruments.length > 0;
        if (tick.sequence > stopAt && isHeld && isQuiet(run)) break;
      }
      if (!isQuiet(run)) return;
      expect(twin.reports).toEqual(run.reports);
      const rows = run.lastRows(ORDER_ROW);
      const rebuilt = venueOf();
      rebuilt.venue.restore(venueOrdersOf(rows), venuePositionsOf(rows));
      const after = booksOf(rebuilt, run.timeMs);
      const before = booksOf(twin, run.timeMs);
      expect(after.positions).toEqual(before.positions);
      for (const [number, order] of after.orders) expect(order).toEqual(before.orders.get(number));
      for (const [number, order] of before.orders) {
        const isLive = /"bookStatus":"(open|trigger_pending)"/.test(JSON.stringify(order));
        if (isLive) expect(after.orders.get(number)).toEqual(order);
        if (isLive) seen.live += 1;
      }
      seen.positions += after.positions.length;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 300, max: TICKS - 100 }),
        check,
      ),
      {
        numRuns: 20,
        examples: [1, 2, 3, 4, 5, 6].map((seed) => [seed, 500]),
      },
    );
    expect(seen.live).toBeGreaterThan(2);
    expect(seen.positions).toBeGreaterThan(2);
  }, 60_000);
});
