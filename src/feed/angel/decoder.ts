/** SmartAPI packets into reused cells: total over all bytes, allocates nothing, never throws; ingest thread. */
import {
  DEPTH_AT,
  DEPTH_ENTRY_BYTES,
  PACKET_AT,
  PACKET_BYTES,
  STREAM_MODES,
} from '../../contract/wire/smartapi-stream.ts';
import { f64At } from '../../domain/cells.ts';
import type { InstrumentIndex } from '../../domain/instrument/instrument.ts';
import {
  DECODED,
  DECODED_CELLS,
  DEPTH_CELLS,
  DEPTH_LEVELS,
} from '../../domain/tick/decoded-tick.ts';
import { ACCEPTED, DROP, type DropCode } from '../../domain/tick/drop-reason.ts';
import { type TokenTable, UNKNOWN_INSTRUMENT } from './token-table.ts';

const { ltp: LTP, quote: QUOTE, snapQuote: SNAP_QUOTE } = STREAM_MODES;
const [, LTP_BYTES, QUOTE_BYTES, SNAP_QUOTE_BYTES] = PACKET_BYTES;
const {
  wrong_length: WRONG_LENGTH,
  unknown_mode: UNKNOWN_MODE,
  unknown_token: UNKNOWN_TOKEN,
} = DROP;

/** First cell an LTP and a Quote packet leave empty. */
const AFTER_LTP = DECODED.lastQuantity;
const AFTER_QUOTE = DECODED.openInterest;

const DEPTH_ENTRIES = 2 * DEPTH_LEVELS;
const SIDE_BUY = 1;
const SIDE_SELL = 0;
const SIDE_CELLS = DEPTH_LEVELS * DEPTH_CELLS;
const BIDS_FULL = DECODED.bids + SIDE_CELLS;
const ASKS_FULL = DECODED.asks + SIDE_CELLS;
const TWO_POW_32 = 4_294_967_296;

/**
 * One per stream. Prices stay doubles: a value no venue sends (negative, or 2³¹ and above) reaches the validator as it is.
 * 64-bit integers beyond ±2⁵³ arrive rounded, floats that are not finite as 0.
 */
export class PacketDecoder {
  /** The last accepted packet in `DECODED` layout; fields it does not carry are 0. Unchanged by a refused packet. */
  readonly cells = new Float64Array(DECODED_CELLS);
  /** Of the last packet; `UNKNOWN_INSTRUMENT` when it was refused. */
  instrumentIndex: InstrumentIndex = UNKNOWN_INSTRUMENT;
  private readonly tokens: TokenTable;
  /** Mode of the packet in `cells`: a smaller packet after a larger one has cells to clear. */
  private heldMode: number = LTP;

  constructor(tokens: TokenTable) {
    this.tokens = tokens;
  }

  /**
   * Decodes bytes `[offset, offset + length)`, all of them inside `view`. Answers `ACCEPTED`, or the `DROP` code of
   * `wrong_length`, `unknown_mode` or `unknown_token`.
   */
  decode(view: DataView, offset: number, length: number): DropCode {
    this.instrumentIndex = UNKNOWN_INSTRUMENT;
    if (length < LTP_BYTES) return WRONG_LENGTH;
    const mode = view.getInt8(offset + PACKET_AT.mode);
    if (mode < LTP || mode > SNAP_QUOTE) return UNKNOWN_MODE;
    const expected = mode === QUOTE ? QUOTE_BYTES : mode === LTP ? LTP_BYTES : SNAP_QUOTE_BYTES;
    if (length !== expected) return WRONG_LENGTH;
    const exchangeType = view.getInt8(offset + PACKET_AT.exchangeType);
    const index = this.tokens.find(view, offset + PACKET_AT.token, exchangeType);
    if (index === UNKNOWN_INSTRUMENT) return UNKNOWN_TOKEN;
    this.instrumentIndex = index;

    const { cells } = this;
    if (mode < this.heldMode) cells.fill(0, mode === LTP ? AFTER_LTP : AFTER_QUOTE);
    this.heldMode = mode;
    cells[DECODED.mode] = mode;
    cells[DECODED.exchangeTimeMs] = integerAt(view, offset + PACKET_AT.exchangeTimeMs);
    cells[DECODED.sequence] = integerAt(view, offset + PACKET_AT.sequence);
    cells[DECODED.lastPaise] = integerAt(view, offset + PACKET_AT.last);
    if (mode === LTP) return ACCEPTED;
    readQuote(cells, view, offset);
    if (mode === SNAP_QUOTE) readSnapQuote(cells, view, offset);
    return ACCEPTED;
  }
}

