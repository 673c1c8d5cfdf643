/** The limits the risk gate compares with, Plain data from the settings. */

export interface RiskLimits {
  /** Part of the capital that one entry may lose at its stop. */
  readonly riskPerTradeBps: number;
  /** Units of one order. */
  readonly maxOrderQuantity: number;
  /** Quantity × limit price of one order. */
  readonly maxOrderValuePaise: number;
  /** Units of one instrument, executed and open together. */
  readonly maxPositionQuantity: number;
  /** Value of one instrument, executed and open together, at the limit price. */
  readonly maxPositionValuePaise: number;
  /** Instruments with a position or a working intent. */
  readonly maxOpenPositions: number;
  /** Value of all positions and open entries. */
  readonly maxGrossExposurePaise: number;
  /** Largest distance of an entry's limit from the last price. */
  readonly collarBps: number;
  /** Oldest quote an entry may be priced from; also the longest silence of the feed, and the oldest signal. */
  readonly staleReferenceMs: number;
}
