/**
 * The doorbell: one shared word every writer bumps after it published, on which every idle thread waits, blocking
 * (`Atomics.wait`) or on its event loop (`Atomics.waitAsync`).
 *
 * No wake-up is lost: a thread reads the word, looks at all its rings, and only then waits for the word to differ from what it
 * read; anything published after the read has changed it. The count of waiters spares the notify when everybody is busy: a
 * waiter counts itself before it compares the word, a ringer bumps the word before it reads the count, and both
 * are sequentially consistent, so at least one of the two sees the other.
 */
import { LINE_BYTES, LINE_WORDS } from './words.ts';

const WORD = 0;
const WAITERS = LINE_WORDS;

export const DOORBELL_BYTES = 2 * LINE_BYTES;

/** Longest interval a timer takes is 2^31 − 1 ms; this one never has to fire. */
const HOLD_MS = 2_000_000_000;

export class Doorbell {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer, byteOffset = 0) {
    this.words = new Int32Array(buffer, byteOffset, DOORBELL_BYTES / 4);
  }

  /** Call after publishing. Wakes everyone who waits. */
  ring(): void {
    Atomics.add(this.words, WORD, 1);
    if (Atomics.load(this.words, WAITERS) > 0) Atomics.notify(this.words, WORD);
  }

  /** Read before looking at the rings; hand the value to `wait` or `waitAsync`. */
  read(): number {
    return Atomics.load(this.words, WORD);
  }

  /** Blocks until the word differs from `seen` or `timeoutMs` passed. For blocking threads only. */
  wait(seen: number, timeoutMs: number): void {
    Atomics.add(this.words, WAITERS, 1);
    Atomics.wait(this.words, WORD, seen, timeoutMs);
    Atomics.sub(this.words, WAITERS, 1);
  }

  /**
   * The same for event-loop threads. Resolves at once when the word has already moved on. A pending `Atomics.waitAsync`
   * does not keep an event loop alive (a thread with no socket or timer would simply end): with a timeout a timer does
   * meanwhile, without one the caller has its own and is spared making a timer per wait.
   */
  async waitAsync(seen: number, timeoutMs?: number): Promise<void> {
    Atomics.add(this.words, WAITERS, 1);
    const result = Atomics.waitAsync(this.words, WORD, seen, timeoutMs);
    if (result.async) {
      const hold = timeoutMs === undefined ? undefined : setInterval(() => undefined, HOLD_MS);
      await result.value;
      clearInterval(hold);
    }
    Atomics.sub(this.words, WAITERS, 1);
  }
}
