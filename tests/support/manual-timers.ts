/** Time that only a test moves. */
import type { Timers } from '../../src/feed/websocket/timers.ts';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly fire: () => void;
}

export class ManualTimers implements Timers {
  private timeMs = 1000;
  private made = 0;
  private readonly pending = new Set<Pending>();

  get count(): number {
    return this.pending.size;
  }

  nowMs(): number {
    return this.timeMs;
  }

  setTimer(delayMs: number, fire: () => void): () => void {
    const timer = { dueMs: this.timeMs + delayMs, order: this.made, fire };
    this.made += 1;
    this.pending.add(timer);
    return () => {
      this.pending.delete(timer);
    };
  }

  /** Moves time on by `byMs`, firing each timer at its own moment. */
  advance(byMs: number): void {
    const untilMs = this.timeMs + byMs;
    for (;;) {
      const next = this.next();
      if (next === undefined || next.dueMs > untilMs) break;
      this.timeMs = Math.max(this.timeMs, next.dueMs);
      this.pending.delete(next);
      next.fire();
    }
    this.timeMs = untilMs;
  }

  /** Moves time on at once, as after a suspended process: what fell due meanwhile fires late. */
  jump(byMs: number): void {
    this.timeMs += byMs;
    this.advance(0);
  }

  private next(): Pending | undefined {
    let first: Pending | undefined;
    for (const timer of this.pending) {
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
