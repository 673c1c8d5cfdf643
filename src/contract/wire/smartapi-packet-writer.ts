/** Writes SmartAPI packets (`smartapi-stream.ts`) as the venue sends them, in the market simulator's process and in tests. */
import { assert } from '../../domain/assert.ts';
import { f64At } from '../../domain/cells.ts';
import { DECODED, DEPTH_CELLS, DEPTH_LEVELS } from '../../domain/tick/decoded-tick.ts';
import {
  DEPTH_AT,
  DEPTH_ENTRY_BYTES,
  PACKET_AT,
  PACKET_BYTES,
  STREAM_MODES,
  type StreamMode,
  TOKEN_BYTES,
} from './smartapi-stream.ts';

interface PacketLevel {
  readonly pricePaise: number;
  readonly quantity: number;
  /** Number of orders, below 2¹⁵. */
  readonly orders: number;
}

/** Fields of a packet; those its mode does not carry are ignored, those not given are 0. Integers are below 2⁵³. */
export interface PacketFields {
  readonly mode: StreamMode;
  readonly exchangeType: number;
  readonly token: string;
  readonly exchangeTimeMs: number;
  readonly lastPaise: number;
  readonly sequence?: number;
  readonly lastQuantity?: number;
  readonly averagePaise?: number;
  readonly volume?: number;
  readonly totalBuyQuantity?: number;
  readonly totalSellQuantity?: number;
  readonly openPaise?: number;
  readonly highPaise?: number;
  readonly lowPaise?: number;
  readonly closePaise?: number;
  /** Epoch seconds. */
  readonly lastTradeTimeS?: number;
  readonly openInterest?: number;
  readonly openInterestChange?: number;
  /** Up to five levels each, written in the order given. */
  readonly bids?: readonly PacketLevel[];
  readonly asks?: readonly PacketLevel[];
  readonly upperCircuitPaise?: number;
  readonly lowerCircuitPaise?: number;
  readonly yearHighPaise?: number;
  readonly yearLowPaise?: number;
}

const SIDE_BUY = 1;
const SIDE_SELL = 0;
const TWO_POW_32 = 4_294_967_296;
const MS_PER_S = 1000;

/** The 25-byte token field: ASCII, NUL padded. A token is 1 to 25 ASCII characters. */
export function encodeToken(token: string): Uint8Array {
  assert(token.length >= 1 && token.length <= TOKEN_BYTES, 'a token has 1 to 25 characters');
  const bytes = new Uint8Array(TOKEN_BYTES);
  for (let index = 0; index < token.length; index += 1) bytes[index] = token.charCodeAt(index);
  return bytes;
}

/** Writes one packet at `offset` and answers its length: 51, 123 or 379 bytes, all of which must lie inside `view`. */
export function writePacket(view: DataView, offset: number, fields: PacketFields): number {
  const mode = STREAM_MODES[fields.mode];
  writeHead(view, offset, mode, fields.exchangeType, encodeToken(fields.token));
  writeInteger(view, offset + PACKET_AT.sequence, fields.sequence ?? 0);
  writeInteger(view, offset + PACKET_AT.exchangeTimeMs, fields.exchangeTimeMs);
  writeInteger(view, offset + PACKET_AT.last, fields.lastPaise);
  if (mode >= STREAM_MODES.quote) writeQuoteFields(view, offset, fields);
  if (mode >= STREAM_MODES.snapQuote) writeSnapQuoteFields(view, offset, fields);
  return PACKET_BYTES[mode];
}

/**
 * The same from `cells` in `DECODED` layout, without allocating: `mode` is a `STREAM_MODES` number, `tokenBytes` come from
 * `encodeToken`. The last trade time is the exchange time; year extremes and open-interest change are 0.
 */
export function writeDecodedPacket(
  view: DataView,
  offset: number,
  mode: 1 | 2 | 3,
  exchangeType: number,
  tokenBytes: Uint8Array,
  cells: Float64Array,
): number {
  writeHead(view, offset, mode, exchangeType, tokenBytes);
  writeInteger(view, offset + PACKET_AT.sequence, f64At(cells, DECODED.sequence));
  writeInteger(view, offset + PACKET_AT.exchangeTimeMs, f64At(cells, DECODED.exchangeTimeMs));
  writeInteger(view, offset + PACKET_AT.last, f64At(cells, DECODED.lastPaise));
  if (mode >= STREAM_MODES.quote) writeQuoteCells(view, offset, cells);
  if (mode >= STREAM_MODES.snapQuote) writeSnapQuoteCells(view, offset, cells);
  return PACKET_BYTES[mode];
}

function writeHead(
  view: DataView,
  offset: number,
  mode: number,
  exchangeType: number,
  tokenBytes: Uint8Array,
): void {
  view.setInt8(offset + PACKET_AT.mode, mode);
  view.setInt8(offset + PACKET_AT.exchangeType, exchangeType);
  for (let index = 0; index < TOKEN_BYTES; index += 1) {
    view.setUint8(offset + PACKET_AT.token + index, tokenBytes[index] as number);
  }
}

function writeQuoteFields(view: DataView, offset: number, fields: PacketFields): void {
  writeInteger(view, offset + PACKET_AT.lastQuantity, fields.lastQuantity ?? 0);
  writeInteger(view, offset + PACKET_AT.average, fields.averagePaise ?? 0);
  writeInteger(view, offset + PACKET_AT.volume, fields.volume ?? 0);
  view.setFloat64(offset + PACKET_AT.totalBuyQuantity, fields.totalBuyQuantity ?? 0, true);
  view.setFloat64(offset + PACKET_AT.totalSellQuantity, fields.totalSellQuantity ?? 0, true);
  writeInteger(view, offset + PACKET_AT.open, fields.openPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.high, fields.highPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.low, fields.lowPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.close, fields.closePaise ?? 0);
}

