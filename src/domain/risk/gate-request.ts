/** What the gates look at: one signal and the account as it stands, gathered once per signal by the risk core. */
import type { CircuitState } from '../instrument/circuit-states.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Signal } from '../order/types.ts';
import type { TradingState } from './deny-reason.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { StrategyState } from './rows.ts';

/** Asked when a signal arrives, before it waits for others of its round. */
export interface ArrivalRequest {
  readonly signal: Signal;
  readonly isStrategyKnown: boolean;
  readonly strategyState: StrategyState;
  /** Sequence of the newest signal of the strategy before this one. */
  readonly lastSequence: number;
}

/** A loss and the loss at which it is latched. */
export interface LossReading {
  readonly isLatched: boolean;
  readonly lossPaise: number;
  readonly limitPaise: number;
}

/** The part known before an order is priced and sized. */
export interface AdmissionRequest {
  readonly signal: Signal;
  readonly limits: RiskLimits;
  readonly instrument: Instrument | undefined;
  readonly isKilled: boolean;
  readonly dailyLoss: LossReading;
  readonly dailyDrawdown: LossReading;
  readonly totalDrawdown: LossReading;
  /** Instruments without a price that are held, by us or by others in this account, or in which others have orders without a limit. */
  readonly unpricedPositions: number;
  readonly tradingState: TradingState;
  readonly isRestricted: boolean;
  readonly isSessionOpen: boolean;
  /** Before the last moment for entries of the date (SE-03). */
  readonly isEntryWindowOpen: boolean;
  readonly isMarketHalted: boolean;
  readonly circuitState: CircuitState;
  /** Age of the quote, of the feed or of the signal, whichever is highest. */
  readonly referenceAgeMs: number;
  /** Executed and open units of the instrument, ours and others', all taken positive. */
  readonly committedQuantity: number;
  /** True while the strategy holds the instrument or has an order or an unanswered intent there. */
  readonly isStrategyBusy: boolean;
  /** True while anybody has, somebody outside of this engine too. */
  readonly isInstrumentBusy: boolean;
  /** Units that an exit of this strategy on this side could close, and that an oco could protect. */
  readonly closableQuantity: number;
  readonly unprotectedQuantity: number;
  /** Instruments with a position, a working intent, or something of others (RG-02, OL-12). */
  readonly busyInstruments: number;
  readonly isProfileKnown: boolean;
}

/** Orders used of one window, and how many entries find room in it. */
export interface RateReading {
  readonly used: number;
  readonly limit: number;
}

/** A value that counts against a share of the exposure, before this order. */
export interface ExposureReading {
  readonly usedPaise: number;
  readonly limitPaise: number;
}

/** An entry with a price and a size. All used amounts are those before it. */
export interface OrderRequest {
  readonly signal: Signal;
  readonly limits: RiskLimits;
  readonly instrument: Instrument;
  /** Last price. */
  readonly referencePaise: number;
  readonly limitPaise: number;
  readonly lowerCircuitPaise: number;
  readonly upperCircuitPaise: number;
  readonly isSizeKnown: boolean;
  /** Lots the risk fraction allows; not rounded. */
  readonly riskLots: number;
  readonly quantity: number;
  /** Orders it will be cut into. */
  readonly orders: number;
  readonly freezeRoom: number;
  readonly committedQuantity: number;
  /** Open entries alone, and positions and open entries together; what others have in this account counts too (RG-02, OL-12). */
  readonly openValue: ExposureReading;
  readonly grossExposure: ExposureReading;
  readonly instrumentExposure: ExposureReading;
  readonly sectorExposure: ExposureReading;
  readonly strategyExposure: ExposureReading;
  readonly margin: ExposureReading;
  readonly marginPaise: number;
  readonly heat: ExposureReading;
  /** Units of the average daily volume a position may have; Infinity where the volume is not known. */
  readonly volumeRoom: number;
  /** By window: second, minute, hour. */
  readonly accountRate: readonly RateReading[];
  readonly strategyRate: readonly RateReading[];
  /** Identical entries that are live or were approved within the window. */
  readonly duplicates: number;
  /** Limit of an own resting order it could trade against; 0 for none. */
  readonly conflictPaise: number;
}
