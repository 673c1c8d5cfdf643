/** The breakers of everything the broker's client depends on, as health and metrics show them; venue thread. */
import { assert } from '../../domain/assert.ts';
import {
  BREAKER_DEFAULTS,
  type BreakerOptions,
  type BreakerSnapshot,
  type BreakerState,
  CircuitBreaker,
} from './circuit-breaker.ts';
import type { Runtime } from './runtime-ports.ts';

export const DEPENDENCIES = [
  'rest-orders',
  'rest-reads',
  'rest-auth',
  'candles',
  'scrip-master',
  'market-stream',
  'order-stream',
] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

export interface DependencySnapshot extends BreakerSnapshot {
  readonly dependency: Dependency;
}

export class BreakerRegistry {
  readonly #breakers: ReadonlyMap<Dependency, CircuitBreaker>;

  constructor(runtime: Runtime, options: BreakerOptions = BREAKER_DEFAULTS) {
    const newBreaker = (dependency: Dependency) =>
      new CircuitBreaker(runtime, options, (state) => logChange(runtime, dependency, state));
    this.#breakers = new Map(DEPENDENCIES.map((name) => [name, newBreaker(name)]));
  }

  of(dependency: Dependency): CircuitBreaker {
    const breaker = this.#breakers.get(dependency);
    assert(breaker !== undefined, 'every dependency has a breaker');
    return breaker;
  }

  snapshots(): DependencySnapshot[] {
    return DEPENDENCIES.map((dependency) => ({ dependency, ...this.of(dependency).snapshot() }));
  }
}

function logChange(runtime: Runtime, dependency: Dependency, state: BreakerState): void {
  if (state === 'closed') {
    runtime.log('info', `The broker's ${dependency} answers again.`);
  } else if (state === 'open') {
    runtime.log('warn', `The broker's ${dependency} does not answer; only exits still ask it.`);
  } else {
    state satisfies 'half_open';
    runtime.log('info', `The broker's ${dependency} is tried again with one request.`);
  }
}
