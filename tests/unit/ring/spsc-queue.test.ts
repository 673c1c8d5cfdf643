import { describe, expect, it } from 'vitest';
import { SpscQueue, SpscReader, SpscWriter } from '../../../src/ring/spsc-queue.ts';
import { type SampleValue, sampleCodec, sampleOf } from '../../concurrency/sample-value.ts';

const CAPACITY = 8;

function setUp(start = 0) {
  const queue = new SpscQueue(sampleCodec, CAPACITY);
  queue.storeWriter(start | 0);
  queue.storeReader(start | 0);
  const far = new SpscQueue(sampleCodec, CAPACITY, queue.buffer);
  return { queue, writer: new SpscWriter(queue), reader: new SpscReader(far) };
}

describe('SpscQueue', () => {
  it('takes a capacity that is a power of two, the same at both ends', () => {
    expect(() => new SpscQueue(sampleCodec, 12)).toThrow('a power of two');
    const { queue } = setUp();
    expect(() => new SpscQueue(sampleCodec, 16, queue.buffer)).toThrow('map the same size');
  });

  it('hands over values in order, each once', () => {
    const { writer, reader } = setUp();
    for (let id = 0; id < 5; id++) expect(writer.tryWrite(sampleOf(id))).toBe(true);
    for (let id = 0; id < 5; id++) expect(reader.tryRead()).toEqual(sampleOf(id));
    expect(reader.tryRead()).toBeUndefined();
  });

  it.each([0, 2 ** 31 - 4, -4, 2 ** 31 - CAPACITY])(
    'fills, refuses and empties with cursors that start at %s',
    (start) => {
      const { queue, writer, reader } = setUp(start);
      for (let round = 0; round < 3; round++) {
        for (let id = 0; id < CAPACITY; id++) {
          expect(writer.free()).toBe(CAPACITY - id);
          expect(queue.depth()).toBe(id);
          expect(writer.tryWrite(sampleOf(id))).toBe(true);
        }
        expect(writer.free()).toBe(0);
        expect(writer.tryWrite(sampleOf(99))).toBe(false);
        for (let id = 0; id < CAPACITY; id++) expect(reader.tryRead()).toEqual(sampleOf(id));
        expect(reader.tryRead()).toBeUndefined();
      }
      expect(queue.refused).toBe(3);
    },
  );

  it('counts each refusal where both ends see it, and loses nothing by it', () => {
    const { queue, writer, reader } = setUp();
    const far = new SpscQueue(sampleCodec, CAPACITY, queue.buffer);
    for (let id = 0; id < CAPACITY + 5; id++) writer.tryWrite(sampleOf(id));
    expect(far.refused).toBe(5);
    expect(far.depth()).toBe(CAPACITY);
    expect(reader.tryRead()).toEqual(sampleOf(0));
    expect(writer.tryWrite(sampleOf(CAPACITY))).toBe(true);
    expect(far.refused).toBe(5);
  });

  it('frees a slot only when it was read', () => {
    const { writer, reader } = setUp();
    for (let id = 0; id < CAPACITY; id++) writer.tryWrite(sampleOf(id));
    reader.tryRead();
    expect(writer.free()).toBe(1);
  });

  it('shows nothing of a value that cannot be written', () => {
    const { queue, writer, reader } = setUp();
    const foreign = { ...sampleOf(1), kind: 'exploded' } as unknown as SampleValue;
    expect(() => writer.tryWrite(foreign)).toThrow('Invariant');
    expect(queue.depth()).toBe(0);
    expect(reader.tryRead()).toBeUndefined();
    expect(writer.tryWrite(sampleOf(2))).toBe(true);
    expect(reader.tryRead()).toEqual(sampleOf(2));
  });

  it('goes on where a dead end left off', () => {
    const { queue, writer, reader } = setUp();
    for (let id = 0; id < 5; id++) writer.tryWrite(sampleOf(id));
    for (let id = 0; id < 2; id++) reader.tryRead();
    const nextWriter = new SpscWriter(new SpscQueue(sampleCodec, CAPACITY, queue.buffer));
    const nextReader = new SpscReader(new SpscQueue(sampleCodec, CAPACITY, queue.buffer));
    expect(nextWriter.free()).toBe(CAPACITY - 3);
    nextWriter.tryWrite(sampleOf(5));
    for (let id = 2; id < 6; id++) expect(nextReader.tryRead()).toEqual(sampleOf(id));
    expect(nextReader.tryRead()).toBeUndefined();
  });

  it('never shows a negative depth to a third party while the reader is at work', () => {
    const queue = new SpscQueue(sampleCodec, CAPACITY);
    const writer = new SpscWriter(queue);
    const reader = new SpscReader(new SpscQueue(sampleCodec, CAPACITY, queue.buffer));
    /** Both ends run between the two loads of a depth. */
    class BusyQueue extends SpscQueue<SampleValue> {
      private run(): void {
        for (let id = 0; id < 3; id++) writer.tryWrite(sampleOf(id));
        for (let id = 0; id < 3; id++) reader.tryRead();
      }
      override loadWriter(): number {
        const cursor = super.loadWriter();
        this.run();
        return cursor;
      }
      override loadReader(): number {
        const cursor = super.loadReader();
        this.run();
        return cursor;
      }
    }
    expect(new BusyQueue(sampleCodec, CAPACITY, queue.buffer).depth()).toBeGreaterThanOrEqual(0);
  });
});
