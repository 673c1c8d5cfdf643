/**
 * A lossless queue between two threads: one writer, one reader, no record ever dropped. When it is full it refuses and counts;
 * what that means (halt entries) is the writer's business.
 *
 *   line 0  writer cursor   line 1  reader cursor   line 2  refusals (f64, writer's)   then capacity × record
 */
import type { RecordCodec } from '../contract/codec.ts';
import { type RecordViews, recordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import { f64At } from '../domain/cells.ts';
import { isPowerOfTwo, LINE_BYTES, LINE_WORDS, wholeLines } from './words.ts';

const WRITER_LINE = 0;
const READER_LINE = 1;
const REFUSED_LINE = 2;
const HEADER_BYTES = 3 * LINE_BYTES;

/** The memory of one queue; both ends build it over the same buffer. */
export class SpscQueue<Value> {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly codec: RecordCodec<Value>;
  readonly words: Int32Array;
  readonly records: RecordViews;
  private readonly numbers: Float64Array;

  constructor(codec: RecordCodec<Value>, capacity: number, buffer?: SharedArrayBuffer) {
    assert(isPowerOfTwo(capacity), 'a queue capacity is a power of two');
    const bytes = wholeLines(HEADER_BYTES + capacity * codec.layout.byteLength);
    this.buffer = buffer ?? new SharedArrayBuffer(bytes);
    assert(this.buffer.byteLength === bytes, 'both ends of a queue map the same size');
    this.codec = codec;
    this.capacity = capacity;
    this.words = new Int32Array(this.buffer, 0, HEADER_BYTES / 4);
    this.numbers = new Float64Array(this.buffer, 0, HEADER_BYTES / 8);
    this.records = recordViews(this.buffer, HEADER_BYTES, capacity * codec.layout.byteLength);
  }

  loadWriter(): number {
    return Atomics.load(this.words, WRITER_LINE * LINE_WORDS);
  }

  storeWriter(cursor: number): void {
    Atomics.store(this.words, WRITER_LINE * LINE_WORDS, cursor);
  }

  loadReader(): number {
    return Atomics.load(this.words, READER_LINE * LINE_WORDS);
  }

  storeReader(cursor: number): void {
    Atomics.store(this.words, READER_LINE * LINE_WORDS, cursor);
  }

  /** Records written and not yet read. The reader's cursor is taken first: for a third party that is never negative. */
  depth(): number {
    const read = this.loadReader();
    return (this.loadWriter() - read) | 0;
  }

  /** Writes that were refused because the queue was full. */
  get refused(): number {
    return f64At(this.numbers, (REFUSED_LINE * LINE_WORDS) / 2);
  }

  countRefusal(): void {
    this.numbers[(REFUSED_LINE * LINE_WORDS) / 2] = this.refused + 1;
  }
}

/** The writing end. One thread at a time; a successor goes on where the words stand. */
export class SpscWriter<Value> {
  private readonly queue: SpscQueue<Value>;
  private readonly mask: number;
  private readonly stride: number;
  private next: number;

  constructor(queue: SpscQueue<Value>) {
    this.queue = queue;
    this.mask = queue.capacity - 1;
    this.stride = queue.codec.layout.words;
    this.next = queue.loadWriter();
  }

  /** Free slots right now; the reader can only make it more. */
  free(): number {
    return this.queue.capacity - ((this.next - this.queue.loadReader()) | 0);
  }

  /** Writes and publishes one record, or returns false (and counts) when the queue is full. The caller rings the doorbell. */
  tryWrite(value: Value): boolean {
    if (this.free() === 0) {
      this.queue.countRefusal();
      return false;
    }
    const base = (this.next & this.mask) * this.stride;
    this.queue.codec.write(this.queue.records, base, value);
    this.next = (this.next + 1) | 0;
    this.queue.storeWriter(this.next);
    return true;
  }
}

/** The reading end. */
export class SpscReader<Value> {
  private readonly queue: SpscQueue<Value>;
  private readonly mask: number;
  private readonly stride: number;
  private next: number;

  constructor(queue: SpscQueue<Value>) {
    this.queue = queue;
    this.mask = queue.capacity - 1;
    this.stride = queue.codec.layout.words;
    this.next = queue.loadReader();
  }

  /** The oldest record, copied out, or undefined when the queue is empty. Its slot is free from here on. */
  tryRead(): Value | undefined {
    if (this.queue.loadWriter() === this.next) return undefined;
    const value = this.queue.codec.read(this.queue.records, (this.next & this.mask) * this.stride);
    this.next = (this.next + 1) | 0;
    this.queue.storeReader(this.next);
    return value;
  }
}
