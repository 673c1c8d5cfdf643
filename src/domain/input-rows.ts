/**
 * Rows of what the cores were given, recorded by their shells before the core sees it. `tick` is the number of ticks the thread had
 * handled by then: with it, and a recording of the ticks, a session is replayed input by input.
 */
import { defineRowKind, type RowFields } from './journal-row.ts';
import { GTT_CONDITIONS, GTT_KINDS, type GttRequest } from './order/gtt/gtt.ts';
import {
  BOOK_STATUSES,
  type OrderIntent,
  REJECT_REASONS,
  REPORT_KINDS,
  SIGNAL_KINDS,
  SIGNAL_ORIGINS,
  type Side,
  type Signal,
  type VenueReport,
} from './order/types.ts';
import { DENY_REASONS, type DenyReason, TRADING_STATES } from './risk/deny-reason.ts';
import type { RiskAction } from './risk/risk-options.ts';
import { STATE_CAUSES } from './risk/trading-state.ts';

export interface Handled {
  readonly tick: number;
}

/** One start of the engine. */
export interface SessionRow {
  readonly account: string;
  readonly mode: string;
  /** Indian date by the wall clock, and starts on it before this one. */
  readonly date: string;
  readonly epoch: number;
  readonly tagPrefix: number;
  readonly startWallMs: number;
  readonly configSha: string;
  readonly version: string;
  /** `exchange:symbol` by instrument index, and strategy ids by strategy index: rows name both by number. */
  readonly instruments: readonly string[];
  readonly strategies: readonly string[];
}

export const SESSION_ROW = defineRowKind<SessionRow>({
  kind: 'session',
  version: 1,
  fields: {
    account: 'text',
    mode: 'text',
    date: 'text',
    epoch: 'int',
    tagPrefix: 'int',
    startWallMs: 'int',
    configSha: 'text',
    version: 'text',
    instruments: 'texts',
    strategies: 'texts',
  },
  keyOf: () => 'last',
});

export interface ClockRow extends Handled {
  readonly timeMs: number;
}

/** Session time the order core had reached, now and then, so that a restart knows where the day was left. */
export const CLOCK_ROW = defineRowKind<ClockRow>({
  kind: 'clock',
  version: 1,
  fields: { timeMs: 'int', tick: 'int' },
  keyOf: () => 'last',
});

const PLAN_FIELDS = {
  stopOffsetPaise: 'int',
  targetOffsetPaise: 'int',
  secondTargetOffsetPaise: 'int',
  firstTargetShareBps: 'int',
  trailOffsetPaise: 'int',
} as const;

const SIGNAL_FIELDS: RowFields<Signal> = {
  strategyIndex: 'int',
  sequence: 'int',
  kind: SIGNAL_KINDS,
  origin: SIGNAL_ORIGINS,
  instrumentIndex: 'int',
  side: 'int',
  quantity: 'int',
  limitPaise: 'int',
  parentGroupId: 'int',
  referencePaise: 'int',
  strength: 'number',
  timeMs: 'int',
  originReceiveNs: 'number',
  originTickSequence: 'int',
  ...PLAN_FIELDS,
};

/** A signal as risk took it. */
export interface SignalRow extends Signal, Handled {
  /** Receive clock when it was taken, ns since engine start. */
  readonly nowNs: number;
}

export const SIGNAL_ROW = defineRowKind<SignalRow>({
  kind: 'signal',
  version: 1,
  fields: { ...SIGNAL_FIELDS, tick: 'int', nowNs: 'number' },
});

export interface IntentRow extends OrderIntent, Handled {}

/** An approved intent as the order core took it. */
export const INTENT_ROW = defineRowKind<IntentRow>({
  kind: 'intent',
  version: 1,
  fields: {
    intentId: 'int',
    strategyIndex: 'int',
    kind: SIGNAL_KINDS,
    origin: SIGNAL_ORIGINS,
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    limitPaise: 'int',
    parentGroupId: 'int',
    timeMs: 'int',
    originReceiveNs: 'number',
    ...PLAN_FIELDS,
    tick: 'int',
  },
});

export interface ReportRow extends VenueReport, Handled {
  /** Rows of the same book before this report that said nothing new and are not recorded. */
  readonly skipped: number;
}

/** A venue report as the order core took it, just as it came. */
export const REPORT_ROW = defineRowKind<ReportRow>({
  kind: 'report',
  version: 1,
  fields: {
    kind: REPORT_KINDS,
    orderId: 'int',
    tagPrefix: 'int',
    queryId: 'int',
    venueOrderId: 'int',
    bookStatus: [...BOOK_STATUSES, ''],
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    limitPaise: 'int',
    triggerPaise: 'int',
    cumulativeQuantity: 'int',
    cumulativeValuePaise: 'int',
    fillQuantity: 'int',
    fillPaise: 'int',
    reason: [...REJECT_REASONS, ''],
    timeMs: 'int',
    tick: 'int',
    skipped: 'int',
  },
});

/** A fill, or the correction of one's value, on its way from the order core to risk. It is remembered until risk says that it has booked it. */
export interface FillRow {
  /** That of the order event. */
  readonly sequence: number;
  readonly orderId: number;
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  readonly side: Side;
  /** Of the order, in all. */
  readonly filledQuantity: number;
  /** 0: `fillValuePaise` corrects the value of earlier fills. */
  readonly fillQuantity: number;
  readonly fillValuePaise: number;
  readonly timeMs: number;
}

