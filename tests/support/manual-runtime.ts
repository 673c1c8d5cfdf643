/** The broker client's time, chance and log, moved and read by a test only. */
import type { LogLevel } from '../../src/contract/messages.ts';
import type { Runtime } from '../../src/venue/angel/runtime-ports.ts';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly fire: () => void;
}

/** Friday 2026-11-20 10:00:00 IST, a trading day. */
export const MORNING_MS = Date.UTC(2026, 10, 20, 4, 30);

/** Rounds of microtasks and of the event loop that let everything settle that waits for no timer of ours. */
const SETTLING_ROUNDS = 10;

export class ManualRuntime implements Runtime {
  /** What `random` answers; a test may change it. */
  chance = 0;
  readonly lines: { readonly level: LogLevel; readonly message: string }[] = [];
  #monotonicMs = 5000;
  #wallMs: number;
  #made = 0;
  readonly #pending = new Set<Pending>();

  constructor(wallMs = MORNING_MS) {
    this.#wallMs = wallMs;
  }

  get timerCount(): number {
    return this.#pending.size;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  setTimer(delayMs: number, fire: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + delayMs, order: this.#made, fire };
    this.#made += 1;
    this.#pending.add(timer);
    return () => {
      this.#pending.delete(timer);
    };
  }

  random(): number {
    return this.chance;
  }

  log(level: LogLevel, message: string): void {
    this.lines.push({ level, message });
  }

  /** Somebody sets the host's clock; nothing else moves. */
  stepWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** Moves both clocks, firing each timer at its own moment, without letting promises go on in between. */
  advance(byMs: number): void {
    const untilMs = this.#monotonicMs + byMs;
    for (
      let next = this.#next();
      next !== undefined && next.dueMs <= untilMs;
      next = this.#next()
    ) {
      this.#fire(next);
    }
    this.#moveTo(untilMs);
  }

  /** As `advance`; after every timer what it woke goes on first. */
  async pass(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs;
    await settled();
    for (
      let next = this.#next();
      next !== undefined && next.dueMs <= untilMs;
      next = this.#next()
    ) {
      this.#fire(next);
      await settled();
    }
    this.#moveTo(untilMs);
  }

  /** Moves time from timer to timer until `work` is done. Only for work that waits for nothing but these timers. */
  async until<Value>(work: Promise<Value>): Promise<Value> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    await settled();
    while (!isDone) {
      const next = this.#next();
      if (next === undefined) throw new Error('the work waits for no timer');
      this.#fire(next);
      await settled();
    }
    return work;
  }

  #fire(timer: Pending): void {
    this.#moveTo(Math.max(this.#monotonicMs, timer.dueMs));
    this.#pending.delete(timer);
    timer.fire();
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #next(): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.#pending) {
      if (
        first === undefined ||
        timer.dueMs < first.dueMs ||
        (timer.dueMs === first.dueMs && timer.order < first.order)
      ) {
        first = timer;
      }
    }
    return first;
  }
}

/** Lets go on whatever waits for no timer. */
export async function settled(): Promise<void> {
  for (let round = 0; round < SETTLING_ROUNDS; round += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
