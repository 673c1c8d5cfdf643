import { describe, expect, it } from 'vitest';
import { FLATTEN_ATTEMPTS_MAX } from '../../../../src/domain/limits.ts';
import {
  ENTRY,
  GROUP,
  intentOf,
  ORDER_SETTINGS,
  OrderRig,
  reportOf,
} from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const RESPONSE_MS = 2_000;

function rigOf(instruments = [stock(0)]): OrderRig {
  return new OrderRig(instruments, { responseTimeoutMs: RESPONSE_MS });
}

/** A bracket, flattened and exited; the venue was asked whether it is flat. */
function asked(): OrderRig {
  const rig = rigOf();
  rig.openFilled();
  rig.core.flatten('operator');
  rig.cancelled(rig.id('target'));
  rig.accept(rig.id('exit'));
  rig.fill(rig.id('exit'), 100, 9_990);
  rig.timer(10);
  return rig;
}

describe('a flatten', () => {
  it('cancels, exits, asks the venue, and is flat when the venue says so', () => {
    const rig = asked();
    expect(rig.taken().map(({ kind }) => kind)).toEqual(['cancel', 'place', 'query_positions']);
    expect(rig.core.flattenState()).toBe('verifying');
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
    rig.timer(100_000);
    expect(rig.taken()).toEqual([]);
  });

  it('PP-07 takes a failed, partial or missing answer for nothing, and asks again', () => {
    const rig = asked();
    const queryOf = () => rig.commands.findLast(({ kind }) => kind === 'query_positions');
    const first = queryOf()?.queryId ?? 0;
    rig.core.onReport(reportOf({ kind: 'book_failed', queryId: first, timeMs: rig.timeMs }));
    expect(rig.core.flattenState()).toBe('verifying');
    rig.timer(RESPONSE_MS);
    const second = queryOf()?.queryId ?? 0;
    expect(second).toBeGreaterThan(first);
    // Two rows were promised, none arrived.
    rig.core.onReport(
      reportOf({ kind: 'book_end', queryId: second, quantity: 2, timeMs: rig.timeMs }),
    );
    expect(rig.core.flattenState()).toBe('verifying');
    for (let times = 0; times < 10; times += 1) rig.timer(RESPONSE_MS);
    expect(rig.alarms).toContain('flatten_unanswered');
    rig.timer(5 * RESPONSE_MS);
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
  });

  it('counts as failed when it takes too long, and goes on', () => {
    const rig = asked();
    rig.timer(ORDER_SETTINGS.flattenTimeoutMs);
    expect(rig.core.flattenState()).toBe('flatten_failed');
    expect(rig.alarms).toContain('flatten_failed');
    rig.timer(10 * RESPONSE_MS);
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
  });

  it('closes what the venue holds beyond our books, and asks again', () => {
    const rig = asked();
    // PP-08: the first answer may be as old as our last fill; it is asked once more.
    rig.answerPositions([[0, 30]]);
    expect(rig.core.flattenState()).toBe('verifying');
    rig.timer(RESPONSE_MS);
    rig.taken();
    rig.answerPositions([[0, 30]]);
    expect(rig.core.flattenState()).toBe('closing');
    const exit = rig.id('exit');
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 30, orderId: exit }]);
    rig.accept(exit);
    rig.fill(exit, 30, 9_990);
    rig.timer(10);
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
    expect(rig.netQuantity).toBe(0);
  });

  it('PP-07 counts a repeated row once, and refuses rows that contradict each other', () => {
    const rig = asked();
    rig.timer(10);
    const before = rig.core.stats.adjustments;
    const [flatten] = rig.core.flattens;
    rig.answerPositions([
      [0, 30],
      [0, 40],
    ]);
    expect([...rig.core.flattens][0]?.queryFailures).toBe((flatten?.queryFailures ?? 0) + 1);
    expect(rig.core.stats.adjustments).toBe(before);
    rig.timer(4 * RESPONSE_MS);
    rig.answerPositions([
      [0, 30],
      [0, 30],
    ]);
    expect(rig.core.flattenState()).toBe('closing');
    expect(rig.last(rig.id('exit'))).toMatchObject({ side: -1, quantity: 30 });
  });

  it('PP-09 gives up when the venue contradicts our books again and again', () => {
    const rig = asked();
    for (let times = 0; times <= FLATTEN_ATTEMPTS_MAX; times += 1) {
      rig.timer(10 + 4 * RESPONSE_MS);
      rig.answerPositions([[0, 30]]);
      if (rig.status('exit') !== 'sending') continue;
      rig.accept(rig.id('exit'));
      rig.fill(rig.id('exit'), 30, 9_990);
    }
    expect(rig.core.flattenState()).toBe('flatten_failed');
    expect(rig.alarms).toContain('flatten_failed');
    expect(rig.core.stats.adjustments).toBe(FLATTEN_ATTEMPTS_MAX);
  });

  it('PP-08 does not believe an answer that is older than what happened since', () => {
    const rig = asked();
    rig.fill(ENTRY, 10, 10_000);
    expect(rig.core.flattenState()).toBe('closing');
    rig.answerPositions([[0, 0]]);
    expect(rig.core.flattenState()).toBe('closing');
    expect(rig.core.stats.adjustments).toBe(0);
  });

  it('KS-06 repeated, changes nothing', () => {
    const rig = rigOf();
    rig.openFilled();
    for (let times = 0; times < 3; times += 1) rig.core.flatten('operator');
    rig.cancelled(rig.id('target'));
    for (let times = 0; times < 3; times += 1) rig.core.flatten('operator');
    expect(rig.taken().map(({ kind }) => kind)).toEqual(['cancel', 'place']);
    expect([...rig.core.flattens]).toHaveLength(1);
  });

  it('of a segment, an instrument or a strategy leaves the others alone', () => {
    for (const scope of [
      { scope: 'segment', at: 3 },
      { scope: 'instrument', at: 1 },
      { scope: 'strategy', at: 2 },
    ] as const) {
      const rig = rigOf([stock(0), future(1)]);
      rig.openFilled();
      rig.openFilled({ intentId: GROUP + 1, strategyIndex: 2, instrumentIndex: 1, quantity: 75 });
      rig.core.flatten('test', scope);
      expect(rig.taken()).toMatchObject([{ kind: 'cancel', instrumentIndex: 1 }]);
      expect([...rig.core.groups()].map(({ isExiting }) => isExiting)).toEqual([false, true]);
    }
  });

  it('goes on after a restart, and asks the venue anew', () => {
    const rig = asked();
    const before = rig.commands.length;
    rig.restart();
    rig.core.onReport(reportOf({ kind: 'book_end', queryId: 1, timeMs: rig.timeMs }));
    expect(rig.core.flattenState()).toBe('verifying');
    rig.timer(RESPONSE_MS);
    expect(rig.commands.slice(before)).toMatchObject([{ kind: 'query_positions' }]);
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
  });
});

