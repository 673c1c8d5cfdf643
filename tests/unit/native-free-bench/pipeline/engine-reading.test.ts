import { describe, expect, it } from 'vitest';
import {
  droppedByReason,
  measureBetween,
  readEngine,
  unaccountedTicks,
} from '../../../../native-free-bench/pipeline/engine-reading.ts';
import type { EngineRun } from '../../../../native-free-bench/pipeline/engine-run.ts';
import { SharedMetrics } from '../../../../src/ring/shared-metrics.ts';

function fakeRun(): EngineRun {
  return {
    metrics: new SharedMetrics(),
    readers: ['strategy_0', 'risk'],
    strategyThreads: ['strategy_0'],
    failed: new Promise<never>(() => undefined),
    stop: async () => undefined,
  };
}

function feed(run: EngineRun, ticks: number, risk: number): void {
  const { metrics } = run;
  metrics.cell('ticksReceived').add(ticks);
  metrics.cell('ticksPublished').add(ticks);
  metrics.cell('readerRead', { reader: 'strategy_0' }).add(ticks);
  metrics.cell('readerRead', { reader: 'risk' }).add(risk);
  metrics.histogram('receiveToConsumer', { reader: 'risk' }).record(20_000, risk);
}

describe('engine readings', () => {
  it('rates the engine by its slowest reader', () => {
    const run = fakeRun();
    feed(run, 1000, 1000);
    const from = { ...readEngine(run), atMs: 0 };
    feed(run, 5000, 4000);
    const to = { ...readEngine(run), atMs: 2000 };
    const measurement = measureBetween(from, to, run.readers);
    expect(measurement).toMatchObject({
      ticksPerSecond: 2000,
      receivedPerSecond: 2500,
      received: 5000,
      published: 5000,
      dropped: 0,
    });
    expect(Object.keys(measurement.readers ?? {})).toEqual(['risk']);
    expect(measurement.latencyUs?.p50).toBeGreaterThan(19);
    expect(measurement.tickToOrderUs).toBeUndefined();
  });

  it('finds a tick that is neither published, merged, pending nor dropped', () => {
    const run = fakeRun();
    feed(run, 100, 100);
    run.metrics.cell('ticksReceived').add(9);
    run.metrics.cell('ticksConflated').add(3);
    run.metrics.cell('ticksPending').set(1);
    run.metrics.cell('ticksDropped', { reason: 'duplicate' }).add(4);
    const end = readEngine(run);
    expect(unaccountedTicks(end)).toBe(1);
    expect(droppedByReason(end)).toEqual({ duplicate: 4 });
  });
});
