/** Runs one configuration to its verdict. Whatever is thrown becomes one: a failed check, an assertion of the engine, a crash. */
import { InvariantError } from '../../../src/domain/assert.ts';
import { EXIT_CRASH, EXIT_PASS, Violation } from '../check/violation.ts';
import type { RealMarket } from '../world/real-market.ts';
import { LISTINGS_MAX } from '../world/universe.ts';
import type { RunConfig } from './run-config.ts';
import { Simulation } from './simulation.ts';
import type { Verdict } from './verdict.ts';

export function runSeed(config: RunConfig, market: RealMarket): Verdict {
  const simulation = new Simulation(config, market);
  const startMs = simulation.world.heap.nowMs;
  const failure = failureOf(simulation);
  const { plan, world, host, marks, log } = simulation;
  const failedAfterMs = failure === null ? 0 : world.heap.nowMs - startMs;
  return {
    config,
    code: failure?.code ?? EXIT_PASS,
    id: failure?.id ?? '',
    message: failure?.message ?? '',
    template: plan.template,
    horizon: plan.horizon,
    dateKey: plan.spans[0]?.dateKey ?? '',
    failedAfterMs,
    simDays: plan.simDays,
    events: simulation.events,
    orders: world.venue.orders.length,
    starts: host.starts,
    hash: host.hash.digest(),
    marks: marks.toRecord(),
    log: log.lines(),
  };
}

interface Failure {
  readonly code: number;
  readonly id: string;
  readonly message: string;
}

function failureOf(simulation: Simulation): Failure | null {
  try {
    simulation.run();
    return null;
  } catch (fault) {
    if (fault instanceof Violation) {
      return { code: fault.code, id: fault.id, message: fault.message };
    }
    if (fault instanceof InvariantError) {
      const id = /^Invariant: ([A-Z]{2}-\d\d)/.exec(fault.message)?.[1] ?? 'assert';
      return { code: EXIT_CRASH, id, message: describe(fault) };
    }
    return { code: EXIT_CRASH, id: 'crash', message: describe(fault) };
  }
}

/** The sentence, and where in the engine it was said. */
function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const frames = (fault.stack ?? '').split('\n').slice(1);
  const places = frames
    .map((frame) => /\/((?:src|tests)\/[^)\s]+)/.exec(frame)?.[1] ?? '')
    .filter((place) => place !== '' && !place.includes('/assert.'));
  return `${fault.message} (${places.slice(0, 3).join(' ← ')})`;
}

export const INSTRUMENTS_MAX = LISTINGS_MAX;
