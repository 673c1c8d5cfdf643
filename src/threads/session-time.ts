/** The session clock shared by ingest: what time the session has when no tick says so. */
import { recordViews } from '../contract/layout.ts';
import { SESSION_TIME } from '../contract/records/state.ts';
import { f64At } from '../domain/cells.ts';
import type { Session } from './session.ts';

export class SessionTimeWriter {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  /** `sessionMs`: epoch milliseconds at stamp `atNs`; not finite while no tick has anchored the clock, then nothing is written. */
  write(sessionMs: number, atNs: number, speed: number): void {
    if (!Number.isFinite(sessionMs)) return;
    const { sessionTime } = this.session;
    const base = sessionTime.begin(0) >> 1;
    const { f64 } = sessionTime.records;
    f64[base + SESSION_TIME.at.sessionMs] = sessionMs;
    f64[base + SESSION_TIME.at.atNs] = atNs;
    f64[base + SESSION_TIME.at.speed] = speed;
    sessionTime.commit(0);
  }
}

export class SessionTimeReader {
  private readonly session: Session;
  private readonly copy = recordViews(new ArrayBuffer(SESSION_TIME.byteLength));

  constructor(session: Session) {
    this.session = session;
  }

  /** Whole epoch milliseconds of session time at stamp `nowNs`; 0 while the clock is not known. */
  nowMs(nowNs: number): number {
    if (this.session.sessionTime.read(0, this.copy) <= 0) return 0;
    const { f64 } = this.copy;
    const elapsedMs = (nowNs - f64At(f64, SESSION_TIME.at.atNs)) / 1e6;
    return Math.floor(
      f64At(f64, SESSION_TIME.at.sessionMs) + elapsedMs * f64At(f64, SESSION_TIME.at.speed),
    );
  }
}
