/**
 * The broadcast ring: one writer, every reader sees every record.
 *
 *   line 0        writer cursor: records published, low 32 bits (the only word that releases records)
 *   line 1        the same count as f64, written before the cursor: gives attaching readers all 53 bits
 *   line 2 + r    reader r: its cursor, and its kind (detached, gating, display)
 *   then          capacity × record
 *
 * Cursors wrap at 2^32 and are compared by difference, so a lag is right as long as nobody is 2^31 records behind; critical
 * readers cannot be (they gate the writer), display readers skip long before. `Atomics` touches cursors only: the store that
 * publishes orders every plain write of the batch before it, the load that sees it orders every plain read after it.
 */
import type { FieldKind, Layout, RecordViews } from '../contract/layout.ts';
import { recordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import { f64At } from '../domain/cells.ts';
import { isPowerOfTwo, LINE_BYTES, LINE_WORDS, wholeLines } from './words.ts';

export const READER_DETACHED = 0;
export const READER_GATING = 1;
export const READER_DISPLAY = 2;

const WRITER_LINE = 0;
const TOTAL_LINE = 1;
const FIRST_READER_LINE = 2;
const READER_KIND_WORD = 1;

export interface BroadcastRingOptions {
  readonly layout: Layout<Record<string, FieldKind>>;
  /** Records; a power of two. */
  readonly capacity: number;
  /** Reader slots. */
  readonly readers: number;
}

/** The memory of one ring and the words in it; writer and readers build it over the same buffer. */
export class BroadcastRing {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly readers: number;
  /** 4-byte words of one record. */
  readonly stride: number;
  readonly records: RecordViews;
  private readonly words: Int32Array;
  private readonly totals: Float64Array;

  /** Allocates the memory, or maps `buffer` that another thread allocated with the same options. */
  constructor(options: BroadcastRingOptions, buffer?: SharedArrayBuffer) {
    assert(isPowerOfTwo(options.capacity), 'a ring capacity is a power of two');
    const headerBytes = (FIRST_READER_LINE + options.readers) * LINE_BYTES;
    const recordBytes = options.capacity * options.layout.byteLength;
    this.buffer = buffer ?? new SharedArrayBuffer(wholeLines(headerBytes + recordBytes));
    assert(
      this.buffer.byteLength === wholeLines(headerBytes + recordBytes),
      'both ends of a ring map the same size',
    );
    this.capacity = options.capacity;
    this.readers = options.readers;
    this.stride = options.layout.words;
    this.words = new Int32Array(this.buffer, 0, headerBytes / 4);
    this.totals = new Float64Array(this.buffer, 0, headerBytes / 8);
    this.records = recordViews(this.buffer, headerBytes, recordBytes);
  }

  /** Records published, low 32 bits. Acquire: plain reads of those records after it see the writer's bytes. */
  loadCursor(): number {
    return Atomics.load(this.words, WRITER_LINE * LINE_WORDS);
  }

  /** Release: makes everything written before it visible to whoever loads the cursor. Writer only. */
  storeCursor(total: number): void {
    this.totals[(TOTAL_LINE * LINE_WORDS) / 2] = total;
    Atomics.store(this.words, WRITER_LINE * LINE_WORDS, total | 0);
  }

  /** Records published, all 53 bits, consistent with the cursor. */
  loadTotal(): number {
    const cursor = this.loadCursor();
    const total = f64At(this.totals, (TOTAL_LINE * LINE_WORDS) / 2);
    // The writer stores the total first, so it may be ahead of the cursor, never behind.
    return total - (((total | 0) - cursor) | 0);
  }

  loadReader(reader: number): number {
    return Atomics.load(this.words, this.readerLine(reader));
  }

  storeReader(reader: number, cursor: number): void {
    Atomics.store(this.words, this.readerLine(reader), cursor | 0);
  }

  readerKind(reader: number): number {
    return Atomics.load(this.words, this.readerLine(reader) + READER_KIND_WORD);
  }

  /** A supervisor may set `READER_DETACHED` from outside: the writer stops waiting for that reader at once. */
  setReaderKind(reader: number, kind: number): void {
    Atomics.store(this.words, this.readerLine(reader) + READER_KIND_WORD, kind);
  }

  /** A full fence: JavaScript has no load fence, an atomic read-modify-write on a word of one's own is one. */
  fence(reader: number): void {
    Atomics.add(this.words, this.readerLine(reader), 0);
  }

  /** Most records any gating reader is behind `total`; 0 when none is attached. */
  worstGatingLag(total: number): number {
    let worst = 0;
    for (let reader = 0; reader < this.readers; reader++) {
      if (this.readerKind(reader) !== READER_GATING) continue;
      const lag = ((total | 0) - this.loadReader(reader)) | 0;
      if (lag > worst) worst = lag;
    }
    return worst;
  }

  private readerLine(reader: number): number {
    return (FIRST_READER_LINE + reader) * LINE_WORDS;
  }
}
