import { describe, expect, it } from 'vitest';
import { BroadcastRing, READER_DETACHED, READER_GATING } from '../../../src/ring/broadcast-ring.ts';
import { BroadcastWriter } from '../../../src/ring/broadcast-writer.ts';
import { GatingReader } from '../../../src/ring/gating-reader.ts';
import { readStamp, STAMPED, writeStamp } from '../../concurrency/stamped-record.ts';

const CAPACITY = 16;
const OPTIONS = { layout: STAMPED, capacity: CAPACITY, readers: 2 };

function ringWithWriter() {
  const ring = new BroadcastRing(OPTIONS);
  const writer = new BroadcastWriter(ring, 4);
  let written = 0;
  const write = (count: number) => {
    for (let n = 0; n < count; n++) writeStamp(ring.records, writer.claim(), written++);
    writer.publish();
  };
  return { ring, writer, write };
}

describe('GatingReader', () => {
  it('has a slot that exists', () => {
    const { ring } = ringWithWriter();
    expect(() => new GatingReader(ring, 2)).toThrow('a reader slot exists in its ring');
    expect(() => new GatingReader(ring, -1)).toThrow('a reader slot exists in its ring');
  });

  it('starts at what is published from now on', () => {
    const { ring, write } = ringWithWriter();
    write(5);
    const reader = new GatingReader(ring, 0);
    reader.attach();
    expect(reader.sequence).toBe(5);
    expect(reader.available(10)).toBe(0);
    write(2);
    expect(reader.available(10)).toBe(2);
    expect(ring.readerKind(0)).toBe(READER_GATING);
  });

  it('gives no more than it was asked for', () => {
    const { ring, write } = ringWithWriter();
    const reader = new GatingReader(ring, 0);
    reader.attach();
    write(7);
    expect(reader.available(3)).toBe(3);
    expect(reader.available(Number.MAX_SAFE_INTEGER)).toBe(7);
  });

  it('reads in order across the end of the ring', () => {
    const { ring, write } = ringWithWriter();
    const reader = new GatingReader(ring, 1);
    reader.attach();
    let next = 0;
    for (let round = 0; round < 20; round++) {
      write(7);
      const count = reader.available(CAPACITY);
      for (let k = 0; k < count; k++) {
        expect(readStamp(reader.records, reader.baseOf(k))).toBe(next++);
      }
      reader.release(count);
    }
    expect(reader.read).toBe(140);
    expect(reader.sequence).toBe(140);
  });

  it('counts from its own start when it attaches again', () => {
    const { ring, write } = ringWithWriter();
    const reader = new GatingReader(ring, 0);
    reader.attach();
    write(3);
    reader.release(3);
    reader.detach();
    expect(ring.readerKind(0)).toBe(READER_DETACHED);
    write(40);
    reader.attach();
    expect(reader.read).toBe(0);
    expect(reader.sequence).toBe(43);
  });

  it('takes over the slot of a reader that died inside a batch', () => {
    const { ring, write } = ringWithWriter();
    const dead = new GatingReader(ring, 0);
    dead.attach();
    write(6);
    dead.release(2);
    const successor = new GatingReader(ring, 0);
    successor.attach();
    expect(successor.sequence).toBe(6);
    write(CAPACITY);
    expect(successor.available(100)).toBe(CAPACITY);
    expect(readStamp(ring.records, successor.baseOf(0))).toBe(6);
  });

  it('says whether it still gates, so that what a detached reader saw can be thrown away', () => {
    const { ring } = ringWithWriter();
    const reader = new GatingReader(ring, 0);
    expect(reader.isAttached).toBe(false);
    reader.attach();
    expect(reader.isAttached).toBe(true);
    ring.setReaderKind(0, READER_DETACHED);
    expect(reader.isAttached).toBe(false);
  });
});
