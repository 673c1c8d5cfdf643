import { describe, expect, it } from 'vitest';
import { defineRowKind } from '../../../src/domain/journal-row.ts';
import { InputQueues, QUEUE } from '../../simulation/process/input-queues.ts';
import type { Step } from '../../simulation/process/journal-store.ts';
import { JournalThread } from '../../simulation/process/journal-thread.ts';
import { Outbox } from '../../simulation/process/outbox.ts';
import { StateFold } from '../../simulation/process/state-fold.ts';
import { StepLog } from '../../simulation/process/step-log.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { EventHeap } from '../../simulation/world/event-heap.ts';
import { calmProfile } from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';

interface Sample {
  readonly key: number;
  readonly value: number;
}

const SAMPLE = defineRowKind<Sample>({
  kind: 'sample',
  version: 1,
  fields: { key: 'int', value: 'int' },
  keyOf: ({ key }) => key,
});

function step(...rows: Sample[]): Step {
  return { rows: rows.map((row) => ({ kind: SAMPLE as never, row })), isReducing: true };
}

describe('the fold of rows', () => {
  it('keeps the last row of every key and names the first difference', () => {
    const fold = new StateFold();
    for (const row of step({ key: 1, value: 1 }, { key: 2, value: 2 }, { key: 1, value: 3 }).rows) {
      fold.apply(row);
    }
    expect(fold.rows(SAMPLE)).toEqual([
      { key: 1, value: 3 },
      { key: 2, value: 2 },
    ]);
    const other = fold.copy();
    expect(fold.difference(other)).toBe('');
    for (const row of step({ key: 2, value: 9 }).rows) other.apply(row);
    expect(fold.difference(other)).toContain('sample 2');
  });
});

describe('the model of the journal', () => {
  it('gives back what was synced and a prefix of what was not', () => {
    const kept = new Set<number>();
    for (let crash = 0; crash < 40; crash += 1) {
      const log = new StepLog(new KeyedRandom(3));
      log.write([step({ key: 1, value: 1 })]);
      log.sync();
      log.write([step({ key: 2, value: 2 }), step({ key: 3, value: 3 })]);
      log.crash(crash);
      const rows = log.recover('2026-01-01', 0).image.rows(SAMPLE);
      expect(rows.map(({ key }) => key)).toEqual([1, 2, 3].slice(0, rows.length));
      kept.add(rows.length);
    }
    expect([...kept].sort()).toEqual([1, 2, 3]);
  });
});

describe('the outbox', () => {
  it('ID-03 releases in order, each once its step is durable', () => {
    const released: string[] = [];
    const outbox = new Outbox<string>((effect) => released.push(effect));
    outbox.add('first', 1);
    outbox.add('second', 2);
    outbox.drain(0);
    expect(released).toEqual([]);
    outbox.drain(1);
    expect(released).toEqual(['first']);
    outbox.drain(5);
    expect(released).toEqual(['first', 'second']);
    expect(outbox.length).toBe(0);
  });

  it('holds back what may not leave yet, and everything behind it', () => {
    const released: string[] = [];
    let mayLeave = false;
    const outbox = new Outbox<string>(
      (effect) => released.push(effect),
      () => mayLeave,
    );
    outbox.add('first', 0);
    outbox.add('second', 0);
    outbox.drain(9);
    expect(released).toEqual([]);
    mayLeave = true;
    outbox.drain(9);
    expect(released).toEqual(['first', 'second']);
  });
});

describe('the journal thread', () => {
  it('JR-02 moves a writer’s cursor only when its steps are synced, risk before oco', () => {
    const random = new KeyedRandom(1);
    const heap = new EventHeap(0, random, 'stable');
    const durable: number[] = [];
    const thread = new JournalThread({
      ...{ heap, random },
      profile: calmProfile(),
      marks: new Marks(),
      store: new StepLog(random),
      start: 1,
      isAlive: () => true,
      isHealed: () => false,
      written: () => undefined,
      durable: (steps) => {
        for (const { rows } of steps) for (const { row } of rows) durable.push((row as Sample).key);
      },
      released: () => undefined,
      failed: () => undefined,
      filled: () => undefined,
    });
    thread.append('oco', step({ key: 1, value: 0 }));
    thread.append('risk', step({ key: 2, value: 0 }));
    expect(thread.handed('oco')).toBe(1);
    expect(thread.durableSteps('oco')).toBe(0);
    while (heap.step(10));
    expect(durable).toEqual([2, 1]);
    expect([thread.durableSteps('oco'), thread.durableSteps('risk')]).toEqual([1, 1]);
    expect([thread.takenSteps('oco'), thread.isFull]).toEqual([1, false]);
  });
});

describe('inputs that wait', () => {
  const take = (isRacy: boolean): string => {
    const queues = new InputQueues({ random: new KeyedRandom(7), isRacy, start: 1 });
    let order = '';
    for (const name of ['a', 'b']) {
      for (const queue of [QUEUE.intents, QUEUE.fills, QUEUE.reports]) {
        const run = () => {
          order += `${name}${queue}`;
        };
        queues.add(queue, { writer: 'oco', run });
      }
    }
    for (let task = queues.take(); task !== undefined; task = queues.take()) task.run();
    expect(queues.isEmpty(QUEUE.fills)).toBe(true);
    return order;
  };

  it('are taken queue by queue, or in an order the seed decides that keeps each queue’s own', () => {
    const { reports, fills, intents } = QUEUE;
    const inOrder = [reports, fills, intents].map((queue) => `a${queue}b${queue}`);
    expect(take(false)).toBe(inOrder.join(''));
    const racy = take(true);
    expect(racy).not.toBe(take(false));
    for (const queue of [reports, fills, intents]) {
      expect(racy.indexOf(`a${queue}`)).toBeLessThan(racy.indexOf(`b${queue}`));
    }
  });
});
