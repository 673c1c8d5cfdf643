import { describe, expect, it } from 'vitest';
import { OPERATOR_STRATEGY, type Signal } from '../../../../src/domain/order/types.ts';
import type { Decision } from '../../../../src/domain/risk/deny-reason.ts';
import { OperatorDesk } from '../../../../src/domain/station/operator-desk.ts';
import { OPERATOR_SIGNAL_ROW } from '../../../../src/domain/station/operator-rows.ts';
import { RiskStation } from '../../../../src/domain/station/risk-station.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../../support/risk-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1)];
const WORDS = {
  kind: 'entry',
  side: 'BUY',
  orderType: 'mkt',
  product: 'MIS',
  validity: 'DAY',
  exchange: 'nse_eq',
  symbol: INSTRUMENTS[0]?.symbol,
};
/** Buys 10 with a bracket. */
const REQUEST = { ...WORDS, quantity: 10, stopOffsetPaise: 100, targetOffsetPaise: 200 };
const MOMENT = { timeMs: SESSION_OPEN_MS, receiveNs: 9 };

/** An operator desk in front of a risk station, both on the rows of `image`. */
function deskOf(image = new RowImage(), { isWaiting = false } = {}) {
  const signals: Signal[] = [];
  const decisions: Decision[] = [];
  const station = new RiskStation({
    limits: RISK_LIMITS,
    capitalPaise: CAPITAL_PAISE,
    marketableOffsetBps: 10,
    instruments: INSTRUMENTS,
    strategies: [],
    hours: ALWAYS_OPEN,
    effects: {
      approve: () => true,
      decide: (decision) => {
        decisions.push(decision);
        desk.onDecision(decision);
      },
      record: image.record,
    },
  });
  const desk: OperatorDesk = new OperatorDesk({
    instruments: INSTRUMENTS,
    product: 'intraday',
    duplicates: { windowMs: 5_000, capacity: 4 },
    keysPerDay: 3,
    lastPaise: (at) => station.core.lastPaise(at),
    submit: (signal) => {
      signals.push(signal);
      if (!isWaiting) station.onSignal(signal, MOMENT.receiveNs);
    },
    record: image.record,
  });
  const submit = (raw: object, key = '', elapsedMs = 0) => {
    const { status, answer } = desk.submit({ ...REQUEST, ...raw }, key, {
      ...MOMENT,
      timeMs: MOMENT.timeMs + elapsedMs,
    });
    return { status, ...(JSON.parse(answer) as { outcome: string; reason?: string }) };
  };
  station.restore(image, false);
  desk.restore(image);
  for (const { index } of INSTRUMENTS) station.onTick(tickOf({ instrumentIndex: index }));
  return { image, station, desk, signals, decisions, submit };
}

describe('the operator desk', () => {
  it('makes a request a signal of the operator that the risk gate judges', () => {
    const { submit, signals, decisions } = deskOf();
    expect(submit({})).toMatchObject({ status: 200, outcome: 'approved' });
    expect(signals).toEqual([
      {
        ...{ strategyIndex: OPERATOR_STRATEGY, sequence: 1, kind: 'entry', origin: 'operator' },
        ...{ instrumentIndex: 0, side: 1, quantity: 10, limitPaise: 0, parentGroupId: 0 },
        ...{ stopOffsetPaise: 100, targetOffsetPaise: 200, secondTargetOffsetPaise: 0 },
        ...{ firstTargetShareBps: 0, trailOffsetPaise: 0, referencePaise: 10_000, strength: 1 },
        ...{ timeMs: SESSION_OPEN_MS, originReceiveNs: 9, originTickSequence: 0 },
      },
    ]);
    expect(decisions).toMatchObject([{ reason: '', quantity: 10, origin: 'operator' }]);
  });

  it('answers with the reason of the gate', () => {
    const { submit } = deskOf();
    expect(submit({ quantity: 9_000 })).toMatchObject({ status: 422, outcome: 'denied' });
    expect(submit({ kind: 'exit', quantity: 0 })).toMatchObject({ reason: 'no_position' });
  });

  it('ID-02 gives the same request under the same key the same answer, and leads to one signal', () => {
    const { submit, signals } = deskOf();
    const first = submit({}, 'k1');
    expect(submit({ side: 'long', orderType: 'MARKET' }, 'k1', 60_000)).toEqual(first);
    expect(submit({ quantity: 11 }, 'k1')).toEqual({ status: 422, outcome: 'key_reused' });
    expect(submit({}, 'has space')).toEqual({ status: 400, outcome: 'key_malformed' });
    expect(signals).toHaveLength(1);
    submit({ quantity: 12 }, 'k2');
    submit({ quantity: 13 }, 'k3');
    expect(submit({ quantity: 14 }, 'k4')).toEqual({ status: 429, outcome: 'keys_exhausted' });
  });

  it('RG-07 refuses the same content without a key within the window, and takes it after', () => {
    const { submit, signals } = deskOf();
    submit({});
    expect(submit({ side: 'b' }, '', 4_999)).toEqual({ status: 409, outcome: 'duplicate' });
    submit({}, '', 5_000);
    for (const quantity of [20, 30, 40]) submit({ quantity }, '', 5_000);
    expect(submit({ quantity: 50 }, '', 5_001)).toEqual({ status: 429, outcome: 'window_full' });
    expect(signals.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('changes nothing for a request it cannot read', () => {
    const { submit, image, signals } = deskOf();
    const before = image.log.length;
    expect(submit({ side: 'up' })).toMatchObject({ status: 400, outcome: 'malformed' });
    expect(image.log).toHaveLength(before);
    expect(signals).toEqual([]);
  });

  it('says that a request was taken while risk has not decided, and what became of it later', () => {
    const { submit, desk, signals } = deskOf(new RowImage(), { isWaiting: true });
    expect(submit({}, 'k1')).toMatchObject({ status: 202, outcome: 'taken' });
    expect(submit({}, 'k1')).toEqual({ status: 409, outcome: 'in_progress' });
    const decision = { strategyIndex: OPERATOR_STRATEGY, signalSequence: 1, reason: '' as const };
    desk.onDecision({ ...decision, strategyIndex: 0 });
    desk.onDecision({ ...decision, signalSequence: 9 });
    desk.onDecision(decision);
    desk.onDecision({ ...decision, reason: 'margin' });
    expect(submit({}, 'k1')).toMatchObject({ status: 200, outcome: 'approved' });
    expect(signals).toHaveLength(1);
  });

  it('JR-06 goes on after a restart: answers, contents in the window, and sequences', () => {
    const first = deskOf();
    const answer = first.submit({}, 'k1');
    first.submit({ quantity: 20 });
    const waiting = deskOf(first.image, { isWaiting: true });
    waiting.submit({ quantity: 30 }, 'k2');
    const second = deskOf(first.image);
    expect(second.submit({}, 'k1', 100)).toEqual(answer);
    expect(second.submit({ quantity: 20 }, '', 100)).toMatchObject({ outcome: 'duplicate' });
    // Nobody knows whether it left: it is not repeated, and its sequence is not used again.
    expect(second.submit({ quantity: 30 }, 'k2', 100)).toMatchObject({ outcome: 'in_progress' });
    expect(second.image.rows(OPERATOR_SIGNAL_ROW)).toEqual([
      { sequence: 3, timeMs: SESSION_OPEN_MS },
    ]);
    second.submit({ quantity: 40 }, '', 100);
    expect(second.signals).toMatchObject([{ sequence: 4, quantity: 40 }]);
  });
});
