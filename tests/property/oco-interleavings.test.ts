/**
 * Every interleaving of up to eight events after the entry is accepted: fills of entry, stop and target, cancels confirmed or refused,
 * orders dropped, answers lost, late, repeated or overtaken, ticks that cross stop and target, and restarts. States that were reached
 * before are not explored again. From each state the venue then behaves, and everything has to end flat.
 */
import { describe, expect, it } from 'vitest';
import type { OrderIntent } from '../../src/domain/order/types.ts';
import { OcoWorld, type Step } from '../support/oco-world.ts';

const DEPTH = 8;
const TWO_TARGETS = { secondTargetOffsetPaise: 400, firstTargetShareBps: 5_000 };

interface Reached {
  readonly world: OcoWorld;
  readonly path: readonly Step[];
}

/** The first state that breaks a rule, as rule and path, and how many states were reached. */
function explore(begin: OcoWorld): { violation: string; states: number } {
  const seen = new Set<string>();
  let level: Reached[] = [{ world: begin, path: [] }];
  for (let depth = 1; depth <= DEPTH; depth += 1) {
    const next: Reached[] = [];
    for (const { world, path } of level) {
      for (const step of world.steps()) {
        const reached = { world: world.copy(), path: [...path, step] };
        const violation = visit(reached, seen);
        if (violation === null) continue;
        if (violation !== '') {
          return { violation: `${violation}: ${reached.path.join(', ')}`, states: seen.size };
        }
        next.push(reached);
      }
    }
    level = next;
  }
  return { violation: '', states: seen.size };
}

/** Null for a state that was reached before. */
function visit({ world, path }: Reached, seen: Set<string>): string | null {
  const step = path.at(-1);
  if (step === undefined) return null;
  try {
    world.take(step);
    const key = world.key();
    if (seen.has(key)) return null;
    seen.add(key);
    return world.violation() || world.copy().heal();
  } catch (error) {
    return String(error);
  }
}

describe('a bracket, in every order of events', () => {
  const plans: [string, Partial<OrderIntent>][] = [
    ['one target', {}],
    ['two targets', TWO_TARGETS],
  ];
  for (const restingLeg of ['target', 'stop'] as const) {
    for (const [name, plan] of plans) {
      it(`OC-01 OC-02 OC-03 OC-04 OC-05 OC-06 hold with ${name} and the ${restingLeg} at the venue`, () => {
        const { violation, states } = explore(OcoWorld.begin(restingLeg, plan));
        expect(violation).toBe('');
        expect(states).toBeGreaterThan(5_000);
      }, 120_000);
    }
  }
});
