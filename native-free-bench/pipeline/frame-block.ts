/**
 * A block of ready WebSocket frames, one SmartAPI packet each, instruments in turn. What never
 * changes (frame header, token, open, close) is written once; sequence, time, price and volume are
 * patched in place before a frame is sent. Generator process.
 *
 *   | 82 7b | packet of instrument 0 | 82 7b | packet of instrument 1 | …
 *
 * SnapQuote packets have a frame header of 4 bytes.
 */
import {
  DEPTH_AT,
  DEPTH_ENTRY_BYTES,
  PACKET_AT,
  PACKET_BYTES,
  STREAM_MODES,
  type StreamMode,
} from '../../src/contract/wire/smartapi-stream.ts';
import { basePaise, LOWER_CIRCUIT_PAISE, UPPER_CIRCUIT_PAISE } from './instruments.ts';
import type { MarketWalk } from './market-walk.ts';

/** FIN and opcode 2, binary. Servers do not mask. */
const FIN_BINARY = 0x82;
const SHORT_LENGTH_MAX = 125;
const LENGTH_16 = 126;

const TWO_POW_32 = 2 ** 32;
const LEVELS = 5;
const LEVEL_QUANTITY = 500;
const TRADE_QUANTITY = 10;

/** What the stream asks for: exchange type and token, as the subscription names them. */
export interface StreamToken {
  readonly exchangeType: number;
  readonly token: string;
}

export function frameBytes(mode: StreamMode): number {
  const packet = PACKET_BYTES[STREAM_MODES[mode]] ?? 0;
  return packet + (packet > SHORT_LENGTH_MAX ? 4 : 2);
}

/** Sequence and volume of every instrument; all blocks of one stream share it. */
export class StreamCounters {
  readonly sequences: Uint32Array;
  constructor(instruments: number) {
    this.sequences = new Uint32Array(instruments);
  }
}

export class FrameBlock {
  readonly bytes: Buffer;
  readonly frames: number;
  readonly frameBytes: number;
  /** Writes that still hold parts of this block; it must not be patched before they are done. */
  pendingWrites = 0;
  private readonly view: DataView;
  readonly packetBytes: number;
  private readonly headerBytes: number;
  private readonly mode: StreamMode;
  private readonly tokens: number;

  /** `rounds`: how often every token appears in the block. */
  constructor(mode: StreamMode, tokens: readonly StreamToken[], rounds: number) {
    this.mode = mode;
    this.tokens = tokens.length;
    this.frames = tokens.length * rounds;
    this.frameBytes = frameBytes(mode);
    this.packetBytes = PACKET_BYTES[STREAM_MODES[mode]] ?? 0;
    this.headerBytes = this.frameBytes - this.packetBytes;
    this.bytes = Buffer.alloc(this.frames * this.frameBytes);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    for (let frame = 0; frame < this.frames; frame++) {
      const index = frame % tokens.length;
      const token = tokens[index];
      if (token !== undefined) this.writeTemplate(frame * this.frameBytes, index, token);
    }
  }

  /** Makes frames `[from, to)` new ticks at exchange time `timeMs`. */
  patch(from: number, to: number, timeMs: number, walk: MarketWalk, counters: StreamCounters) {
    const { view, frameBytes: stride, headerBytes, tokens } = this;
    const timeLow = timeMs % TWO_POW_32;
    const timeHigh = Math.floor(timeMs / TWO_POW_32);
    const hasQuote = this.mode !== 'ltp';
    const hasDepth = this.mode === 'snapQuote';
    let index = from % tokens;
    for (let frame = from; frame < to; frame++) {
      const at = frame * stride + headerBytes;
      const sequence = ((counters.sequences[index] ?? 0) + 1) >>> 0;
      counters.sequences[index] = sequence;
      const paise = walk.nextPaise(index);
      view.setUint32(at + PACKET_AT.sequence, sequence, true);
      view.setUint32(at + PACKET_AT.exchangeTimeMs, timeLow, true);
      view.setUint32(at + PACKET_AT.exchangeTimeMs + 4, timeHigh, true);
      view.setInt32(at + PACKET_AT.last, paise, true);
      if (hasQuote) {
        // Every tick is one trade of the same size: volume follows from the count.
        const volume = sequence * TRADE_QUANTITY;
        view.setUint32(at + PACKET_AT.volume, volume % TWO_POW_32, true);
        view.setUint32(at + PACKET_AT.volume + 4, Math.floor(volume / TWO_POW_32), true);
      }
      if (hasDepth) this.patchDepth(at, paise);
      index = index + 1 === tokens ? 0 : index + 1;
    }
  }

  private patchDepth(at: number, paise: number): void {
    const { view } = this;
    for (let level = 0; level < LEVELS; level++) {
      const bid = at + PACKET_AT.depth + level * DEPTH_ENTRY_BYTES + DEPTH_AT.price;
      view.setInt32(bid, paise - 5 * (level + 1), true);
      view.setInt32(bid + LEVELS * DEPTH_ENTRY_BYTES, paise + 5 * (level + 1), true);
    }
  }

  private writeTemplate(at: number, index: number, { exchangeType, token }: StreamToken): void {
    const { view, headerBytes, packetBytes } = this;
    view.setUint8(at, FIN_BINARY);
    if (headerBytes === 2) view.setUint8(at + 1, packetBytes);
    else {
      view.setUint8(at + 1, LENGTH_16);
      view.setUint16(at + 2, packetBytes);
    }
    const packet = at + headerBytes;
    view.setUint8(packet + PACKET_AT.mode, STREAM_MODES[this.mode]);
    view.setUint8(packet + PACKET_AT.exchangeType, exchangeType);
    this.bytes.write(token, packet + PACKET_AT.token, 'latin1');
    if (this.mode !== 'ltp') this.writeQuote(packet, index);
    if (this.mode === 'snapQuote') this.writeSnapQuote(packet);
  }

  private writeQuote(packet: number, index: number): void {
    const { view } = this;
    view.setInt32(packet + PACKET_AT.lastQuantity, TRADE_QUANTITY, true);
    view.setFloat64(packet + PACKET_AT.totalBuyQuantity, 100_000, true);
    view.setFloat64(packet + PACKET_AT.totalSellQuantity, 100_000, true);
    for (const field of ['average', 'open', 'high', 'low', 'close'] as const) {
      view.setInt32(packet + PACKET_AT[field], basePaise(index), true);
    }
  }

  private writeSnapQuote(packet: number): void {
    const { view } = this;
    for (let entry = 0; entry < 2 * LEVELS; entry++) {
      const at = packet + PACKET_AT.depth + entry * DEPTH_ENTRY_BYTES;
      view.setInt16(at + DEPTH_AT.side, entry < LEVELS ? 1 : 0, true);
      view.setInt32(at + DEPTH_AT.quantity, LEVEL_QUANTITY, true);
      view.setInt16(at + DEPTH_AT.orders, 5, true);
    }
    view.setInt32(packet + PACKET_AT.upperCircuit, UPPER_CIRCUIT_PAISE, true);
    view.setInt32(packet + PACKET_AT.lowerCircuit, LOWER_CIRCUIT_PAISE, true);
  }
}