describe('a kill', () => {
  it('KS-01 KS-02 latches first, lets nothing but exits out, and survives a restart', () => {
    const rig = rigOf();
    rig.openFilled();
    rig.core.kill(rig.timeMs, 'loss');
    expect(rig.image.log.findIndex(({ kind }) => kind.kind === 'custody')).toBeGreaterThan(0);
    rig.core.onIntent(intentOf({ intentId: GROUP + 1 }));
    expect(rig.events.at(-1)).toMatchObject({ status: 'denied', reason: 'kill_latch' });
    rig.restart();
    expect(rig.core.custody).toMatchObject({ isKilled: true, killCause: 'loss' });
    rig.core.onIntent(intentOf({ intentId: GROUP + 2 }));
    expect(rig.events.at(-1)).toMatchObject({ status: 'denied', reason: 'kill_latch' });
    rig.cancelled(rig.id('target'));
    rig.tick();
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 100, 9_990);
    rig.timer(10);
    rig.answerPositions();
    expect(rig.core.flattenState()).toBe('flat');
    expect(rig.taken().every(({ isReducing }) => isReducing)).toBe(true);
    expect(rig.core.resetKill('operator', 'checked')).toBe(true);
    rig.core.onIntent(intentOf({ intentId: GROUP + 3 }));
    expect(rig.events.at(-1)).toMatchObject({ status: 'sending' });
  });

  it('KS-06 repeated, sends nothing more', () => {
    const rig = rigOf();
    rig.openFilled();
    for (let times = 0; times < 4; times += 1) rig.core.kill(rig.timeMs);
    expect(rig.taken()).toHaveLength(1);
    expect(rig.core.custody.killCause).toBe('operator');
  });
});
