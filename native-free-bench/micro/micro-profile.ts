/** Profile `micro`: the pieces of the hot path by themselves, in one child process. */
import { runProgram } from '../harness/child.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult } from '../harness/result.ts';
import type { MicroOptions } from './micro-program.ts';

const TIME_MS = 1000;
const WARM_UP_MS = 300;
const SMOKE_TIME_MS = 10;

export async function microProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  progress.step('micro benchmarks');
  const micro: MicroOptions = {
    isSmoke: options.isSmoke,
    timeMs: options.isSmoke ? SMOKE_TIME_MS : TIME_MS,
    warmUpMs: options.isSmoke ? SMOKE_TIME_MS : WARM_UP_MS,
  };
  return (await runProgram('micro', micro)) as BenchResult[];
}
