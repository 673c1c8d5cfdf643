/** What a risk core is given, and the account as it shows it. */
import type { RiskEffects } from '../effects.ts';
import type { FlatSchedule } from '../instrument/flat-schedule.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import type { MarketHalt } from '../instrument/market-circuit.ts';
import type { ChargeTariff } from '../position/charge-tariff.ts';
import type { MarketHours } from '../time.ts';
import type { ArbiterOptions } from './arbiter.ts';
import type { TradingState } from './deny-reason.ts';
import type { InstrumentProfile } from './instrument-profile.ts';
import type { RangeSource } from './market-range.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { StateCause } from './trading-state.ts';

/** Circuit limits as the venue states them now, paise; 0 where it states none. */
export interface CircuitLimits {
  lowerPaise(at: InstrumentIndex): number;
  upperPaise(at: InstrumentIndex): number;
}

export interface RiskCoreOptions {
  readonly limits: RiskLimits;
  readonly capitalPaise: number;
  /** How far through the touch an entry's limit is set, so that it trades at once. */
  readonly marketableOffsetBps: number;
  readonly instruments: readonly Instrument[];
  /** The strategies whose signals are heard. */
  readonly strategies: readonly { readonly index: number }[];
  readonly hours: MarketHours;
  /** When entries end on each date. Without one they end with the session. */
  readonly flatSchedule?: FlatSchedule;
  readonly effects: RiskEffects;
  /** The kill latch; read once per signal. */
  readonly isKilled: () => boolean;
  /** Fingerprint of the settings, for the decision records. */
  readonly configSha?: string;
  /** Without one no charges are known. */
  readonly tariff?: ChargeTariff;
  /** Without it every signal is judged when it arrives. */
  readonly arbitration?: Pick<ArbiterOptions, 'windowMs' | 'maxAgeMs' | 'allowedOrigins'>;
  /** By instrument index; an instrument without one has no known profile. */
  readonly profiles?: readonly InstrumentProfile[];
  /** Without it the limits known at load time count. */
  readonly circuit?: CircuitLimits;
  /** Without it the market is never halted as a whole. */
  readonly marketHalt?: MarketHalt;
  /** Without it ranges are measured on the ticks, when the sizing method needs them. */
  readonly ranges?: RangeSource;
}

/** The account in one reading: the fields of the `RISK_STATE` record, and why trading is not active. */
export interface AccountState {
  readonly realisedPnlPaise: number;
  readonly unrealisedPnlPaise: number;
  readonly chargesPaise: number;
  /** Since the start of the session date, net of charges. */
  readonly dayPnlPaise: number;
  readonly peakEquityPaise: number;
  readonly grossExposurePaise: number;
  readonly netExposurePaise: number;
  readonly capitalPaise: number;
  readonly timeMs: number;
  readonly signals: number;
  readonly approved: number;
  /** Heard and not approved; those that wait for arbitration are among them. */
  readonly denied: number;
  readonly tradingState: TradingState;
  /** '' while active. */
  readonly tradingCause: StateCause | '';
  readonly openPositions: number;
  readonly workingIntents: number;
  readonly isKilled: boolean;
}

/** What a human may change; every change is recorded with who, why and what it was before (RG-12). */
export type RiskAction = {
  readonly actor: string;
  /** Not empty. */
  readonly reason: string;
  readonly timeMs: number;
} & (
  | { readonly kind: 'set_state'; readonly state: TradingState }
  | { readonly kind: 'clear_cause'; readonly cause: StateCause }
  | { readonly kind: 'pause_strategy' | 'enable_strategy'; readonly strategyIndex: number }
);

/**
 * '' is done. `latched_for_the_day`: only the next session date clears it. `equity_unknown`: a held instrument has no price, so the new
 * mark is not known. `nothing_to_change`: it was so already.
 */
export type RiskActionResult =
  | ''
  | 'reason_missing'
  | 'unknown_strategy'
  | 'latched_for_the_day'
  | 'equity_unknown'
  | 'nothing_to_change';
