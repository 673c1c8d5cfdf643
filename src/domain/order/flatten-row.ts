/** One request to be flat, from the first cancel until the venue says so. */

/** `at` of a flatten: 0 for all, the segment's position in `SESSION_SEGMENTS`, the instrument's or the strategy's index. */
export const FLATTEN_SCOPES = ['all', 'segment', 'instrument', 'strategy'] as const;
export type FlattenScopeKind = (typeof FLATTEN_SCOPES)[number];

export interface FlattenScope {
  readonly scope: FlattenScopeKind;
  readonly at: number;
}

/**
 * `closing`: orders are being cancelled and positions exited. `verifying`: nothing of ours is open, the venue is asked. `flat`: the
 * venue said so. `flatten_failed`: the venue contradicted us too often; nothing more is tried.
 */
export const FLATTEN_STATES = ['closing', 'verifying', 'flat', 'flatten_failed'] as const;
export type FlattenState = (typeof FLATTEN_STATES)[number];

export interface FlattenRow extends FlattenScope {
  /** 1-based. */
  readonly flattenId: number;
  readonly cause: string;
  readonly state: FlattenState;
  readonly startedAtMs: number;
  /** It took longer than allowed: it counts as failed and the alarm was raised, but it goes on. */
  readonly isOverdue: boolean;
  /** The unanswered `query_positions`; 0 for none. */
  readonly queryId: number;
  readonly queriedAtMs: number;
  /** Queries in a row that failed or were not answered. */
  readonly queryFailures: number;
  /** How often the venue held a position that our books did not explain (PP-09). */
  readonly corrections: number;
}
