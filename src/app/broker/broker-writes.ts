/** Calls of `tickring broker` that reach the market, and the two that calculate what they would cost. Command line. */
import { ORDER_EXCHANGES, PRODUCT_TYPES } from '../../contract/wire/smartapi-enums.ts';
import { rupeesText } from '../../contract/wire/smartapi-numbers.ts';
import type { ConvertBody, Position } from '../../contract/wire/smartapi-portfolio.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { AngelApi } from '../../venue/angel/angel-api.ts';
import type { CallResult } from '../../venue/angel/call.ts';
import { cancelBody, modifyBody, placeBody } from '../../venue/angel/order-bodies.ts';
import { type ApiCall, type CallDefinition, type CallInput, notSent } from './broker-call.ts';
import { oneOf, paiseOf, quantityOf, required, sideOf } from './broker-flags.ts';
import { oneInstrument } from './broker-reads.ts';
import {
  commandOf,
  gttProductOf,
  gttTerms,
  productOf,
  requireModifiable,
  requirePlaceable,
} from './broker-terms.ts';

const BASE = 36;

const TERMS = '--quantity UNITS --limit RUPEES';

export const WRITE_CALLS = {
  place: {
    usage: `place BUY|SELL NAME ${TERMS} [--trigger RUPEES] [--product INTRADAY] [--tag T] [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'trigger', 'product', 'tag', 'token'],
    make: place,
  },
  modify: {
    usage: `modify ORDER-ID NAME ${TERMS} [--trigger RUPEES] [--product INTRADAY] [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'trigger', 'product', 'token'],
    make: modify,
  },
  cancel: {
    usage: 'cancel ORDER-ID [--stop]',
    words: [1, 1],
    flags: ['stop'],
    make({ words: [orderId = ''], flags }) {
      const body = cancelBody(flags.stop === true ? 'stop_limit' : 'limit', orderId);
      return writing('orders', (api) => api.cancel(body));
    },
  },
  convert: {
    usage: 'convert NAME --quantity UNITS --from INTRADAY --to DELIVERY [--token N]',
    words: [1, 20],
    flags: ['quantity', 'from', 'to', 'token'],
    make: convert,
  },
  'gtt create': {
    usage: `gtt create BUY|SELL NAME ${TERMS} --trigger RUPEES [--product DELIVERY|MARGIN] [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'trigger', 'product', 'token'],
    make(input) {
      const { side, instrument } = sided(input);
      const body = {
        ...gttTerms(instrument, input),
        tradingsymbol: instrument.symbol,
        transactiontype: side === 1 ? ('BUY' as const) : ('SELL' as const),
        producttype: gttProductOf(input.flags),
      };
      return writing('gtt list', (api) => api.gttCreate(body), doubtsOf(instrument));
    },
  },
  'gtt modify': {
    usage: `gtt modify ID NAME ${TERMS} --trigger RUPEES [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'trigger', 'token'],
    make(input) {
      const { word: id, instrument } = named(input);
      const body = { ...gttTerms(instrument, input), id };
      return writing('gtt list', (api) => api.gttModify(body), doubtsOf(instrument));
    },
  },
  'gtt cancel': {
    usage: 'gtt cancel ID NAME [--token N]',
    words: [2, 20],
    flags: ['token'],
    make(input) {
      const { word: id, instrument } = named(input);
      const { exchange, token: symboltoken } = instrument;
      if (exchange !== 'NSE' && exchange !== 'BSE') throw notSent(`${exchange} has no rules`);
      return writing('gtt list', (api) => api.gttCancel({ id, symboltoken, exchange }));
    },
  },
  margin: {
    usage: `margin BUY|SELL NAME ${TERMS} [--product INTRADAY] [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'product', 'token'],
    make(input) {
      const { side, instrument } = sided(input);
      const position = {
        exchange: instrument.exchange,
        qty: quantityOf(input.flags),
        price: rupeesText(paiseOf(input.flags, 'limit')),
        productType: productOf(input.flags),
        token: instrument.token,
        tradeType: side === 1 ? ('BUY' as const) : ('SELL' as const),
        orderType: 'LIMIT' as const,
      };
      return { kind: 'read', ask: (api) => api.margin({ positions: [position] }) };
    },
  },
  charges: {
    usage: `charges BUY|SELL NAME ${TERMS} [--product INTRADAY] [--token N]`,
    words: [2, 20],
    flags: ['quantity', 'limit', 'product', 'token'],
    make(input) {
      const { side, instrument } = sided(input);
      const order = {
        product_type: productOf(input.flags),
        transaction_type: side === 1 ? ('BUY' as const) : ('SELL' as const),
        quantity: String(quantityOf(input.flags)),
        price: rupeesText(paiseOf(input.flags, 'limit')),
        exchange: instrument.exchange,
        symbol_name: instrument.symbol,
        token: instrument.token,
      };
      return { kind: 'read', ask: (api) => api.charges({ orders: [order] }) };
    },
  },
} as const satisfies Record<string, CallDefinition>;

function place(input: CallInput): ApiCall {
  const { side, instrument } = sided(input);
  const command = commandOf('place', side, input);
  const product = productOf(input.flags);
  requirePlaceable(command, instrument);
  // Shorter than a tag of the engine: nobody takes the order for one of its own.
  const tag = input.flags.tag ?? `HAND${input.nowMs.toString(BASE).toUpperCase()}`;
  const body = { ...placeBody(command, { instrument, product }), ordertag: tag };
  const note = `The order has the tag ${tag}: by it it is found in the order book.`;
  return writing('orders', (api) => api.place(body), [...doubtsOf(instrument), note]);
}

function modify(input: CallInput): ApiCall {
  const { word: orderId, instrument } = named(input);
  // A modify does not name a side; a stop is held against the side its prices are right for.
  const { limitPaise, triggerPaise } = commandOf('modify', 1, input);
  const command = commandOf('modify', limitPaise >= triggerPaise ? 1 : -1, input);
  const product = productOf(input.flags);
  requireModifiable(command, instrument);
  const body = modifyBody(command, orderId, { instrument, product });
  return writing('orders', (api) => api.modify(body), doubtsOf(instrument));
}

/** The broker wants the words of its own position back, so the position is read first. */
function convert(input: CallInput): ApiCall {
  const { exchange, token, symbol } = oneInstrument(input);
  const { flags } = input;
  const quantity = quantityOf(flags);
  const from = oneOf(PRODUCT_TYPES, { flag: 'from', text: required(flags, 'from') });
  const to = oneOf(PRODUCT_TYPES, { flag: 'to', text: required(flags, 'to') });
  const isIt = (row: Position) =>
    row.exchange === exchange && row.symbolToken === token && row.productType === from;
  const ask = async (api: AngelApi): Promise<CallResult<unknown>> => {
    const book = await api.positions();
    if (book.phase !== 'accepted') return book;
    const position = book.data.find(isIt);
    if (position !== undefined && position.netQuantity !== 0) {
      return api.convert(convertBody(position, { from, to, quantity }));
    }
    const message = `Not sent: there is no position of ${exchange}:${symbol} as ${from}.`;
    return { phase: 'pre_call', reason: 'preflight', message };
  };
  const note = 'The position is read first; convertPosition then sends its words back.';
  return writing('positions', ask, [note]);
}

interface Conversion {
  readonly from: ConvertBody['oldproducttype'];
  readonly to: ConvertBody['newproducttype'];
  readonly quantity: number;
}

function convertBody(position: Position, { from, to, quantity }: Conversion): ConvertBody {
  return {
    ...position.contract,
    exchange: position.exchange,
    symboltoken: position.symbolToken,
    tradingsymbol: position.tradingSymbol,
    oldproducttype: from,
    newproducttype: to,
    buyqty: String(position.buyQuantity),
    sellqty: String(position.sellQuantity),
    buyamount: rupeesText(position.buyValuePaise),
    sellamount: rupeesText(position.sellValuePaise),
    transactiontype: position.netQuantity > 0 ? 'BUY' : 'SELL',
    quantity,
    type: 'DAY',
  };
}

function writing(askAgain: string, ask: ApiCall['ask'], notes: readonly string[] = []): ApiCall {
  return { kind: 'write', ask, askAgain: `tickring broker ${askAgain} --real`, notes };
}

/** `<word> <name>` */
function named(input: CallInput): { readonly word: string; readonly instrument: Instrument } {
  const [word = '', ...name] = input.words;
  const instrument = oneInstrument({ ...input, words: name });
  const exchanges: readonly string[] = ORDER_EXCHANGES;
  if (exchanges.includes(instrument.exchange)) return { word, instrument };
  throw notSent(`${instrument.exchange} takes no orders here`);
}

/** `BUY|SELL <name>` */
function sided(input: CallInput) {
  const side = sideOf(input.words[0]);
  return { side, instrument: named(input).instrument };
}

function doubtsOf({ doubt, symbol }: Instrument): string[] {
  return doubt === undefined
    ? []
    : [`The scrip master is not to be believed of ${symbol}: ${doubt.replaceAll('_', ' ')}.`];
}
