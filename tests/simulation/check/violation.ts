/** How a run ends when something is wrong, and the exit code that says what sort of wrong. */

export const EXIT_PASS = 0;
/** The engine threw: an assertion or a crash. */
export const EXIT_CRASH = 127;
/** Healed, and it does not come to rest. */
export const EXIT_LIVENESS = 128;
/** An invariant of `reliability.md` does not hold. */
export const EXIT_INVARIANT = 129;
/** The same seed gave another run. */
export const EXIT_DETERMINISM = 130;

export type FailureCode =
  | typeof EXIT_CRASH
  | typeof EXIT_LIVENESS
  | typeof EXIT_INVARIANT
  | typeof EXIT_DETERMINISM;

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly code: FailureCode;
  /** Of the invariant, as in `reliability.md`. */
  readonly id: string;

  constructor(code: FailureCode, id: string, message: string) {
    super(`${id} ${message}`);
    this.code = code;
    this.id = id;
  }
}
