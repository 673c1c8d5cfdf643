/** The circuit breaker under random use: one probe at a time, exits always, and never stuck. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BREAKER_DEFAULTS,
  type BreakerPass,
  CircuitBreaker,
} from '../../src/venue/angel/circuit-breaker.ts';
import { ManualRuntime } from '../support/manual-runtime.ts';

const STEPS = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('pass' as const),
      lane: fc.constantFrom('normal' as const, 'exit' as const),
    }),
    fc.record({
      do: fc.constant('settle' as const),
      at: fc.nat(20),
      how: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'failed' as const,
        'unused' as const,
      ),
    }),
    fc.record({ do: fc.constant('wait' as const), byMs: fc.integer({ min: 0, max: 20_000 }) }),
  ),
  { maxLength: 300 },
);

describe('CircuitBreaker', () => {
  it('lets exits through always and one probe at most', () => {
    fc.assert(
      fc.property(STEPS, fc.double({ min: 0, max: 0.999, noNaN: true }), (steps, chance) => {
        const runtime = new ManualRuntime();
        runtime.chance = chance;
        const breaker = new CircuitBreaker(runtime, BREAKER_DEFAULTS);
        const passes: { readonly pass: BreakerPass; readonly probeOf: number }[] = [];
        for (const step of steps) {
          if (step.do === 'wait') {
            runtime.advance(step.byMs);
          } else if (step.do === 'settle') {
            const [settled] = passes.splice(step.at % Math.max(1, passes.length), 1);
            settled?.pass[step.how]();
          } else {
            const { state, openings } = breaker.snapshot();
            const pass = breaker.tryPass(step.lane);
            const isAlone = !passes.some(({ probeOf }) => probeOf === openings);
            if (step.lane === 'exit') expect(pass).toBeDefined();
            else if (state === 'closed') expect(pass).toBeDefined();
            else if (state === 'open') expect(pass).toBeUndefined();
            else if (pass !== undefined) expect(isAlone).toBe(true);
            const isProbe = state === 'half_open' && step.lane === 'normal';
            if (pass !== undefined) passes.push({ pass, probeOf: isProbe ? openings : -1 });
          }
        }
        // Whatever happened: within the longest open time and the limit of a lost probe somebody may ask again, and success closes.
        runtime.advance(BREAKER_DEFAULTS.probeLimitMs);
        breaker.snapshot();
        runtime.advance(BREAKER_DEFAULTS.openFor.capMs);
        const last = breaker.tryPass('normal');
        expect(last).toBeDefined();
        last?.succeeded();
        expect(breaker.snapshot().state).toBe('closed');
      }),
      { numRuns: 300 },
    );
  });
});
