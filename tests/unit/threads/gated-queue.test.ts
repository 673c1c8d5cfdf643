import { describe, expect, it } from 'vitest';
import { decisionCodec } from '../../../src/contract/records/order-path.ts';
import { SpscQueue, SpscReader, SpscWriter } from '../../../src/ring/spsc-queue.ts';
import { GatedQueue } from '../../../src/threads/gated-queue.ts';

function rig() {
  const queue = new SpscQueue(decisionCodec, 8);
  const writer = new SpscWriter(queue);
  let durable = 0;
  const gated = new GatedQueue(
    new SpscReader(queue),
    ({ journalSequence }) => journalSequence <= durable,
  );
  const write = (journalSequence: number) =>
    writer.tryWrite({
      strategyIndex: 0,
      signalSequence: journalSequence,
      kind: 'entry',
      origin: 'strategy',
      instrumentIndex: 0,
      side: 1,
      reason: '',
      quantity: 1,
      limitPaise: 100,
      strength: 1,
      measured: 0,
      limit: 0,
      timeMs: 0,
      journalSequence,
    });
  const drain = (limit = 10) => {
    const seen: number[] = [];
    gated.drain(limit, (value) => seen.push(value.journalSequence));
    return seen;
  };
  return { gated, write, drain, setDurable: (value: number) => (durable = value) };
}

describe('a gated queue', () => {
  it('ID-03 hands a record over only when what led to it is durable', () => {
    const { gated, write, drain, setDurable } = rig();
    write(3);
    expect(drain()).toEqual([]);
    expect(gated.isHolding).toBe(true);
    setDurable(2);
    expect(drain()).toEqual([]);
    setDurable(3);
    expect(drain()).toEqual([3]);
    expect(gated.isHolding).toBe(false);
  });

  it('keeps the order: what is behind a held record waits with it', () => {
    const { write, drain, setDurable } = rig();
    for (const sequence of [1, 5, 0, 6]) write(sequence);
    setDurable(4);
    expect(drain()).toEqual([1]);
    setDurable(5);
    expect(drain(1)).toEqual([5]);
    expect(drain()).toEqual([0]);
    setDurable(6);
    expect(drain()).toEqual([6]);
  });
});
