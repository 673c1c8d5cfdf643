/**
 * Profile `burst`: a quiet stream with bursts on top, and how long latency needs to come back after
 * each.
 */
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult } from '../harness/result.ts';
import { recoveryMs } from './latency-windows.ts';
import { engineUnderLoad } from './load.ts';
import { burstEndsMs, type Pace } from './pacing.ts';

const BURST_TICKS = 100_000;
const BURST_MS = 100;
const BURSTS = 10;
const PERIOD_MS = 2000;
const BASE_TICKS_PER_SECOND = 10_000;
const FIRST_BURST_AFTER_MS = 6000;
const WARM_UP_SECONDS = 4;

const WINDOW_MS = 20;
/** Latency a burst has to come back to. */
const NORMAL_P99_US = 1000;

type BurstPace = Extract<Pace, { kind: 'burst' }>;

function variant(pace: BurstPace, warmUpSeconds: number, seconds: number): Variant {
  return {
    name: `burst ${pace.count} × ${pace.ticks} ticks in ${pace.burstMs} ms`,
    measure: 'recoveryMs',
    workGroup: '',
    run: async () => {
      const { windows, firstTickNs, ...measurement } = await engineUnderLoad({
        pace,
        mode: 'quote',
        client: 'ours',
        strategies: 1,
        warmUpSeconds,
        seconds,
        windowMs: WINDOW_MS,
      });
      const recoveries = burstEndsMs(pace).map((endMs) =>
        recoveryMs(windows, firstTickNs + endMs * 1e6, NORMAL_P99_US),
      );
      // A whole period means that the next burst came first.
      return { ...measurement, recoveryMs: Math.min(pace.periodMs, Math.max(...recoveries)) };
    },
  };
}

/** Seconds after the warm-up within which every burst has come and had time to pass. */
function lastingSeconds(pace: BurstPace, warmUpSeconds: number): number {
  return (pace.firstAfterMs + pace.count * pace.periodMs) / 1000 - warmUpSeconds;
}

export async function burstProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const pace: BurstPace = {
    kind: 'burst',
    baseTicksPerSecond: BASE_TICKS_PER_SECOND,
    ticks: options.rate ?? (options.isSmoke ? 5000 : BURST_TICKS),
    burstMs: BURST_MS,
    count: options.isSmoke ? 2 : BURSTS,
    firstAfterMs: options.isSmoke ? 1000 : FIRST_BURST_AFTER_MS,
    periodMs: options.isSmoke ? 500 : PERIOD_MS,
  };
  const warmUpSeconds = options.isSmoke ? 0.5 : WARM_UP_SECONDS;
  const seconds = Math.max(options.seconds ?? 0, lastingSeconds(pace, warmUpSeconds));
  return runRounds([variant(pace, warmUpSeconds, seconds)], options.rounds ?? 1, progress);
}
