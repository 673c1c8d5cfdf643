/** What can go wrong with a journal: codes of the error table, with a sentence about this one. Journal thread, recovery, CLI. */
import type { ErrorCode } from '../contract/errors.ts';

export type JournalErrorCode = Extract<ErrorCode, `journal_${string}`>;

export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
