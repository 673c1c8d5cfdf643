/**
 * One run under generated load: a generator process and whoever receives from it. Main thread of
 * the harness.
 */
import type { StreamMode } from '../../src/contract/wire/smartapi-stream.ts';
import { runProgram, startProgram } from '../harness/child.ts';
import type { Measurement } from '../harness/result.ts';
import type { BareClientOptions } from './bare-client-program.ts';
import type { EngineMeasurement, EngineProgramOptions } from './engine-program.ts';
import type { GeneratorOptions, GeneratorReady, StreamedConnection } from './generator.ts';
import type { Pace } from './pacing.ts';

/**
 * Exchange seconds per second of every run, as in `config/feed.yaml`: one-second bars close five
 * times a second.
 */
export const SPEED = 5;

/** `receive` runs while a generator streams to whoever connects to the address it is given. */
export async function underLoad<Result>(
  market: Omit<GeneratorOptions, 'speed'>,
  receive: (url: string) => Promise<Result>,
): Promise<{ readonly result: Result; readonly sent: StreamedConnection }> {
  const options: GeneratorOptions = { ...market, speed: SPEED };
  const generator = startProgram('generator', options);
  try {
    const { url } = (await generator.ready) as GeneratorReady;
    const result = await receive(url);
    const [sent] = (await generator.stop()) as StreamedConnection[];
    if (sent === undefined) throw new Error('the generator was never subscribed to');
    return { result, sent };
  } finally {
    await generator.kill();
  }
}

function sentPerSecond({ sent, firstTickNs, endNs }: StreamedConnection): number {
  return (sent / (endNs - firstTickNs)) * 1e9;
}

export interface EngineLoad extends Omit<EngineProgramOptions, 'streamUrl'> {
  readonly pace: Pace;
}

/** The engine under load; `firstTickNs` is when the generator began. */
export async function engineUnderLoad(
  load: EngineLoad,
): Promise<EngineMeasurement & { readonly firstTickNs: number }> {
  const { pace, ...options } = load;
  const { result, sent } = await underLoad({ pace }, async (streamUrl) => {
    const engineOptions: EngineProgramOptions = { ...options, streamUrl };
    return (await runProgram('engine', engineOptions)) as EngineMeasurement;
  });
  return { ...result, generatedPerSecond: sentPerSecond(sent), firstTickNs: sent.firstTickNs };
}

/** A bare `ws` client receiving the same frames as fast as it can. */
export async function bareClientUnderLoad(
  mode: StreamMode,
  times: Pick<BareClientOptions, 'warmUpSeconds' | 'seconds'>,
): Promise<Measurement> {
  const { result, sent } = await underLoad({ pace: { kind: 'max' } }, async (url) => {
    const options: BareClientOptions = { ...times, url, mode };
    return (await runProgram('bare-client', options)) as Measurement;
  });
  return { ...result, generatedPerSecond: sentPerSecond(sent) };
}
