/** What the risk gate keeps in the journal. The risk core records these rows. */
import { defineRowKind } from '../journal-row.ts';
import {
  SIGNAL_KINDS,
  SIGNAL_ORIGINS,
  type SignalKind,
  type SignalOrigin,
} from '../order/types.ts';
import { DENY_REASONS, type DenyReason, TRADING_STATES, type TradingState } from './deny-reason.ts';

/** The account after a change: trading state, session date, profit marks and latches. Profits are net of charges, in paise. */
export interface AccountRow {
  /** By `STATE_CAUSES`: index into `TRADING_STATES` that the cause asks for. */
  readonly states: readonly number[];
  /** Number of the Indian day; 0 before the first time. */
  readonly sessionDay: number;
  /** False until every held instrument had a price on that day: the day's start is not known before. */
  readonly isDayStarted: boolean;
  readonly dayStartPaise: number;
  readonly dayPeakPaise: number;
  readonly peakPaise: number;
  /** The loss that set the latch; 0 while it is not set. By `LATCHES`. */
  readonly latchedPaise: readonly number[];
  /** Signals of strategies that are not configured. */
  readonly unknownSignals: number;
  readonly timeMs: number;
}

export const ACCOUNT_ROW = defineRowKind<AccountRow>({
  kind: 'account',
  version: 1,
  fields: {
    states: 'numbers',
    sessionDay: 'int',
    isDayStarted: 'flag',
    dayStartPaise: 'int',
    dayPeakPaise: 'int',
    peakPaise: 'int',
    latchedPaise: 'numbers',
    unknownSignals: 'int',
    timeMs: 'int',
  },
  keyOf: () => 'account',
});

export const STRATEGY_STATES = ['enabled', 'paused', 'disabled'] as const;
export type StrategyState = (typeof STRATEGY_STATES)[number];

/** One strategy as the gate knows it. `paused` by an operator, `disabled` by RG-06. */
export interface StrategyRiskRow {
  readonly strategyIndex: number;
  readonly state: StrategyState;
  readonly lastSequence: number;
  readonly signals: number;
  readonly approved: number;
}

export const STRATEGY_RISK_ROW = defineRowKind<StrategyRiskRow>({
  kind: 'strategy_risk',
  version: 1,
  fields: {
    strategyIndex: 'int',
    state: STRATEGY_STATES,
    lastSequence: 'int',
    signals: 'int',
    approved: 'int',
  },
  keyOf: ({ strategyIndex }) => strategyIndex,
});

/** Times of the round trips of one strategy in one instrument that count for RG-06. */
export interface RoundTripsRow {
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  readonly timesMs: readonly number[];
}

const INSTRUMENTS_PER_STRATEGY = 2 ** 20;

export const ROUND_TRIPS_ROW = defineRowKind<RoundTripsRow>({
  kind: 'round_trips',
  version: 1,
  fields: { strategyIndex: 'int', instrumentIndex: 'int', timesMs: 'numbers' },
  keyOf: ({ strategyIndex, instrumentIndex }) =>
    strategyIndex * INSTRUMENTS_PER_STRATEGY + instrumentIndex,
});

/**
 * One approved entry. The slots are used in turn, as many as the account may have entries in an hour, so the rate and duplicate windows are
 * rebuilt from them exactly.
 */
export interface ApprovalRow {
  readonly slot: number;
  /** Approvals before it. */
  readonly ordinal: number;
  readonly intentId: number;
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  readonly side: number;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly stopOffsetPaise: number;
  /** Orders it is cut into. */
  readonly orders: number;
  readonly timeMs: number;
}

export const APPROVAL_ROW = defineRowKind<ApprovalRow>({
  kind: 'approval',
  version: 1,
  fields: {
    slot: 'int',
    ordinal: 'int',
    intentId: 'int',
    strategyIndex: 'int',
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    limitPaise: 'int',
    stopOffsetPaise: 'int',
    orders: 'int',
    timeMs: 'int',
  },
  keyOf: ({ slot }) => slot,
});

/**
 * The answer to one signal and how it came about. The gates stand in the order in which they were asked, the one that refused last. A second
 * row of the same signal with `order_path_full` takes the first one back.
 */
export interface DecisionRow {
  /** Also the intent and the group, when approved. */
  readonly intentId: number;
  readonly strategyIndex: number;
  readonly signalSequence: number;
  readonly kind: SignalKind;
  readonly origin: SignalOrigin;
  readonly instrumentIndex: number;
  readonly side: number;
  readonly reason: DenyReason | '';
  /** Intent of the signal that stands for this one; 0 for none. */
  readonly mergedIntoId: number;
  readonly gates: readonly string[];
  readonly measured: readonly number[];
  readonly limits: readonly number[];
  readonly featureNames: readonly string[];
  readonly features: readonly number[];
  readonly strength: number;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly referencePaise: number;
  readonly stopOffsetPaise: number;
  readonly targetOffsetPaise: number;
  readonly tradingState: TradingState;
  readonly configSha: string;
  /** Tick of the tick ring that caused the signal, and the newest the gate had seen. */
  readonly originTickSequence: number;
  readonly tickSequence: number;
  /** Newest order event the gate had seen: with the tick, the state it judged by (RG-13). */
  readonly eventSequence: number;
  readonly timeMs: number;
}

export const DECISION_ROW = defineRowKind<DecisionRow>({
  kind: 'decision',
  version: 1,
  fields: {
    intentId: 'int',
    strategyIndex: 'int',
    signalSequence: 'int',
    kind: SIGNAL_KINDS,
    origin: SIGNAL_ORIGINS,
    instrumentIndex: 'int',
    side: 'int',
    reason: [...DENY_REASONS, ''],
    mergedIntoId: 'int',
    gates: 'texts',
    measured: 'numbers',
    limits: 'numbers',
    featureNames: 'texts',
    features: 'numbers',
    strength: 'number',
    quantity: 'int',
    limitPaise: 'int',
    referencePaise: 'int',
    stopOffsetPaise: 'int',
    targetOffsetPaise: 'int',
    tradingState: TRADING_STATES,
    configSha: 'text',
    originTickSequence: 'int',
    tickSequence: 'int',
    eventSequence: 'int',
    timeMs: 'int',
  },
});

/** A limit loosened or tightened by hand, or a state set by a rule: what it was, what it is, who and why (RG-12). */
export interface RiskChangeRow {
  readonly action: string;
  readonly target: string;
  readonly previous: string;
  readonly next: string;
  readonly actor: string;
  readonly reason: string;
  readonly timeMs: number;
}

export const RISK_CHANGE_ROW = defineRowKind<RiskChangeRow>({
  kind: 'risk_change',
  version: 1,
  fields: {
    action: 'text',
    target: 'text',
    previous: 'text',
    next: 'text',
    actor: 'text',
    reason: 'text',
    timeMs: 'int',
  },
});
