/**
 * From a validated packet to the tick ring and the last-value table. Ingest thread only.
 *
 * When a critical reader is a full ring behind, the socket is not stalled: one tick per instrument is kept back, merged with
 * what follows (latest values, highest and lowest last price), and published in order of first arrival as soon as there is
 * room. While anything is kept back every tick goes through it, so ticks of one instrument never overtake each other.
 *
 *   offered = published + conflated + pending     always
 */
import { TICK, TICK_FLAGS } from '../contract/records/tick.ts';
import { f64At, i32At, u8At } from '../domain/cells.ts';
import { DECODED } from '../domain/tick/decoded-tick.ts';
import { type BroadcastWriter, RING_FULL } from './broadcast-writer.ts';
import type { MarketStateWriter } from './market-state.ts';

/** Bound once: through the imported layout every access would load two objects more. */
const AT = TICK.at;

/** Cells of a kept-back tick. */
const PENDING = {
  exchangeTimeMs: 0,
  receiveTimeNs: 1,
  volume: 2,
  last: 3,
  bid: 4,
  ask: 5,
  high: 6,
  low: 7,
  bidQuantity: 8,
  askQuantity: 9,
  lastQuantity: 10,
  flags: 11,
} as const;
const PENDING_CELLS = 12;

export class TickPublisher {
  private readonly writer: BroadcastWriter;
  private readonly state: MarketStateWriter;
  private readonly pendingCells: Float64Array;
  private readonly isPending: Uint8Array;
  /** Instruments with a kept-back tick, a circular list in order of first arrival. */
  private readonly order: Int32Array;
  private receiveTimeNs = 0.5;
  private orderHead = 0;
  private pendingTotal = 0;
  private conflatedTotal = 0;

  constructor(writer: BroadcastWriter, state: MarketStateWriter, instruments: number) {
    this.writer = writer;
    this.state = state;
    this.pendingCells = new Float64Array(instruments * PENDING_CELLS);
    this.isPending = new Uint8Array(instruments);
    this.order = new Int32Array(instruments);
  }

  /** Ticks merged into a later one. */
  get conflated(): number {
    return this.conflatedTotal;
  }

  /** Ticks kept back now. */
  get pending(): number {
    return this.pendingTotal;
  }

  /** Receive stamp of the ticks offered from now on, ns since engine start; once per socket chunk. */
  stamp(receiveTimeNs: number): void {
    this.receiveTimeNs = receiveTimeNs;
    this.state.receiveTimeNs = receiveTimeNs;
  }

  /** Takes one validated packet (`cells` in `DECODED` layout). It becomes visible with the next `publish` or `flush`. */
  offer(instrumentIndex: number, cells: Float64Array): void {
    this.state.gather(instrumentIndex, cells);
    if (this.pendingTotal > 0 && !this.drain()) {
      this.keepBack(instrumentIndex, cells);
      return;
    }
    const base = this.writer.claim();
    if (base === RING_FULL) this.keepBack(instrumentIndex, cells);
    else this.fill(base, instrumentIndex, cells);
  }

  /** Makes the ticks in the ring visible; the last-value table waits for `flush`. Returns the number of records published. */
  publish(): number {
    if (this.pendingTotal > 0) this.drain();
    return this.writer.publish();
  }

  /** The end of a socket chunk: last values first, then the ticks, so that a snapshot is never older than a tick seen before it. */
  flush(): number {
    this.state.flush();
    return this.publish();
  }

  private fill(base: number, instrumentIndex: number, cells: Float64Array): void {
    const { f64, i32 } = this.writer.records;
    const base64 = base >> 1;
    const last = f64At(cells, DECODED.lastPaise);
    f64[base64 + AT.exchangeTimeMs] = f64At(cells, DECODED.exchangeTimeMs);
    f64[base64 + AT.receiveTimeNs] = this.receiveTimeNs;
    f64[base64 + AT.volume] = f64At(cells, DECODED.volume);
    i32[base + AT.lastPaise] = last;
    i32[base + AT.bidPaise] = f64At(cells, DECODED.bids);
    i32[base + AT.askPaise] = f64At(cells, DECODED.asks);
    i32[base + AT.highPaise] = last;
    i32[base + AT.lowPaise] = last;
    i32[base + AT.bidQuantity] = f64At(cells, DECODED.bids + 1);
    i32[base + AT.askQuantity] = f64At(cells, DECODED.asks + 1);
    i32[base + AT.lastQuantity] = f64At(cells, DECODED.lastQuantity);
    i32[base + AT.instrumentIndex] = instrumentIndex;
    i32[base + AT.flags] = 0;
  }

