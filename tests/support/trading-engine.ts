/** A daemon on a data folder that outlives it: `<folder>/data`, with the settings of `<folder>/config`. */
import { once } from 'node:events';
import { join } from 'node:path';
import type { TradingEngine } from '../../native-free-bench/recovery/crash-rounds.ts';
import { startDaemon } from './daemon.ts';

export interface StartedEngine extends TradingEngine {
  readonly pid: number;
  output(): string;
}

export async function startTradingEngine(
  folder: string,
  args: readonly string[] = [],
): Promise<StartedEngine> {
  const places = ['--data', join(folder, 'data'), '--config', join(folder, 'config')];
  const daemon = await startDaemon([...places, ...args]);
  const { child, url, output } = daemon;
  return {
    url,
    pid: child.pid ?? 0,
    output,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
      }
      return daemon.end();
    },
  };
}
