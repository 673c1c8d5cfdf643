/** What happened, one after another, for a test that waits for it. */

export class Mailbox<Value> {
  readonly #values: Value[] = [];
  readonly #waiting: ((value: Value) => void)[] = [];

  put(value: Value): void {
    const taker = this.#waiting.shift();
    if (taker === undefined) this.#values.push(value);
    else taker(value);
  }

  /** The oldest that was not taken yet; waits for one to come. */
  take(): Promise<Value> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Came, and was not taken. */
  get count(): number {
    return this.#values.length;
  }
}
