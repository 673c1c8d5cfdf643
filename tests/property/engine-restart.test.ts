/** The engine as a whole, stopped dead at any tick and started again on its journal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupRow } from '../../src/domain/order/group.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import { PositionBook } from '../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../src/domain/position/quote-table.ts';
import { BUSY_SETTINGS, JournaledEngine, TARIFF } from '../support/journaled-engine.ts';
import { SESSION_OPEN_MS, tickStream } from '../support/tick-stream.ts';

const { instruments } = BUSY_SETTINGS;
const TICKS = 4000;
const STEP_MS = 100;
const FLATTEN_AT = 3000;
const LAST_CRASH_AT = 3200;
const ACCOUNT_FACTS = ['realisedPnlPaise', 'chargesPaise', 'signals', 'approved'] as const;

interface Crash {
  readonly at: number;
  /** Wait until a position is held, or an order is on its way. */
  readonly when: 'now' | 'held' | 'in_flight';
}

interface Plan {
  readonly seed: number;
  readonly restingLeg: 'target' | 'stop';
  readonly crashes: readonly Crash[];
}

const plans = fc.record<Plan>({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  restingLeg: fc.constantFrom('target', 'stop'),
  crashes: fc.array(
    fc.record<Crash>({
      at: fc.integer({ min: 1, max: LAST_CRASH_AT }),
      when: fc.constantFrom('now', 'held', 'in_flight'),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

/** So that every run meets both kinds of resting leg, and orders on their way. */
const KNOWN_PLANS = [1, 2, 3, 4, 5, 6].map(
  (seed): Plan => ({
    seed,
    restingLeg: seed % 2 === 0 ? 'target' : 'stop',
    crashes: [500, 1000, 1500, 2000, 2500, 3001].map((at, k) => ({
      at,
      when: k % 2 === 0 ? 'held' : 'in_flight',
    })),
  }),
);

/** `role status` of the orders that were live in a crash, and how often. */
const met = new Map<string, number>();

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Says which group has more open than its stops and exits would close, and does not know it; '' when none has. */
function uncovered(groups: Iterable<GroupRow>, orders: readonly Order[]): string {
  for (const group of groups) {
    if (group.isClosed) continue;
    const own = orders.filter(({ groupId }) => groupId === group.groupId);
    const open = sum(own, ({ side, filledQuantity }) => side * filledQuantity) * group.side;
    const closers = own.filter(
      ({ role, status }) => (role === 'stop' || role === 'exit') && !isTerminal(status),
    );
    const covered = sum(closers, (order) => order.quantity - order.filledQuantity);
    if (open <= covered || group.isExiting || group.uncoveredSinceMs > 0) continue;
    return `group ${group.groupId}: ${open} open, ${covered} covered`;
  }
  return '';
}

function isMoment({ engine }: JournaledEngine, { when }: Crash): boolean {
  if (when === 'now') return true;
  if (when === 'held') return engine.risk.positions.openInstruments.length > 0;
  for (const { status } of engine.orders.liveOrders()) {
    if (status === 'sending' || status.startsWith('pending_')) return true;
  }
  return false;
}

/** What a restart may not change. */
function factsOf({ engine }: JournaledEngine) {
  const account = engine.risk.account();
  return {
    account: ACCOUNT_FACTS.map((fact) => account[fact]),
    net: instruments.map(({ index }) => engine.risk.positions.netQuantity(index)),
    isFlattening: [...engine.orders.flattens].length > 0,
    openGroups: engine.orders.stats.openGroups,
  };
}

function crash(run: JournaledEngine): void {
  for (const { role, status } of run.engine.orders.liveOrders()) {
    met.set(`${role} ${status}`, (met.get(`${role} ${status}`) ?? 0) + 1);
  }
  const before = factsOf(run);
  run.crash();
  expect(factsOf(run)).toEqual(before);
}

function play({ seed, restingLeg, crashes }: Plan): JournaledEngine {
  const orders = { ...BUSY_SETTINGS.orders, restingLeg };
  const run = new JournaledEngine({ ...BUSY_SETTINGS, orders });
  const waiting = crashes.toSorted((one, other) => one.at - other.at);
  for (const tick of tickStream({ seed, instruments, ticks: TICKS, stepMs: STEP_MS })) {
    if (tick.sequence === FLATTEN_AT) {
      run.engine.risk.setTradingState('reducing');
      run.engine.flatten();
    }
    run.onTick(tick);
    expect(uncovered(run.engine.orders.groups(), [...run.engine.orders.orders()])).toBe('');
    const [next] = waiting;
    if (next === undefined || tick.sequence < next.at) continue;
    if (tick.sequence < LAST_CRASH_AT && !isMoment(run, next)) continue;
    waiting.shift();
    crash(run);
  }
  return run;
}

/** Every fill of every start, booked in a set of books that never restarted. */
function foldFills({ events }: JournaledEngine): PositionBook {
  const quotes = new QuoteTable(instruments.length);
  const books = new PositionBook(quotes, { instruments, tariff: TARIFF });
  for (const event of events) {
    const { fillQuantity: quantity, fillValuePaise: valuePaise } = event;
    if (quantity > 0) books.applyFill({ ...event, quantity, valuePaise });
  }
  return books;
}

function checkOrders({ engine, events, commands, reports, rows }: JournaledEngine): void {
  const strange = rows.filter(({ kind }) => kind === 'adjustment' || kind === 'external_order');
  expect(strange).toEqual([]);
  const places = commands.filter(({ kind }) => kind === 'place').map(({ orderId }) => orderId);
  expect(new Set(places).size).toBe(places.length);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
  const acknowledged = new Map<number, number>();
  for (const { orderId, cumulativeQuantity } of reports) {
    const before = acknowledged.get(orderId) ?? 0;
    if (orderId !== 0) acknowledged.set(orderId, Math.max(before, cumulativeQuantity));
  }
  const booked = new Map<number, number>();
  for (const { orderId, fillQuantity } of events) {
    booked.set(orderId, (booked.get(orderId) ?? 0) + fillQuantity);
  }
  for (const [orderId, quantity] of acknowledged) expect(booked.get(orderId)).toBe(quantity);
  for (const order of engine.orders.orders()) expect(isTerminal(order.status)).toBe(true);
}

describe('an engine that is stopped dead and started again', () => {
  it('ID-01 ID-04 OC-04 OC-05 PP-01 PP-03 PP-06 sends nothing twice, loses no fill, ends flat to the paisa', () => {
    let fillsAfterCrash = 0;
    const property = fc.property(plans, (plan) => {
      const run = play(plan);
      checkOrders(run);
      const { engine, events } = run;
      const books = foldFills(run);
      const account = engine.risk.account();
      expect(engine.orders.stats.openGroups).toBe(0);
      expect(engine.risk.positions.openInstruments).toEqual([]);
      expect(books.openInstruments).toEqual([]);
      expect(account.workingIntents).toBe(0);
      expect(account.realisedPnlPaise).toBe(books.totalRealisedPaise);
      expect(account.chargesPaise).toBe(books.totalChargesPaise);
      const firstCrashMs =
        SESSION_OPEN_MS + STEP_MS * Math.min(...plan.crashes.map(({ at }) => at));
      fillsAfterCrash += events.filter(
        ({ fillQuantity, role, timeMs }) =>
          fillQuantity > 0 && role === 'entry' && timeMs > firstCrashMs,
      ).length;
    });
    fc.assert(property, { numRuns: 20, examples: KNOWN_PLANS.map((plan) => [plan]) });
    expect(fillsAfterCrash).toBeGreaterThan(0);
    const words = [...met.keys()].join();
    for (const part of ['target ', 'stop ', 'sending', 'working', 'pending']) {
      expect(words).toContain(part);
    }
  }, 120_000);
});
