/**
 * Which ticks may trigger the stops and targets that the order core holds: those of continuous hours that are not old. Runs per tick.
 *
 * A tick is judged by its lag behind the session clock, less the lag that even the freshest ticks have had for two whole windows: a lag that
 * stays the same is a clock that is wrong, or a feed that is late for good, and a position is better closed by such prices than by none. A
 * burst of old ticks is no such lag: its ticks come faster than the clock goes. It shrinks at once and grows only from window to window.
 */
import type { Instrument } from '../instrument/instrument.ts';
import { CLOCK_TOLERANCE_MS } from '../session/clock-guard.ts';
import type { Tick } from '../tick/tick.ts';
import type { MarketHours } from '../time.ts';

export const LAG_WINDOW_MS = 5_000;
/** The least lags of two windows differ by no more than this where the feed goes as fast as the clock. */
const LAG_STEADY_MS = 2_000;

export interface TriggerGateOptions {
  readonly instruments: readonly Instrument[];
  readonly hours: MarketHours;
  /** A tick older than this triggers nothing. */
  readonly staleTickMs: number;
  alarm(cause: string, at: number, detail: string): void;
}

export class TriggerGate {
  readonly #options: TriggerGateOptions;
  /** What even the freshest ticks lag behind, ms. */
  #ownMs = 0;
  /** Least lag of the window that runs, and of the one before; not finite without a tick. */
  #leastMs = Number.POSITIVE_INFINITY;
  #previousMs = Number.POSITIVE_INFINITY;
  /** The same of the time from the exchange's stamp to the receive stamp, whose origin is any. */
  #leastTravelMs = Number.POSITIVE_INFINITY;
  #previousTravelMs = Number.POSITIVE_INFINITY;
  #previousClockMs = 0;
  #windowEndMs = 0;

  constructor(options: TriggerGateOptions) {
    this.#options = options;
  }

  /** The lag that is taken off, ms; 0 while it is no more than transit explains. */
  get lagMs(): number {
    return this.#ownMs > CLOCK_TOLERANCE_MS ? this.#ownMs : 0;
  }

  /** Every tick, of any instrument. `clockMs`: session time, which is never behind a tick. */
  observe(tick: Tick, clockMs: number): void {
    const { exchangeTimeMs } = tick;
    const lagMs = clockMs - exchangeTimeMs;
    if (lagMs < this.#leastMs) this.#leastMs = lagMs;
    if (lagMs < this.#ownMs) this.#ownMs = lagMs;
    const travelMs = tick.receiveTimeNs / 1e6 - exchangeTimeMs;
    if (travelMs < this.#leastTravelMs) this.#leastTravelMs = travelMs;
  }

  /** Session time at which the tick counts for triggers; 0: it triggers nothing. */
  countsAtMs({ instrumentIndex, exchangeTimeMs }: Tick, clockMs: number): number {
    const { instruments, hours, staleTickMs } = this.#options;
    const instrument = instruments[instrumentIndex];
    if (instrument === undefined) return 0;
    const countsAtMs = exchangeTimeMs + this.lagMs;
    if (clockMs - countsAtMs > staleTickMs) return 0;
    return hours.isOpen(instrument.segment, exchangeTimeMs) ? countsAtMs : 0;
  }

  /** `timeMs`: of the timer, which is behind `clockMs`, session time, where the clock was set back over a restart. */
  onTimer(timeMs: number, clockMs: number): void {
    if (timeMs < this.#windowEndMs) return;
    const isFirst = this.#windowEndMs === 0;
    this.#windowEndMs = timeMs + LAG_WINDOW_MS;
    if (!isFirst) {
      if (this.#isSteady(clockMs)) this.#follow(Math.min(this.#leastMs, this.#previousMs));
      this.#previousMs = this.#leastMs;
      this.#previousTravelMs = this.#leastTravelMs;
    }
    this.#previousClockMs = clockMs;
    this.#leastMs = Number.POSITIVE_INFINITY;
    this.#leastTravelMs = Number.POSITIVE_INFINITY;
  }

  /** Held stops and targets go on by such ticks; entries and GTTs do not (SE-06). */
  #follow(ownMs: number): void {
    const hadLag = this.lagMs > 0;
    this.#ownMs = ownMs;
    if (hadLag || this.lagMs === 0) return;
    const detail = `SE-06 even the freshest ticks are ${ownMs} ms behind the session clock`;
    this.#options.alarm('clock_skew', -1, detail);
  }

  /** Both windows had ticks, and these came as fast as time passed: by a clock that stands still, receive stamps say how fast that is. */
  #isSteady(clockMs: number): boolean {
    const isStill = clockMs === this.#previousClockMs;
    const changeMs = isStill
      ? this.#leastTravelMs - this.#previousTravelMs
      : this.#leastMs - this.#previousMs;
    // Not so where a window had no tick: the difference is not a number, or infinite.
    return Math.abs(changeMs) <= LAG_STEADY_MS;
  }
}
