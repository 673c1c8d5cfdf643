import { describe, expect, it } from 'vitest';
import { FEATURE_NAMES } from '../../../../src/domain/risk/decision-record.ts';
import { DECISION_ROW } from '../../../../src/domain/risk/rows.ts';
import { RiskRig } from '../../../support/risk-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

function record(signal: object, limits = {}) {
  const rig = new RiskRig([stock(0)], limits, { configSha: 'c0ffee' });
  rig.tick({ sequence: 17 });
  const decision = rig.signal(signal);
  const row = rig.rows(DECISION_ROW).at(-1);
  if (row === undefined) throw new Error('every signal has a decision row');
  return { decision, row, rig };
}

describe('the record of a decision', () => {
  it('RG-13 holds gates, features, size, price, score, settings and the state it judged by', () => {
    const { row } = record({ strength: 0.75 });
    expect(row).toMatchObject({
      intentId: 1,
      reason: '',
      mergedIntoId: 0,
      strength: 0.75,
      quantity: 500,
      limitPaise: 10_015,
      referencePaise: 10_000,
      tradingState: 'active',
      configSha: 'c0ffee',
      originTickSequence: 4,
      tickSequence: 17,
      eventSequence: 0,
      timeMs: SESSION_OPEN_MS,
    });
    expect(row.featureNames).toBe(FEATURE_NAMES);
    expect(row.features).toHaveLength(FEATURE_NAMES.length);
    expect(row.features.slice(0, 3)).toEqual([10_000, 9_995, 10_005]);
  });

  it('lists every gate that was asked with its measurement and limit, in order', () => {
    const { row } = record({});
    expect(row.gates[0]).toBe('kill_latch');
    expect(row.gates.at(-1)).toBe('order_rate');
    expect(row.measured).toHaveLength(row.gates.length);
    expect(row.limits).toHaveLength(row.gates.length);
    const at = row.gates.indexOf('max_order_quantity');
    expect([row.measured[at], row.limits[at]]).toEqual([500, 5_000]);
  });

  it('ends with the gate that refused, as the compact decision says', () => {
    const { row, decision } = record({}, { maxOrderValuePaise: 9_999 });
    expect(row.gates.at(-1)).toBe('max_order_value');
    expect([row.measured.at(-1), row.limits.at(-1)]).toEqual([decision.measured, decision.limit]);
    expect(row.reason).toBe(decision.reason);
  });

  it('has no features for an instrument there is not', () => {
    expect(record({ instrumentIndex: 9 }).row.features).toEqual([]);
  });

  it('takes an approval back when the order path is full', () => {
    const { rig } = record({});
    rig.fillPath();
    rig.signal({ strategyIndex: 1 });
    const reasons = rig.rows(DECISION_ROW).map(({ reason }) => reason);
    expect(reasons).toEqual(['', '', 'order_path_full']);
  });
});
