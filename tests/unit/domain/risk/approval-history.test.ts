import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { ApprovalHistory } from '../../../../src/domain/risk/approval-history.ts';
import { RISK_LIMITS } from '../../../support/risk-rig.ts';

const LIMITS = {
  ...RISK_LIMITS,
  maxMessagesPerSecond: 4,
  maxMessagesPerMinute: 8,
  maxMessagesPerHour: 8,
  maxStrategyOrdersPerSecond: 2,
  duplicateWindowMs: 1_000,
};

function intentAt(timeMs: number, changes: object = {}) {
  return {
    intentId: 1,
    strategyIndex: 0,
    instrumentIndex: 0,
    side: 1,
    quantity: 10,
    limitPaise: 100,
    stopOffsetPaise: 5,
    timeMs,
    ...changes,
  } as const;
}

describe('the approval history', () => {
  it('RG-05 counts orders, slices included, for the account and for each strategy', () => {
    const history = new ApprovalHistory(LIMITS);
    history.add(intentAt(0), 2);
    expect(history.account.used('second', 0)).toBe(2);
    expect(history.ofStrategy(0).used('second', 0)).toBe(2);
    expect(history.ofStrategy(1).used('second', 0)).toBe(0);
    expect(() => history.add(intentAt(1), 1)).toThrow(InvariantError);
  });

  it('RG-07 finds the same content within the window, and nothing else', () => {
    const history = new ApprovalHistory(LIMITS);
    history.add(intentAt(5_000), 1);
    expect(history.duplicateMs(intentAt(0), 5_999)).toBe(5_000);
    expect(history.duplicateMs(intentAt(0), 6_000)).toBe(0);
    for (const change of [
      { side: -1 },
      { quantity: 11 },
      { limitPaise: 101 },
      { strategyIndex: 1 },
    ]) {
      expect(history.duplicateMs(intentAt(0, change), 5_001)).toBe(0);
    }
  });

  it('uses as many slots in turn as the account may have entries in an hour', () => {
    const history = new ApprovalHistory(LIMITS);
    const slots = Array.from(
      { length: 8 },
      (_, at) => history.add(intentAt(at * 3_600_000), 1).slot,
    );
    expect(slots).toEqual([0, 1, 2, 3, 4, 5, 0, 1]);
  });

  it('is restored from its rows, whatever their order', () => {
    const history = new ApprovalHistory(LIMITS);
    const rows = [0, 1, 2].map((at) =>
      history.add(intentAt(10_000 + at * 700, { quantity: at + 1 }), 1),
    );
    const restored = new ApprovalHistory(LIMITS);
    restored.restore(rows.toReversed());
    for (const timeMs of [11_500, 12_000, 70_500]) {
      expect(restored.account.used('second', timeMs)).toBe(history.account.used('second', timeMs));
      expect(restored.account.used('minute', timeMs)).toBe(history.account.used('minute', timeMs));
      expect(restored.ofStrategy(0).used('hour', timeMs)).toBe(3);
      const content = intentAt(0, { quantity: 3 });
      expect(restored.duplicateMs(content, timeMs)).toBe(history.duplicateMs(content, timeMs));
    }
    expect(restored.add(intentAt(80_000), 1)).toEqual(history.add(intentAt(80_000), 1));
  });
});
