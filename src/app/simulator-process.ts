/** The market simulator as a child process of the engine, spoken to over its socket like the broker. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../contract/settings.ts';

const CLI = fileURLToPath(new URL('./cli.js', import.meta.url));
const START_TIMEOUT_MS = 20_000;

/** The one line the simulator prints with `--json`. */
export interface SimulatorAddress {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly orderStreamUrl: string;
  readonly instrumentsUrl: string;
  /** Faults are scheduled here. */
  readonly controlUrl: string;
  /** What really happened. */
  readonly stateUrl: string;
  readonly clientCode: string;
  readonly pin: string;
  /** Base32. */
  readonly totpSecret: string;
  readonly apiKey: string;
  /** What is being played, for people. */
  readonly description: string;
}

export interface SimulatorProcess {
  readonly address: SimulatorAddress;
  /** Called when the simulator ends by itself. */
  onExit(listener: (code: number | null) => void): void;
  stop(): Promise<void>;
}

/** Starts the simulator; it ends with this process, whatever happens, because its IPC channel closes. */
export async function startSimulator(
  settings: Settings,
  onLine: (line: string) => void,
): Promise<SimulatorProcess> {
  const { seed, speed, date, from, port, bars } = settings.simulator;
  const args = [CLI, 'simulate-venue', '--json', '--port', `${port}`, '--seed', `${seed}`];
  args.push('--speed', `${speed}`);
  if (date !== '') args.push('--date', date);
  if (from !== '') args.push('--from', from);
  if (bars !== '') args.push('--bars', bars);
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as unknown as Simulator;
  let lastLine = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLine = line;
    onLine(line);
  });
  const address = await readAddress(child, () => lastLine);
  return {
    address,
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.removeAllListeners('exit');
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(timer);
    },
  };
}

type Simulator = ChildProcessByStdio<null, Readable, Readable>;

async function readAddress(child: Simulator, lastLine: () => string): Promise<SimulatorAddress> {
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  // `close`, not `exit`: by then its last words have arrived.
  const died = once(child, 'close', { signal }).then(() => undefined);
  const first = await Promise.race([once(lines, 'line', { signal }), died]);
  if (first === undefined) throw new SimulatorError(lastLine());
  return JSON.parse(String(first[0])) as SimulatorAddress;
}

/** The simulator ended before it listened; the message is what it said last. */
class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly code = 'simulator_not_started';

  constructor(said: string) {
    super(
      `The market simulator did not start: ${said.replace(/^tickring: /, '') || 'it said nothing'}`,
    );
  }
}
