/** Average true range and volatility of every instrument, from bars of its ticks, for sizing. The risk core owns one when it needs it. */
import { TimeBars } from '../bar/time-bar.ts';
import { f64At, u32At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { BPS_PER_UNIT } from '../money.ts';
import type { Tick } from '../tick/tick.ts';

/** What sizing asks; 0 while it is not known. */
export interface RangeSource {
  /** Average true range of a bar, paise. */
  atrPaise(at: InstrumentIndex): number;
  /** Root mean square of bar returns, basis points. */
  volatilityBps(at: InstrumentIndex): number;
}

/** Wilder's period, for both averages. */
const PERIOD = 14;

/** Both are Wilder averages: the mean of the first 14 bars after the first, then each new bar with weight 1 ÷ 14. */
export class MarketRange implements RangeSource {
  readonly #bars: TimeBars;
  readonly #closePaise: Float64Array;
  readonly #trueRangePaise: Float64Array;
  readonly #squareBps: Float64Array;
  /** Bars after the first. */
  readonly #count: Uint32Array;

  constructor(instrumentCount: number, barSeconds: number) {
    this.#bars = new TimeBars(instrumentCount, barSeconds);
    this.#closePaise = new Float64Array(instrumentCount);
    this.#trueRangePaise = new Float64Array(instrumentCount);
    this.#squareBps = new Float64Array(instrumentCount);
    this.#count = new Uint32Array(instrumentCount);
  }

  onTick(tick: Tick): void {
    if (!this.#bars.onTick(tick)) return;
    const { highPaise, lowPaise, closePaise } = this.#bars.closed;
    const at = tick.instrumentIndex;
    const previousPaise = f64At(this.#closePaise, at);
    this.#closePaise[at] = closePaise;
    if (previousPaise === 0) return;
    const count = u32At(this.#count, at) + 1;
    this.#count[at] = count;
    const weight = 1 / Math.min(count, PERIOD);
    const rangePaise = Math.max(highPaise, previousPaise) - Math.min(lowPaise, previousPaise);
    const changeBps = ((closePaise - previousPaise) * BPS_PER_UNIT) / previousPaise;
    const range = f64At(this.#trueRangePaise, at);
    const square = f64At(this.#squareBps, at);
    this.#trueRangePaise[at] = range + (rangePaise - range) * weight;
    this.#squareBps[at] = square + (changeBps * changeBps - square) * weight;
  }

  atrPaise(at: InstrumentIndex): number {
    return u32At(this.#count, at) >= PERIOD ? f64At(this.#trueRangePaise, at) : 0;
  }

  volatilityBps(at: InstrumentIndex): number {
    return u32At(this.#count, at) >= PERIOD ? Math.sqrt(f64At(this.#squareBps, at)) : 0;
  }
}
