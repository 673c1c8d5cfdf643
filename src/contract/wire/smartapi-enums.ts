/** Closed lists of SmartAPI fields. Client and simulator. */

/** A stop order has the variety STOPLOSS. ROBO is not sent by us; AMO is refused by the live server. */
export const VARIETIES = ['NORMAL', 'STOPLOSS', 'ROBO'] as const;
export type Variety = (typeof VARIETIES)[number];

export const TRANSACTION_TYPES = ['BUY', 'SELL'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export const ORDER_TYPES = ['LIMIT', 'MARKET', 'STOPLOSS_LIMIT', 'STOPLOSS_MARKET'] as const;
export type WireOrderType = (typeof ORDER_TYPES)[number];

/** DELIVERY is CNC, CARRYFORWARD is NRML, INTRADAY is MIS; BO goes with ROBO. */
export const PRODUCT_TYPES = ['DELIVERY', 'CARRYFORWARD', 'MARGIN', 'INTRADAY', 'BO'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

export const DURATIONS = ['DAY', 'IOC'] as const;
export type Duration = (typeof DURATIONS)[number];

/** Exchanges that take orders. */
export const ORDER_EXCHANGES = ['NSE', 'BSE', 'NFO', 'BFO', 'MCX'] as const;
export type OrderExchange = (typeof ORDER_EXCHANGES)[number];

/** An order tag is shorter than 20 characters (AB4008). */
export const MAX_ORDER_TAG_LENGTH = 19;
