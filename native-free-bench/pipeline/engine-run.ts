/**
 * Starts the real engine for a benchmark: all threads of the order path, without publish. The one
 * place that knows how.
 */

import { startEngine } from '../../src/app/engine.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import type { StreamMode } from '../../src/contract/wire/smartapi-stream.ts';
import type { SharedMetrics } from '../../src/ring/shared-metrics.ts';
import { benchInstruments } from './instruments.ts';

export interface EngineRunOptions {
  readonly streamUrl: string;
  readonly mode: StreamMode;
  /** `ours` reads frames in place, `ws` takes the messages of the `ws` package. */
  readonly client: 'ours' | 'ws';
  /** Strategies, each on every instrument. */
  readonly strategies: number;
}

export interface EngineRun {
  readonly metrics: SharedMetrics;
  /** Threads that read the tick ring, by the name their metrics carry. */
  readonly readers: readonly string[];
  readonly strategyThreads: readonly string[];
  /** Rejects when the engine cannot go on. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Averages of one-second bars: with the generator's swing they cross every few seconds. */
const BASE_STRATEGY = {
  kind: 'ema-crossover',
  instruments: 'equities',
  params: {
    fastPeriod: 3,
    slowPeriod: 8,
    barSeconds: 1,
    stopAtrMultiple: 2,
    targetAtrMultiple: 3,
    allowShort: true,
  },
} as const;

export async function startEngineRun(options: EngineRunOptions): Promise<EngineRun> {
  const { settings, configSha } = loadSettings({
    environment: {},
    overrides: {
      engine: { strategyThreads: 1 },
      feed: { streamUrl: options.streamUrl, mode: options.mode, client: options.client },
      strategies: Array.from({ length: options.strategies }, (_, index) => ({
        ...BASE_STRATEGY,
        id: `bench-${index}`,
        // Different periods, so that strategies neither share work nor signal on the same bar.
        params: {
          ...BASE_STRATEGY.params,
          slowPeriod: BASE_STRATEGY.params.slowPeriod + (index % 40),
        },
      })),
    },
  });
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const engine = await startEngine({
    settings,
    configSha,
    instruments: benchInstruments(),
    roles: ['ingest', 'strategy', 'risk', 'oco', 'venue'],
    onLog(level, message, fields) {
      if (level !== 'warn' && level !== 'error') return;
      process.stderr.write(`engine ${level}: ${message} ${JSON.stringify(fields ?? {})}\n`);
    },
    onFatal: (cause) => fail(new Error(`the engine cannot go on: ${cause}`)),
  });
  const strategyThreads = Array.from(
    { length: settings.engine.strategyThreads },
    (_, index) => `strategy_${index}`,
  );
  return {
    metrics: engine.supervisor.metrics,
    readers: [...strategyThreads, 'risk', 'oco', 'venue'],
    strategyThreads,
    failed,
    stop: () => engine.stop(),
  };
}
