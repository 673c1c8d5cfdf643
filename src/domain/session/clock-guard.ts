/**
 * Judges the wall clock (SE-06): against its own projection by the monotonic clock, and against exchange time. Only a live venue needs it;
 * simulated and anchored sessions have no wall clock to trust. Pure; the thread that owns the trading mode owns one.
 */
import { istDay } from '../instrument/ist-date.ts';

/** `wall_step`: the wall clock left its projection. `exchange_skew`: it and the exchange's stamps disagree. New ones are appended. */
export const CLOCK_FAULTS = ['wall_step', 'exchange_skew'] as const;
export type ClockFault = (typeof CLOCK_FAULTS)[number];

/** Wall and projection, or wall and exchange, further apart than this is a fault. */
export const CLOCK_TOLERANCE_MS = 2_000;

/** Exchange stamps disagree for this long before they are a fault: what a reconnect brings first is old. */
export const SKEW_STANDS_MS = 10_000;

export class ClockGuard {
  /** The wall clock read `#anchorWallMs` when the monotonic one read `#anchorMonotonicMs`. */
  #anchorWallMs = Number.NaN;
  #anchorMonotonicMs = Number.NaN;
  #fault: ClockFault | '' = '';
  /** Monotonic reading since which the exchange's stamps disagree; NaN while they do not. */
  #skewedSinceMs = Number.NaN;

  /**
   * One reading of both clocks; `exchangeSkewMs` is `SessionClock.skewMs` (NaN: nothing to judge). Answers the fault this reading revealed,
   * '' otherwise: a fault is answered once and stands until it is acknowledged. The first reading, and the first sound one of every Indian
   * day, anchors the projection, so that days of slow drift do not add up.
   */
  observe(wallMs: number, monotonicMs: number, exchangeSkewMs: number): ClockFault | '' {
    if (Number.isNaN(this.#anchorWallMs)) this.#anchor(wallMs, monotonicMs);
    if (this.#fault !== '') return '';
    const nowMs = this.nowMs(monotonicMs);
    const isSkewed = this.#isSkewed(monotonicMs, exchangeSkewMs);
    // Written so that a reading that is not a number is a fault.
    if (!(Math.abs(wallMs - nowMs) <= CLOCK_TOLERANCE_MS)) {
      this.#fault = 'wall_step';
    } else if (isSkewed) {
      this.#fault = 'exchange_skew';
    } else if (istDay(nowMs) !== istDay(this.#anchorWallMs)) {
      this.#anchor(wallMs, monotonicMs);
    }
    return this.#fault;
  }

  /** What stands; '' in health. While it stands nothing may be opened and LIVE cannot be armed. */
  get fault(): ClockFault | '' {
    return this.#fault;
  }

  /** Wall time less its projection at a reading, milliseconds; NaN before the first. */
  offsetMs(wallMs: number, monotonicMs: number): number {
    return wallMs - this.nowMs(monotonicMs);
  }

  /**
   * The projection: time that does not step with the wall clock; it goes back at midnight at most, by less than the tolerance. Timers and schedules take this as now, so that
   * they do not re-fire when the wall clock is set back. NaN before the first reading.
   */
  nowMs(monotonicMs: number): number {
    return this.#anchorWallMs + (monotonicMs - this.#anchorMonotonicMs);
  }

  /**
   * A human looked: from here on the wall clock as it stands is right. Now may go back by this; schedules that remember the dates they
   * served do not re-fire.
   */
  acknowledge(wallMs: number, monotonicMs: number): void {
    this.#anchor(wallMs, monotonicMs);
    this.#skewedSinceMs = Number.NaN;
    this.#fault = '';
  }

  #isSkewed(monotonicMs: number, exchangeSkewMs: number): boolean {
    if (!(Math.abs(exchangeSkewMs) > CLOCK_TOLERANCE_MS)) {
      this.#skewedSinceMs = Number.NaN;
      return false;
    }
    if (Number.isNaN(this.#skewedSinceMs)) this.#skewedSinceMs = monotonicMs;
    return monotonicMs - this.#skewedSinceMs >= SKEW_STANDS_MS;
  }

  #anchor(wallMs: number, monotonicMs: number): void {
    this.#anchorWallMs = wallMs;
    this.#anchorMonotonicMs = monotonicMs;
  }
}
