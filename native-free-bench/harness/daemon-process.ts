/** The `tickring start` command in a process of its own. Main thread of the harness and of programs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../src/app/cli.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

export interface DaemonTerms {
  /** Of the command. */
  readonly args: readonly string[];
  /** Of Node. */
  readonly nodeArgs: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface DaemonProcess {
  readonly pid: number;
  /** `ws://host:port/ws/stream` */
  readonly streamUrl: string;
  /** `http://host:port` */
  readonly baseUrl: string;
  /** Sends the signal, SIGKILL where that does not end it, and resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Resolves when the daemon takes clients; throws with what it said when it ends before that. */
export async function startDaemonProcess(terms: DaemonTerms): Promise<DaemonProcess> {
  const child = spawn(process.execPath, [...terms.nodeArgs, CLI, 'start', ...terms.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...terms.environment },
  });
  try {
    const streamUrl = await announcedStream(child);
    return {
      pid: child.pid ?? 0,
      streamUrl,
      baseUrl: `http://${new URL(streamUrl).host}`,
      end: (signal) => endChild(child, signal),
    };
  } catch (error) {
    await endChild(child, 'SIGTERM');
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

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
  return child.exitCode;
}
