/** The limits the risk gate compares with, plain data from the settings; `config/risk-limits.yaml` says what each value is for. */
import type { MessageRate } from './message-throttle.ts';

export const SIZING_METHODS = ['fixed_fractional', 'atr', 'volatility'] as const;
export type SizingMethod = (typeof SIZING_METHODS)[number];

export const PRODUCTS = ['intraday', 'delivery'] as const;
export type Product = (typeof PRODUCTS)[number];

/** Shares named `…Bps` are basis points. Value limits count executed, open and unconfirmed together (RG-02). */
export interface RiskLimits {
  readonly sizing: SizingMethod;
  /** Part of the capital that one entry may lose at its stop. */
  readonly riskPerTradeBps: number;
  /** `atr` sizing: an entry is sized as if its stop were at least this many average true ranges away. */
  readonly sizingAtrMultiple: number;
  /** `volatility` sizing: the size shrinks in proportion when a bar's volatility is above this. */
  readonly sizingVolatilityBps: number;
  /** Bars that range and volatility are measured on. */
  readonly sizingBarSeconds: number;

  /** Units of one order. */
  readonly maxOrderQuantity: number;
  /** Quantity × limit price of one order. */
  readonly maxOrderValuePaise: number;
  /** Value of all entries that are approved and not executed. */
  readonly maxOpenValuePaise: number;
  /** Orders that an entry above the freeze quantity may be cut into. */
  readonly maxSlices: number;
  /** Units of one instrument. */
  readonly maxPositionQuantity: number;
  /** Value of one instrument, at the limit price. */
  readonly maxPositionValuePaise: number;
  /** Instruments with a position or a working intent. */
  readonly maxOpenPositions: number;
  /** Value of all positions and open entries. */
  readonly maxGrossExposurePaise: number;

  /** Largest distance of an entry's limit from the last price. */
  readonly collarBps: number;
  /** Oldest quote an entry may be priced from; also the longest silence of the feed, and the oldest signal. */
  readonly staleReferenceMs: number;

  /** Place, modify and cancel together, account-wide; entries leave `exitReserveBps` of every window free (RG-05). */
  readonly maxMessagesPerSecond: number;
  readonly maxMessagesPerMinute: number;
  readonly maxMessagesPerHour: number;
  readonly exitReserveBps: number;
  /** Entry orders of one strategy. */
  readonly maxStrategyOrdersPerSecond: number;
  readonly maxStrategyOrdersPerMinute: number;
  readonly maxStrategyOrdersPerHour: number;
  /** Round trips of one strategy in one instrument within the window; one more disables the strategy (RG-06). */
  readonly maxRoundTrips: number;
  readonly roundTripWindowMs: number;
  /** An identical entry is refused for this long after the first (RG-07). At most an hour. */
  readonly duplicateWindowMs: number;

  readonly product: Product;
  /** Margin as a part of the value; of an option sold: of strike × quantity. An option bought costs its premium. */
  readonly marginIntradayBps: number;
  readonly marginDeliveryBps: number;
  readonly marginFutureBps: number;
  readonly marginOptionSellBps: number;
  /** Part of the equity that may be bound as margin. */
  readonly maxMarginUseBps: number;

  /** Σ open risk to stops, of the capital. */
  readonly maxHeatBps: number;
  /** Of the equity at the start of the day, of the highest of the day, and of the highest ever. */
  readonly maxDailyLossBps: number;
  readonly maxDailyDrawdownBps: number;
  readonly maxTotalDrawdownBps: number;
  /** Whether a latched loss also asks for everything to be closed. */
  readonly flattenOnLoss: boolean;

  /** Shares of `maxGrossExposurePaise`. */
  readonly maxInstrumentShareBps: number;
  readonly maxSectorShareBps: number;
  readonly maxStrategyShareBps: number;
  /** Position as a part of the average daily volume. */
  readonly maxVolumeShareBps: number;
  /** What to do about an instrument without sector or daily volume. */
  readonly unknownProfile: 'allow' | 'deny';
  /** Names like `NSE:SBIN-EQ` that are not traded. */
  readonly restricted: readonly string[];
}

/** What the account may send in all. */
export function accountRate(limits: RiskLimits): MessageRate {
  return {
    perSecond: limits.maxMessagesPerSecond,
    perMinute: limits.maxMessagesPerMinute,
    perHour: limits.maxMessagesPerHour,
    exitReserveBps: limits.exitReserveBps,
  };
}

/** What one strategy may open; its limits count entries alone, so nothing is reserved. */
export function strategyRate(limits: RiskLimits): MessageRate {
  return {
    perSecond: limits.maxStrategyOrdersPerSecond,
    perMinute: limits.maxStrategyOrdersPerMinute,
    perHour: limits.maxStrategyOrdersPerHour,
    exitReserveBps: 0,
  };
}
