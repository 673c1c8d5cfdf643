/**
 * The engine under load, a process of its own: real threads, real strategies, risk gate, order core
 * and paper venue.
 *
 *   generator ──WebSocket──→ ingest ──tick ring──┬→ strategy ──→ risk ──→ oco ──→ venue (paper)
 *                                                └→ risk, oco, venue
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement } from '../harness/result.ts';
import { droppedByReason, measureBetween, readEngine, unaccountedTicks } from './engine-reading.ts';
import { type EngineRun, type EngineRunOptions, startEngineRun } from './engine-run.ts';
import { type LatencyWindow, LatencyWindows } from './latency-windows.ts';

export interface EngineProgramOptions extends EngineRunOptions {
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Watch the latency in windows of this many ms; 0 for not at all. */
  readonly windowMs: number;
}

export interface EngineMeasurement extends Measurement {
  readonly windows: readonly LatencyWindow[];
}

const FIRST_TICK_TIMEOUT_MS = 15_000;

export async function runEngine(options: EngineProgramOptions): Promise<EngineMeasurement> {
  const run = await startEngineRun(options);
  try {
    return await Promise.race([measure(run, options), run.failed]);
  } finally {
    await run.stop();
  }
}

async function measure(run: EngineRun, options: EngineProgramOptions): Promise<EngineMeasurement> {
  await firstTick(run);
  const windows = options.windowMs > 0 ? new LatencyWindows(run, options.windowMs) : undefined;
  await sleep(options.warmUpSeconds * 1000);
  const rssStart = process.memoryUsage.rss();
  const from = readEngine(run);
  const cpuStart = process.cpuUsage();
  await sleep(options.seconds * 1000);
  const cpu = process.cpuUsage(cpuStart);
  const to = readEngine(run);
  const rssEnd = process.memoryUsage.rss();
  windows?.stop();
  // Stopped, the counters stand still and the identity can be checked exactly.
  await run.stop();
  const end = readEngine(run);
  return {
    ...measureBetween(from, to, run.readers),
    pending: end.pending,
    unaccounted: unaccountedTicks(end),
    droppedByReason: droppedByReason(end),
    rssStartMb: rssStart / 2 ** 20,
    rssEndMb: rssEnd / 2 ** 20,
    cpuPercent: (cpu.user + cpu.system) / (10 * (to.atMs - from.atMs)),
    windows: windows?.windows ?? [],
  };
}

async function firstTick(run: EngineRun): Promise<void> {
  const deadlineMs = performance.now() + FIRST_TICK_TIMEOUT_MS;
  const received = run.metrics.cell('ticksReceived');
  while (received.value === 0) {
    if (performance.now() > deadlineMs) throw new Error('the engine received no tick');
    await sleep(5);
  }
}
