/** Starts the real `tickring` program in an empty folder and ends it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/src/app/cli.js', import.meta.url));

export interface Daemon {
  readonly child: ChildProcess;
  /** Working folder; the data folder `var` is inside. */
  readonly folder: string;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  output(): string;
  /** Sends SIGTERM and resolves with the exit code. */
  end(): Promise<number | null>;
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the CLI to its end. */
export async function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-test-'));
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  rmSync(folder, { recursive: true, force: true });
  return { code, stdout, stderr };
}

/** Starts `tickring start` on a free port; resolves when the banner is printed. */
export async function startDaemon(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-test-'));
  const child = spawn(process.execPath, [CLI, 'start', '--port', '0', ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      output += chunk.toString();
      const match = /health\s+(http:\/\/[^/]+)\/health/.exec(output);
      if (match?.[1] !== undefined) resolve(match[1]);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('exit', (code) =>
      reject(new Error(`the daemon ended with ${String(code)}: ${output}`)),
    );
  });
  return {
    child,
    folder,
    url,
    output: () => output,
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** Asks again and again until `probe` answers something; the test's own timeout is the limit. */
export async function eventually<Value>(
  probe: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The samples of a Prometheus page by `name{labels}`. */
export async function scrape(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([a-z_]+(?:\{[^}]*\})?) (\S+)/.exec(line);
    if (match?.[1] !== undefined) samples.set(match[1], Number(match[2]));
  }
  return samples;
}

/** Sum of all samples of a metric over its labels. */
export function total(samples: ReadonlyMap<string, number>, name: string): number {
  let sum = 0;
  for (const [key, value] of samples) {
    if (key === name || key.startsWith(`${name}{`)) sum += value;
  }
  return sum;
}
