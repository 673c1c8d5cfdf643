import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue, ByteQueueReader, ByteQueueWriter } from '../../../src/ring/byte-queue.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

function drainAll(reader: ByteQueueReader): [number, number[]][] {
  const seen: [number, number[]][] = [];
  reader.drain(reader.published(), (tag, body) => seen.push([tag, [...body]]));
  reader.release();
  return seen;
}

describe('a byte queue', () => {
  it('hands staged messages over only when they are published, in order', () => {
    const queue = new ByteQueue(256);
    const writer = new ByteQueueWriter(queue);
    const reader = new ByteQueueReader(queue);
    expect(writer.tryStage(1, bytes(1, 2, 3), 3)).toBe(true);
    expect(writer.tryStage(2, bytes(9, 9, 9, 9), 0)).toBe(true);
    expect(drainAll(reader)).toEqual([]);
    writer.publish();
    expect(drainAll(reader)).toEqual([
      [1, [1, 2, 3]],
      [2, []],
    ]);
    expect(queue.depthBytes()).toBe(0);
  });

  it('refuses what does not fit and takes it after the reader released', () => {
    const queue = new ByteQueue(64);
    const writer = new ByteQueueWriter(queue);
    const reader = new ByteQueueReader(queue);
    const body = new Uint8Array(40).fill(7);
    expect(writer.tryStage(1, body, 40)).toBe(true);
    expect(writer.tryStage(2, body, 40)).toBe(false);
    writer.publish();
    reader.drain(reader.published(), () => undefined);
    expect(writer.tryStage(2, body, 40)).toBe(false);
    reader.release();
    expect(writer.tryStage(2, bytes(5), 1)).toBe(true);
    writer.publish();
    expect(drainAll(reader)).toEqual([[2, [5]]]);
  });

  it('reads exactly up to the cursor it is given', () => {
    const queue = new ByteQueue(256);
    const writer = new ByteQueueWriter(queue);
    const reader = new ByteQueueReader(queue);
    writer.tryStage(1, bytes(1), 1);
    writer.publish();
    const upTo = reader.published();
    writer.tryStage(2, bytes(2), 1);
    writer.publish();
    const tags: number[] = [];
    expect(reader.drain(upTo, (tag) => tags.push(tag))).toBe(1);
    expect(tags).toEqual([1]);
    expect(drainAll(reader)).toEqual([[2, [2]]]);
  });

  it('a successor goes on where the words stand', () => {
    const queue = new ByteQueue(128);
    const writer = new ByteQueueWriter(queue);
    writer.tryStage(1, bytes(1), 1);
    writer.publish();
    expect(drainAll(new ByteQueueReader(queue))).toHaveLength(1);
    const second = new ByteQueueWriter(new ByteQueue(128, queue.buffer));
    second.tryStage(2, bytes(2), 1);
    second.publish();
    expect(drainAll(new ByteQueueReader(queue))).toEqual([[2, [2]]]);
  });

  it('loses, tears and reorders nothing, whatever sizes meet whatever pace', () => {
    const step = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 6 }),
      reads: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const queue = new ByteQueue(512);
        const writer = new ByteQueueWriter(queue);
        const reader = new ByteQueueReader(queue);
        const sent: [number, number[]][] = [];
        const seen: [number, number[]][] = [];
        for (const { sizes, reads } of steps) {
          for (const size of sizes) {
            const tag = sent.length;
            const body = new Uint8Array(size).fill(tag & 0xff);
            if (writer.tryStage(tag, body, size)) sent.push([tag, [...body]]);
          }
          writer.publish();
          if (reads) seen.push(...drainAll(reader));
        }
        seen.push(...drainAll(reader));
        expect(seen).toEqual(sent);
      }),
    );
  });
});
