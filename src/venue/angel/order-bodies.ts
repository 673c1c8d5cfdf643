/** Commands as the bodies of SmartAPI order calls: numbers are strings, prices rupees made from integer paise. Venue thread. */
import type { OrderExchange, ProductType } from '../../contract/wire/smartapi-enums.ts';
import { ORDER_EXCHANGES } from '../../contract/wire/smartapi-enums.ts';
import { rupeesText } from '../../contract/wire/smartapi-numbers.ts';
import type { CancelBody, ModifyBody, PlaceBody } from '../../contract/wire/smartapi-orders.ts';
import { assert } from '../../domain/assert.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { orderTag } from '../../domain/order/order-tag.ts';
import type { OrderType, VenueCommand } from '../../domain/order/types.ts';

/** A bracket product (BO) is never sent. */
export type OrderProduct = Exclude<ProductType, 'BO'>;

/** What an order is besides its command. */
export interface BodyContext {
  readonly instrument: Instrument;
  readonly product: OrderProduct;
}

/** The fields that place and modify share: the whole state of the order as it is wanted. */
type Terms = Omit<PlaceBody, 'transactiontype' | 'ordertag' | 'scripconsent'>;

export function placeBody(command: VenueCommand, context: BodyContext): PlaceBody {
  return {
    ...termsOf(command, context),
    transactiontype: command.side === 1 ? 'BUY' : 'SELL',
    ordertag: orderTag(command.tagPrefix, command.orderId),
  };
}

/** `brokerId`: the broker's number of the order; a modify does not change it. */
export function modifyBody(
  command: VenueCommand,
  brokerId: string,
  context: BodyContext,
): ModifyBody {
  return { ...termsOf(command, context), orderid: brokerId };
}

export function cancelBody(orderType: OrderType, brokerId: string): CancelBody {
  return { variety: varietyOf(orderType), orderid: brokerId };
}

function termsOf(command: VenueCommand, { instrument, product }: BodyContext): Terms {
  const isStop = command.orderType === 'stop_limit';
  assert(command.limitPaise > 0, 'a LIMIT order has a price above 0');
  assert(isStop === command.triggerPaise > 0, 'only a stop has a trigger');
  return {
    variety: varietyOf(command.orderType),
    tradingsymbol: instrument.symbol,
    symboltoken: instrument.token,
    exchange: exchangeOf(instrument),
    ordertype: isStop ? 'STOPLOSS_LIMIT' : 'LIMIT',
    producttype: product,
    duration: 'DAY',
    price: rupeesText(command.limitPaise),
    triggerprice: rupeesText(command.triggerPaise),
    quantity: String(command.quantity),
  };
}

/** A stop stays one after its trigger has traded. */
function varietyOf(orderType: OrderType): PlaceBody['variety'] {
  return orderType === 'stop_limit' ? 'STOPLOSS' : 'NORMAL';
}

function exchangeOf({ exchange }: Instrument): OrderExchange {
  const found = ORDER_EXCHANGES.find((name) => name === exchange);
  assert(found !== undefined, 'preflight lets through exchanges that take orders');
  return found;
}
