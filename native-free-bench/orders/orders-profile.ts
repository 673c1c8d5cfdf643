/** Profile `orders`: thousands of orders a minute through risk, journal, paper venue and back, none lost and none twice. */
import { runProgram } from '../harness/child.ts';
import { runRounds } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measurement } from '../harness/result.ts';
import { SPEED, underLoad } from '../pipeline/load.ts';
import type { OrdersProgramOptions } from './orders-program.ts';

/** Ticks per second: enough for every quote to be fresh and every bar to close in time. */
const RATE = 10_000;
const SECONDS = 60;
const WARM_UP_SECONDS = 20;
/** Prices of 75 instruments that turn this often make a little above 10,000 orders a minute. */
const SWING_PERIOD_MS = 9000;
const SMOKE = { seconds: 3, warmUpSeconds: 10 } as const;

export async function ordersProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const ticksPerSecond = options.rate ?? RATE;
  const minutesAsSeconds = options.minutes === undefined ? undefined : options.minutes * 60;
  const run: Omit<OrdersProgramOptions, 'streamUrl'> = {
    speed: SPEED,
    seconds: minutesAsSeconds ?? options.seconds ?? (options.isSmoke ? SMOKE.seconds : SECONDS),
    warmUpSeconds: options.isSmoke ? SMOKE.warmUpSeconds : WARM_UP_SECONDS,
  };
  return runRounds(
    [
      {
        name: `orders for ${run.seconds} s`,
        measure: 'ordersPerMinute',
        workGroup: '',
        run: async () => {
          const pace = { kind: 'fixed', ticksPerSecond } as const;
          const market = { pace, swingPeriodMs: SWING_PERIOD_MS };
          const { result } = await underLoad(market, async (streamUrl) => {
            return (await runProgram('orders', { ...run, streamUrl })) as Measurement;
          });
          return result;
        },
      },
    ],
    options.rounds ?? 1,
    progress,
  );
}
