/** A value that nothing shows by accident: not a log, not JSON, not an inspected object. Main thread and venue thread. */

/** What stands where a secret would. */
export const SECRET_TEXT = '[secret]';

/** Does not survive `postMessage`: whoever hands a secret to another thread reveals it there and then. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SECRET_TEXT;
  }

  toJSON(): string {
    return SECRET_TEXT;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SECRET_TEXT;
  }
}
