import { describe, expect, it } from 'vitest';
import { BroadcastRing, READER_DETACHED } from '../../../src/ring/broadcast-ring.ts';
import { BroadcastWriter, RING_FULL } from '../../../src/ring/broadcast-writer.ts';
import { GatingReader } from '../../../src/ring/gating-reader.ts';
import { readStamp, STAMPED, writeStamp } from '../../concurrency/stamped-record.ts';

const CAPACITY = 16;
const BATCH_MAX = 4;
const OPTIONS = { layout: STAMPED, capacity: CAPACITY, readers: 2 };

/** Claims and stamps up to `count` records; returns how many the ring took. */
function claim(writer: BroadcastWriter, ring: BroadcastRing, from: number, count: number): number {
  for (let n = 0; n < count; n++) {
    const base = writer.claim();
    if (base === RING_FULL) return n;
    writeStamp(ring.records, base, from + n);
  }
  return count;
}

describe('BroadcastWriter', () => {
  it('shows a record only once it is published', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    claim(writer, ring, 0, 3);
    expect(ring.loadTotal()).toBe(0);
    expect(writer.publish()).toBe(3);
    expect(ring.loadTotal()).toBe(3);
    expect(writer.published).toBe(3);
    expect(writer.publish()).toBe(0);
  });

  it('publishes by itself rather than hold more than its batch', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    claim(writer, ring, 0, BATCH_MAX);
    expect(ring.loadTotal()).toBe(0);
    claim(writer, ring, BATCH_MAX, 1);
    expect(ring.loadTotal()).toBe(BATCH_MAX);
    expect(writer.publish()).toBe(1);
  });

  it('laps the ring freely while nobody gates it', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    expect(claim(writer, ring, 0, 10 * CAPACITY)).toBe(10 * CAPACITY);
    writer.publish();
    expect(ring.loadTotal()).toBe(10 * CAPACITY);
  });

  it('stops exactly when the slowest gating reader is a full ring behind', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    const slow = new GatingReader(ring, 0);
    const quick = new GatingReader(ring, 1);
    slow.attach();
    quick.attach();
    expect(claim(writer, ring, 0, 100)).toBe(CAPACITY);
    expect(writer.claim()).toBe(RING_FULL);
    writer.publish();
    quick.release(quick.available(CAPACITY));
    expect(writer.claim()).toBe(RING_FULL);
    slow.release(2);
    expect(claim(writer, ring, CAPACITY, 100)).toBe(2);
  });

  it('goes on at once when a supervisor detaches the reader it waits for', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    new GatingReader(ring, 0).attach();
    claim(writer, ring, 0, 100);
    expect(writer.claim()).toBe(RING_FULL);
    new BroadcastRing(OPTIONS, ring.buffer).setReaderKind(0, READER_DETACHED);
    expect(claim(writer, ring, CAPACITY, 100)).toBe(100);
  });

  it('counts no reader twice: what the room was computed from stays claimed', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    const reader = new GatingReader(ring, 0);
    reader.attach();
    let written = 0;
    for (let round = 0; round < 100; round++) {
      written += claim(writer, ring, written, 7);
      writer.publish();
      expect(written - reader.sequence).toBeLessThanOrEqual(CAPACITY);
      reader.release(reader.available(5));
    }
    expect(written).toBeGreaterThan(400);
  });

  it('leaves a reader that attaches mid-batch everything from its start on', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    // The room of the first lap runs out while a batch is open: 16 claimed, 12 published.
    claim(writer, ring, 0, CAPACITY + 1);
    const reader = new GatingReader(ring, 0);
    reader.attach();
    const start = reader.sequence;
    const written = CAPACITY + 1 + claim(writer, ring, CAPACITY + 1, 100);
    expect(written).toBe(start + CAPACITY);
    writer.publish();
    expect(reader.available(100)).toBe(CAPACITY);
    for (let k = 0; k < CAPACITY; k++) {
      expect(readStamp(ring.records, reader.baseOf(k))).toBe(start + k);
    }
  });

  it('leaves it everything when the batch was open as its room was counted', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    claim(writer, ring, 0, CAPACITY - 1);
    writer.publish();
    // Two more: the second counts the room anew, with one record unpublished.
    claim(writer, ring, CAPACITY - 1, 2);
    const reader = new GatingReader(ring, 0);
    reader.attach();
    const start = reader.sequence;
    claim(writer, ring, CAPACITY + 1, 100);
    writer.publish();
    expect(reader.available(100)).toBe(CAPACITY);
    for (let k = 0; k < CAPACITY; k++) {
      expect(readStamp(ring.records, reader.baseOf(k))).toBe(start + k);
    }
  });

  it('waits for a reader that was held up for more than a lap while it attached', () => {
    const ring = new BroadcastRing(OPTIONS);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    let written = 0;
    const write = (count: number) => {
      const took = claim(writer, ring, written, count);
      written += took;
      writer.publish();
      return took;
    };
    /** The reader's own view of the memory: the writer runs between its steps. */
    class InterruptedRing extends BroadcastRing {
      override setReaderKind(reader: number, kind: number): void {
        write(3 * CAPACITY);
        super.setReaderKind(reader, kind);
        write(3 * CAPACITY);
      }
    }
    const reader = new GatingReader(new InterruptedRing(OPTIONS, ring.buffer), 0);
    reader.attach();
    const start = reader.sequence;
    expect(start).toBe(written);
    expect(write(100)).toBe(CAPACITY);
    expect(writer.claim()).toBe(RING_FULL);
    expect(writer.claim()).toBe(RING_FULL);
    for (let k = 0; k < CAPACITY; k++) {
      expect(readStamp(ring.records, reader.baseOf(k))).toBe(start + k);
    }
  });

  it('goes on at the published cursor after the writer before it died with a batch open', () => {
    const ring = new BroadcastRing(OPTIONS);
    const reader = new GatingReader(ring, 0);
    reader.attach();
    const dead = new BroadcastWriter(ring, BATCH_MAX);
    claim(dead, ring, 0, 2);
    dead.publish();
    claim(dead, ring, 900, 3);
    const successor = new BroadcastWriter(ring, BATCH_MAX);
    expect(successor.published).toBe(2);
    expect(claim(successor, ring, 2, 100)).toBe(CAPACITY - 2);
    successor.publish();
    for (let k = 0; k < CAPACITY; k++) {
      expect(readStamp(ring.records, reader.baseOf(k))).toBe(k);
    }
  });

  it.each([2 ** 31 - 5, 2 ** 32 - 5])('counts on past %s', (start) => {
    const ring = new BroadcastRing(OPTIONS);
    ring.storeCursor(start);
    const writer = new BroadcastWriter(ring, BATCH_MAX);
    const reader = new GatingReader(ring, 1);
    reader.attach();
    expect(reader.sequence).toBe(start);
    expect(claim(writer, ring, start, 100)).toBe(CAPACITY);
    writer.publish();
    expect(writer.published).toBe(start + CAPACITY);
    expect(ring.loadTotal()).toBe(start + CAPACITY);
    expect(reader.available(100)).toBe(CAPACITY);
    expect(readStamp(ring.records, reader.baseOf(10))).toBe(start + 10);
    reader.release(CAPACITY);
    expect(reader.read).toBe(CAPACITY);
    expect(claim(writer, ring, start + CAPACITY, 100)).toBe(CAPACITY);
  });

  it('holds at least one and at most a quarter of the ring unpublished', () => {
    const ring = new BroadcastRing(OPTIONS);
    expect(() => new BroadcastWriter(ring, CAPACITY / 4 + 1)).toThrow('a small part of the ring');
    expect(() => new BroadcastWriter(ring, 0)).toThrow('a small part of the ring');
  });
});
