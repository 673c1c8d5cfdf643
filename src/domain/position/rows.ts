/** What the position books keep in the journal. The risk core records these rows. */
import { defineRowKind } from '../journal-row.ts';
import { CHARGE_SEGMENTS, type ChargeSegment } from './charges.ts';

/** Whole state of one book after its last change. */
export interface PositionRow {
  /** Of that change, counted over all books. */
  readonly sequence: number;
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  /** Signed units. */
  readonly quantity: number;
  /** Signed as the quantity. */
  readonly costPaise: number;
  readonly realisedPaise: number;
  readonly turnoverPaise: number;
  readonly chargesPaise: number;
  readonly fillCount: number;
  /** Order whose fill changed it last; 0 after an adjustment. */
  readonly orderId: number;
  /** Why an adjustment changed it last; '' after a fill. */
  readonly cause: string;
  readonly timeMs: number;
}

/** More instruments than any session has. */
const INSTRUMENTS_PER_STRATEGY = 2 ** 20;

export const POSITION_ROW = defineRowKind<PositionRow>({
  kind: 'position',
  version: 1,
  fields: {
    sequence: 'int',
    strategyIndex: 'int',
    instrumentIndex: 'int',
    quantity: 'int',
    costPaise: 'int',
    realisedPaise: 'int',
    turnoverPaise: 'int',
    chargesPaise: 'int',
    fillCount: 'int',
    orderId: 'int',
    cause: 'text',
    timeMs: 'int',
  },
  keyOf: ({ strategyIndex, instrumentIndex }) =>
    strategyIndex * INSTRUMENTS_PER_STRATEGY + instrumentIndex,
});

/** What has been charged for one order of the latest charged day. The slots of a day are used again on the next. */
export interface ChargedOrderRow {
  readonly slot: number;
  /** Day number on which the slot is in use. */
  readonly keptDay: number;
  readonly orderId: number;
  /** Date whose rates apply: that of the order's first fill. */
  readonly dateKey: string;
  readonly instrumentIndex: number;
  readonly side: number;
  /** Charged so far. */
  readonly valuePaise: number;
}

export const CHARGED_ORDER_ROW = defineRowKind<ChargedOrderRow>({
  kind: 'charged_order',
  version: 1,
  fields: {
    slot: 'int',
    keptDay: 'int',
    orderId: 'int',
    dateKey: 'text',
    instrumentIndex: 'int',
    side: 'int',
    valuePaise: 'int',
  },
  keyOf: ({ slot }) => slot,
});

export type ChargeDaySegment = ChargeSegment | 'uncharged';
const CHARGE_DAY_SEGMENTS = [...CHARGE_SEGMENTS, 'uncharged'] as const;

/** Sums over one date and segment. `uncharged`: traded where no rates are known, so its charges are missing, not zero. */
export interface ChargeDayRow {
  readonly dateKey: string;
  readonly exchange: string;
  readonly segment: ChargeDaySegment;
  readonly buyPaise: number;
  readonly sellPaise: number;
  readonly brokeragePaise: number;
  readonly sttPaise: number;
  readonly exchangePaise: number;
  readonly ipftPaise: number;
  readonly sebiPaise: number;
  readonly stampPaise: number;
  readonly gstPaise: number;
}

export const CHARGE_DAY_ROW = defineRowKind<ChargeDayRow>({
  kind: 'charge_day',
  version: 1,
  fields: {
    dateKey: 'text',
    exchange: 'text',
    segment: CHARGE_DAY_SEGMENTS,
    buyPaise: 'int',
    sellPaise: 'int',
    brokeragePaise: 'int',
    sttPaise: 'int',
    exchangePaise: 'int',
    ipftPaise: 'int',
    sebiPaise: 'int',
    stampPaise: 'int',
    gstPaise: 'int',
  },
  keyOf: ({ dateKey, exchange, segment }) => `${dateKey}:${exchange}:${segment}`,
});