function writeSnapQuoteFields(view: DataView, offset: number, fields: PacketFields): void {
  writeInteger(view, offset + PACKET_AT.lastTradeTime, fields.lastTradeTimeS ?? 0);
  writeInteger(view, offset + PACKET_AT.openInterest, fields.openInterest ?? 0);
  view.setFloat64(offset + PACKET_AT.openInterestChange, fields.openInterestChange ?? 0, true);
  for (let level = 0; level < DEPTH_LEVELS; level += 1) {
    const bid = fields.bids?.[level] ?? NO_LEVEL;
    const ask = fields.asks?.[level] ?? NO_LEVEL;
    const bidAt = offset + PACKET_AT.depth + level * DEPTH_ENTRY_BYTES;
    const askAt = bidAt + DEPTH_LEVELS * DEPTH_ENTRY_BYTES;
    writeLevel(view, bidAt, SIDE_BUY, bid.pricePaise, bid.quantity, bid.orders);
    writeLevel(view, askAt, SIDE_SELL, ask.pricePaise, ask.quantity, ask.orders);
  }
  writeInteger(view, offset + PACKET_AT.upperCircuit, fields.upperCircuitPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.lowerCircuit, fields.lowerCircuitPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.yearHigh, fields.yearHighPaise ?? 0);
  writeInteger(view, offset + PACKET_AT.yearLow, fields.yearLowPaise ?? 0);
}

const NO_LEVEL: PacketLevel = { pricePaise: 0, quantity: 0, orders: 0 };

function writeQuoteCells(view: DataView, offset: number, cells: Float64Array): void {
  writeInteger(view, offset + PACKET_AT.lastQuantity, f64At(cells, DECODED.lastQuantity));
  writeInteger(view, offset + PACKET_AT.average, f64At(cells, DECODED.averagePaise));
  writeInteger(view, offset + PACKET_AT.volume, f64At(cells, DECODED.volume));
  const buyQuantity = f64At(cells, DECODED.totalBuyQuantity);
  const sellQuantity = f64At(cells, DECODED.totalSellQuantity);
  view.setFloat64(offset + PACKET_AT.totalBuyQuantity, buyQuantity, true);
  view.setFloat64(offset + PACKET_AT.totalSellQuantity, sellQuantity, true);
  writeInteger(view, offset + PACKET_AT.open, f64At(cells, DECODED.openPaise));
  writeInteger(view, offset + PACKET_AT.high, f64At(cells, DECODED.highPaise));
  writeInteger(view, offset + PACKET_AT.low, f64At(cells, DECODED.lowPaise));
  writeInteger(view, offset + PACKET_AT.close, f64At(cells, DECODED.closePaise));
}

function writeSnapQuoteCells(view: DataView, offset: number, cells: Float64Array): void {
  const tradeTimeS = Math.floor(f64At(cells, DECODED.exchangeTimeMs) / MS_PER_S);
  writeInteger(view, offset + PACKET_AT.lastTradeTime, tradeTimeS);
  writeInteger(view, offset + PACKET_AT.openInterest, f64At(cells, DECODED.openInterest));
  view.setFloat64(offset + PACKET_AT.openInterestChange, 0, true);
  const depthAt = offset + PACKET_AT.depth;
  writeSideCells(view, depthAt, SIDE_BUY, cells, DECODED.bids);
  const asksAt = depthAt + DEPTH_LEVELS * DEPTH_ENTRY_BYTES;
  writeSideCells(view, asksAt, SIDE_SELL, cells, DECODED.asks);
  writeInteger(view, offset + PACKET_AT.upperCircuit, f64At(cells, DECODED.upperCircuitPaise));
  writeInteger(view, offset + PACKET_AT.lowerCircuit, f64At(cells, DECODED.lowerCircuitPaise));
  writeInteger(view, offset + PACKET_AT.yearHigh, 0);
  writeInteger(view, offset + PACKET_AT.yearLow, 0);
}

function writeSideCells(
  view: DataView,
  at: number,
  side: number,
  cells: Float64Array,
  firstCell: number,
): void {
  for (let level = 0; level < DEPTH_LEVELS; level += 1) {
    const cell = firstCell + level * DEPTH_CELLS;
    const price = f64At(cells, cell);
    const quantity = f64At(cells, cell + 1);
    const orders = f64At(cells, cell + 2);
    writeLevel(view, at + level * DEPTH_ENTRY_BYTES, side, price, quantity, orders);
  }
}

function writeLevel(
  view: DataView,
  at: number,
  side: number,
  price: number,
  quantity: number,
  orders: number,
): void {
  view.setInt16(at + DEPTH_AT.side, side, true);
  writeInteger(view, at + DEPTH_AT.quantity, quantity);
  writeInteger(view, at + DEPTH_AT.price, price);
  view.setInt16(at + DEPTH_AT.orders, orders, true);
}

/** A little-endian int64 from an integer below 2⁵³ in magnitude; setters take both halves modulo 2³². */
function writeInteger(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true);
  view.setInt32(at + 4, Math.floor(value / TWO_POW_32), true);
}
