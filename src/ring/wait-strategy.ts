/** What a blocking thread does when a duty cycle found nothing. */
import type { Doorbell } from './doorbell.ts';

export const WAIT_STRATEGIES = ['block', 'yield', 'spin'] as const;
export type WaitStrategyName = (typeof WAIT_STRATEGIES)[number];

/** `idle` returns when the doorbell moved on from `seen`, or after about `timeoutMs`. */
export interface WaitStrategy {
  readonly name: WaitStrategyName;
  idle(bell: Doorbell, seen: number, timeoutMs: number): void;
}

/** Sleeps in the kernel: the default, because eight threads share few cores. */
const block: WaitStrategy = {
  name: 'block',
  idle: (bell, seen, timeoutMs) => bell.wait(seen, timeoutMs),
};

/** Looks at the bell for a few microseconds before it sleeps: lower latency while ticks are dense. */
const yielding: WaitStrategy = {
  name: 'yield',
  idle(bell, seen, timeoutMs) {
    for (let look = 0; look < 2000; look++) if (bell.read() !== seen) return;
    bell.wait(seen, timeoutMs);
  },
};

/** Never sleeps: for machines with a core to spare per thread. Returns now and then so that the agent can see a stop. */
const spin: WaitStrategy = {
  name: 'spin',
  idle(bell, seen) {
    for (let look = 0; look < 100_000; look++) if (bell.read() !== seen) return;
  },
};

const BY_NAME: Record<WaitStrategyName, WaitStrategy> = { block, yield: yielding, spin };

export function waitStrategy(name: WaitStrategyName): WaitStrategy {
  return BY_NAME[name];
}
