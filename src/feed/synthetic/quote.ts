/** The running market picture of one traded instrument: touch, depth, last trade, the day's totals. */
import { assert } from '../../domain/assert.ts';
import { f64At } from '../../domain/cells.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { DECODED, DECODED_CELLS } from '../../domain/tick/decoded-tick.ts';
import { type BookTerms, bidAround, clamp, spreadOnIncrement, writeBook } from './book.ts';
import { RandomStream, streamKey } from './random.ts';
import type { InstrumentModel } from './universe-model.ts';

/** Mode number of the fullest packet; the server sends a shorter one to who asked for it. */
export const SNAP_QUOTE_MODE = 3;

/** Part of the day's volume that the opening auction brings. */
const AUCTION_PART = 0.004;
/** The touch typically shows what trades in so many seconds. */
const TOUCH_SECONDS = 4;
const TRADE_CHANCE = 0.75;
const WIDE_SPREAD_CHANCE = 0.12;
/** How strongly a rise of the fair value makes buyers the aggressors. */
const AGGRESSOR_BIAS = 0.25;
/** Open interest moves by up to this part of the traded quantity. */
const OPEN_INTEREST_PART = 0.3;

export class Quote {
  /** Decoded-tick cells, rewritten in place by every update. */
  readonly cells = new Float64Array(DECODED_CELLS);
  readonly terms: BookTerms;
  readonly #random: RandomStream;
  readonly #auctionUnits: number;
  #turnover = 0;
  /** Volume that is due and not yet traded, units. */
  #due = 0;
  #fairPaise = 0;

  constructor(instrument: Instrument, model: InstrumentModel, terms: QuoteTerms) {
    const label = `quote:${instrument.exchange}:${instrument.token}`;
    const unitsPerSecond = (model.dailyVolume * 1000) / terms.sessionMs;
    this.#random = new RandomStream(terms.seed, label);
    this.#auctionUnits = model.dailyVolume * AUCTION_PART;
    this.terms = {
      key: streamKey(terms.seed, `book:${label}`),
      incrementPaise: instrument.priceIncrementPaise,
      lowerPaise: instrument.lowerCircuitPaise,
      upperPaise: instrument.upperCircuitPaise,
      lotSize: instrument.lotSize,
      touchLots: Math.max(2, (unitsPerSecond * TOUCH_SECONDS) / instrument.lotSize),
    };
    assert(instrument.priceIncrementPaise > 0, 'a quoted instrument has a price increment');
    this.cells[DECODED.mode] = SNAP_QUOTE_MODE;
    this.cells[DECODED.closePaise] = model.previousClosePaise;
    this.cells[DECODED.openInterest] = model.openInterest;
    this.cells[DECODED.lowerCircuitPaise] = instrument.lowerCircuitPaise;
    this.cells[DECODED.upperCircuitPaise] = instrument.upperCircuitPaise;
  }

  /** Middle of the touch as last written. */
  get midPaise(): number {
    return (f64At(this.cells, DECODED.bids) + f64At(this.cells, DECODED.asks)) / 2;
  }

  /**
   * Moves the touch to `fairPaise` with a spread of about `spreadPaise`, and trades about `dueUnits` more than were due.
   * The last price stays where it was unless something trades or the touch leaves it behind; it is not below `floorPaise`
   * unless the ask is. Tick rate: positional on purpose.
   */
  move(
    exchangeTimeMs: number,
    fairPaise: number,
    spreadPaise: number,
    dueUnits: number,
    floorPaise: number,
  ): void {
    const { cells, terms } = this;
    const random = this.#random;
    const widening = random.uniform() < WIDE_SPREAD_CHANCE ? terms.incrementPaise : 0;
    const spread = spreadOnIncrement(spreadPaise, terms.incrementPaise) + widening;
    const bid = bidAround(fairPaise, spread, terms);
    const ask = bid + spread;
    const previous = f64At(cells, DECODED.lastPaise);
    const bias = fairPaise > this.#fairPaise ? AGGRESSOR_BIAS : -AGGRESSOR_BIAS;
    const isTrade = previous === 0 || random.uniform() < TRADE_CHANCE;
    const aggressed = random.uniform() < 0.5 + bias ? ask : bid;
    const floor = Math.ceil(floorPaise / terms.incrementPaise) * terms.incrementPaise;
    const last = Math.min(ask, Math.max(floor, isTrade ? aggressed : clamp(previous, bid, ask)));
    this.#fairPaise = fairPaise;
    this.#due += dueUnits * (0.3 + 1.4 * random.uniform());
    this.#stamp(exchangeTimeMs, last);
    if (isTrade || last !== previous) this.#trade(last, this.#dueLots() * terms.lotSize);
    writeBook(cells, terms, bid, ask);
  }

  /**
   * Records a trade of `units` (0 is none) at exactly `lastPaise`, a multiple of the increment, with a touch of about
   * `spreadPaise` that has the trade on the side the price moved to.
   */
  print(exchangeTimeMs: number, lastPaise: number, spreadPaise: number, units: number): void {
    const { cells, terms } = this;
    const spread = spreadOnIncrement(spreadPaise, terms.incrementPaise);
    const isRise = lastPaise >= f64At(cells, DECODED.lastPaise);
    const bid = Math.max(terms.incrementPaise, isRise ? lastPaise - spread : lastPaise);
    this.#stamp(exchangeTimeMs, lastPaise);
    if (units > 0) this.#trade(lastPaise, units);
    writeBook(cells, terms, bid, isRise && bid < lastPaise ? lastPaise : bid + spread);
  }

  #stamp(exchangeTimeMs: number, lastPaise: number): void {
    const { cells } = this;
    const isFirst = f64At(cells, DECODED.sequence) === 0;
    cells[DECODED.sequence] = f64At(cells, DECODED.sequence) + 1;
    cells[DECODED.exchangeTimeMs] = exchangeTimeMs;
    cells[DECODED.lastPaise] = lastPaise;
    if (isFirst) {
      cells[DECODED.openPaise] = lastPaise;
      cells[DECODED.highPaise] = lastPaise;
      cells[DECODED.lowPaise] = lastPaise;
      this.#due += this.#auctionUnits;
    } else {
      cells[DECODED.highPaise] = Math.max(f64At(cells, DECODED.highPaise), lastPaise);
      cells[DECODED.lowPaise] = Math.min(f64At(cells, DECODED.lowPaise), lastPaise);
    }
  }

  /** At least one lot: something traded, or the last price would not have moved. */
  #dueLots(): number {
    const lots = Math.max(1, Math.floor(this.#due / this.terms.lotSize));
    this.#due -= lots * this.terms.lotSize;
    return lots;
  }

  #trade(lastPaise: number, units: number): void {
    const { cells, terms } = this;
    const draw = this.#random.uniform();
    const volume = f64At(cells, DECODED.volume) + units;
    const ticket = Math.ceil((units * draw * draw) / terms.lotSize) * terms.lotSize;
    this.#turnover += units * lastPaise;
    cells[DECODED.volume] = volume;
    cells[DECODED.lastQuantity] = clamp(ticket, Math.min(terms.lotSize, units), units);
    cells[DECODED.averagePaise] = Math.round(this.#turnover / volume);
    const interest = f64At(cells, DECODED.openInterest);
    if (interest > 0) {
      const lots = Math.round(((draw - 0.5) * OPEN_INTEREST_PART * units) / terms.lotSize);
      cells[DECODED.openInterest] = Math.max(terms.lotSize, interest + lots * terms.lotSize);
    }
  }
}

export interface QuoteTerms {
  readonly seed: number;
  readonly sessionMs: number;
}
