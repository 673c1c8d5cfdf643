/** Profile `journal`: how long a row takes to be durable, beside a bare `fdatasync` of the same size in the same run. */
import { runProgram } from '../harness/child.ts';
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measurement } from '../harness/result.ts';
import type { JournalProgramOptions } from './journal-program.ts';
import type { SyncProgramOptions } from './sync-program.ts';

/** An input of a core makes about this many rows: order, group, command, report, fill. */
const ROWS_PER_STEP = 4;
/** Of a step of that many order rows with their headers. */
const STEP_BYTES = 800;
const SLOW = 1000;
const FAST = 20_000;
const ROUNDS = 3;
const SECONDS = 10;
const WARM_UP_SECONDS = 2;
const SMOKE = { seconds: 0.5, warmUpSeconds: 0.2 } as const;

export async function journalProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const times = {
    seconds: options.seconds ?? (options.isSmoke ? SMOKE.seconds : SECONDS),
    warmUpSeconds: options.isSmoke ? SMOKE.warmUpSeconds : WARM_UP_SECONDS,
  };
  const bare: SyncProgramOptions = {
    ...times,
    syncsPerSecond: SLOW / ROWS_PER_STEP,
    bytes: STEP_BYTES,
  };
  const results = await runRounds(
    [
      variantOf('bare fdatasync', () => runProgram('sync', bare)),
      ...[SLOW, FAST].map((recordsPerSecond) => {
        const load: JournalProgramOptions = {
          ...times,
          recordsPerSecond,
          rowsPerStep: ROWS_PER_STEP,
        };
        const name = `journal at ${recordsPerSecond} records/s`;
        return variantOf(name, () => runProgram('journal', load));
      }),
    ],
    options.rounds ?? (options.isSmoke ? 1 : ROUNDS),
    progress,
  );
  return withRatios(results);
}

function variantOf(name: string, run: () => Promise<unknown>): Variant {
  return {
    name,
    measure: 'ackUs',
    workGroup: '',
    run: async () => (await run()) as Measurement,
  };
}

/** The p99 of each row over that of the bare `fdatasync`. */
function withRatios(results: readonly BenchResult[]): BenchResult[] {
  const bareUs = results[0]?.latencyUs?.p99;
  return results.map((result, at) => {
    const p99 = result.latencyUs?.p99;
    if (at === 0 || bareUs === undefined || p99 === undefined) return result;
    return { ...result, ratioToBareSync: p99 / bareUs };
  });
}
