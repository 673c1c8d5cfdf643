/** The daemon of the recovery profile: in the simulated market, on a data folder that outlives it. */
import { join } from 'node:path';
import { startDaemonProcess } from '../harness/daemon-process.ts';
import { GUARD_ARGUMENTS, PURE_JAVASCRIPT } from '../harness/native-free-process.ts';
import type { TradingEngine } from './crash-rounds.ts';

export interface BenchEngine extends TradingEngine {
  readonly pid: number;
}

/** Settings are in `<folder>/config`, data in `<folder>/data`. `speed`: exchange seconds per second. */
export async function startBenchEngine(folder: string, speed: number): Promise<BenchEngine> {
  const places = ['--data', join(folder, 'data'), '--config', join(folder, 'config')];
  const { baseUrl, pid, end } = await startDaemonProcess({
    args: [...places, '--port', '0', '--speed', `${speed}`],
    nodeArgs: GUARD_ARGUMENTS,
    environment: { ...PURE_JAVASCRIPT, TICKRING_SERVER__WEB_SOCKET_ENGINE: 'ws' },
  });
  return { url: baseUrl, pid, end };
}

/** Of the account that trades the simulated market. */
export function journalFolderOf(folder: string): string {
  return join(folder, 'data', 'journal', 'paper-SIMULATED');
}
