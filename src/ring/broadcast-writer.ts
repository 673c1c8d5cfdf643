/** The one writer of a broadcast ring. Claims slots, fills them with plain writes, publishes the batch with one store. */
import type { RecordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import type { BroadcastRing } from './broadcast-ring.ts';

/** Answer of `claim` when a gating reader is a full ring behind. */
export const RING_FULL = -1;

export class BroadcastWriter {
  readonly records: RecordViews;
  private readonly ring: BroadcastRing;
  private readonly mask: number;
  private readonly stride: number;
  private readonly batchMax: number;
  /** Claimed and published cursors as int32, like the words in memory: as doubles they would double the price of a claim. */
  private next: number;
  private released: number;
  private publishedTotal: number;
  /** Where the slots known to be free end, and where `claim` stops to look: there, or at a full batch. */
  private roomEnd: number;
  private limit: number;

  /**
   * `batchMax`: records that may be claimed and unpublished; display readers rely on it. A writer that takes over after a
   * crash goes on at the published cursor.
   */
  constructor(ring: BroadcastRing, batchMax: number) {
    assert(
      batchMax >= 1 && batchMax <= ring.capacity / 4,
      'an unpublished batch is a small part of the ring',
    );
    this.ring = ring;
    this.records = ring.records;
    this.mask = ring.capacity - 1;
    this.stride = ring.stride;
    this.batchMax = batchMax;
    this.publishedTotal = ring.loadTotal();
    this.next = this.publishedTotal | 0;
    this.released = this.next;
    this.roomEnd = this.next;
    this.limit = this.next;
  }

  /** Records published since the ring was made; the sequence of the next claimed record when nothing is pending. */
  get published(): number {
    return this.publishedTotal;
  }

  /**
   * First word of the next record, to be filled and then published; `RING_FULL` when a gating reader has not yet read what
   * stands there. Publishes by itself when the batch is full.
   */
  claim(): number {
    const { next } = this;
    if (next === this.limit && !this.extend()) return RING_FULL;
    this.next = (next + 1) | 0;
    return (next & this.mask) * this.stride;
  }

  /** Makes every claimed record visible. Returns how many there were; the caller rings the doorbell when > 0. */
  publish(): number {
    const count = (this.next - this.released) | 0;
    if (count === 0) return 0;
    this.released = this.next;
    this.publishedTotal += count;
    this.ring.storeCursor(this.publishedTotal);
    return count;
  }

  /** Moves `limit` on. Room comes first: a batch published here is always followed by a claim, and so by its doorbell. */
  private extend(): boolean {
    if (this.next === this.roomEnd && !this.findRoom()) return false;
    if (((this.next - this.released) | 0) === this.batchMax) this.publish();
    const room = (this.roomEnd - this.next) | 0;
    const batch = this.batchMax - ((this.next - this.released) | 0);
    this.limit = (this.next + Math.min(room, batch)) | 0;
    return true;
  }

  /**
   * The room reaches one lap beyond the slowest gating reader, and never more than a lap beyond the published cursor: a reader
   * that attaches unseen starts at that cursor. Its first cursor may be more than a lap old, so room is kept from going below 0.
   */
  private findRoom(): boolean {
    const { ring, next } = this;
    const lag = Math.max(ring.worstGatingLag(next), (next - this.released) | 0);
    const room = Math.max(ring.capacity - lag, 0);
    this.roomEnd = (next + room) | 0;
    return room > 0;
  }
}
