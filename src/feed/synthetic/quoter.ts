/** What makes the updates of one instrument, or of a few that always update together. */

import type { EmitUpdate } from './market-source.ts';
import type { RandomStream } from './random.ts';

/** `update` never gets a smaller time than before, and finds the market factors already advanced to it. */
export interface Quoter {
  /** Emits the update due at `sinceOpenMs`; answers when the next is due, or `NOTHING_DUE`. */
  update(sinceOpenMs: number, emit: EmitUpdate): number;
}

export const NOTHING_DUE = -1;

/** Updates come about every `intervalMs`, unevenly, and stop before the segment's close. */
export class Cadence {
  readonly #random: RandomStream;
  readonly #intervalMs: number;
  readonly #endMs: number;

  /** `endMs`: close of the segment, since open. */
  constructor(random: RandomStream, updatesPerSecond: number, endMs: number) {
    this.#random = random;
    this.#intervalMs = 1000 / updatesPerSecond;
    this.#endMs = endMs;
  }

  /** Between 0.6 and 1.4 intervals after `sinceOpenMs`. */
  after(sinceOpenMs: number): number {
    const waitMs = this.#intervalMs * (0.6 + 0.8 * this.#random.uniform());
    const dueMs = sinceOpenMs + Math.max(1, Math.round(waitMs));
    return dueMs < this.#endMs ? dueMs : NOTHING_DUE;
  }
}
