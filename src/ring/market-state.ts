/**
 * The last-value table of the market: ingest writes it, publish reads it for snapshots.
 *
 * A slot is opened and closed with a full fence each, and a fence waits for every ring line still on its way to another core. So
 * packets are gathered in private memory and each instrument's slot is written once per batch.
 */
import type { RecordViews } from '../contract/layout.ts';
import { MARKET_STATE } from '../contract/records/state.ts';
import { f64At, i32At, u8At } from '../domain/cells.ts';
import { DECODED, DECODED_CELLS, DEPTH_CELLS, DEPTH_LEVELS } from '../domain/tick/decoded-tick.ts';
import type { LastValueTable } from './last-value-table.ts';

/** Bound once: through the imported layout every access would load two objects more. */
const AT = MARKET_STATE.at;

const QUOTE = 2;
const SNAP_QUOTE = 3;
const DEPTH_WORDS = DEPTH_LEVELS * DEPTH_CELLS * 2;
/** Cells a packet of each mode carries, counted from the first; `DECODED` lists them in the order of the packets. */
const CELLS_BY_MODE = [0, DECODED.lastQuantity, DECODED.openInterest, DECODED_CELLS] as const;

export class MarketStateWriter {
  /** Receive stamp of the packets being gathered, ns since engine start. */
  receiveTimeNs = 0.5;
  private readonly table: LastValueTable;
  private readonly records: RecordViews;
  private readonly gathered: Float64Array;
  /** Highest mode gathered per instrument; 0: nothing to write. */
  private readonly modes: Uint8Array;
  private readonly dirty: Int32Array;
  private dirtyCount = 0;

  constructor(table: LastValueTable) {
    this.table = table;
    this.records = table.records;
    this.gathered = new Float64Array(table.slots * DECODED_CELLS);
    this.modes = new Uint8Array(table.slots);
    this.dirty = new Int32Array(table.slots);
  }

  /** Keeps what the packet carries; what it does not carry stays: an LTP packet does not erase the depth. */
  gather(instrumentIndex: number, cells: Float64Array): void {
    const mode = f64At(cells, DECODED.mode);
    const known = u8At(this.modes, instrumentIndex);
    if (known === 0) this.dirty[this.dirtyCount++] = instrumentIndex;
    if (mode > known) this.modes[instrumentIndex] = mode;
    const { gathered } = this;
    const from = instrumentIndex * DECODED_CELLS;
    const count = CELLS_BY_MODE[mode as 1 | 2 | 3];
    for (let cell = 0; cell < count; cell++) gathered[from + cell] = f64At(cells, cell);
  }

  /** Writes every instrument gathered since the last flush. */
  flush(): void {
    for (let position = 0; position < this.dirtyCount; position++) {
      this.write(i32At(this.dirty, position));
    }
    this.dirtyCount = 0;
  }

  private write(instrumentIndex: number): void {
    const mode = u8At(this.modes, instrumentIndex);
    this.modes[instrumentIndex] = 0;
    const from = instrumentIndex * DECODED_CELLS;
    const base = this.table.begin(instrumentIndex);
    const { f64, i32 } = this.records;
    const base64 = base >> 1;
    f64[base64 + AT.exchangeTimeMs] = this.cell(from, DECODED.exchangeTimeMs);
    f64[base64 + AT.receiveTimeNs] = this.receiveTimeNs;
    i32[base + AT.lastPaise] = this.cell(from, DECODED.lastPaise);
    i32[base + AT.isSeen] = 1;
    if (mode >= QUOTE) this.writeQuote(base, from);
    if (mode >= SNAP_QUOTE) this.writeDepth(base, from);
    this.table.commit(instrumentIndex);
  }

  private writeQuote(base: number, from: number): void {
    const { f64, i32 } = this.records;
    const base64 = base >> 1;
    f64[base64 + AT.volume] = this.cell(from, DECODED.volume);
    f64[base64 + AT.totalBuyQuantity] = this.cell(from, DECODED.totalBuyQuantity);
    f64[base64 + AT.totalSellQuantity] = this.cell(from, DECODED.totalSellQuantity);
    i32[base + AT.lastQuantity] = this.cell(from, DECODED.lastQuantity);
    i32[base + AT.averagePaise] = this.cell(from, DECODED.averagePaise);
    i32[base + AT.openPaise] = this.cell(from, DECODED.openPaise);
    i32[base + AT.highPaise] = this.cell(from, DECODED.highPaise);
    i32[base + AT.lowPaise] = this.cell(from, DECODED.lowPaise);
    i32[base + AT.closePaise] = this.cell(from, DECODED.closePaise);
  }

  private writeDepth(base: number, from: number): void {
    const { f64, i32 } = this.records;
    f64[(base >> 1) + AT.openInterest] = this.cell(from, DECODED.openInterest);
    i32[base + AT.lowerCircuitPaise] = this.cell(from, DECODED.lowerCircuitPaise);
    i32[base + AT.upperCircuitPaise] = this.cell(from, DECODED.upperCircuitPaise);
    // Bids and asks stand in the same order in the packet's cells and in the record.
    const first = base + AT.bidPaise0;
    for (let word = 0; word < DEPTH_WORDS; word++) {
      i32[first + word] = this.cell(from, DECODED.bids + word);
    }
  }

  private cell(from: number, field: number): number {
    return f64At(this.gathered, from + field);
  }
}
