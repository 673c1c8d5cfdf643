/** Why a session cannot be replayed: nothing is said about whether it would be identical. CLI. */
import type { ErrorCode } from '../../contract/errors.ts';

/** No recording of that session, ticks that were not recorded, a journal that does not hold the session. */
export type ReplayErrorCode = Extract<
  ErrorCode,
  'recording_missing' | 'recording_incomplete' | 'session_not_journaled'
>;

export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly code: ReplayErrorCode;

  constructor(code: ReplayErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
