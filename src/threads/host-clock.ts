/** The clock of the host as the ingest thread takes it: wall time that does not step, and what is wrong with it (SE-06). */
import { CLOCK_FAULTS, type ClockFault, ClockGuard } from '../domain/session/clock-guard.ts';
import type { Clock } from './clock.ts';

/** Two readings with more than this between them are not of one moment. */
const READING_NS = 100e6;

export class HostClock {
  private readonly guard = new ClockGuard();
  private readonly nowNs: Clock;
  private readonly wallMs: () => number;

  constructor(nowNs: Clock, wallMs: () => number = Date.now) {
    this.nowNs = nowNs;
    this.wallMs = wallMs;
    this.guard.observe(wallMs(), nowNs() / 1e6, Number.NaN);
  }

  /** Wall time at stamp `atNs`: as it was found at the start of the day, and as the monotonic clock went on. */
  nowMs(atNs: number): number {
    return this.guard.nowMs(atNs / 1e6);
  }

  /** Reads both clocks; answers the fault that shows, once. `exchangeSkewMs`: `SessionClock.skewMs`. */
  check(exchangeSkewMs: number): ClockFault | '' {
    const beforeNs = this.nowNs();
    const wallMs = this.wallMs();
    const afterNs = this.nowNs();
    if (afterNs - beforeNs > READING_NS) return '';
    return this.guard.observe(wallMs, afterNs / 1e6, exchangeSkewMs);
  }

  /** What the wall clock is ahead of `nowMs` by, ms. */
  offsetMs(): number {
    return this.guard.offsetMs(this.wallMs(), this.nowNs() / 1e6);
  }
}

/** In the log, with the fault. */
export const CLOCK_FAULT_TEXT: Readonly<Record<ClockFault, string>> = {
  wall_step:
    'The wall clock of the host was set, or the host stood still: entries stop. Check its time service, then start the engine again',
  exchange_skew:
    'The wall clock of the host and the exchange disagree: entries stop. Set the clock of the host, then start the engine again',
};

/** As the control block and the metric carry it; 0 is none. */
export function clockFaultNumber(fault: ClockFault): number {
  return 1 + CLOCK_FAULTS.indexOf(fault);
}
