import { describe, expect, it } from 'vitest';
import {
  ACCOUNT_ROW,
  APPROVAL_ROW,
  DECISION_ROW,
  ROUND_TRIPS_ROW,
  STRATEGY_RISK_ROW,
} from '../../../../src/domain/risk/rows.ts';

describe('the rows of the risk gate', () => {
  it('are keyed by what they are the state of; decisions are events', () => {
    expect(DECISION_ROW.keyOf).toBeUndefined();
    expect(ACCOUNT_ROW.keyOf).toBeDefined();
    expect(
      STRATEGY_RISK_ROW.keyOf?.({
        strategyIndex: 4,
        state: 'enabled',
        lastSequence: 0,
        signals: 0,
        approved: 0,
      }),
    ).toBe(4);
    const key = (strategyIndex: number, instrumentIndex: number) =>
      ROUND_TRIPS_ROW.keyOf?.({ strategyIndex, instrumentIndex, timesMs: [] });
    expect(new Set([key(0, 1), key(1, 0), key(1, 1), key(0, 0)]).size).toBe(4);
    expect(Object.keys(APPROVAL_ROW.fields)).toContain('ordinal');
  });
});
