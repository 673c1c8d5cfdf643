/** Ticks as columns: the batch gathered since the last flush and the table of last values. Publish thread. */
import { u32At } from '../../../domain/cells.ts';

/** Rows of ticks, one typed array per field; `row` is the caller's business. */
export class TickColumns {
  readonly instrumentIndex: Uint32Array;
  readonly lastPaise: Int32Array;
  readonly bidPaise: Int32Array;
  readonly askPaise: Int32Array;
  readonly volume: Float64Array;
  readonly exchangeTimeMs: Float64Array;

  constructor(rows: number) {
    this.instrumentIndex = new Uint32Array(rows);
    this.lastPaise = new Int32Array(rows);
    this.bidPaise = new Int32Array(rows);
    this.askPaise = new Int32Array(rows);
    this.volume = new Float64Array(rows);
    this.exchangeTimeMs = new Float64Array(rows);
  }

  set(
    row: number,
    instrumentIndex: number,
    lastPaise: number,
    bidPaise: number,
    askPaise: number,
    volume: number,
    exchangeTimeMs: number,
  ): void {
    this.instrumentIndex[row] = instrumentIndex;
    this.lastPaise[row] = lastPaise;
    this.bidPaise[row] = bidPaise;
    this.askPaise[row] = askPaise;
    this.volume[row] = volume;
    this.exchangeTimeMs[row] = exchangeTimeMs;
  }
}

/** A set of instruments as one bit each. */
export class InstrumentSet {
  readonly #words: Uint32Array;

  constructor(instruments: number) {
    this.#words = new Uint32Array(Math.ceil(instruments / 32));
  }

  add(instrumentIndex: number): void {
    const word = instrumentIndex >>> 5;
    this.#words[word] = u32At(this.#words, word) | (1 << (instrumentIndex & 31));
  }

  delete(instrumentIndex: number): void {
    const word = instrumentIndex >>> 5;
    this.#words[word] = u32At(this.#words, word) & ~(1 << (instrumentIndex & 31));
  }

  has(instrumentIndex: number): boolean {
    return (u32At(this.#words, instrumentIndex >>> 5) & (1 << (instrumentIndex & 31))) !== 0;
  }

  addAll(other: InstrumentSet): void {
    for (let word = 0; word < this.#words.length; word++) {
      this.#words[word] = u32At(this.#words, word) | u32At(other.#words, word);
    }
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** Writes the members into `rows`, ascending, and returns how many there are. */
  list(rows: Uint32Array): number {
    let count = 0;
    for (let word = 0; word < this.#words.length; word++) {
      let bits = u32At(this.#words, word);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        rows[count++] = word * 32 + bit;
        bits &= bits - 1;
      }
    }
    return count;
  }
}

const NO_ROW = 0xffff_ffff;

/** Ticks since the last flush, in ring order. */
export class TickBatch {
  readonly capacity: number;
  readonly columns: TickColumns;
  /** Rows 0 … count − 1 are in use. */
  count = 0;
  readonly touched: InstrumentSet;
  /** 0, 1, 2 …: the rows of the whole batch. */
  readonly allRows: Uint32Array;
  /** Chains the rows of each instrument, newest first; built by `link`. */
  readonly #newestRow: Uint32Array;
  readonly #olderRow: Uint32Array;

  constructor(capacity: number, instruments: number) {
    this.capacity = capacity;
    this.columns = new TickColumns(capacity);
    this.touched = new InstrumentSet(instruments);
    this.allRows = Uint32Array.from({ length: capacity }, (_, row) => row);
    this.#newestRow = new Uint32Array(instruments).fill(NO_ROW);
    this.#olderRow = new Uint32Array(capacity);
  }

  /** Chains rows by instrument, so that `rowsOf` costs only the rows it returns. */
  link(): void {
    this.#newestRow.fill(NO_ROW);
    for (let row = 0; row < this.count; row++) {
      const instrument = u32At(this.columns.instrumentIndex, row);
      this.#olderRow[row] = u32At(this.#newestRow, instrument);
      this.#newestRow[instrument] = row;
    }
  }

  /** Writes the rows of one instrument into `rows`, oldest first, and returns how many. Valid after `link`. */
  rowsOf(instrumentIndex: number, rows: Uint32Array): number {
    let count = 0;
    for (
      let row = u32At(this.#newestRow, instrumentIndex);
      row !== NO_ROW;
      row = u32At(this.#olderRow, row)
    ) {
      rows[count++] = row;
    }
    rows.subarray(0, count).reverse();
    return count;
  }

  clear(): void {
    this.count = 0;
    this.touched.clear();
  }
}
