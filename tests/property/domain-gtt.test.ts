/** GTTs under random ticks, answers, days and crashes at any point, judged by what reached the risk gate and by a plain oracle. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/domain/instrument/ist-date.ts';
import type { Gtt } from '../../src/domain/order/gtt/gtt.ts';
import { levelsOf } from '../../src/domain/order/gtt/gtt-levels.ts';
import { DEFAULT_GTT_SETTINGS } from '../../src/domain/order/gtt/gtt-settings.ts';
import { isReached } from '../../src/domain/order/gtt/trigger-ladder.ts';
import type { Signal } from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { GttRig } from '../support/gtt-rig.ts';
import { type RecordedRow, RowImage } from '../support/row-image.ts';
import { SESSION_OPEN_MS, tickOf } from '../support/tick-stream.ts';

const HOURS_MS = 6 * 3_600_000;
/** Open for six hours from 09:15 on every day. */
const HOURS = {
  isOpen: (_segment: string, timeMs: number) => (timeMs - SESSION_OPEN_MS) % DAY_MS < HOURS_MS,
};

const PRICE = fc.integer({ min: 1_960, max: 2_040 }).map((steps) => steps * 5);
const OPERATION = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      lastPaise: PRICE,
      reach: fc.integer({ min: 0, max: 20 }),
      ageMs: fc.constantFrom(0, 0, 0, 4_000, 6_000, DAY_MS, -1_000, -6_000),
      at: fc.integer({ min: 0, max: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      triggerPaise: PRICE,
      other: fc.constantFrom(0, 0, 50, 100),
      isAbove: fc.boolean(),
      at: fc.integer({ min: 0, max: 1 }),
      days: fc.constantFrom(0, 1, 3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('decide' as const), isApproved: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(100, 1_000, 3_000, 20_000, 3_600_000, DAY_MS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('suspend' as const), at: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), pick: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      lost: fc.nat(3),
      isQuiet: fc.boolean(),
    }),
  },
);
type Operation = typeof OPERATION extends fc.Arbitrary<infer Value> ? Value : never;

/** One input: the rows it made, durable together, and what left once they were. */
interface Step {
  readonly rows: readonly RecordedRow[];
  readonly signals: readonly Signal[];
}

class Scenario {
  rig = new GttRig({ hours: HOURS });
  timeMs = SESSION_OPEN_MS;
  /** Every signal that ever reached the risk gate. */
  readonly left: Signal[] = [];
  /** Steps that are not durable yet. */
  #pending: Step[] = [];
  #durable: RecordedRow[] = [];
  #sequence = 0;
  readonly #newestMs: number[] = [];

  run(operation: Operation): void {
    if (operation.do === 'crash') {
      this.#crash(operation.lost, operation.isQuiet);
      return;
    }
    const rowsBefore = this.rig.image.log.length;
    const signalsBefore = this.rig.signals.length;
    this.#act(operation);
    this.#pending.push({
      rows: this.rig.image.log.slice(rowsBefore),
      signals: this.rig.signals.slice(signalsBefore),
    });
    if (this.#pending.length > 3) this.#flush(1);
  }

  #act(operation: Exclude<Operation, { do: 'crash' }>): void {
    const book = this.rig.book;
    switch (operation.do) {
      case 'tick':
        this.#tick(operation);
        return;
      case 'create': {
        const { triggerPaise, other, isAbove, at } = operation;
        const otherPaise = isAbove ? triggerPaise - other : triggerPaise + other;
        this.rig.timeMs = this.timeMs;
        this.rig.create({
          instrumentIndex: at,
          condition: isAbove ? 'at_or_above' : 'at_or_below',
          triggerPaise,
          otherTriggerPaise: other === 0 ? 0 : otherPaise,
          quantity: book.list().length + 1,
          lastDay: operation.days === 0 ? 0 : Math.floor(this.timeMs / DAY_MS) + operation.days,
        });
        return;
      }
      case 'decide': {
        const open = book.list().find(({ status }) => status === 'triggered');
        if (open === undefined) return;
        this.rig.decide(open.signalSequence, operation.isApproved ? '' : 'max_position');
        return;
      }
      case 'wait':
        this.timeMs += operation.ms;
        book.onTimer(this.timeMs);
        return;
      case 'cancel':
        book.cancel(operation.pick, this.timeMs);
        return;
      case 'suspend':
        book.onCorporateAction(operation.at, this.timeMs);
        return;
      default:
        book.resume(operation.pick, this.timeMs);
    }
  }

  #tick(operation: Extract<Operation, { do: 'tick' }>): void {
    this.timeMs += 50;
    this.#sequence += 1;
    this.rig.book.onTimer(this.timeMs);
    const { lastPaise, reach, ageMs, at } = operation;
    const tick = tickOf({
      sequence: this.#sequence,
      instrumentIndex: at,
      exchangeTimeMs: this.timeMs - ageMs,
      lastPaise,
      highPaise: lastPaise + 5 * reach,
      lowPaise: lastPaise - 5 * reach,
    });
    const before = new Map(this.rig.book.list().map((gtt) => [gtt.gttId, gtt]));
    const signalsBefore = this.rig.signals.length;
    this.rig.book.onTick(tick);
    const fired = this.rig.signals.slice(signalsBefore);
    for (const signal of fired) checkFired(signal, before, tick, this.timeMs);
    // The session is never behind its newest tick.
    this.timeMs = Math.max(this.timeMs, tick.exchangeTimeMs);
    const isInOrder = tick.exchangeTimeMs >= (this.#newestMs[at] ?? 0);
    this.#newestMs[at] = Math.max(this.#newestMs[at] ?? 0, tick.exchangeTimeMs);
    if (ageMs !== 0 || !isInOrder || !HOURS.isOpen('cash', tick.exchangeTimeMs)) return;
    this.#checkNoneMissed(tick);
  }

  /** A sound tick whose last price is at a trigger leaves no GTT waiting at it. */
  #checkNoneMissed(tick: Tick): void {
    for (const gtt of this.rig.book.list()) {
      if (gtt.status !== 'active' || gtt.token !== String(1000 + tick.instrumentIndex)) continue;
      expect(levelsOf(gtt).some((level) => isReached(level, tick.lastPaise))).toBe(false);
    }
  }

  /** The last `lost` inputs were not durable: their rows are gone and their signals never left. */
  #crash(lost: number, isQuiet: boolean): void {
    this.#flush(Math.max(0, this.#pending.length - lost));
    this.#pending = [];
    const image = new RowImage();
    for (const { kind, row } of this.#durable) image.record(kind, row);
    this.rig = new GttRig({ hours: HOURS, image });
    const before = this.rig.image.log.length;
    this.rig.timeMs = this.timeMs;
    if (!isQuiet) this.rig.book.onStart(this.timeMs, () => false);
    this.#pending.push({ rows: this.rig.image.log.slice(before), signals: [] });
  }

  /** Everything becomes durable. */
  finish(): void {
    this.#flush(this.#pending.length);
  }

  #flush(count: number): void {
    for (const { rows, signals } of this.#pending.splice(0, count)) {
      this.#durable.push(...rows);
      this.left.push(...signals);
    }
  }
}

