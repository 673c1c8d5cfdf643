/**
 * A display reader of a broadcast ring: the writer does not wait for it. It copies a batch, then proves that the batch was not
 * overwritten meanwhile; when it is more than half a ring behind it skips ahead and counts what it skipped.
 */
import type { RecordViews } from '../contract/layout.ts';
import { recordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import { type BroadcastRing, READER_DISPLAY } from './broadcast-ring.ts';

export interface DisplayReaderOptions {
  readonly slot: number;
  /** Records copied at once. */
  readonly copyBatch: number;
  /** The writer's `batchMax`: slots it may be rewriting beyond the cursor it has published. */
  readonly writerBatch: number;
}

export class DisplayReader {
  /** The copied batch; record k starts at word `k * stride`. Private to this reader. */
  readonly records: RecordViews;
  readonly stride: number;
  private readonly ring: BroadcastRing;
  private readonly options: DisplayReaderOptions;
  private readonly mask: number;
  private next = 0;
  private readTotal = 0;
  private skippedTotal = 0;

  constructor(ring: BroadcastRing, options: DisplayReaderOptions) {
    assert(options.slot >= 0 && options.slot < ring.readers, 'a reader slot exists in its ring');
    assert(
      options.copyBatch + options.writerBatch <= ring.capacity / 4,
      'a display reader half a ring behind is not overtaken inside one copy of usual length',
    );
    this.ring = ring;
    this.options = options;
    this.stride = ring.stride;
    this.mask = ring.capacity - 1;
    this.records = recordViews(new ArrayBuffer(options.copyBatch * ring.stride * 4));
  }

  attach(): void {
    this.next = this.ring.loadTotal();
    this.readTotal = 0;
    this.skippedTotal = 0;
    this.ring.storeReader(this.options.slot, this.next);
    this.ring.setReaderKind(this.options.slot, READER_DISPLAY);
  }

  /** Sequence of the next record; after `poll` returned n, record k of the batch has sequence `sequence - n + k`. */
  get sequence(): number {
    return this.next;
  }

  /** Records read, and records skipped, since `attach`: together all that was published meanwhile, less the lag. */
  get read(): number {
    return this.readTotal;
  }

  get skipped(): number {
    return this.skippedTotal;
  }

  /** Copies up to a batch of records into `records`; returns how many. 0 means nothing new, or everything copied was lost. */
  poll(): number {
    const { ring, options } = this;
    const total = ring.loadTotal();
    if (total - this.next > ring.capacity / 2) this.skipTo(total - ring.capacity / 8);
    const count = Math.min(total - this.next, options.copyBatch);
    if (count === 0) return 0;
    this.copy(count);
    // The fence keeps the copy before the second look at the cursor.
    ring.fence(options.slot);
    const latest = ring.loadTotal();
    // One batch may be filled beyond the cursor; the second allows for processors that show a write before an older cursor store.
    if (latest + 2 * options.writerBatch - this.next > ring.capacity) {
      this.skipTo(latest - ring.capacity / 8);
      return 0;
    }
    assert(this.next + count <= latest, 'FD-05 a reader takes whole, published records');
    this.next += count;
    this.readTotal += count;
    ring.storeReader(options.slot, this.next);
    return count;
  }

  private copy(count: number): void {
    const from = this.next & this.mask;
    const untilEnd = Math.min(count, this.ring.capacity - from);
    const { u32 } = this.ring.records;
    const { stride } = this;
    this.records.u32.set(u32.subarray(from * stride, (from + untilEnd) * stride));
    if (untilEnd < count) {
      this.records.u32.set(u32.subarray(0, (count - untilEnd) * stride), untilEnd * stride);
    }
  }

  private skipTo(sequence: number): void {
    this.skippedTotal += sequence - this.next;
    this.next = sequence;
    this.ring.storeReader(this.options.slot, sequence);
  }
}
