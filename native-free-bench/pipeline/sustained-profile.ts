/** Profile `sustained`: an even load for a long time, with one strategy and with many. */
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult } from '../harness/result.ts';
import { engineUnderLoad } from './load.ts';

const RATE = 100_000;
const SECONDS = 60;
const MANY_STRATEGIES = 100;
const MANY_STRATEGIES_SECONDS = 20;
const WARM_UP_SECONDS = 5;
const SMOKE = { rate: 10_000, seconds: 1, warmUpSeconds: 0.5 } as const;

interface SustainedRun {
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly strategies: number;
}

function variant(run: SustainedRun): Variant {
  const { rate, seconds, warmUpSeconds, strategies } = run;
  const suffix = strategies === 1 ? '' : `, ${strategies} strategies`;
  return {
    name: `sustained ${rate} ticks/s for ${seconds} s${suffix}`,
    measure: 'ticksPerSecond',
    workGroup: '',
    run: async () => {
      const {
        windows: _,
        firstTickNs: __,
        ...measurement
      } = await engineUnderLoad({
        pace: { kind: 'fixed', ticksPerSecond: rate },
        mode: 'quote',
        client: 'ours',
        strategies,
        warmUpSeconds,
        seconds,
        windowMs: 0,
      });
      return measurement;
    },
  };
}

export async function sustainedProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const common = {
    rate: options.rate ?? (options.isSmoke ? SMOKE.rate : RATE),
    warmUpSeconds: options.isSmoke ? SMOKE.warmUpSeconds : WARM_UP_SECONDS,
  };
  const seconds = options.seconds ?? (options.isSmoke ? SMOKE.seconds : SECONDS);
  const variants = [variant({ ...common, seconds, strategies: options.strategies ?? 1 })];
  if (options.strategies === undefined && !options.isSmoke) {
    const many = {
      strategies: MANY_STRATEGIES,
      seconds: Math.min(seconds, MANY_STRATEGIES_SECONDS),
    };
    variants.push(variant({ ...common, ...many }));
  }
  return runRounds(variants, options.rounds ?? 1, progress);
}
