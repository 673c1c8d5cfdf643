/** The simulated order book: a touch around a fair value, and five levels behind each side of it. */
import { f64At } from '../../domain/cells.ts';
import { DECODED, DEPTH_CELLS, DEPTH_LEVELS } from '../../domain/tick/decoded-tick.ts';
import { mixPair } from './random.ts';

/** What a book needs to know of its instrument. Prices in paise, quantities in units. */
export interface BookTerms {
  /** Seeds the quantities; see `streamKey`. */
  readonly key: number;
  readonly incrementPaise: number;
  readonly lowerPaise: number;
  readonly upperPaise: number;
  readonly lotSize: number;
  /** Typical quantity at the touch, in lots. */
  readonly touchLots: number;
}

/** Quantity resting at a price is redrawn this often. */
const QUANTITY_LIFE_MS = 1500;
/** The whole book against the five visible levels. */
const HIDDEN_DEPTH = 14;
const LOTS_PER_ORDER = 7;
/** The wire counts orders in 16 bits. */
const MAX_ORDERS = 9_999;
const TO_UNIT = 1 / 0x1_0000_0000;

/** The spread in whole increments nearest to `spreadPaise`, at least one. */
export function spreadOnIncrement(spreadPaise: number, incrementPaise: number): number {
  return Math.max(1, Math.round(spreadPaise / incrementPaise)) * incrementPaise;
}

/**
 * The best bid whose ask is `spreadPaise` (whole increments) higher, placed so that `fairPaise` is in the middle as
 * nearly as increments allow; both sides stay inside the circuit band.
 */
export function bidAround(fairPaise: number, spreadPaise: number, terms: BookTerms): number {
  const step = terms.incrementPaise;
  const bid = Math.round((fairPaise - spreadPaise / 2) / step) * step;
  return clamp(bid, terms.lowerPaise, terms.upperPaise - spreadPaise);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/**
 * Writes both sides into decoded-tick `cells`, best first: prices one increment apart, quantities that stay with their
 * price for a while. Levels outside the circuit band are (0, 0, 0), as on the wire. Tick rate: positional on purpose.
 */
export function writeBook(
  cells: Float64Array,
  terms: BookTerms,
  bidPaise: number,
  askPaise: number,
): void {
  const bucket = Math.floor(f64At(cells, DECODED.exchangeTimeMs) / QUANTITY_LIFE_MS);
  const bucketKey = mixPair(terms.key, bucket);
  const step = terms.incrementPaise;
  const buying = writeSide(cells, DECODED.bids, terms, bucketKey, bidPaise, -step);
  const selling = writeSide(cells, DECODED.asks, terms, ~bucketKey, askPaise, step);
  cells[DECODED.totalBuyQuantity] = buying * HIDDEN_DEPTH;
  cells[DECODED.totalSellQuantity] = selling * HIDDEN_DEPTH;
}

/** Returns the quantity of the levels written. */
function writeSide(
  cells: Float64Array,
  start: number,
  terms: BookTerms,
  bucketKey: number,
  bestPaise: number,
  stepPaise: number,
): number {
  let total = 0;
  let pricePaise = bestPaise;
  for (let level = 0, at = start; level < DEPTH_LEVELS; level++, at += DEPTH_CELLS) {
    const isListed = pricePaise >= terms.lowerPaise && pricePaise <= terms.upperPaise;
    const draw = (mixPair(bucketKey, pricePaise) >>> 0) * TO_UNIT;
    const lots = Math.max(1, Math.round(terms.touchLots * (0.4 + 1.2 * draw) * (1 + 0.2 * level)));
    const quantity = isListed ? lots * terms.lotSize : 0;
    cells[at] = isListed ? pricePaise : 0;
    cells[at + 1] = quantity;
    const orders = Math.min(MAX_ORDERS, 1 + Math.floor((lots * (0.5 + draw)) / LOTS_PER_ORDER));
    cells[at + 2] = isListed ? orders : 0;
    total += quantity;
    pricePaise += stepPaise;
  }
  return total;
}
