/**
 * Profile `fanout`: the daemon with all its threads under an even load, without and with stream
 * clients.
 *
 *   generator ──→ daemon (ingest … publish) ──WebSocket──→ subscribers (two processes)
 *                   └── GET /metrics ──→ harness
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningProgram, startProgram } from '../harness/child.ts';
import { runRounds } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measurement } from '../harness/result.ts';
import type { GeneratorOptions, GeneratorReady } from '../pipeline/generator.ts';
import { bucketsBetween, summariseLatency } from '../pipeline/latency.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { histogramCounts, scrape, total } from './scrape.ts';
import type { SubscriberCounts, SubscriberOptions } from './subscriber-program.ts';

/**
 * A little above 10k × 100 = 1 M deliveries/s, so that the last tick of the pacing does not decide
 * whether it is reached.
 */
const RATE = 10_100;
const SUBSCRIBERS = 100;
const SECONDS = 15;
const WARM_UP_MS = 4000;
const SUBSCRIBER_PROCESSES = 2;
const SPEED = 5;

interface FanoutRun {
  readonly rate: number;
  readonly subscribers: number;
  readonly seconds: number;
  readonly warmUpMs: number;
  readonly webSocketEngine: ProfileOptions['webSocketEngine'];
}

async function runFanout(run: FanoutRun): Promise<Measurement> {
  const generatorOptions: GeneratorOptions = {
    pace: { kind: 'fixed', ticksPerSecond: run.rate },
    speed: SPEED,
  };
  const generator = startProgram('generator', generatorOptions);
  const started: RunningProgram[] = [generator];
  let daemon: Daemon | undefined;
  try {
    const { url } = (await generator.ready) as GeneratorReady;
    daemon = await startDaemon({ feedUrl: url, webSocketEngine: run.webSocketEngine });
    const groups = startSubscribers(run.subscribers, daemon.streamUrl);
    started.push(...groups);
    await Promise.all(groups.map((group) => group.ready));
    await sleep(run.warmUpMs);
    return await measure(run, daemon, groups);
  } finally {
    await daemon?.stop();
    await Promise.all(started.map((program) => program.kill()));
  }
}

function startSubscribers(subscribers: number, url: string): RunningProgram[] {
  const processes = Math.min(SUBSCRIBER_PROCESSES, subscribers);
  return Array.from({ length: processes }, (_, index) => {
    const clients = Math.floor((subscribers + index) / processes);
    const options: SubscriberOptions = { url, clients };
    return startProgram('subscribers', options);
  });
}

async function measure(
  run: FanoutRun,
  daemon: Daemon,
  groups: readonly RunningProgram[],
): Promise<Measurement> {
  const countAll = () =>
    Promise.all(groups.map(async (group) => (await group.ask(null)) as SubscriberCounts));
  const [samplesBefore, before] = [await scrape(daemon.baseUrl), await countAll()];
  const startMs = performance.now();
  await sleep(run.seconds * 1000);
  const [samplesAfter, after] = [await scrape(daemon.baseUrl), await countAll()];
  const seconds = (performance.now() - startMs) / 1000;
  checkClients(after, run.subscribers);
  const deliveries = after.map(
    (counts, group) =>
      (counts.deliveries - (before[group]?.deliveries ?? 0)) /
      (counts.atMs - (before[group]?.atMs ?? 0)),
  );
  const counter = (name: string) => total(samplesAfter, name) - total(samplesBefore, name);
  const latency = summariseLatency(
    bucketsBetween(
      histogramCounts(samplesBefore, 'tickring_receive_to_consumer_seconds'),
      histogramCounts(samplesAfter, 'tickring_receive_to_consumer_seconds'),
    ),
  );
  return {
    deliveriesPerSecond: deliveries.reduce((sum, rate) => sum + rate, 0) * 1000,
    ticksPerSecond: counter('tickring_ticks_published_total') / seconds,
    received: counter('tickring_ticks_received_total'),
    published: counter('tickring_ticks_published_total'),
    conflated: counter('tickring_ticks_conflated_total'),
    dropped: counter('tickring_ticks_dropped_total'),
    fanoutConflated: counter('tickring_fanout_conflated_total'),
    cpuPercent: (100 * counter('tickring_process_cpu_seconds_total')) / seconds,
    ...(latency && { latencyUs: latency }),
  };
}

function checkClients(groups: readonly SubscriberCounts[], expected: number): void {
  const open = groups.reduce((sum, { openClients }) => sum + openClients, 0);
  if (open !== expected) throw new Error(`${expected - open} of ${expected} clients were closed`);
  if (groups.some(({ miscounted }) => miscounted > 0)) {
    throw new Error('the tick count of a message header differs from its decoded count');
  }
}

export async function fanoutProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const run: FanoutRun = {
    rate: options.rate ?? RATE,
    subscribers: options.subscribers ?? (options.isSmoke ? 4 : SUBSCRIBERS),
    seconds: options.seconds ?? (options.isSmoke ? 1 : SECONDS),
    warmUpMs: options.isSmoke ? 500 : WARM_UP_MS,
    webSocketEngine: options.webSocketEngine,
  };
  const name = (clients: number) =>
    `${run.webSocketEngine}, ${clients} clients, ${run.rate} ticks/s`;
  return runRounds(
    [0, run.subscribers].map((subscribers) => ({
      name: `fanout ${name(subscribers)}`,
      measure: 'deliveriesPerSecond',
      workGroup: '',
      run: () => runFanout({ ...run, subscribers }),
    })),
    options.rounds ?? 1,
    progress,
  );
}
