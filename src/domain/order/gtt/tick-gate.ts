/** Which ticks may trigger a GTT (GT-01): fresh by the session clock, sound, in session, in order. One per GTT book; runs per tick. */
import { f64At } from '../../cells.ts';
import type { SessionSegment } from '../../instrument/instrument.ts';
import { istDay } from '../../instrument/ist-date.ts';
import type { Tick } from '../../tick/tick.ts';
import type { MarketHours } from '../../time.ts';
import type { GttSettings } from './gtt-settings.ts';

/** `last_only`: the tick counts, but what its extremes cover began before a tick that did not. */
export type TickVerdict = 'refused' | 'last_only' | 'with_extremes';

export class TickGate {
  staleTicks = 0;
  invalidTicks = 0;
  outOfSessionTicks = 0;
  readonly #settings: GttSettings;
  readonly #hours: MarketHours;
  /** Exchange time of the last tick that counted; 0 when extremes do not follow on from one. */
  readonly #countedMs: Float64Array;

  constructor(settings: GttSettings, hours: MarketHours, instrumentCount: number) {
    this.#settings = settings;
    this.#hours = hours;
    this.#countedMs = new Float64Array(instrumentCount);
  }

  /** `clockMs`: the session time, which is never behind a tick. 0: no timer has told it yet, and every tick is stale. */
  judge(tick: Tick, segment: SessionSegment, clockMs: number): TickVerdict {
    const at = tick.instrumentIndex;
    const timeMs = tick.exchangeTimeMs;
    const countedMs = f64At(this.#countedMs, at);
    if (!this.#admits(tick, segment, clockMs)) {
      this.#countedMs[at] = 0;
      return 'refused';
    }
    if (timeMs < countedMs) {
      this.invalidTicks += 1;
      return 'refused';
    }
    this.#countedMs[at] = timeMs;
    const isContinued = countedMs > 0 && istDay(countedMs) === istDay(timeMs);
    return isContinued ? 'with_extremes' : 'last_only';
  }

  #admits(tick: Tick, segment: SessionSegment, clockMs: number): boolean {
    const ageMs = clockMs - tick.exchangeTimeMs;
    if (clockMs <= 0 || !(ageMs <= this.#settings.maxTickAgeMs)) {
      this.staleTicks += 1;
      return false;
    }
    const { lastPaise, highPaise, lowPaise } = tick;
    const isSound = lowPaise > 0 && lowPaise <= lastPaise && lastPaise <= highPaise;
    if (!isSound) {
      this.invalidTicks += 1;
      return false;
    }
    if (!this.#hours.isOpen(segment, tick.exchangeTimeMs)) {
      this.outOfSessionTicks += 1;
      return false;
    }
    return true;
  }
}
