/**
 * Counts messages over the last second, minute and hour and says whether one more fits (RG-05). Pure; the order core's desk owns one for
 * what it sends to the venue, the risk core one per scope for the orders it approves.
 */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import { IST_OFFSET_MS, MINUTE_MS } from '../instrument/ist-date.ts';
import { BPS_PER_UNIT } from '../money.ts';
import { SECOND_MS } from '../time.ts';

export interface MessageRate {
  /** Messages in any window of this length, at least 2. */
  readonly perSecond: number;
  readonly perMinute: number;
  readonly perHour: number;
  /** Part of each window that only reducing messages may use. */
  readonly exitReserveBps: number;
}

export const RATE_WINDOWS = ['second', 'minute', 'hour'] as const;
export type RateWindow = (typeof RATE_WINDOWS)[number];
const WINDOW_MS = [SECOND_MS, MINUTE_MS, 60 * MINUTE_MS] as const;
const WINDOWS = [0, 1, 2] as const;
type WindowAt = (typeof WINDOWS)[number];
const WINDOW_AT: Readonly<Record<RateWindow, WindowAt>> = { second: 0, minute: 1, hour: 2 };

const FIRST_CAPACITY = 64;

/**
 * A window is `(t − length, t]` for every t. A calendar window (a clock second, minute or hour of India) ends inside such a window at its
 * last message, so it holds no more; it is counted apart to prove it. An entry leaves the reserve free whoever used the rest, so a
 * quarter of every window is there for the way out. Time that steps back counts as the latest time seen.
 */
export class MessageThrottle {
  readonly #caps: readonly [number, number, number];
  readonly #entryCaps: readonly [number, number, number];
  /** Times of the messages of the last hour, oldest first from `#tails[2]`, in a ring that grows up to the cap of the hour. */
  #times = new Float64Array(FIRST_CAPACITY);
  /** Messages ever; and per window, how many of them have left it. */
  #head = 0;
  readonly #tails = new Float64Array(WINDOWS.length);
  readonly #calendarWindow = new Float64Array(WINDOWS.length).fill(-1);
  readonly #calendarUsed = new Float64Array(WINDOWS.length);
  #latestMs = 0;

  constructor(rate: MessageRate) {
    this.#caps = [rate.perSecond, rate.perMinute, rate.perHour];
    assert(
      this.#caps.every((cap) => Number.isInteger(cap) && cap >= 1),
      'a message rate is a whole number above 0',
    );
    const [second, minute, hour] = this.#caps;
    const entryCap = (cap: number) => cap - Math.ceil((cap * rate.exitReserveBps) / BPS_PER_UNIT);
    this.#entryCaps = [entryCap(second), entryCap(minute), entryCap(hour)];
  }

  /** Takes `messages` that may open or grow a position, or none of them. */
  tryEntry(timeMs: number, messages = 1): boolean {
    return this.#try(timeMs, messages, this.#entryCaps);
  }

  /** Takes `messages` that only reduce (cancels, exits, their modifies), or none of them. */
  tryReducing(timeMs: number, messages = 1): boolean {
    return this.#try(timeMs, messages, this.#caps);
  }

  /** Messages in the window that ends at `timeMs`. */
  used(window: RateWindow, timeMs: number): number {
    this.#advance(timeMs);
    return this.#usedOf(WINDOW_AT[window]);
  }

  /** The most that entries find room for in one window. */
  entryLimit(window: RateWindow): number {
    return this.#entryCaps[WINDOW_AT[window]];
  }

  /** First moment, from `timeMs` on, at which one message of the kind fits; Infinity where none ever does. */
  earliestMs(timeMs: number, isReducing: boolean): number {
    this.#advance(timeMs);
    const caps = isReducing ? this.#caps : this.#entryCaps;
    let earliest = this.#latestMs;
    for (const at of WINDOWS) {
      if (caps[at] < 1) return Number.POSITIVE_INFINITY;
      const leaving = this.#usedOf(at) - caps[at];
      if (leaving < 0) continue;
      const last = f64At(this.#times, this.#cell(f64At(this.#tails, at) + leaving));
      earliest = Math.max(earliest, last + WINDOW_MS[at]);
    }
    return earliest;
  }

  /** Counts messages that were sent before a restart, oldest first, whether they fit or not. */
  restore(timesMs: Iterable<number>): void {
    for (const timeMs of timesMs) {
      this.#advance(timeMs);
      this.#append();
    }
  }

  #try(timeMs: number, messages: number, caps: readonly number[]): boolean {
    this.#advance(timeMs);
    for (const at of WINDOWS) {
      if (this.#usedOf(at) + messages > (caps[at] as number)) return false;
    }
    for (let count = 0; count < messages; count += 1) this.#append();
    for (const at of WINDOWS) {
      const used = f64At(this.#calendarUsed, at);
      assert(used <= this.#caps[at], 'RG-05 a calendar window holds at most its messages');
      assert(
        this.#usedOf(at) <= this.#caps[at],
        'RG-05 a sliding window holds at most its messages',
      );
    }
    return true;
  }

  #append(): void {
    if (this.#head - f64At(this.#tails, WINDOW_AT.hour) === this.#times.length) this.#grow();
    this.#times[this.#cell(this.#head)] = this.#latestMs;
    this.#head += 1;
    for (const at of WINDOWS) {
      const window = Math.floor((this.#latestMs + IST_OFFSET_MS) / WINDOW_MS[at]);
      const isSame = f64At(this.#calendarWindow, at) === window;
      this.#calendarWindow[at] = window;
      this.#calendarUsed[at] = (isSame ? f64At(this.#calendarUsed, at) : 0) + 1;
    }
  }

  #advance(timeMs: number): void {
    if (timeMs > this.#latestMs) this.#latestMs = timeMs;
    for (const at of WINDOWS) {
      const endMs = this.#latestMs - WINDOW_MS[at];
      let tail = f64At(this.#tails, at);
      while (tail < this.#head && f64At(this.#times, this.#cell(tail)) <= endMs) tail += 1;
      this.#tails[at] = tail;
    }
  }

  #usedOf(at: WindowAt): number {
    return this.#head - f64At(this.#tails, at);
  }

  /** The capacity is a power of two. */
  #cell(position: number): number {
    return position % this.#times.length;
  }

  #grow(): void {
    const previous = this.#times;
    const next = new Float64Array(previous.length * 2);
    for (let at = f64At(this.#tails, WINDOW_AT.hour); at < this.#head; at += 1) {
      next[at % next.length] = f64At(previous, at % previous.length);
    }
    this.#times = next;
  }
}
