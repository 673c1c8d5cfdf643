/** The trading mode in use: runs commands through the state machine, records what changed, issues the capability. Pure. */
import { assert } from '../assert.ts';
import { istDateKey } from '../instrument/ist-date.ts';
import type { SessionCalendar } from '../instrument/session-calendar.ts';
import type { RecordRow } from '../journal-row.ts';
import { ArmAuthority } from './arm-authority.ts';
import { MODE } from './rows.ts';
import {
  type DisarmCause,
  decideMode,
  evolveMode,
  type ModeCommand,
  type ModeDecision,
  type ModeStart,
  type ModeState,
  startMode,
} from './trading-mode.ts';

export class SessionMode {
  readonly authority = new ArmAuthority();
  readonly #record: RecordRow;
  #state: ModeState;

  /** Records the mode the start leads to; no mode is restored from disk (LG-01). */
  constructor(start: ModeStart, record: RecordRow) {
    this.#record = record;
    this.#state = startMode(start);
    assert(this.#state.mode !== 'live', 'LG-01 every start is PAPER or CUSTODY');
    this.#settle();
  }

  get state(): ModeState {
    return this.#state;
  }

  /** May a risk-increasing order be sent now? PAPER's go to the paper venue, LIVE's to the broker. */
  get allowsEntries(): boolean {
    return this.#state.mode !== 'custody';
  }

  /** Arms, disarms or releases; what was refused, or the events that happened, in the answer. */
  run(command: ModeCommand): ModeDecision {
    const decision = decideMode(this.#state, command);
    for (const event of decision.events) this.#state = evolveMode(this.#state, event);
    if (decision.events.length > 0) this.#settle();
    return decision;
  }

  /** LG-04. True when LIVE ended by this; false when it was not live. */
  disarm(cause: DisarmCause, timeMs: number): boolean {
    return this.run({ kind: 'disarm', cause, timeMs }).events.length > 0;
  }

  /** Ends LIVE with its session. True when it did. */
  onTimer(timeMs: number): boolean {
    return this.#state.mode === 'live' && this.run({ kind: 'timer', timeMs }).events.length > 0;
  }

  #settle(): void {
    this.#record(MODE, this.#state);
    this.authority.follow(this.#state);
  }
}

/** When the last segment of the date that contains `timeMs` closes, auctions included, epoch milliseconds; 0 when none trades (SE-07). */
export function sessionEndMs(calendar: SessionCalendar, timeMs: number): number {
  const { windows } = calendar.sessionOn(istDateKey(timeMs));
  let endMs = 0;
  for (const window of [windows.cash, windows.cash_cas, windows.derivatives]) {
    if (window !== null) endMs = Math.max(endMs, window.auctionCloseMs);
  }
  return endMs;
}
