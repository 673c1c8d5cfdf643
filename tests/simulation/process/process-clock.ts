/** The clocks of one start, as the ingest thread keeps them: session time, what is wrong with the host's clock, ticks from the future. */
import { SessionClock } from '../../../src/domain/instrument/session-clock.ts';
import { type ClockFault, ClockGuard } from '../../../src/domain/session/clock-guard.ts';

export interface HostClocks {
  /** The host’s wall clock, epoch milliseconds. */
  wallMs(): number;
  /** Its monotonic clock, which is that of the receive stamps. */
  nowNs(): number;
}

export class ProcessClock {
  readonly #clocks: HostClocks;
  readonly #guard = new ClockGuard();
  readonly #session = new SessionClock({ kind: 'wall' });

  constructor(clocks: HostClocks) {
    this.#clocks = clocks;
    this.check();
  }

  /** Session time, whole epoch milliseconds. */
  nowMs(): number {
    const nowNs = this.#clocks.nowNs();
    return Math.floor(this.#session.nowMs(nowNs, this.#guard.nowMs(nowNs / 1e6)));
  }

  /** False for a tick from the future, which ingest drops. */
  admits(exchangeTimeMs: number): boolean {
    const isAdmitted = exchangeTimeMs <= this.nowMs() + this.#session.futureToleranceMs;
    const nowNs = this.#clocks.nowNs();
    if (isAdmitted) this.#session.observe(exchangeTimeMs, nowNs);
    else this.#session.observeFuture(exchangeTimeMs, nowNs);
    return isAdmitted;
  }

  /** The fault that shows now, once. */
  check(): ClockFault | '' {
    const { wallMs, nowNs } = this.#clocks;
    return this.#guard.observe(wallMs(), nowNs() / 1e6, this.#session.skewMs);
  }
}
