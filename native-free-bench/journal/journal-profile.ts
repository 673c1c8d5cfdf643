/** Profile `journal`: how long a row takes to be durable, beside a bare `fdatasync` of the same size in the same run. */
import { runProgram } from '../harness/child.ts';
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measurement } from '../harness/result.ts';
import type { JournalProgramOptions } from './journal-program.ts';
import type { SyncProgramOptions } from './sync-program.ts';

const BARE = 'bare fdatasync';
/** An input of a core makes about this many rows: order, group, command, report, fill. */
const ROWS_PER_STEP = 4;
/** Of an order row with its header. */
const ROW_BYTES = 200;
const SLOW = 1000;
const FAST = 20_000;
const ROUNDS = 3;
const SECONDS = 10;
const WARM_UP_SECONDS = 2;
const SMOKE = { seconds: 0.5, warmUpSeconds: 0.2 } as const;

/**
 * A disk that is asked less often may answer later, so a bare `fdatasync` is measured at each rate of steps. Behind each of them comes
 * what is compared with it; the fast journal, which syncs back to back, with the one that is asked more often.
 */
const LOADS = [
  { recordsPerSecond: SLOW, rowsPerStep: 1, hasBare: true },
  { recordsPerSecond: FAST, rowsPerStep: ROWS_PER_STEP, hasBare: false },
  { recordsPerSecond: SLOW, rowsPerStep: ROWS_PER_STEP, hasBare: true },
] as const;

export async function journalProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const times = {
    seconds: options.seconds ?? (options.isSmoke ? SMOKE.seconds : SECONDS),
    warmUpSeconds: options.isSmoke ? SMOKE.warmUpSeconds : WARM_UP_SECONDS,
  };
  const results = await runRounds(
    LOADS.flatMap((load) => variantsOf(load, times)),
    options.rounds ?? (options.isSmoke ? 1 : ROUNDS),
    progress,
  );
  return withRatios(results);
}

function variantsOf(
  load: (typeof LOADS)[number],
  times: { readonly seconds: number; readonly warmUpSeconds: number },
): Variant[] {
  const { recordsPerSecond, rowsPerStep, hasBare } = load;
  const syncsPerSecond = recordsPerSecond / rowsPerStep;
  const bare: SyncProgramOptions = { ...times, syncsPerSecond, bytes: rowsPerStep * ROW_BYTES };
  const journal: JournalProgramOptions = { ...times, recordsPerSecond, rowsPerStep };
  const measured = variantOf(
    `journal at ${recordsPerSecond} records/s, ${rowsPerStep} a step`,
    () => runProgram('journal', journal),
  );
  if (!hasBare) return [measured];
  const name = `${BARE} at ${syncsPerSecond}/s`;
  return [variantOf(name, () => runProgram('sync', bare)), measured];
}

function variantOf(name: string, run: () => Promise<unknown>): Variant {
  return {
    name,
    measure: 'ackUs',
    workGroup: '',
    run: async () => (await run()) as Measurement,
  };
}

/** The p99 of each journal over that of the bare `fdatasync` it is compared with. */
function withRatios(results: readonly BenchResult[]): BenchResult[] {
  let bareUs: number | undefined;
  return results.map((result) => {
    const p99 = result.latencyUs?.p99;
    if (result.name.startsWith(BARE)) {
      bareUs = p99;
      return result;
    }
    if (bareUs === undefined || p99 === undefined) return result;
    return { ...result, ratioToBareSync: p99 / bareUs };
  });
}
