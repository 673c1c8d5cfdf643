/** Inputs that wait for the two threads of a simulated process, by queue, each in its order. */
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { Writer } from './journal-thread.ts';

export interface Task {
  readonly writer: Writer;
  readonly run: () => void;
}

/** In the order in which the stable mode empties them. */
export const QUEUE = { reports: 0, fills: 1, externals: 2, signals: 3, intents: 4 } as const;
export type Queue = (typeof QUEUE)[keyof typeof QUEUE];

export interface InputQueuesOptions {
  readonly random: KeyedRandom;
  /** The next queue is one the seed decides, as between threads. */
  readonly isRacy: boolean;
  /** Which start of the process this is; keys its draws. */
  readonly start: number;
}

export class InputQueues {
  readonly #options: InputQueuesOptions;
  readonly #queues: readonly Task[][] = [[], [], [], [], []];
  #size = 0;
  #choices = 0;

  constructor(options: InputQueuesOptions) {
    this.#options = options;
  }

  add(queue: Queue, task: Task): void {
    this.#queues[queue]?.push(task);
    this.#size += 1;
  }

  isEmpty(queue: Queue): boolean {
    return this.#queues[queue]?.length === 0;
  }

  /** The next input, or undefined when none waits. */
  take(): Task | undefined {
    if (this.#size === 0) return undefined;
    this.#size -= 1;
    return this.#choose().shift();
  }

  #choose(): Task[] {
    const { random, isRacy, start } = this.#options;
    const waiting = this.#queues.filter((queue) => queue.length > 0);
    const first = waiting[0] as Task[];
    if (!isRacy || waiting.length === 1) return first;
    this.#choices += 1;
    return random.pick(waiting, 'schedule', start, this.#choices);
  }
}