  private keepBack(instrumentIndex: number, cells: Float64Array): void {
    const kept = this.pendingCells;
    const at = instrumentIndex * PENDING_CELLS;
    const last = f64At(cells, DECODED.lastPaise);
    if (u8At(this.isPending, instrumentIndex) === 0) {
      this.isPending[instrumentIndex] = 1;
      this.order[(this.orderHead + this.pendingTotal) % this.order.length] = instrumentIndex;
      this.pendingTotal++;
      kept[at + PENDING.high] = last;
      kept[at + PENDING.low] = last;
      kept[at + PENDING.flags] = 0;
    } else {
      this.conflatedTotal++;
      kept[at + PENDING.high] = Math.max(f64At(kept, at + PENDING.high), last);
      kept[at + PENDING.low] = Math.min(f64At(kept, at + PENDING.low), last);
      kept[at + PENDING.flags] = TICK_FLAGS.conflated;
    }
    kept[at + PENDING.exchangeTimeMs] = f64At(cells, DECODED.exchangeTimeMs);
    kept[at + PENDING.receiveTimeNs] = this.receiveTimeNs;
    kept[at + PENDING.volume] = f64At(cells, DECODED.volume);
    kept[at + PENDING.last] = last;
    kept[at + PENDING.bid] = f64At(cells, DECODED.bids);
    kept[at + PENDING.ask] = f64At(cells, DECODED.asks);
    kept[at + PENDING.bidQuantity] = f64At(cells, DECODED.bids + 1);
    kept[at + PENDING.askQuantity] = f64At(cells, DECODED.asks + 1);
    kept[at + PENDING.lastQuantity] = f64At(cells, DECODED.lastQuantity);
  }

  /** Publishes kept-back ticks while there is room; true when none is left. */
  private drain(): boolean {
    while (this.pendingTotal > 0) {
      const base = this.writer.claim();
      if (base === RING_FULL) return false;
      const instrumentIndex = i32At(this.order, this.orderHead);
      this.orderHead = (this.orderHead + 1) % this.order.length;
      this.pendingTotal--;
      this.isPending[instrumentIndex] = 0;
      this.fillKept(base, instrumentIndex);
    }
    return true;
  }

  private fillKept(base: number, instrumentIndex: number): void {
    const { f64, i32 } = this.writer.records;
    const kept = this.pendingCells;
    const at = instrumentIndex * PENDING_CELLS;
    const base64 = base >> 1;
    f64[base64 + AT.exchangeTimeMs] = f64At(kept, at + PENDING.exchangeTimeMs);
    f64[base64 + AT.receiveTimeNs] = f64At(kept, at + PENDING.receiveTimeNs);
    f64[base64 + AT.volume] = f64At(kept, at + PENDING.volume);
    i32[base + AT.lastPaise] = f64At(kept, at + PENDING.last);
    i32[base + AT.bidPaise] = f64At(kept, at + PENDING.bid);
    i32[base + AT.askPaise] = f64At(kept, at + PENDING.ask);
    i32[base + AT.highPaise] = f64At(kept, at + PENDING.high);
    i32[base + AT.lowPaise] = f64At(kept, at + PENDING.low);
    i32[base + AT.bidQuantity] = f64At(kept, at + PENDING.bidQuantity);
    i32[base + AT.askQuantity] = f64At(kept, at + PENDING.askQuantity);
    i32[base + AT.lastQuantity] = f64At(kept, at + PENDING.lastQuantity);
    i32[base + AT.instrumentIndex] = instrumentIndex;
    i32[base + AT.flags] = f64At(kept, at + PENDING.flags);
  }
}
