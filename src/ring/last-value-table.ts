/**
 * The last-value table: one slot per key, overwritten in place by one writer, read by anyone at any time.
 *
 * Each slot has a version word: odd while the writer is inside. A reader copies the slot and accepts the copy only when the
 * version was even and unchanged around it. The version moves by read-modify-write, a full fence on both sides, so no plain
 * access crosses it.
 */
import type { FieldKind, Layout, RecordViews } from '../contract/layout.ts';
import { recordViews } from '../contract/layout.ts';
import { assert } from '../domain/assert.ts';
import { wholeLines } from './words.ts';

/** Copies before a reader gives up for now: the writer died inside the slot, or is rewriting it without a pause. */
const COPY_ATTEMPTS = 64;

export class LastValueTable {
  readonly buffer: SharedArrayBuffer;
  readonly slots: number;
  readonly stride: number;
  readonly records: RecordViews;
  private readonly versions: Int32Array;

  constructor(
    layout: Layout<Record<string, FieldKind>>,
    slots: number,
    buffer?: SharedArrayBuffer,
  ) {
    const versionBytes = wholeLines(slots * 4);
    const bytes = versionBytes + slots * layout.byteLength;
    this.buffer = buffer ?? new SharedArrayBuffer(bytes);
    assert(this.buffer.byteLength === bytes, 'both sides of a table map the same size');
    this.slots = slots;
    this.stride = layout.words;
    this.versions = new Int32Array(this.buffer, 0, slots);
    this.records = recordViews(this.buffer, versionBytes, slots * layout.byteLength);
  }

  /** Opens a slot for writing and returns its first word. The one writer only. */
  begin(slot: number): number {
    Atomics.add(this.versions, slot, 1);
    return slot * this.stride;
  }

  /** Closes the slot: the values written since `begin` are what readers get. */
  commit(slot: number): void {
    Atomics.add(this.versions, slot, 1);
  }

  /** Moves by two with every write; odd while one is going on. */
  version(slot: number): number {
    return Atomics.load(this.versions, slot);
  }

  /**
   * Copies a slot into `target` (one record) and returns its version, or -1 when no consistent copy could be had now.
   * Version 0 means the slot was never written.
   */
  read(slot: number, target: RecordViews): number {
    const from = slot * this.stride;
    for (let attempt = 0; attempt < COPY_ATTEMPTS; attempt++) {
      const before = Atomics.load(this.versions, slot);
      if ((before & 1) === 1) continue;
      target.u32.set(this.records.u32.subarray(from, from + this.stride));
      // A read-modify-write that changes nothing: the copy stays before it.
      if (Atomics.add(this.versions, slot, 0) === before) return before;
    }
    return -1;
  }

  /**
   * After the writer died: empties the slots it was inside of (all fields 0, half a record is worse than none) and makes their
   * versions even, so that the next writer starts clean. Only while there is no writer.
   */
  repair(): void {
    for (let slot = 0; slot < this.slots; slot++) {
      if ((this.version(slot) & 1) === 0) continue;
      this.records.u32.fill(0, slot * this.stride, (slot + 1) * this.stride);
      this.commit(slot);
    }
  }
}