export const FILL_ROW = defineRowKind<FillRow>({
  kind: 'fill',
  version: 1,
  fields: {
    sequence: 'int',
    orderId: 'int',
    strategyIndex: 'int',
    instrumentIndex: 'int',
    side: 'int',
    filledQuantity: 'int',
    fillQuantity: 'int',
    fillValuePaise: 'int',
    timeMs: 'int',
  },
  keyOf: (row) => row.sequence,
});

/** Order events that risk took together: all up to `sequence`; and which of them have a fill row. */
export interface EventsRow extends Handled {
  readonly sequence: number;
  readonly fills: readonly number[];
}

export const EVENTS_ROW = defineRowKind<EventsRow>({
  kind: 'events_taken',
  version: 1,
  fields: { sequence: 'int', fills: 'numbers', tick: 'int' },
  forgets: ({ fills }) => fills.map((key) => ({ kind: FILL_ROW.kind, key })),
});

/** Risk's answer to a request of the GTT book, as the order core took it. */
export interface AnswerRow extends Handled {
  readonly strategyIndex: number;
  readonly signalSequence: number;
  readonly reason: DenyReason | '';
  readonly timeMs: number;
}

export const ANSWER_ROW = defineRowKind<AnswerRow>({
  kind: 'answer',
  version: 1,
  fields: {
    strategyIndex: 'int',
    signalSequence: 'int',
    reason: [...DENY_REASONS, ''],
    timeMs: 'int',
    tick: 'int',
  },
});

/** The end of a round of signals: arbitration decides. */
export const ROUND_ROW = defineRowKind<ClockRow>({
  kind: 'round',
  version: 1,
  fields: { timeMs: 'int', tick: 'int' },
});

/** A timer of the clock, while no tick carried the time. `core`: whose. */
export interface TimerRow extends ClockRow {
  readonly core: 'risk' | 'orders';
}

export const TIMER_ROW = defineRowKind<TimerRow>({
  kind: 'timer',
  version: 1,
  fields: { core: ['risk', 'orders'], timeMs: 'int', tick: 'int' },
});

/** Close of the day before of an index that the market-wide circuit breaker goes by. */
export interface PreviousCloseRow extends Handled {
  readonly instrumentIndex: number;
  readonly closePaise: number;
}

export const PREVIOUS_CLOSE_ROW = defineRowKind<PreviousCloseRow>({
  kind: 'previous_close',
  version: 1,
  fields: { instrumentIndex: 'int', closePaise: 'int', tick: 'int' },
});

export const OPERATOR_ACTIONS = [
  'kill',
  'reset_kill',
  'pause',
  'resume',
  'flatten',
  'clear_latch',
  'recover',
  'journal_failed',
  'reconciled',
  'unreconciled',
  'clock_fault',
] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** What a human, or a rule that acts for one, asked for; who and why. */
export interface OperatorRow extends ClockRow {
  readonly core: 'risk' | 'orders';
  readonly action: OperatorAction;
  readonly actor: string;
  readonly reason: string;
}

export const OPERATOR_ROW = defineRowKind<OperatorRow>({
  kind: 'operator',
  version: 1,
  fields: {
    core: ['risk', 'orders'],
    action: OPERATOR_ACTIONS,
    actor: 'text',
    reason: 'text',
    timeMs: 'int',
    tick: 'int',
  },
});

const RISK_ACTIONS = ['set_state', 'clear_cause', 'pause_strategy', 'enable_strategy'] as const;

/** What a human asked of the risk core; '' and −1 where the action has no such field. */
export interface RiskActionRow extends ClockRow {
  readonly kind: RiskAction['kind'];
  readonly state: string;
  readonly cause: string;
  readonly strategyIndex: number;
  readonly actor: string;
  readonly reason: string;
}

export const RISK_ACTION_ROW = defineRowKind<RiskActionRow>({
  kind: 'risk_action',
  version: 1,
  fields: {
    kind: RISK_ACTIONS,
    state: [...TRADING_STATES, ''],
    cause: [...STATE_CAUSES, ''],
    strategyIndex: 'int',
    actor: 'text',
    reason: 'text',
    timeMs: 'int',
    tick: 'int',
  },
});

export const GTT_ACTIONS = ['create', 'cancel', 'resume'] as const;
export type GttAction = (typeof GTT_ACTIONS)[number];

/** What a human asked of the GTT book. `gttId` is 0 for a new one; of the others only `gttId` says something. */
export interface GttRequestRow extends GttRequest, ClockRow {
  readonly action: GttAction;
  readonly gttId: number;
  readonly actor: string;
  readonly reason: string;
}

export const GTT_REQUEST_ROW = defineRowKind<GttRequestRow>({
  kind: 'gtt_request',
  version: 1,
  fields: {
    action: GTT_ACTIONS,
    gttId: 'int',
    kind: GTT_KINDS,
    instrumentIndex: 'int',
    side: 'int',
    quantity: 'int',
    condition: GTT_CONDITIONS,
    triggerPaise: 'int',
    limitPaise: 'int',
    otherTriggerPaise: 'int',
    otherLimitPaise: 'int',
    lastDay: 'int',
    ...PLAN_FIELDS,
    actor: 'text',
    reason: 'text',
    timeMs: 'int',
    tick: 'int',
  },
});
