/** The laws of signal arbitration, over random rounds and windows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from '../../src/domain/order/types.ts';
import { ArbiterRig } from '../support/arbiter-rig.ts';
import { signalOf } from '../support/signals.ts';

const START_MS = 1_000_000;

const SIGNAL = fc.record({
  strategyIndex: fc.integer({ min: 0, max: 4 }),
  kind: fc.constantFrom('entry', 'entry', 'entry', 'exit', 'oco'),
  origin: fc.constantFrom('strategy', 'strategy', 'operator', 'recovery'),
  instrumentIndex: fc.integer({ min: 0, max: 2 }),
  side: fc.constantFrom(1, -1),
  quantity: fc.constantFrom(0, 0, 0, 5),
  strength: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  timeMs: fc.integer({ min: START_MS - 200, max: START_MS + 100 }),
}) as fc.Arbitrary<Partial<Signal>>;

const SIGNALS = fc.array(SIGNAL, { maxLength: 30 }).map((drafts) => {
  const sequences = new Map<number, number>();
  return drafts.map((draft) => {
    const strategyIndex = draft.strategyIndex ?? 0;
    const sequence = (sequences.get(strategyIndex) ?? 0) + 1;
    sequences.set(strategyIndex, sequence);
    return signalOf({ ...draft, strategyIndex, sequence });
  });
});

const idOf = ({ strategyIndex, sequence }: { strategyIndex: number; sequence: number }) =>
  `${strategyIndex}:${sequence}`;

function rigOf(windowMs: number, refused: readonly number[] = []): ArbiterRig {
  const rig = new ArbiterRig({ windowMs, maxAgeMs: 150 });
  for (const strategyIndex of refused) rig.standings.set(strategyIndex, 'disabled');
  return rig;
}

describe('arbitration', () => {
  it('brings every offered signal out exactly once, whatever the windows and rounds', () => {
    const ends = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        SIGNALS,
        fc.constantFrom(0, 50, 400),
        ends,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
        (signals, windowMs, roundEnds, verdicts) => {
          const rig = rigOf(windowMs, [3]);
          let timeMs = START_MS;
          for (const [at, signal] of signals.entries()) {
            timeMs += 10;
            rig.accepts = verdicts[at % verdicts.length] === true;
            rig.arbiter.offer(signal, timeMs);
            if (roundEnds.includes(at)) rig.arbiter.onRoundEnd(timeMs);
          }
          rig.arbiter.onRoundEnd(timeMs + 1_000);
          expect(rig.arbiter.pendingEntries).toBe(0);
          expect(rig.outcomes.map(({ signal }) => idOf(signal)).sort()).toEqual(
            signals.map(idOf).sort(),
          );
          const merged = rig.outcomes.flatMap(({ signal, loss }) =>
            loss?.mergedInto ? [[idOf(signal), idOf(loss.mergedInto)]] : [],
          );
          const taken = new Set(rig.winners().map(({ signal }) => idOf(signal)));
          for (const [, into] of merged) expect(taken.has(into ?? '')).toBe(true);
          const stoodFor = rig.winners().flatMap(({ standsFor }) => standsFor.map(idOf));
          expect(new Set(stoodFor).size).toBe(stoodFor.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of one round, never takes entries of both directions on one instrument', () => {
    fc.assert(
      fc.property(SIGNALS, (signals) => {
        const rig = rigOf(0);
        rig.round(signals, START_MS);
        for (const instrumentIndex of [0, 1, 2]) {
          const sides = rig
            .winners()
            .filter(
              ({ signal }) => signal.kind === 'entry' && signal.instrumentIndex === instrumentIndex,
            )
            .map(({ signal }) => signal.side);
          expect(new Set(sides).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never holds back the first exit of a strategy that may ask', () => {
    fc.assert(
      fc.property(SIGNALS, fc.constantFrom(0, 50), (signals, windowMs) => {
        const rig = rigOf(windowMs, [0, 1]);
        for (const signal of signals) {
          const before = rig.outcomes.length;
          rig.arbiter.offer(signal, START_MS);
          if (signal.kind === 'entry') continue;
          const decided = rig.outcomes
            .slice(before)
            .find((out) => idOf(out.signal) === idOf(signal));
          expect(decided).toBeDefined();
          if (signal.origin === 'recovery') continue;
          expect(['taken', 'merged_signal']).toContain(decided?.loss?.reason ?? 'taken');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('merged strength is at least the strongest of the merged, at most 1, and counts a strategy once', () => {
    fc.assert(
      fc.property(SIGNALS, (signals) => {
        const rig = rigOf(0);
        rig.round(signals, START_MS);
        const byId = new Map(signals.map((signal) => [idOf(signal), signal]));
        for (const { signal, standsFor } of rig.winners()) {
          const strongest = new Map<number, number>();
          for (const reference of standsFor) {
            const strength = byId.get(idOf(reference))?.strength ?? 0;
            const known = strongest.get(reference.strategyIndex) ?? 0;
            strongest.set(reference.strategyIndex, Math.max(known, strength));
          }
          const strengths = [...strongest.values()];
          let doubt = 1;
          for (const strength of strengths) doubt *= 1 - strength;
          expect(signal.strength).toBeCloseTo(1 - doubt, 9);
          expect(signal.strength).toBeGreaterThanOrEqual(Math.max(...strengths) - 1e-12);
          expect(signal.strength).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('entries of a round win or lose the same in every order of arrival', () => {
    const entries = SIGNALS.map((signals) => signals.filter(({ kind }) => kind === 'entry'));
    fc.assert(
      fc.property(
        entries.chain((signals) =>
          fc.tuple(
            fc.constant(signals),
            fc.shuffledSubarray(signals, { minLength: signals.length, maxLength: signals.length }),
          ),
        ),
        ([signals, shuffled]) => {
          const rig = rigOf(0);
          rig.round(signals, START_MS);
          const other = rigOf(0);
          other.round(shuffled, START_MS);
          expect(other.winners()).toEqual(rig.winners());
          expect(other.answers().sort()).toEqual(rig.answers().sort());
        },
      ),
      { numRuns: 300 },
    );
  });
});
