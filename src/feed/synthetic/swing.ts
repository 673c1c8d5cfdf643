/** Alternating price legs of tens of seconds to minutes; what trend-following finds in a simulated day. */
import type { RandomStream } from './random.ts';
import type { SwingData } from './universe-data.ts';

/** Turning points lie between this and the whole of the amplitude. */
const SMALLEST_TURN = 0.45;

/**
 * A curve that rises and falls by turns, smoothly, around 0. It never drifts: however long the day, the swing adds at most
 * its amplitude to the price, so circuit bands stay far away.
 */
export class Swing {
  readonly #random: RandomStream;
  readonly #data: SwingData;
  #direction: 1 | -1;
  #startMs = 0;
  #lengthMs = 0;
  #from = 0;
  #to = 0;

  constructor(random: RandomStream, data: SwingData) {
    this.#random = random;
    this.#data = data;
    this.#direction = random.uniform() < 0.5 ? 1 : -1;
    this.#turn(0);
  }

  /** The log-price offset at `sinceOpenMs`, which must not decrease from call to call. */
  at(sinceOpenMs: number): number {
    while (sinceOpenMs >= this.#startMs + this.#lengthMs) {
      this.#turn(this.#startMs + this.#lengthMs);
    }
    const part = (sinceOpenMs - this.#startMs) / this.#lengthMs;
    return this.#from + (this.#to - this.#from) * part * part * (3 - 2 * part);
  }

  #turn(startMs: number): void {
    const { minSeconds, maxSeconds, amplitudeBps } = this.#data;
    this.#startMs = startMs;
    this.#lengthMs = Math.ceil(this.#random.between(minSeconds, maxSeconds) * 1000);
    this.#direction = this.#direction === 1 ? -1 : 1;
    this.#from = this.#to;
    this.#to = this.#direction * amplitudeBps * 1e-4 * this.#random.between(SMALLEST_TURN, 1);
  }
}
