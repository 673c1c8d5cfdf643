/**
 * Where a feed's decoder leaves a packet: one reused `Float64Array`, a cell per field. The decoder writes it, the validator and the
 * publisher read it before the next packet is decoded. Fields a packet does not carry are 0.
 */

export const DEPTH_LEVELS = 5;

export const DECODED = {
  /** `STREAM_MODES` number of the packet: 1 LTP, 2 Quote, 3 SnapQuote. */
  mode: 0,
  /** Epoch milliseconds. */
  exchangeTimeMs: 1,
  /** Venue sequence number; 0 when it means nothing (indices). */
  sequence: 2,
  lastPaise: 3,
  lastQuantity: 4,
  averagePaise: 5,
  volume: 6,
  totalBuyQuantity: 7,
  totalSellQuantity: 8,
  openPaise: 9,
  highPaise: 10,
  lowPaise: 11,
  closePaise: 12,
  openInterest: 13,
  lowerCircuitPaise: 14,
  upperCircuitPaise: 15,
  /** Five levels of (price, quantity, orders), best first. */
  bids: 16,
  /** Five levels of (price, quantity, orders), best first. */
  asks: 31,
} as const;

/** Cells of one depth level: price in paise, quantity in units, number of orders. */
export const DEPTH_CELLS = 3;

export const DECODED_CELLS = 46;
