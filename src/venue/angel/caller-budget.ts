/** Reads that wait for their turn in the rate limits; venue thread. */
import type { RateClass } from '../../contract/wire/smartapi-rest.ts';
import type { Lane } from './call.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Runtime } from './runtime-ports.ts';

interface Waiter {
  readonly lane: Lane;
  /** Monotonic milliseconds. */
  readonly deadlineMs: number;
  readonly tell: (isTaken: boolean) => void;
}

interface Queue {
  readonly waiters: Waiter[];
  cancelTimer: () => void;
}

/** First come, first served within a class, exits ahead of the rest; whoever's deadline passes leaves without having taken anything. */
export class BudgetQueue {
  readonly #runtime: Runtime;
  readonly #limiter: RateLimiter;
  readonly #queues = new Map<RateClass, Queue>();

  constructor(runtime: Runtime, limiter: RateLimiter) {
    this.#runtime = runtime;
    this.#limiter = limiter;
  }

  /** True when room for one request was taken, false once it is clear that there is none before `deadlineMs` (monotonic). */
  take(rateClass: RateClass, lane: Lane, deadlineMs: number): Promise<boolean> {
    return new Promise((tell) => {
      const queue = this.#queueOf(rateClass);
      const waiter = { lane, deadlineMs, tell };
      const firstNormal = queue.waiters.findIndex((other) => other.lane === 'normal');
      if (lane === 'exit' && firstNormal >= 0) queue.waiters.splice(firstNormal, 0, waiter);
      else queue.waiters.push(waiter);
      this.#serve(rateClass, queue);
    });
  }

  #serve(rateClass: RateClass, queue: Queue): void {
    queue.cancelTimer();
    for (;;) {
      const [first] = queue.waiters;
      if (first === undefined) return;
      const waitMs = this.#limiter.tryTake(rateClass, first.lane);
      const nowMs = this.#runtime.monotonicMs();
      if (waitMs === 0) {
        queue.waiters.shift();
        first.tell(true);
        continue;
      }
      this.#dismissLate(queue, nowMs + waitMs);
      if (queue.waiters[0] !== first) continue;
      queue.cancelTimer = this.#runtime.setTimer(waitMs, () => this.#serve(rateClass, queue));
      return;
    }
  }

  /** Nobody is served before `nextMs`. */
  #dismissLate(queue: Queue, nextMs: number): void {
    const late = queue.waiters.filter((waiter) => waiter.deadlineMs < nextMs);
    for (const waiter of late) {
      queue.waiters.splice(queue.waiters.indexOf(waiter), 1);
      waiter.tell(false);
    }
  }

  #queueOf(rateClass: RateClass): Queue {
    const known = this.#queues.get(rateClass);
    if (known !== undefined) return known;
    const queue: Queue = { waiters: [], cancelTimer: () => {} };
    this.#queues.set(rateClass, queue);
    return queue;
  }
}
