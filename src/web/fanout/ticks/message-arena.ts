/** Where tick messages are written: one buffer used again after every flush, so that encoding allocates nothing. Publish thread. */

const INITIAL_BYTES = 256 * 1024;

export class MessageArena {
  bytes: Uint8Array;
  view: DataView;
  #used = 0;
  readonly #isReused: boolean;

  /** `isReused` false for an engine that keeps the bytes after a send: then spent room is left to the collector. */
  constructor(isReused: boolean) {
    this.#isReused = isReused;
    this.bytes = new Uint8Array(INITIAL_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for `size` bytes and returns where they start. Messages written before stay as they are. */
  reserve(size: number): number {
    if (this.#used + size > this.bytes.length) {
      const room = this.#isReused ? 2 * Math.max(size, this.bytes.length) : size;
      this.bytes = new Uint8Array(Math.max(room, INITIAL_BYTES));
      this.view = new DataView(this.bytes.buffer);
      this.#used = 0;
    }
    return this.#used;
  }

  /** Ends the message that `reserve` started. */
  commit(start: number, end: number): Uint8Array {
    this.#used = end;
    return this.bytes.subarray(start, end);
  }

  /** Every message so far has been sent. */
  reset(): void {
    if (this.#isReused) this.#used = 0;
  }
}
