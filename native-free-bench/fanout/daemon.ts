/** The engine daemon as a user starts it, with the bench instruments, in a folder of its own. Main thread of the harness. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDaemonProcess } from '../harness/daemon-process.ts';
import { GUARD_ARGUMENTS, PURE_JAVASCRIPT } from '../harness/native-free-process.ts';
import { writeScripMaster } from './scrip-master.ts';

export interface DaemonOptions {
  readonly feedUrl: string;
  readonly webSocketEngine: 'ws' | 'uWebSockets';
}

export interface Daemon {
  /** `http://host:port` */
  readonly baseUrl: string;
  readonly streamUrl: string;
  stop(): Promise<void>;
}

/**
 * Everything but the `ws` engine's process is native free: uWebSockets is an addon and runs without
 * the guard.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const scripMaster = join(folder, 'scrip-master.json');
  writeScripMaster(scripMaster);
  const isPure = options.webSocketEngine === 'ws';
  try {
    const { baseUrl, streamUrl, end } = await startDaemonProcess({
      args: [],
      nodeArgs: isPure ? GUARD_ARGUMENTS : [],
      environment: {
        ...(isPure && PURE_JAVASCRIPT),
        TICKRING_SERVER__PORT: '0',
        TICKRING_SERVER__WEB_SOCKET_ENGINE: options.webSocketEngine,
        TICKRING_FEED__STREAM_URL: options.feedUrl,
        TICKRING_FEED__INSTRUMENTS: scripMaster,
        TICKRING_FEED__MODE: 'quote',
        TICKRING_DATA__DIR: join(folder, 'var'),
      },
    });
    const stop = async () => {
      await end('SIGTERM');
      remove();
    };
    return { baseUrl, streamUrl, stop };
  } catch (error) {
    remove();
    throw error;
  }
}
