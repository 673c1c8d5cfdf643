/** Profile `recovery`: bringing a journal back, kills under load, the kill switch. */
import { runProgram } from '../harness/child.ts';
import { runRounds } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult, Measure, Measurement } from '../harness/result.ts';
import type { CrashProgramOptions } from './crash-program.ts';
import type { RecoveryProgramOptions } from './recovery-program.ts';

const RECORDS = 1_000_000;
const SMOKE_RECORDS = 20_000;
const ROUNDS = 3;
const KILLS = 10;
const SMOKE_KILLS = 1;
const SEED = 20_261_119;

export async function recoveryProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const { isSmoke } = options;
  const records = isSmoke ? SMOKE_RECORDS : RECORDS;
  const rounds = options.rounds ?? (isSmoke ? 1 : ROUNDS);
  const crash: CrashProgramOptions = {
    kills: options.kills ?? (isSmoke ? SMOKE_KILLS : KILLS),
    seed: SEED,
  };
  const recoveries = await runRounds(
    [true, false].map((hasSnapshot) => {
      const terms: RecoveryProgramOptions = { records, hasSnapshot };
      const name = `recover ${records} records, ${hasSnapshot ? 'with' : 'without'} a snapshot`;
      return variantOf(name, 'recoverMs', () => runProgram('recovery', terms));
    }),
    rounds,
    progress,
  );
  const kill = await runRounds(
    [variantOf('kill switch', 'flatMs', () => runProgram('kill-switch', {}))],
    rounds,
    progress,
  );
  const crashes = await runRounds(
    [variantOf(`${crash.kills} kills`, 'unprotectedMs', () => runProgram('crash', crash))],
    1,
    progress,
  );
  return [...recoveries, ...kill, ...crashes];
}

function variantOf(name: string, measure: Measure, run: () => Promise<unknown>) {
  return { name, measure, workGroup: '', run: async () => (await run()) as Measurement };
}
