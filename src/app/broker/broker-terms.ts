/** The terms of an order as a person typed them, checked like those of the engine before anything is sent. Command line. */

import { PRODUCT_TYPES } from '../../contract/wire/smartapi-enums.ts';
import { GTT_EXCHANGES, GTT_PRODUCTS } from '../../contract/wire/smartapi-gtt.ts';
import { rupeesText } from '../../contract/wire/smartapi-numbers.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { RejectReason, Side, VenueCommand } from '../../domain/order/types.ts';
import type { OrderProduct } from '../../venue/angel/order-bodies.ts';
import { modifyRefusal, placeRefusal } from '../../venue/angel/preflight.ts';
import { type CallInput, type Flags, notSent } from './broker-call.ts';
import { oneOf, paiseOf, quantityOf } from './broker-flags.ts';

const PRODUCTS = PRODUCT_TYPES.filter((name): name is OrderProduct => name !== 'BO');

/** Hours are not checked here: the broker knows them, a simulator has its own. Neither is the price of the moment known. */
const FACTS = {
  isAddressRegistered: true,
  market: { isOpen: true, phase: 'before_close', lastPaise: 0 },
} as const;

/** As a command of the order core, with an id that is nobody's. */
export function commandOf(
  kind: 'place' | 'modify',
  side: Side,
  { flags, nowMs }: Pick<CallInput, 'flags' | 'nowMs'>,
): VenueCommand {
  const isStop = flags.trigger !== undefined;
  return {
    kind,
    orderId: 1,
    tagPrefix: 0,
    queryId: 0,
    orderType: isStop ? 'stop_limit' : 'limit',
    instrumentIndex: 0,
    side,
    quantity: quantityOf(flags),
    limitPaise: paiseOf(flags, 'limit'),
    triggerPaise: isStop ? paiseOf(flags, 'trigger') : 0,
    isReducing: false,
    timeMs: nowMs,
    originReceiveNs: 0,
  };
}

export function productOf(flags: Flags): OrderProduct {
  return oneOf(PRODUCTS, { flag: 'product', text: flags.product ?? 'INTRADAY' });
}

/** Throws `BrokerCallError`. */
export function requirePlaceable(command: VenueCommand, instrument: Instrument): void {
  refuse(placeRefusal(command, instrument, FACTS), instrument);
}

/** What the order is like now only the broker knows: it is taken to be live, and of the type it is changed to. Throws `BrokerCallError`. */
export function requireModifiable(command: VenueCommand, instrument: Instrument): void {
  const { orderType } = command;
  const bookStatus = orderType === 'stop_limit' ? 'trigger_pending' : 'open';
  const order = { instrument, orderType, filledQuantity: 0, bookStatus } as const;
  refuse(modifyRefusal(command, order, FACTS), instrument);
}

/** Rules are for shares only, and their prices obey the same steps. Throws `BrokerCallError`. */
export function gttTerms(instrument: Instrument, { flags }: Pick<CallInput, 'flags'>) {
  const exchange = GTT_EXCHANGES.find((name) => name === instrument.exchange);
  if (exchange === undefined) throw notSent(`rules exist on ${GTT_EXCHANGES.join(' and ')} only`);
  const [limitPaise, triggerPaise] = [paiseOf(flags, 'limit'), paiseOf(flags, 'trigger')];
  const quantity = quantityOf(flags);
  const step = instrument.priceIncrementPaise;
  if (step === 0) refuse('not_tradable', instrument);
  if (limitPaise % step !== 0 || triggerPaise % step !== 0) {
    refuse('price_off_increment', instrument);
  }
  if (quantity % instrument.lotSize !== 0) refuse('quantity_not_whole_lots', instrument);
  return {
    exchange,
    symboltoken: instrument.token,
    price: rupeesText(limitPaise),
    triggerprice: rupeesText(triggerPaise),
    qty: String(quantity),
    disclosedqty: String(quantity),
  };
}

export function gttProductOf(flags: Flags): (typeof GTT_PRODUCTS)[number] {
  return oneOf(GTT_PRODUCTS, { flag: 'product', text: flags.product ?? 'DELIVERY' });
}

function refuse(reason: RejectReason | '', instrument: Instrument): void {
  if (reason !== '') throw notSent(sentenceOf(reason, instrument));
}

function sentenceOf(reason: RejectReason, instrument: Instrument): string {
  const { exchange, symbol, lotSize, freezeQuantity, priceIncrementPaise } = instrument;
  const name = `${exchange}:${symbol}`;
  switch (reason) {
    case 'not_tradable':
      return `${name} cannot be ordered: an index, or its token or exchange takes no orders`;
    case 'quantity_not_whole_lots':
      return `${name} trades in lots of ${lotSize}; give a multiple as --quantity (units)`;
    case 'quantity_above_freeze':
      return `one order of ${name} has at most ${freezeQuantity} units; send several`;
    case 'price_off_increment':
      return `prices of ${name} are multiples of ${rupeesText(priceIncrementPaise)}`;
    case 'order_type_not_allowed':
      return 'the limit of a stop lies beyond its trigger: above it to buy, below it to sell';
    default:
      return `the order would be refused (${reason})`;
  }
}
