/** What others hold and may still trade of one instrument in this account (OL-12): from the order watch to risk, whenever it changed. */

export interface ExternalExposure {
  readonly instrumentIndex: number;
  /** Units of orders that are not ours and may still fill. */
  readonly buyQuantity: number;
  readonly sellQuantity: number;
  /** Of those with a limit, leaves times limit, paise. */
  readonly buyValuePaise: number;
  readonly sellValuePaise: number;
  /** Of those without one. */
  readonly unpricedBuyQuantity: number;
  readonly unpricedSellQuantity: number;
  /** Signed units that our books do not have: what no order explains, and fills of those orders that no book of positions has shown yet. */
  readonly heldQuantity: number;
  /** Session time of the change. */
  readonly timeMs: number;
}

/** Field by field, whatever the time. */
export function isSameExposure(one: ExternalExposure, other: ExternalExposure): boolean {
  return (
    one.instrumentIndex === other.instrumentIndex &&
    one.buyQuantity === other.buyQuantity &&
    one.sellQuantity === other.sellQuantity &&
    one.buyValuePaise === other.buyValuePaise &&
    one.sellValuePaise === other.sellValuePaise &&
    one.unpricedBuyQuantity === other.unpricedBuyQuantity &&
    one.unpricedSellQuantity === other.unpricedSellQuantity &&
    one.heldQuantity === other.heldQuantity
  );
}

export function noExposure(instrumentIndex: number): ExternalExposure {
  return {
    instrumentIndex,
    buyQuantity: 0,
    sellQuantity: 0,
    buyValuePaise: 0,
    sellValuePaise: 0,
    unpricedBuyQuantity: 0,
    unpricedSellQuantity: 0,
    heldQuantity: 0,
    timeMs: 0,
  };
}
