import { describe, expect, it } from 'vitest';
import { BroadcastRing, READER_DISPLAY } from '../../../src/ring/broadcast-ring.ts';
import { BroadcastWriter } from '../../../src/ring/broadcast-writer.ts';
import { DisplayReader } from '../../../src/ring/display-reader.ts';
import { isIntact, readStamp, STAMPED, writeStamp } from '../../concurrency/stamped-record.ts';

const CAPACITY = 64;
const BATCH = 4;
const COPY = 12;
const OPTIONS = { layout: STAMPED, capacity: CAPACITY, readers: 1 };

function setUp(start = 0) {
  const ring = new BroadcastRing(OPTIONS);
  ring.storeCursor(start);
  const writer = new BroadcastWriter(ring, BATCH);
  let written = start;
  const write = (count: number) => {
    for (let n = 0; n < count; n++) writeStamp(ring.records, writer.claim(), written++);
    writer.publish();
  };
  return { ring, writer, write };
}

function readerOf(ring: BroadcastRing): DisplayReader {
  return new DisplayReader(ring, { slot: 0, copyBatch: COPY, writerBatch: BATCH });
}

/** Polls until nothing is new; returns the stamps it got. */
function readAll(reader: DisplayReader): number[] {
  const stamps: number[] = [];
  for (let count = reader.poll(); count > 0; count = reader.poll()) {
    for (let k = 0; k < count; k++) {
      const base = k * reader.stride;
      expect(isIntact(reader.records, base)).toBe(true);
      expect(readStamp(reader.records, base)).toBe(reader.sequence - count + k);
      stamps.push(readStamp(reader.records, base));
    }
  }
  return stamps;
}

/** Lets `write` run after the copy was made and before it is proven. */
class OvertakenRing extends BroadcastRing {
  overtake: () => void = () => undefined;
  override fence(reader: number): void {
    this.overtake();
    super.fence(reader);
  }
}

describe('DisplayReader', () => {
  it('copies batches in order, across the end of the ring', () => {
    const { ring, write } = setUp();
    const reader = readerOf(ring);
    reader.attach();
    expect(ring.readerKind(0)).toBe(READER_DISPLAY);
    const seen: number[] = [];
    for (let round = 0; round < 10; round++) {
      write(30);
      seen.push(...readAll(reader));
    }
    expect(seen).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(reader.read).toBe(300);
    expect(reader.skipped).toBe(0);
  });

  it('starts at what is published from now on', () => {
    const { ring, write } = setUp();
    write(100);
    const reader = readerOf(ring);
    reader.attach();
    expect(reader.poll()).toBe(0);
    write(1);
    expect(readAll(reader)).toEqual([100]);
  });

  it('stays when it is half a ring behind and skips ahead when it is more', () => {
    const { ring, write } = setUp();
    const reader = readerOf(ring);
    reader.attach();
    write(CAPACITY / 2);
    expect(reader.poll()).toBe(COPY);
    expect(reader.skipped).toBe(0);
    write(COPY + 1);
    expect(reader.poll()).toBe(CAPACITY / 8);
    expect(reader.skipped).toBe(CAPACITY / 2 + 1 - CAPACITY / 8);
    expect(reader.read + reader.skipped).toBe(CAPACITY / 2 + COPY + 1);
  });

  it('never holds the writer up', () => {
    const { ring, writer, write } = setUp();
    const reader = readerOf(ring);
    reader.attach();
    write(20 * CAPACITY);
    expect(writer.published).toBe(20 * CAPACITY);
    expect(readAll(reader)).toHaveLength(CAPACITY / 8);
    expect(reader.read + reader.skipped).toBe(20 * CAPACITY);
  });

  it('throws away a copy the writer may have been rewriting', () => {
    const { ring, write } = setUp();
    const own = new OvertakenRing(OPTIONS, ring.buffer);
    const reader = readerOf(own);
    reader.attach();
    write(COPY);
    own.overtake = () => write(CAPACITY);
    expect(reader.poll()).toBe(0);
    expect(reader.read).toBe(0);
    own.overtake = () => undefined;
    expect(readAll(reader)).toHaveLength(CAPACITY / 8);
    expect(reader.read + reader.skipped).toBe(COPY + CAPACITY);
  });

  it('allows for two batches the writer may be filling beyond its cursor', () => {
    const slack = 2 * BATCH;
    for (const [ahead, copied] of [
      [CAPACITY - slack, COPY],
      [CAPACITY - slack + 1, 0],
    ] as const) {
      const { ring, write } = setUp();
      const own = new OvertakenRing(OPTIONS, ring.buffer);
      const reader = readerOf(own);
      reader.attach();
      write(COPY);
      own.overtake = () => write(ahead - COPY);
      expect(reader.poll()).toBe(copied);
    }
  });

  it.each([2 ** 31 - 20, 2 ** 32 - 20])('reads and skips past %s', (start) => {
    const { ring, write } = setUp(start);
    const reader = readerOf(ring);
    reader.attach();
    write(30);
    expect(readAll(reader)).toEqual(Array.from({ length: 30 }, (_, index) => start + index));
    write(2 * CAPACITY);
    expect(readAll(reader)).toHaveLength(CAPACITY / 8);
    expect(reader.read + reader.skipped).toBe(30 + 2 * CAPACITY);
    expect(ring.loadReader(0)).toBe((start + 30 + 2 * CAPACITY) | 0);
  });

  it('counts from its own start when it attaches again', () => {
    const { ring, write } = setUp();
    const reader = readerOf(ring);
    reader.attach();
    write(3 * CAPACITY);
    readAll(reader);
    write(10);
    reader.attach();
    expect([reader.read, reader.skipped]).toEqual([0, 0]);
    write(2);
    readAll(reader);
    expect([reader.read, reader.skipped]).toEqual([2, 0]);
  });

  it('copies a small part of the ring', () => {
    const { ring } = setUp();
    expect(
      () => new DisplayReader(ring, { slot: 0, copyBatch: CAPACITY / 4, writerBatch: 1 }),
    ).toThrow('not overtaken inside one copy');
    expect(() => new DisplayReader(ring, { slot: 1, copyBatch: 1, writerBatch: 1 })).toThrow(
      'a reader slot exists in its ring',
    );
  });
});
