/**
 * Keeps the broker's scrip master of every session date on disk while the engine runs, for the next start; the running session keeps the
 * list it began with. Main thread.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LogLevel } from '../contract/messages.ts';
import type { Settings } from '../contract/settings.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { type NextSync, nextSync, type SyncHistory } from '../feed/angel/instrument-schedule.ts';
import { syncHistory } from './broker-instruments.ts';
import { loadCalendar } from './calendar-loader.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** How a sync ended: the exit code of its process, 0 for done, and its last sentence. */
export interface SyncEnd {
  readonly exitCode: number;
  readonly message: string;
}

export interface InstrumentJobPorts {
  /** Wall clock, epoch milliseconds. */
  nowMs(): number;
  readonly calendar: SessionCalendar;
  /** `failedAtMs`: last try of this process that did not succeed, 0 for none. */
  history(failedAtMs: number): SyncHistory;
  /** Never rejects. */
  sync(): Promise<SyncEnd>;
  /** The answer cancels it. */
  setTimer(delayMs: number, fire: () => void): () => void;
  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A timer of days would sleep through a clock that is set, and a host that is suspended. */
const LOOK_EVERY_MS = 60_000;

export class InstrumentJob {
  readonly #ports: InstrumentJobPorts;
  #failedAtMs = 0;
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;

  constructor(ports: InstrumentJobPorts) {
    this.#ports = ports;
  }

  /** Looks now, and from then on until `stop`. */
  async run(): Promise<void> {
    if (this.#next()?.isDue === true) await this.#sync();
    if (this.#isStopped) return;
    const waitMs = Math.min(LOOK_EVERY_MS, this.#next()?.waitMs ?? LOOK_EVERY_MS);
    this.#cancelTimer = this.#ports.setTimer(waitMs, () => void this.run());
  }

  /** A sync that is under way goes on by itself: what it leaves on disk is whole. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  #next(): { readonly isDue: boolean; readonly waitMs: number } | null {
    const { history, calendar } = this.#ports;
    const nowMs = this.#ports.nowMs();
    let next: NextSync | null;
    try {
      next = nextSync(nowMs, history(this.#failedAtMs), calendar);
    } catch (error) {
      this.#fail((error as Error).message, {});
      return null;
    }
    return next && { isDue: next.atMs <= nowMs, waitMs: Math.max(1, next.atMs - nowMs) };
  }

  async #sync(): Promise<void> {
    const { exitCode, message } = await this.#ports.sync();
    if (exitCode === 0) {
      this.#failedAtMs = 0;
      this.#ports.log('info', 'The scrip master was synced', { message });
    } else {
      this.#fail('The scrip master was not synced; it is tried again', { exitCode, message });
    }
  }

  #fail(sentence: string, fields: Readonly<Record<string, unknown>>): void {
    this.#failedAtMs = this.#ports.nowMs();
    this.#ports.log('error', sentence, fields);
  }
}

/** The job of a running engine. A sync parses hundreds of thousands of rows: it gets a process of its own. */
export function startInstrumentJob(
  settings: Settings,
  configFolder: string,
  log: InstrumentJobPorts['log'],
): InstrumentJob {
  const job = new InstrumentJob({
    nowMs: () => Date.now(),
    calendar: new SessionCalendar(loadCalendar()),
    history: (failedAtMs) => syncHistory(settings, failedAtMs),
    sync: () => syncInProcess(settings.data.dir, configFolder),
    setTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs);
      return () => clearTimeout(timer);
    },
    log,
  });
  void job.run();
  return job;
}

/** Runs `tickring instruments sync`. Never rejects. */
export function syncInProcess(dataFolder: string, configFolder: string): Promise<SyncEnd> {
  const flags = ['--data', dataFolder, '--config', configFolder];
  const command = join(PACKAGE_ROOT, 'dist', 'src', 'app', 'cli.js');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, 'instruments', 'sync', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let message = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.trim() !== '') message = line.trim();
      });
    }
    child.once('error', (error) => resolve({ exitCode: 1, message: error.message }));
    child.once('close', (code) => resolve({ exitCode: code ?? 1, message }));
  });
}
