/**
 * The prices the generator sends: every instrument swings around its base as a triangle in exchange
 * time, with noise of an increment on every tick. A function of time, not of the number of ticks:
 * at any rate averages cross at the same moments, and the price never leaves its circuit band.
 * Generator process.
 */
import { f64At, i32At } from '../../src/domain/cells.ts';
import { basePaise, PRICE_INCREMENT_PAISE } from './instruments.ts';

/**
 * Up for half of it, down for the other half: long enough for the averages of one-second bars to
 * cross.
 */
const SWING_PERIOD_MS = 24_000;
/** Half the height of the swing, increments: about 1 % of the price. */
const SWING_INCREMENTS = 200;

export class MarketWalk {
  readonly instruments: number;
  private readonly centers: Int32Array;
  private readonly phases: Float64Array;
  private readonly periodMs: number;
  private random = 0x2545f491;

  constructor(instruments: number, periodMs: number = SWING_PERIOD_MS) {
    this.instruments = instruments;
    this.periodMs = periodMs;
    this.centers = new Int32Array(instruments);
    this.phases = Float64Array.from({ length: instruments }, (_, k) => k / instruments);
    this.moveTo(0);
  }

  /** Sets every instrument's centre for exchange time `timeMs`. */
  moveTo(timeMs: number): void {
    const turn = timeMs / this.periodMs;
    for (let index = 0; index < this.instruments; index++) {
      const position = (turn + f64At(this.phases, index)) % 1;
      const triangle = position < 0.5 ? 4 * position - 1 : 3 - 4 * position;
      const increments = Math.round(triangle * SWING_INCREMENTS);
      this.centers[index] = basePaise(index) + increments * PRICE_INCREMENT_PAISE;
    }
  }

  /** The next price of `index`, paise: its centre and up to two increments either way. */
  nextPaise(index: number): number {
    let random = this.random;
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    this.random = random;
    // Four bits, two coins each side: -2 … 2 increments, mostly few.
    const noise = (random & 1) + ((random >> 1) & 1) - ((random >> 2) & 1) - ((random >> 3) & 1);
    return i32At(this.centers, index) + noise * PRICE_INCREMENT_PAISE;
  }
}
