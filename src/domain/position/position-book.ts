/** Fills in, netted positions and profit out, in integer paise that balance exactly. The risk core owns one. */
import { assert } from '../assert.ts';
import { f64At, i32At, u32At } from '../cells.ts';
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { shareOf } from '../money.ts';
import type { Side } from '../order/types.ts';
import type { QuoteTable } from './quote-table.ts';

export interface Fill {
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Units, > 0. */
  readonly quantity: number;
  readonly pricePaise: number;
}

/**
 * The cost of a position is kept as the exact sum of its fills, not as an average price, so that per instrument
 * `realised + unrealised = Σ sales − Σ purchases + net × mark` to the paisa (PP-03 without fees). A partial close takes its share of
 * the cost, rounded down; a fill through zero realises on the closed part only and starts a new cost (PP-04).
 */
export class PositionBook {
  readonly #quotes: QuoteTable;
  readonly #net: Float64Array;
  /** Signed as the position: what its units were bought (or sold short) for. */
  readonly #costPaise: Float64Array;
  readonly #realisedPaise: Float64Array;
  readonly #turnoverPaise: Float64Array;
  readonly #fillCount: Uint32Array;
  /** Instruments with a position, and 1 + where each stands in the list. */
  readonly #open: InstrumentIndex[] = [];
  readonly #openAt: Int32Array;
  #totalRealisedPaise = 0;

  /** `quotes` gives the marks; an instrument without one is marked at cost. */
  constructor(quotes: QuoteTable) {
    const count = quotes.instrumentCount;
    this.#quotes = quotes;
    this.#net = new Float64Array(count);
    this.#costPaise = new Float64Array(count);
    this.#realisedPaise = new Float64Array(count);
    this.#turnoverPaise = new Float64Array(count);
    this.#fillCount = new Uint32Array(count);
    this.#openAt = new Int32Array(count);
  }

  applyFill(fill: Fill): void {
    const { instrumentIndex: at, side, quantity, pricePaise } = fill;
    assert(Number.isInteger(quantity) && quantity > 0, 'a fill has a whole quantity above 0');
    assert(Number.isInteger(pricePaise) && pricePaise > 0, 'a fill has a whole price above 0');
    const net = f64At(this.#net, at);
    const closing = net * side < 0 ? Math.min(quantity, Math.abs(net)) : 0;
    if (closing > 0) this.#realise(fill, closing);
    const opening = quantity - closing;
    this.#costPaise[at] = f64At(this.#costPaise, at) + side * opening * pricePaise;
    const after = net + side * quantity;
    this.#net[at] = after;
    this.#turnoverPaise[at] = f64At(this.#turnoverPaise, at) + quantity * pricePaise;
    this.#fillCount[at] = u32At(this.#fillCount, at) + 1;
    if (net === 0) this.#list(at);
    else if (after === 0) this.#unlist(at);
    assert(after !== 0 || f64At(this.#costPaise, at) === 0, 'PP-04 a flat position has no cost');
  }

  /** Signed units. */
  netQuantity(at: InstrumentIndex): number {
    return f64At(this.#net, at);
  }

  /** Rounded to whole paise; 0 when flat. */
  averagePaise(at: InstrumentIndex): number {
    const net = f64At(this.#net, at);
    return net === 0 ? 0 : Math.round(f64At(this.#costPaise, at) / net);
  }

  realisedPaise(at: InstrumentIndex): number {
    return f64At(this.#realisedPaise, at);
  }

  unrealisedPaise(at: InstrumentIndex): number {
    return this.#marketValuePaise(at) - f64At(this.#costPaise, at);
  }

  /** Σ quantity × price of all fills. */
  turnoverPaise(at: InstrumentIndex): number {
    return f64At(this.#turnoverPaise, at);
  }

  fillCount(at: InstrumentIndex): number {
    return u32At(this.#fillCount, at);
  }

  /** Instruments that are not flat, in an order that depends on the fills alone. */
  get openInstruments(): readonly InstrumentIndex[] {
    return this.#open;
  }

  get totalRealisedPaise(): number {
    return this.#totalRealisedPaise;
  }

  /** The following three cost one pass over the open positions. */
  totalUnrealisedPaise(): number {
    let total = 0;
    for (const at of this.#open) total += this.unrealisedPaise(at);
    return total;
  }

  grossExposurePaise(): number {
    let total = 0;
    for (const at of this.#open) total += Math.abs(this.#marketValuePaise(at));
    return total;
  }

  netExposurePaise(): number {
    let total = 0;
    for (const at of this.#open) total += this.#marketValuePaise(at);
    return total;
  }

  #marketValuePaise(at: InstrumentIndex): number {
    const markPaise = this.#quotes.lastPaise(at);
    return markPaise > 0 ? f64At(this.#net, at) * markPaise : f64At(this.#costPaise, at);
  }

  #realise(fill: Fill, closing: number): void {
    const at = fill.instrumentIndex;
    const held = Math.abs(f64At(this.#net, at));
    const costPaise = shareOf(Math.abs(f64At(this.#costPaise, at)), closing, held);
    const gainPaise = fill.side * (costPaise - closing * fill.pricePaise);
    this.#realisedPaise[at] = f64At(this.#realisedPaise, at) + gainPaise;
    this.#totalRealisedPaise += gainPaise;
    this.#costPaise[at] = f64At(this.#costPaise, at) + fill.side * costPaise;
  }

  #list(at: InstrumentIndex): void {
    this.#open.push(at);
    this.#openAt[at] = this.#open.length;
  }

  #unlist(at: InstrumentIndex): void {
    const place = i32At(this.#openAt, at) - 1;
    const last = this.#open.pop();
    assert(last !== undefined && place >= 0, 'an instrument that becomes flat was listed as open');
    if (last !== at) {
      this.#open[place] = last;
      this.#openAt[last] = place + 1;
    }
    this.#openAt[at] = 0;
  }
}
