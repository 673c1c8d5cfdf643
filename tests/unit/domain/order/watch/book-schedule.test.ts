import { describe, expect, it } from 'vitest';
import { BookSchedule } from '../../../../../src/domain/order/watch/book-schedule.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../../../../src/domain/order/watch/watch-settings.ts';

const START_MS = 1_000_000;

/** Asks for what is due, and lets it fail or come at once. */
function turn(schedule: BookSchedule, nowMs: number, outcome: 'complete' | 'fail' | 'none') {
  const kind = schedule.next(nowMs);
  if (kind === null) return null;
  schedule.begin({ kind, queryId: 1, requestedMs: nowMs });
  if (outcome === 'complete') schedule.complete(kind);
  else if (outcome === 'fail') schedule.fail(kind, nowMs);
  return kind;
}

function started(): BookSchedule {
  const schedule = new BookSchedule(DEFAULT_WATCH_SETTINGS);
  schedule.restart(START_MS);
  return schedule;
}

describe('the books', () => {
  it('are asked for at the start, orders first, with a gap in between', () => {
    const schedule = started();
    expect(turn(schedule, START_MS, 'complete')).toBe('orders');
    expect(turn(schedule, START_MS + 999, 'complete')).toBeNull();
    expect(turn(schedule, START_MS + 1_000, 'complete')).toBe('positions');
    expect(turn(schedule, START_MS + 2_000, 'complete')).toBeNull();
  });

  it('come back every 30 s and 60 s, the positions after orders of the same age', () => {
    const schedule = started();
    const asked: string[] = [];
    for (let nowMs = START_MS; nowMs <= START_MS + 125_000; nowMs += 500) {
      const kind = turn(schedule, nowMs, 'complete');
      if (kind !== null) asked.push(`${kind} ${(nowMs - START_MS) / 1_000}`);
    }
    expect(asked).toEqual([
      'orders 0',
      'positions 1',
      'orders 30',
      'orders 60',
      'positions 61',
      'orders 90',
      'orders 120',
      'positions 121',
    ]);
  });

  it('are on their way one at a time, until they come or are given up', () => {
    const schedule = started();
    turn(schedule, START_MS, 'none');
    expect(schedule.current).toMatchObject({ kind: 'orders', requestedMs: START_MS });
    expect(schedule.next(START_MS + 6_999)).toBeNull();
    expect(schedule.abandoned).toBe(0);
    schedule.next(START_MS + 7_000);
    expect(schedule.abandoned).toBe(1);
  });

  it('are asked for again after pauses that double, and are never closer than the gap', () => {
    const schedule = started();
    const asked: number[] = [];
    for (let nowMs = START_MS; nowMs <= START_MS + 100_000; nowMs += 500) {
      const kind = schedule.next(nowMs);
      if (kind === null) continue;
      schedule.begin({ kind, queryId: 1, requestedMs: nowMs });
      if (kind === 'positions') schedule.complete(kind);
      else {
        schedule.fail(kind, nowMs);
        asked.push((nowMs - START_MS) / 1_000);
      }
    }
    expect(asked.slice(0, 7)).toEqual([0, 1, 3, 7, 15, 31, 61]);
  });

  it('are both due again after a restart, which gives up the one on its way', () => {
    const schedule = started();
    turn(schedule, START_MS, 'none');
    schedule.restart(START_MS + 1_500);
    expect(schedule.current).toBeNull();
    expect(schedule.abandoned).toBe(1);
    expect(turn(schedule, START_MS + 1_500, 'complete')).toBe('orders');
    expect(turn(schedule, START_MS + 2_500, 'complete')).toBe('positions');
  });

  it('are earlier when wanted, though not while they fail', () => {
    const schedule = started();
    turn(schedule, START_MS, 'complete');
    turn(schedule, START_MS + 1_000, 'complete');
    schedule.want('orders', START_MS + 5_000);
    schedule.want('orders', START_MS + 9_000);
    expect(schedule.next(START_MS + 4_999)).toBeNull();
    expect(turn(schedule, START_MS + 5_000, 'fail')).toBe('orders');
    expect(turn(schedule, START_MS + 6_000, 'fail')).toBe('orders');
    schedule.want('orders', START_MS + 7_000);
    expect(schedule.next(START_MS + 7_000)).toBeNull();
  });

  it('F2 of orders come more often while the push channel is down', () => {
    const schedule = started();
    schedule.isConnected = false;
    turn(schedule, START_MS, 'complete');
    turn(schedule, START_MS + 1_000, 'complete');
    expect(schedule.next(START_MS + 1_999)).toBeNull();
    expect(turn(schedule, START_MS + 2_000, 'complete')).toBe('orders');
  });
});
