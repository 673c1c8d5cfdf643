import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../simulation/world/event-heap.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';

function ran(mode: 'stable' | 'racy', seed: number): string[] {
  const heap = new EventHeap(100, new KeyedRandom(seed), mode);
  const done: string[] = [];
  heap.at(300, () => done.push('late'));
  for (let n = 0; n < 8; n += 1) heap.at(200, () => done.push(`same${n}`));
  heap.at(150, () => {
    done.push('first');
    heap.after(10, () => done.push('asked by the first'));
  });
  while (heap.step(1_000));
  return done;
}

describe('the event heap', () => {
  it('runs by time, and in stable mode what is due together in the order asked', () => {
    expect(ran('stable', 1)).toEqual([
      'first',
      'asked by the first',
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `same${n}`),
      'late',
    ]);
  });

  it('lets the seed order what is due together in racy mode', () => {
    const orders = new Set([1, 2, 3, 4].map((seed) => ran('racy', seed).join()));
    expect(orders.size).toBeGreaterThan(1);
    expect(ran('racy', 3)).toEqual(ran('racy', 3));
    expect(ran('racy', 3)[0]).toBe('first');
    expect(ran('racy', 3).at(-1)).toBe('late');
  });

  it('stops at the limit and never runs anything in the past', () => {
    const heap = new EventHeap(100, new KeyedRandom(1), 'stable');
    heap.at(50, () => undefined);
    heap.at(500, () => undefined);
    expect(heap.step(400)).toBe(true);
    expect(heap.nowMs).toBe(100);
    expect(heap.step(400)).toBe(false);
    expect(heap.size).toBe(1);
  });

  it('orders a thousand entries', () => {
    const random = new KeyedRandom(9);
    const heap = new EventHeap(0, random, 'racy');
    const times: number[] = [];
    for (let n = 0; n < 1_000; n += 1) {
      heap.at(random.integer({ from: 0, to: 300 }, 'schedule', 5, n), () => times.push(heap.nowMs));
    }
    while (heap.step(1_000));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times).toHaveLength(1_000);
  });
});
