/**
 * Profile `pipeline`: the engine and a bare `ws` client, each as fast as the generator's frames can
 * be taken, in one run.
 */
import type { StreamMode } from '../../src/contract/wire/smartapi-stream.ts';
import { runRounds, type Variant } from '../harness/harness.ts';
import type { ProfileOptions } from '../harness/profile.ts';
import type { Progress } from '../harness/progress.ts';
import type { BenchResult } from '../harness/result.ts';
import { bareClientUnderLoad, engineUnderLoad } from './load.ts';

const ROUNDS = 3;
const SECONDS = 5;
const WARM_UP_SECONDS = 3;
const SMOKE_SECONDS = 0.5;

interface PipelineTimes {
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const bareName = (mode: StreamMode) => `bare ws client, ${mode}`;

function bareVariant(mode: StreamMode, times: PipelineTimes): Variant {
  return {
    name: bareName(mode),
    measure: 'bareWsPerSecond',
    workGroup: '',
    run: () => bareClientUnderLoad(mode, times),
  };
}

function engineVariant(
  mode: StreamMode,
  client: 'ours' | 'ws',
  strategies: number,
  times: PipelineTimes,
): Variant {
  return {
    name: client === 'ours' ? `pipeline, ${mode}` : `pipeline through ws messages, ${mode}`,
    measure: 'ticksPerSecond',
    workGroup: '',
    run: async () => {
      const load = { ...times, mode, client, strategies, windowMs: 0 };
      const {
        windows: _,
        firstTickNs: __,
        ...measurement
      } = await engineUnderLoad({
        ...load,
        pace: { kind: 'max' },
      });
      return measurement;
    },
  };
}

export async function pipelineProfile(
  options: ProfileOptions,
  progress: Progress,
): Promise<BenchResult[]> {
  const times: PipelineTimes = {
    seconds: options.seconds ?? (options.isSmoke ? SMOKE_SECONDS : SECONDS),
    warmUpSeconds: options.isSmoke ? SMOKE_SECONDS : WARM_UP_SECONDS,
  };
  const strategies = options.strategies ?? 1;
  const modes: StreamMode[] = options.isSmoke ? ['quote'] : ['quote', 'ltp', 'snapQuote'];
  const variants = modes.flatMap((mode) => [
    bareVariant(mode, times),
    engineVariant(mode, 'ours', strategies, times),
  ]);
  if (!options.isSmoke) variants.push(engineVariant('quote', 'ws', strategies, times));
  const rounds = options.rounds ?? (options.isSmoke ? 1 : ROUNDS);
  const results = await runRounds(variants, rounds, progress);
  return results.map((result) => withBareRate(result, results));
}

/** Puts the bare client's median beside the engine's. */
function withBareRate(result: BenchResult, all: readonly BenchResult[]): BenchResult {
  if (result.measure !== 'ticksPerSecond') return result;
  const mode = result.name.split(', ').at(-1) as StreamMode;
  const bare = all.find(({ name }) => name === bareName(mode))?.bareWsPerSecond;
  if (bare === undefined) return result;
  return { ...result, bareWsPerSecond: bare, ratioToBareWs: (result.ticksPerSecond ?? 0) / bare };
}
