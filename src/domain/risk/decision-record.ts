/** The record of one decision: the gates in order with what they measured, the features, the size and the reason. Pure; risk core. */
import { intentIdOf, type Signal } from '../order/types.ts';
import type { Decision, DenyReason } from './deny-reason.ts';
import type { GateTrail } from './gate.ts';
import type { RiskState } from './risk-state.ts';
import type { DecisionRow } from './rows.ts';

/** 0 and 0 where the signal was refused before it was priced and sized. */
export interface PricedSize {
  readonly quantity: number;
  readonly limitPaise: number;
}

/** What the numbers of `DecisionRow.features` are, by place. */
export const FEATURE_NAMES = [
  'last_paise',
  'bid_paise',
  'ask_paise',
  'quote_age_ms',
  'atr_paise',
  'volatility_bps',
  'committed_quantity',
  'pnl_paise',
  'busy_instruments',
] as const;

export interface Answer extends PricedSize {
  readonly signal: Signal;
  readonly trail: GateTrail;
  /** Intent of the signal that stands for this one; 0 for none. */
  readonly mergedIntoId: number;
}

export function decisionOf(answer: Answer, timeMs: number): Decision {
  const { signal, trail, quantity, limitPaise } = answer;
  return {
    strategyIndex: signal.strategyIndex,
    signalSequence: signal.sequence,
    kind: signal.kind,
    origin: signal.origin,
    instrumentIndex: signal.instrumentIndex,
    side: signal.side,
    reason: trail.reason,
    quantity,
    limitPaise,
    strength: signal.strength,
    measured: trail.decidingMeasured,
    limit: trail.decidingLimit,
    timeMs,
  };
}

export function decisionRowOf(answer: Answer, state: RiskState, configSha: string): DecisionRow {
  const { signal, trail, quantity, limitPaise, mergedIntoId } = answer;
  const reason: DenyReason | '' = trail.reason;
  return {
    intentId: intentIdOf(signal.strategyIndex, signal.sequence),
    strategyIndex: signal.strategyIndex,
    signalSequence: signal.sequence,
    kind: signal.kind,
    origin: signal.origin,
    instrumentIndex: signal.instrumentIndex,
    side: signal.side,
    reason,
    mergedIntoId,
    gates: trail.gates,
    measured: trail.measured,
    limits: trail.limits,
    featureNames: FEATURE_NAMES,
    features: featuresOf(signal, state),
    strength: signal.strength,
    quantity,
    limitPaise,
    referencePaise: signal.referencePaise,
    stopOffsetPaise: signal.stopOffsetPaise,
    targetOffsetPaise: signal.targetOffsetPaise,
    tradingState: state.states.state,
    configSha,
    originTickSequence: signal.originTickSequence,
    tickSequence: state.tickSequence,
    eventSequence: state.eventSequence,
    timeMs: state.timeMs,
  };
}

/** By `FEATURE_NAMES`; none for an instrument there is not. */
function featuresOf(signal: Signal, state: RiskState): readonly number[] {
  const { quotes, exposure, equity, timeMs } = state;
  const at = signal.instrumentIndex;
  if (!(at >= 0 && at < quotes.instrumentCount)) return [];
  return [
    quotes.lastPaise(at),
    quotes.bidPaise(at),
    quotes.askPaise(at),
    timeMs - quotes.timeMs(at),
    state.atrPaise(at),
    state.volatilityBps(at),
    exposure.committedQuantity(at),
    equity.pnlPaise,
    exposure.busyInstruments,
  ];
}
