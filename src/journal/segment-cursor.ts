/** Reads the records of one segment in order, through a window, without keeping them. Recovery and the CLI. */
import type { DiskFile } from './disk.ts';
import { RECORD_BYTES_MAX, RECORD_HEADER_BYTES, RecordView, sizeAt } from './record.ts';

const WINDOW_BYTES = 512 * 1024;
const ALIGN_BYTES = 8;

export class SegmentCursor {
  /** The record that `load` found. */
  readonly record = new RecordView();
  readonly #file: DiskFile;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #size: number;
  #windowStart = 0;
  #windowBytes = 0;
  /** Where in the file `load` looks. */
  #offset: number;
  #recordBytes = 0;

  constructor(file: DiskFile, offset: number) {
    this.#file = file;
    this.#size = file.size();
    this.#offset = offset;
    this.#bytes = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(this.#size, ALIGN_BYTES)));
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
  }

  get offset(): number {
    return this.#offset;
  }

  /** True when a whole valid record begins at `offset`; it is then in `record`. */
  load(): boolean {
    this.#recordBytes = 0;
    const header = this.#window(RECORD_HEADER_BYTES);
    const size = sizeAt(this.#view, header.at, header.limit);
    if (size === 0) return false;
    const span = this.#window(size);
    if (!this.record.load(this.#bytes, this.#view, span)) return false;
    this.#recordBytes = size;
    return true;
  }

  /** Goes behind the record that `load` found. */
  advance(): void {
    this.#offset += this.#recordBytes;
  }

  /**
   * From `offset` to the end: the first valid record that `accepts` takes, or none. Looks at every place where a record can begin.
   * Also tells whether everything was zero. Leaves the cursor at the end.
   */
  searchRest(accepts: (record: RecordView) => boolean): { isFound: boolean; isZero: boolean } {
    let isZero = true;
    while (this.#offset < this.#size) {
      const { at, limit } = this.#window(Math.min(RECORD_BYTES_MAX, this.#size - this.#offset));
      if (isAllZero(this.#bytes.subarray(at, limit))) {
        this.#offset += limit - at;
        continue;
      }
      isZero = false;
      const end = this.#windowStart + limit;
      // Stop where a record may reach past the window, unless the file ends there.
      const stop = end >= this.#size ? end : end - RECORD_BYTES_MAX + ALIGN_BYTES;
      for (; this.#offset < stop; this.#offset += ALIGN_BYTES) {
        const span = { at: this.#offset - this.#windowStart, limit };
        if (!this.record.load(this.#bytes, this.#view, span)) continue;
        if (accepts(this.record)) return { isFound: true, isZero };
      }
    }
    return { isFound: false, isZero };
  }

  /** Where `offset` and the end of the window lie in the buffer, with `needed` bytes between them if the file has them. */
  #window(needed: number): { at: number; limit: number } {
    const at = this.#offset - this.#windowStart;
    const end = this.#windowStart + this.#windowBytes;
    const isKnown = at >= 0 && at <= this.#windowBytes;
    if (isKnown && (at + needed <= this.#windowBytes || end >= this.#size)) {
      return { at, limit: this.#windowBytes };
    }
    this.#fill();
    return { at: 0, limit: this.#windowBytes };
  }

  #fill(): void {
    this.#windowStart = this.#offset;
    this.#windowBytes = 0;
    while (this.#windowBytes < this.#bytes.length) {
      const position = this.#windowStart + this.#windowBytes;
      const count = this.#file.read(this.#bytes.subarray(this.#windowBytes), position);
      if (count === 0) return;
      this.#windowBytes += count;
    }
  }
}

function isAllZero(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  // Equal to itself shifted by one byte, and the first byte is zero: one memory comparison.
  return bytes[0] === 0 && bytes.compare(bytes, 1, bytes.length, 0, bytes.length - 1) === 0;
}
