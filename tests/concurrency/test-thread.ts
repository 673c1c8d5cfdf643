/** Worker threads of a test, started from compiled code. Test process. */
import { Worker } from 'node:worker_threads';
import type { Counts } from './outcomes.ts';

/** What a thread says: a word on its way, or what it has counted. */
export type ThreadMessage = { readonly word: string } | { readonly counts: Counts };

/** Worker threads load JavaScript, so the build of the whole repository comes before the tests. */
const ENTRIES = new URL('../../dist/tests/concurrency/', import.meta.url);

const running = new Set<TestThread>();

export class TestThread {
  private readonly name: string;
  private readonly worker: Worker;
  private readonly messages: ThreadMessage[] = [];
  private readonly exited: Promise<number>;
  private fault: Error | undefined;
  private isGone = false;
  private wake: () => void = () => undefined;

  /** `name`: the entry file without `.thread.ts`. `heapMb`: of its old generation; the process's default unless told. */
  constructor(name: string, data: unknown, heapMb?: number) {
    this.name = name;
    this.worker = new Worker(new URL(`${name}.thread.js`, ENTRIES), {
      workerData: data,
      ...(heapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
    });
    this.worker.on('message', (message: ThreadMessage) => {
      this.messages.push(message);
      this.wake();
    });
    this.worker.on('error', (error) => {
      this.fault = error;
      this.wake();
    });
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.isGone = true;
        running.delete(this);
        resolve(code);
        this.wake();
      });
    });
    running.add(this);
  }

  /** Resolves when the thread says `word`; rejects when it says something else, fails, or ends. */
  async heard(word: string): Promise<void> {
    const message = await this.next();
    if (!('word' in message) || message.word !== word) {
      throw new Error(`Thread ${this.name} said ${JSON.stringify(message)} instead of ${word}`);
    }
  }

  /** The counts a thread reports at its end; rejects when it fails or ends without. */
  async counts(): Promise<Counts> {
    const message = await this.next();
    if ('counts' in message) return message.counts;
    throw new Error(`Thread ${this.name} said ${message.word} instead of its counts`);
  }

  /** Resolves with the exit code when the thread has ended by itself. */
  async ended(): Promise<number> {
    return this.exited;
  }

  /** Ends the thread wherever it is. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  private async next(): Promise<ThreadMessage> {
    for (;;) {
      const message = this.messages.shift();
      if (message !== undefined) return message;
      if (this.fault !== undefined) throw this.fault;
      if (this.isGone) throw new Error(`Thread ${this.name} ended without a word`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** Ends what a failed test has left running. */
export async function killAll(): Promise<void> {
  await Promise.all([...running].map((thread) => thread.kill()));
}