function readQuote(cells: Float64Array, view: DataView, offset: number): void {
  cells[DECODED.lastQuantity] = integerAt(view, offset + PACKET_AT.lastQuantity);
  cells[DECODED.averagePaise] = integerAt(view, offset + PACKET_AT.average);
  cells[DECODED.volume] = integerAt(view, offset + PACKET_AT.volume);
  cells[DECODED.totalBuyQuantity] = finiteAt(view, offset + PACKET_AT.totalBuyQuantity);
  cells[DECODED.totalSellQuantity] = finiteAt(view, offset + PACKET_AT.totalSellQuantity);
  cells[DECODED.openPaise] = integerAt(view, offset + PACKET_AT.open);
  cells[DECODED.highPaise] = integerAt(view, offset + PACKET_AT.high);
  cells[DECODED.lowPaise] = integerAt(view, offset + PACKET_AT.low);
  cells[DECODED.closePaise] = integerAt(view, offset + PACKET_AT.close);
}

function readSnapQuote(cells: Float64Array, view: DataView, offset: number): void {
  cells[DECODED.openInterest] = integerAt(view, offset + PACKET_AT.openInterest);
  cells[DECODED.lowerCircuitPaise] = integerAt(view, offset + PACKET_AT.lowerCircuit);
  cells[DECODED.upperCircuitPaise] = integerAt(view, offset + PACKET_AT.upperCircuit);
  readDepth(cells, view, offset + PACKET_AT.depth);
}

/** Files the ten entries by side flag, best first. Entries without a positive price, or with another flag, are no levels. */
function readDepth(cells: Float64Array, view: DataView, depthOffset: number): void {
  let bidsEnd: number = DECODED.bids;
  let asksEnd: number = DECODED.asks;
  let worstBid = Number.POSITIVE_INFINITY;
  let worstAsk = 0;
  for (let entry = 0; entry < DEPTH_ENTRIES; entry += 1) {
    const at = depthOffset + entry * DEPTH_ENTRY_BYTES;
    const side = view.getInt16(at + DEPTH_AT.side, true);
    const price = integerAt(view, at + DEPTH_AT.price);
    if (price <= 0) continue;
    const quantity = integerAt(view, at + DEPTH_AT.quantity);
    const orders = view.getInt16(at + DEPTH_AT.orders, true);
    // Levels usually arrive sorted: those go straight to the end of their side.
    if (side === SIDE_BUY) {
      if (price <= worstBid && bidsEnd < BIDS_FULL) {
        bidsEnd = setLevel(cells, bidsEnd, price, quantity, orders);
      } else {
        bidsEnd = insertLevel(cells, DECODED.bids, bidsEnd, 1, price, quantity, orders);
      }
      worstBid = f64At(cells, bidsEnd - DEPTH_CELLS);
    } else if (side === SIDE_SELL) {
      if (price >= worstAsk && asksEnd < ASKS_FULL) {
        asksEnd = setLevel(cells, asksEnd, price, quantity, orders);
      } else {
        asksEnd = insertLevel(cells, DECODED.asks, asksEnd, -1, price, quantity, orders);
      }
      worstAsk = f64At(cells, asksEnd - DEPTH_CELLS);
    }
  }
  for (; bidsEnd < BIDS_FULL; bidsEnd += 1) cells[bidsEnd] = 0;
  for (; asksEnd < ASKS_FULL; asksEnd += 1) cells[asksEnd] = 0;
}

/** Writes one level at `at` and answers the cell behind it. */
function setLevel(
  cells: Float64Array,
  at: number,
  price: number,
  quantity: number,
  orders: number,
): number {
  cells[at] = price;
  cells[at + 1] = quantity;
  cells[at + 2] = orders;
  return at + DEPTH_CELLS;
}

/**
 * Inserts a level into the side that fills cells `[start, end)`, keeping the best five, and answers its new end. `direction`
 * is 1 where a higher price is better, -1 where a lower one is.
 */
function insertLevel(
  cells: Float64Array,
  start: number,
  end: number,
  direction: number,
  price: number,
  quantity: number,
  orders: number,
): number {
  const full = start + SIDE_CELLS;
  let at = end;
  while (at > start && (f64At(cells, at - DEPTH_CELLS) - price) * direction < 0) {
    at -= DEPTH_CELLS;
  }
  if (at === full) return end;
  const newEnd = end === full ? full : end + DEPTH_CELLS;
  for (let cell = newEnd - 1; cell >= at + DEPTH_CELLS; cell -= 1) {
    cells[cell] = f64At(cells, cell - DEPTH_CELLS);
  }
  setLevel(cells, at, price, quantity, orders);
  return newEnd;
}

/** A little-endian int64 as a double. Two 32-bit reads: a BigInt would allocate. */
function integerAt(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * TWO_POW_32 + view.getUint32(at, true);
}

function finiteAt(view: DataView, at: number): number {
  const value = view.getFloat64(at, true);
  return Number.isFinite(value) ? value : 0;
}
