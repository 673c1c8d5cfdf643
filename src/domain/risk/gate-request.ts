/** What the gates look at: one signal and the account as it stands, gathered once per signal by the risk core. */
import type { Instrument } from '../instrument/instrument.ts';
import type { Signal } from '../order/types.ts';
import type { TradingState } from './deny-reason.ts';
import type { RiskLimits } from './risk-limits.ts';

/** The part known before an order is priced and sized. */
export interface AdmissionRequest {
  readonly signal: Signal;
  readonly limits: RiskLimits;
  readonly instrument: Instrument | undefined;
  readonly isKilled: boolean;
  readonly tradingState: TradingState;
  readonly isStrategyKnown: boolean;
  /** Sequence of the newest signal of the strategy before this one. */
  readonly lastSequence: number;
  readonly isSessionOpen: boolean;
  /** Age of the quote, of the feed or of the signal, whichever is highest. */
  readonly referenceAgeMs: number;
  /** Executed and open units of the instrument, both taken positive. */
  readonly committedQuantity: number;
  /** True while an order of the instrument is live or unanswered, even when nothing is committed. */
  readonly isInstrumentBusy: boolean;
  /** Units that an exit of this strategy on this side could close. */
  readonly closableQuantity: number;
  /** Instruments with a position or a working intent (RG-02). */
  readonly busyInstruments: number;
}

/** An entry with a price and a size. */
export interface OrderRequest {
  readonly limits: RiskLimits;
  readonly instrument: Instrument;
  /** Last price. */
  readonly referencePaise: number;
  readonly limitPaise: number;
  /** Lots the risk fraction allows; not rounded. */
  readonly riskLots: number;
  readonly quantity: number;
  readonly committedQuantity: number;
  /** Value of all positions and open entries (RG-02). */
  readonly grossExposurePaise: number;
}
