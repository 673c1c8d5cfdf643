/** Records of the last-value tables: one slot per instrument (or one slot in all), overwritten in place. */
import { defineLayout } from '../layout.ts';

/** The market as last published: ingest writes, publish reads. 384 bytes. */
export const MARKET_STATE = defineLayout('market-state', 1, 384, {
  exchangeTimeMs: 'f64',
  receiveTimeNs: 'f64',
  volume: 'f64',
  openInterest: 'f64',
  totalBuyQuantity: 'f64',
  totalSellQuantity: 'f64',
  lastPaise: 'i32',
  lastQuantity: 'i32',
  averagePaise: 'i32',
  openPaise: 'i32',
  highPaise: 'i32',
  lowPaise: 'i32',
  /** Previous session's close. */
  closePaise: 'i32',
  lowerCircuitPaise: 'i32',
  upperCircuitPaise: 'i32',
  /** 0 until the first tick of the instrument is published. */
  isSeen: 'u32',
  bidPaise0: 'i32',
  bidQuantity0: 'i32',
  bidOrders0: 'i32',
  bidPaise1: 'i32',
  bidQuantity1: 'i32',
  bidOrders1: 'i32',
  bidPaise2: 'i32',
  bidQuantity2: 'i32',
  bidOrders2: 'i32',
  bidPaise3: 'i32',
  bidQuantity3: 'i32',
  bidOrders3: 'i32',
  bidPaise4: 'i32',
  bidQuantity4: 'i32',
  bidOrders4: 'i32',
  askPaise0: 'i32',
  askQuantity0: 'i32',
  askOrders0: 'i32',
  askPaise1: 'i32',
  askQuantity1: 'i32',
  askOrders1: 'i32',
  askPaise2: 'i32',
  askQuantity2: 'i32',
  askOrders2: 'i32',
  askPaise3: 'i32',
  askQuantity3: 'i32',
  askOrders3: 'i32',
  askPaise4: 'i32',
  askQuantity4: 'i32',
  askOrders4: 'i32',
  /** Session time at which quarantine ends; meaningful while `quarantineReason` is not 0. */
  quarantineUntilMs: 'f64',
  /** Drop code that put the instrument into quarantine; 0 when it is not. */
  quarantineReason: 'u32',
  reserved1: 'u32',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
  reserved6: 'f64',
  reserved7: 'f64',
  reserved8: 'f64',
  reserved9: 'f64',
  reserved10: 'f64',
  reserved11: 'f64',
  reserved12: 'f64',
  reserved13: 'f64',
  reserved14: 'f64',
  reserved15: 'f64',
  reserved16: 'f64',
  reserved17: 'f64',
  reserved18: 'f64',
  reserved19: 'f64',
  reserved20: 'f64',
  reserved21: 'f64',
});

/** One netted position: risk writes, publish reads. Money is paise in f64 integers below 2^53. */
export const POSITION_STATE = defineLayout('position-state', 2, 64, {
  realisedPnlPaise: 'f64',
  unrealisedPnlPaise: 'f64',
  /** Σ |fill quantity| × price of the session, paise. */
  turnoverPaise: 'f64',
  timeMs: 'f64',
  /** Signed units. */
  netQuantity: 'i32',
  averagePaise: 'i32',
  lastPaise: 'i32',
  fillCount: 'u32',
  /** Charges of the session, paise. */
  chargesPaise: 'f64',
  /** Units of the position that a live stop covers. */
  protectedQuantity: 'i32',
  reserved0: 'u32',
});

/** Account-wide risk state, one slot: risk writes, publish reads. */
export const RISK_STATE = defineLayout('risk-state', 2, 128, {
  realisedPnlPaise: 'f64',
  unrealisedPnlPaise: 'f64',
  /** Σ |net quantity| × last price. */
  grossExposurePaise: 'f64',
  netExposurePaise: 'f64',
  capitalPaise: 'f64',
  timeMs: 'f64',
  signals: 'f64',
  approved: 'f64',
  denied: 'f64',
  /** 1 + index into `TRADING_STATES`. */
  tradingState: 'u32',
  openPositions: 'u32',
  workingIntents: 'u32',
  isKilled: 'u32',
  chargesPaise: 'f64',
  /** Profit and loss of the session date, charges taken off. */
  dayPnlPaise: 'f64',
  /** Highest equity seen; the drawdown is measured from it. */
  peakEquityPaise: 'f64',
  /** 1 + index into `STATE_CAUSES`; 0 while trading is active. */
  tradingCause: 'u32',
  reserved0: 'u32',
  reserved1: 'f64',
});

/** The session clock, one slot: session time at a receive stamp, and how fast it runs. Ingest writes; nothing before it is known. */
export const SESSION_TIME = defineLayout('session-time', 1, 64, {
  /** Epoch milliseconds. */
  sessionMs: 'f64',
  /** Nanoseconds since engine start. */
  atNs: 'f64',
  /** Exchange seconds per second. */
  speed: 'f64',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
});
