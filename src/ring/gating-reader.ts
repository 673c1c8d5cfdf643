/**
 * A critical reader of a broadcast ring: the writer waits for it, so what it reads is never overwritten under it.
 *
 *   const count = reader.available(limit);
 *   for (let k = 0; k < count; k++) use(reader.records, reader.baseOf(k));
 *   reader.release(count);
 */
import type { RecordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import { type BroadcastRing, READER_DETACHED, READER_GATING } from './broadcast-ring.ts';

export class GatingReader {
  readonly records: RecordViews;
  private readonly ring: BroadcastRing;
  private readonly slot: number;
  private readonly mask: number;
  private readonly stride: number;
  /** The cursor as int32, like the word in memory; the counts that need all 53 bits stand apart. */
  private next = 0;
  private first = 0;
  private readTotal = 0;

  /** `slot` is the reader's own slot of the ring; no other thread may use it. Call `attach` before reading. */
  constructor(ring: BroadcastRing, slot: number) {
    assert(slot >= 0 && slot < ring.readers, 'a reader slot exists in its ring');
    this.ring = ring;
    this.records = ring.records;
    this.slot = slot;
    this.mask = ring.capacity - 1;
    this.stride = ring.stride;
  }

  /**
   * Starts at what the writer publishes from now on. The kind is set first and the cursor read again after it: a limit the
   * writer computed before it saw this reader is at most its published cursor then plus the capacity, which the second read
   * covers. Until then the writer may see the first, older cursor; that only makes it wait.
   */
  attach(): void {
    this.ring.storeReader(this.slot, this.ring.loadCursor());
    this.ring.setReaderKind(this.slot, READER_GATING);
    this.first = this.ring.loadTotal();
    this.readTotal = 0;
    this.next = this.first | 0;
    this.ring.storeReader(this.slot, this.next);
  }

  detach(): void {
    this.ring.setReaderKind(this.slot, READER_DETACHED);
  }

  /**
   * False once a supervisor detached this reader: the writer may then be rewriting what it reads, so nothing that came of
   * records read since the last look may leave the thread.
   */
  get isAttached(): boolean {
    return this.ring.readerKind(this.slot) === READER_GATING;
  }

  /** Sequence of the next record to read. */
  get sequence(): number {
    return this.first + this.readTotal;
  }

  /** Records read since `attach`. */
  get read(): number {
    return this.readTotal;
  }

  /** Records ready to read, at most `limit`. */
  available(limit: number): number {
    const ready = (this.ring.loadCursor() - this.next) | 0;
    return Math.min(ready, limit);
  }

  /** First word of the k-th ready record. */
  baseOf(k: number): number {
    return ((this.next + k) & this.mask) * this.stride;
  }

  /** Gives `count` records back to the writer. Their bytes may change from here on. */
  release(count: number): void {
    this.next = (this.next + count) | 0;
    this.readTotal += count;
    this.ring.storeReader(this.slot, this.next);
  }
}
