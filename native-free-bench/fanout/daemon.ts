/** The engine daemon as a user starts it, in a process of its own. Main thread of the harness. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { GUARD_ARGUMENTS, PURE_JAVASCRIPT } from '../harness/child.ts';
import { writeScripMaster } from './scrip-master.ts';

const CLI = fileURLToPath(new URL('../../src/app/cli.js', import.meta.url));
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

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
  const scripMaster = join(folder, 'scrip-master.json');
  writeScripMaster(scripMaster);
  const isPure = options.webSocketEngine === 'ws';
  const child = spawn(process.execPath, [...(isPure ? GUARD_ARGUMENTS : []), CLI, 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
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
    await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const streamUrl = await announcedStream(child);
    const { host } = new URL(streamUrl);
    return { baseUrl: `http://${host}`, streamUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The stream address the daemon's banner names. */
async function announcedStream(child: ChildProcess): Promise<string> {
  let output = '';
  const found = new Promise<string>((resolve, reject) => {
    const onText = (text: Buffer) => {
      output += text.toString('utf8');
      const url = /wss?:\/\/\S+\/ws\/stream/.exec(output)?.[0];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', onText);
    child.stderr?.on('data', onText);
    child.once('exit', (code) => {
      reject(new Error(`the daemon ended with exit code ${code}:\n${output.slice(-2000)}`));
    });
  });
  const timeout = new AbortController();
  const late = sleep(START_TIMEOUT_MS, undefined, { signal: timeout.signal }).then(() => {
    throw new Error(`the daemon did not start within ${START_TIMEOUT_MS / 1000} s:\n${output}`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([found, late]);
  } finally {
    timeout.abort();
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
