/** The lossless queue behaves like a bounded list, whatever its ends do, where its cursors start, and whoever restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpscQueue, SpscReader, SpscWriter } from '../../src/ring/spsc-queue.ts';
import { type SampleValue, sampleCodec, sampleOf } from '../concurrency/sample-value.ts';

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('write'), count: fc.nat(12) }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('read'), count: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart-writer'), count: fc.nat(0) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart-reader'), count: fc.nat(0) }) },
);

const start = fc.oneof(
  fc.constant(0),
  fc.nat(40).map((back) => 2 ** 31 - back),
  fc.nat(40).map((back) => -back),
);

describe('an SPSC queue', () => {
  it('is a bounded list: nothing lost, repeated or reordered, every refusal counted', () => {
    fc.assert(
      fc.property(
        start,
        fc.constantFrom(1, 2, 8, 16),
        fc.array(step, { maxLength: 60, size: 'max' }),
        (from, capacity, steps) => {
          const queue = new SpscQueue<SampleValue>(sampleCodec, capacity);
          queue.storeWriter(from | 0);
          queue.storeReader(from | 0);
          let writer = new SpscWriter(queue);
          let reader = new SpscReader(new SpscQueue(sampleCodec, capacity, queue.buffer));
          const model: number[] = [];
          let nextId = 0;
          let refused = 0;
          for (const { type, count } of steps) {
            for (let n = 0; n < count; n++) {
              if (type === 'write') {
                const isWritten = writer.tryWrite(sampleOf(nextId));
                expect(isWritten).toBe(model.length < capacity);
                if (isWritten) model.push(nextId++);
                else refused++;
              } else if (type === 'read') {
                const id = model.shift();
                const expected = id === undefined ? undefined : sampleOf(id);
                expect(reader.tryRead()).toEqual(expected);
              }
            }
            if (type === 'restart-writer') writer = new SpscWriter(queue);
            if (type === 'restart-reader') reader = new SpscReader(queue);
            expect(queue.depth()).toBe(model.length);
            expect(writer.free()).toBe(capacity - model.length);
            expect(queue.refused).toBe(refused);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
