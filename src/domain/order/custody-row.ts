/** The latches of the order core as one row: what survives a restart and stops entries. */

/** Who set or cleared a latch last. */
export const CUSTODY_ACTORS = ['none', 'engine', 'operator'] as const;
export type CustodyActor = (typeof CUSTODY_ACTORS)[number];

export interface CustodyRow {
  /** KS-02: cleared by `resetKill` alone. */
  readonly isKilled: boolean;
  readonly killCause: string;
  readonly killedAtMs: number;
  /** No entries until resumed; exits go on. */
  readonly isPaused: boolean;
  /** The order watch stopped entries of the account, or of these instruments (ascending). */
  readonly isHalted: boolean;
  readonly haltCause: string;
  readonly haltedInstruments: readonly number[];
  readonly changedBy: CustodyActor;
  readonly changeReason: string;
  readonly changedAtMs: number;
  /** Queries sent so far; the number of the last one. */
  readonly queries: number;
  /** Groups opened for positions that no group explained. */
  readonly unattributedGroups: number;
}

export const NO_CUSTODY: CustodyRow = {
  isKilled: false,
  killCause: '',
  killedAtMs: 0,
  isPaused: false,
  isHalted: false,
  haltCause: '',
  haltedInstruments: [],
  changedBy: 'none',
  changeReason: '',
  changedAtMs: 0,
  queries: 0,
  unattributedGroups: 0,
};
