/** A row of the order book, of the details or of the order stream, in the words of the order core. Pure; venue thread. */
import type { OrderRow } from '../../contract/wire/smartapi-order-rows.ts';
import { bookStatusOf } from '../../contract/wire/smartapi-order-status.ts';
import { QUANTITY_MAX } from '../../domain/limits.ts';
import { parseOrderTag } from '../../domain/order/order-tag.ts';
import type { BookStatus, OrderType, RejectReason, Side } from '../../domain/order/types.ts';
import { reasonOfText } from './gateway-reasons.ts';

/** What a row says. */
export interface OrderFacts {
  /** Both 0 for an order without a tag of ours. */
  readonly orderId: number;
  readonly tagPrefix: number;
  /** The broker's 15 digits, as it writes them and as a number. */
  readonly brokerId: string;
  readonly venueOrderId: number;
  /** '' where the row has none: the order stream leaves it out. */
  readonly uniqueId: string;
  readonly orderType: OrderType;
  readonly bookStatus: BookStatus;
  /** The row was written because the order was modified. */
  readonly isModified: boolean;
  readonly instrumentIndex: number;
  readonly side: Side;
  /** All 0 where the row's numbers are beyond what an order can have: the core counts such a row and ignores it. */
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
  readonly filledQuantity: number;
  /** Average price × filled quantity: as exact as the broker's average, so never Σ quantity × price for sure. */
  readonly averagedValuePaise: number;
  /** Of a rejected order. */
  readonly reason: RejectReason | '';
}

export interface RowContext {
  /** Index of an instrument; one beyond all of ours where we do not follow it. */
  readonly indexOf: (exchange: string, token: string) => number;
  /** Our order with that number of the broker, for rows that come without their tag. */
  readonly ownerOf: (brokerId: string) => TaggedOrder | undefined;
}

export interface TaggedOrder {
  readonly orderId: number;
  readonly tagPrefix: number;
}

const UNTAGGED: TaggedOrder = { orderId: 0, tagPrefix: 0 };
const MODIFIED = 'modified';

export function orderFacts(row: OrderRow, { indexOf, ownerOf }: RowContext): OrderFacts {
  const { orderId, tagPrefix } = taggedAs(row, ownerOf);
  const bookStatus = bookStatusOf(row);
  return {
    orderId,
    tagPrefix,
    brokerId: row.orderId,
    venueOrderId: Number(row.orderId),
    uniqueId: row.uniqueOrderId,
    orderType: isStop(row) ? 'stop_limit' : 'limit',
    bookStatus,
    isModified: row.lastEvent.trim().toLowerCase() === MODIFIED,
    instrumentIndex: indexOf(row.exchange, row.symbolToken),
    side: row.transactionType === 'BUY' ? 1 : -1,
    ...numbersOf(row),
    reason: bookStatus === 'rejected' ? reasonOfText(row.text) : '',
  };
}

/** A tag that cannot be ours (other length, other characters, no order in it) makes the order somebody else's. */
function taggedAs({ orderTag, orderId }: OrderRow, ownerOf: RowContext['ownerOf']): TaggedOrder {
  if (orderTag === '') return ownerOf(orderId) ?? UNTAGGED;
  const tag = parseOrderTag(orderTag);
  return tag === null || tag.orderId === 0 || !Number.isSafeInteger(tag.orderId) ? UNTAGGED : tag;
}

function isStop({ variety, orderType }: OrderRow): boolean {
  return variety === 'STOPLOSS' || orderType.startsWith('STOPLOSS');
}

function numbersOf(
  row: OrderRow,
): Pick<
  OrderFacts,
  'quantity' | 'limitPaise' | 'triggerPaise' | 'filledQuantity' | 'averagedValuePaise'
> {
  const { quantity, limitPaise, triggerPaise, filledQuantity, filledValuePaise } = row;
  const counts = [quantity, limitPaise, triggerPaise, filledQuantity];
  const isPossible =
    counts.every((count) => count <= QUANTITY_MAX) && Number.isSafeInteger(filledValuePaise);
  if (!isPossible) {
    return {
      quantity: 0,
      limitPaise: 0,
      triggerPaise: 0,
      filledQuantity: 0,
      averagedValuePaise: 0,
    };
  }
  return {
    quantity,
    limitPaise,
    triggerPaise,
    filledQuantity,
    averagedValuePaise: filledValuePaise,
  };
}
