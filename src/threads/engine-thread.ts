/** The supervisor's handle on one worker thread. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type FromThread, LAYOUT_FINGERPRINTS, type ThreadInit } from '../contract/messages.ts';
import type { Role } from '../contract/topology.ts';
import { HEAP_MB } from './thread-policy.ts';

/** A thread that does not say `ready` in this time is not going to. */
const READY_TIMEOUT_MS = 20_000;

const ENTRIES: Readonly<Record<Role, URL>> = {
  ingest: new URL('./ingest.thread.js', import.meta.url),
  strategy: new URL('./strategy.thread.js', import.meta.url),
  risk: new URL('./risk.thread.js', import.meta.url),
  oco: new URL('./oco.thread.js', import.meta.url),
  venue: new URL('./venue.thread.js', import.meta.url),
  journal: new URL('./journal.thread.js', import.meta.url),
  publish: new URL('./publish.thread.js', import.meta.url),
};

export interface EngineThreadEvents {
  onMessage(thread: EngineThread, message: FromThread): void;
  /** The worker is gone; `cause` is '' when it had said `stopped` or was ended by us. */
  onExit(thread: EngineThread, cause: string): void;
}

export class EngineThread {
  readonly name: string;
  readonly role: Role;
  private readonly worker: Worker;
  private readonly exited: Promise<unknown>;
  private hasStopped = false;
  private isEnded = false;
  /** Why it ended by itself; '' while it runs. */
  cause = '';

  private constructor(init: ThreadInit, events: EngineThreadEvents) {
    this.name = init.thread;
    this.role = init.role;
    this.worker = new Worker(ENTRIES[init.role], {
      workerData: init,
      name: `tickring-${init.thread}`,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB[init.role] },
    });
    // Not `once()`: it would reject, unheard, when the worker dies of an error.
    this.exited = new Promise((resolve) => {
      this.worker.once('exit', resolve);
    });
    this.worker.on('message', (message: FromThread) => {
      if (message.type === 'stopped') this.hasStopped = true;
      if (message.type === 'failed') this.cause = `${message.message} (${message.code})`;
      events.onMessage(this, message);
    });
    this.worker.on('error', (error: Error) => {
      if (this.cause === '') this.cause = error.stack ?? String(error);
    });
    this.worker.on('exit', (code) => {
      const isExpected = this.isEnded || this.hasStopped;
      events.onExit(this, isExpected ? '' : this.cause || `ended by itself with code ${code}`);
    });
  }

  /** Starts the worker and waits for its handshake. Rejects when it dies, stays silent, or was built from other layouts. */
  static async start(init: ThreadInit, events: EngineThreadEvents): Promise<EngineThread> {
    const thread = new EngineThread(init, events);
    const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
    const [ready] = (await once(thread.worker, 'message', { signal })) as [FromThread];
    const isSame =
      ready.type === 'ready' &&
      ready.thread === init.thread &&
      ready.fingerprints.join() === LAYOUT_FINGERPRINTS.join();
    if (isSame) return thread;
    await thread.end();
    throw new Error(
      `Thread ${init.thread} was built from other record layouts; run "npm run build" and start again`,
    );
  }

  /** Resolves true when the thread ended by itself within the time. */
  async waitForExit(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const isGone = await Promise.race([this.exited.then(() => true), timeout]);
    clearTimeout(timer);
    return isGone;
  }

  /** Ends the worker at once, whatever it is doing. */
  async end(): Promise<void> {
    this.isEnded = true;
    await this.worker.terminate();
  }
}