function checkFired(signal: Signal, before: ReadonlyMap<number, Gtt>, tick: Tick, nowMs: number) {
  const gtt = before.get(signal.quantity);
  expect(gtt?.status).toBe('active');
  expect(nowMs - tick.exchangeTimeMs).toBeLessThanOrEqual(DEFAULT_GTT_SETTINGS.maxTickAgeMs);
  expect(HOURS.isOpen('cash', tick.exchangeTimeMs)).toBe(true);
  const levels = gtt === undefined ? [] : levelsOf(gtt);
  const isCrossed = levels.some(
    (level) => isReached(level, tick.highPaise) || isReached(level, tick.lowPaise),
  );
  expect(isCrossed).toBe(true);
}

/** Ticks in order and without extremes: what came before them, which a restart forgets, does not matter. */
function withoutMemory(operation: Operation): Operation {
  if (operation.do !== 'tick') return operation;
  return { ...operation, reach: 0, ageMs: operation.ageMs >= 6_000 ? operation.ageMs : 0 };
}

describe('GTTs under random ticks, answers and crashes', () => {
  it('GT-01 reach the risk gate at most once each, only from sound ticks at their price, and none is missed', () => {
    let fired = 0;
    fc.assert(
      fc.property(fc.array(OPERATION, { minLength: 40, maxLength: 120 }), (operations) => {
        const scenario = new Scenario();
        for (const operation of operations) scenario.run(operation);
        scenario.finish();
        const gttIds = scenario.left.map(({ quantity }) => quantity);
        expect(new Set(gttIds).size).toBe(gttIds.length);
        const sequences = scenario.left.map(({ sequence }) => sequence);
        expect(new Set(sequences).size).toBe(sequences.length);
        fired += gttIds.length;
      }),
      { numRuns: 400 },
    );
    expect(fired).toBeGreaterThan(100);
  });

  it('a restored book lists and records what the original does', () => {
    fc.assert(
      fc.property(
        fc.array(OPERATION, { minLength: 20, maxLength: 60 }),
        fc.array(OPERATION, { minLength: 1, maxLength: 20 }),
        (first, then) => {
          const original = new Scenario();
          const restored = new Scenario();
          for (const operation of first) {
            if (operation.do !== 'crash') original.run(withoutMemory(operation));
          }
          const image = new RowImage();
          for (const { kind, row } of original.rig.image.log) image.record(kind, row);
          restored.rig = new GttRig({ hours: HOURS, image });
          restored.timeMs = original.timeMs;
          for (const scenario of [original, restored]) scenario.rig.book.onTimer(original.timeMs);
          expect(restored.rig.book.list()).toEqual(original.rig.book.list());
          for (const operation of then) {
            if (operation.do === 'crash') continue;
            const alike = withoutMemory(operation);
            original.run(alike);
            restored.run(alike);
            expect(restored.rig.book.list()).toEqual(original.rig.book.list());
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
