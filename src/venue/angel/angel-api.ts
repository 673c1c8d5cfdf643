/** The broker's calls, typed, over whoever makes calls: bodies checked before they leave, answers read, batches split and joined. Venue thread. */
import { z } from 'zod';
import {
  type Funds,
  fundsSchema,
  type Profile,
  profileSchema,
} from '../../contract/wire/smartapi-account.ts';
import {
  type GttCancelBody,
  type GttCreateBody,
  type GttListBody,
  type GttModifyBody,
  type GttRule,
  gttCancelBodySchema,
  gttCreateBodySchema,
  gttIdSchema,
  gttListSchema,
  gttModifyBodySchema,
  gttRuleSchema,
} from '../../contract/wire/smartapi-gtt.ts';
import {
  type Candle,
  type CandleBody,
  candlesSchema,
  type OpenInterest,
  openInterestsSchema,
} from '../../contract/wire/smartapi-history.ts';
import {
  type LastPrice,
  type LtpBody,
  ltpSchema,
  type Scrip,
  type SearchBody,
  searchSchema,
} from '../../contract/wire/smartapi-lookup.ts';
import {
  type ChargeEstimate,
  type ChargesBody,
  chargesSchema,
  type Margin,
  type MarginBody,
  marginBodySchema,
  marginSchema,
} from '../../contract/wire/smartapi-margin.ts';
import type { QuoteMode, QuoteOf, Quotes } from '../../contract/wire/smartapi-market.ts';
import {
  type OrderRow,
  orderBookSchema,
  orderRowSchema,
  type TradeRow,
  tradeBookSchema,
} from '../../contract/wire/smartapi-order-rows.ts';
import {
  type CancelBody,
  cancelBodySchema,
  type ModifyBody,
  modifyBodySchema,
  type OrderReceipt,
  orderDataSchema,
  type PlaceBody,
  placeBodySchema,
} from '../../contract/wire/smartapi-orders.ts';
import {
  type AllHoldings,
  allHoldingsSchema,
  type ConvertBody,
  convertBodySchema,
  convertDataSchema,
  type Holding,
  holdingsSchema,
  type Position,
  positionBookSchema,
} from '../../contract/wire/smartapi-portfolio.ts';
import type { EndpointName } from '../../contract/wire/smartapi-rest.ts';
import type { Caller, CallRequest, CallResult, Lane } from './call.ts';
import { quoteInBatches, type VenueToken } from './quote-batches.ts';

/** `details` is asked by it, in its path. */
const UNIQUE_ORDER_ID = /^[A-Za-z0-9-]{1,64}$/;

type Answer<Data> = Promise<CallResult<Data>>;

/** Every method resolves, always. No write is repeated here or below. An empty list is `[]`. */
export class AngelApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** A success that does not name its order is ambiguous: `no_order_id`. */
  async place(body: PlaceBody, lane: Lane = 'normal'): Answer<OrderReceipt> {
    const refusal = preflight(placeBodySchema, body);
    if (refusal !== null) return refusal;
    const result = await this.#caller.call('place', { body, lane, schema: z.unknown() });
    if (result.phase !== 'accepted') return result;
    const data = orderDataSchema.safeParse(result.data);
    if (data.success) return { phase: 'accepted', data: data.data };
    const message = 'The broker took the order in and does not say which one it is.';
    return { phase: 'ambiguous', cause: 'no_order_id', message };
  }

  /** An answer that names another order is ambiguous: `unreadable`; of cancel as well. */
  async modify(body: ModifyBody, lane: Lane = 'normal'): Answer<OrderReceipt> {
    const refusal = preflight(modifyBodySchema, body);
    if (refusal !== null) return refusal;
    const result = await this.#caller.call('modify', { body, lane, schema: orderDataSchema });
    return confirmed(result, ({ orderId }) => orderId === body.orderid);
  }

  async cancel(body: CancelBody, lane: Lane = 'normal'): Answer<OrderReceipt> {
    const refusal = preflight(cancelBodySchema, body);
    if (refusal !== null) return refusal;
    const result = await this.#caller.call('cancel', { body, lane, schema: orderDataSchema });
    return confirmed(result, ({ orderId }) => orderId === body.orderid);
  }

  orderBook(): Answer<OrderRow[]> {
    return this.#caller.call('orderBook', { schema: orderBookSchema });
  }

  tradeBook(): Answer<TradeRow[]> {
    return this.#caller.call('tradeBook', { schema: tradeBookSchema });
  }

  async orderDetails(uniqueOrderId: string): Answer<OrderRow> {
    if (!UNIQUE_ORDER_ID.test(uniqueOrderId)) return refused('the unique order id');
    const pathSuffix = `/${uniqueOrderId}`;
    return this.#caller.call('orderDetails', { pathSuffix, schema: orderRowSchema });
  }

  positions(): Answer<Position[]> {
    return this.#caller.call('positions', { schema: positionBookSchema });
  }

  holdings(): Answer<Holding[]> {
    return this.#caller.call('holdings', { schema: holdingsSchema });
  }

  allHoldings(): Answer<AllHoldings> {
    return this.#caller.call('allHoldings', { schema: allHoldingsSchema });
  }

  convert(body: ConvertBody): Answer<null> {
    return this.#checked('convert', convertBodySchema, { body, schema: convertDataSchema });
  }

  profile(): Answer<Profile> {
    return this.#caller.call('profile', { schema: profileSchema });
  }

  funds(): Answer<Funds> {
    return this.#caller.call('funds', { schema: fundsSchema });
  }

  /** At most 50 positions. */
  margin(body: MarginBody): Answer<Margin> {
    return this.#checked('margin', marginBodySchema, { body, schema: marginSchema });
  }

  charges(body: ChargesBody): Answer<ChargeEstimate> {
    return this.#caller.call('charges', { body, schema: chargesSchema });
  }

  async ltp(body: LtpBody): Answer<LastPrice> {
    const result = await this.#caller.call('ltp', { body, schema: ltpSchema });
    return confirmed(result, ({ symbolToken }) => symbolToken === body.symboltoken);
  }

  search(body: SearchBody): Answer<Scrip[]> {
    return this.#caller.call('search', { body, schema: searchSchema });
  }

  /** Any number of tokens; see `quoteInBatches`. */
  quote<Mode extends QuoteMode>(
    mode: Mode,
    tokens: readonly VenueToken[],
  ): Answer<Quotes<QuoteOf[Mode]>> {
    return quoteInBatches(this.#caller, mode, tokens);
  }

  /** One window, no longer than its interval allows. */
  candles(body: CandleBody): Answer<Candle[]> {
    return this.#caller.call('candles', { body, schema: candlesSchema });
  }

  openInterest(body: CandleBody): Answer<OpenInterest[]> {
    return this.#caller.call('openInterest', { body, schema: openInterestsSchema });
  }

  gttCreate(body: GttCreateBody): Answer<{ id: string }> {
    return this.#checked('gttCreate', gttCreateBodySchema, { body, schema: gttIdSchema });
  }

  /** An answer that names another rule is ambiguous: `unreadable`; of cancel as well. */
  async gttModify(body: GttModifyBody): Answer<{ id: string }> {
    const request = { body, schema: gttIdSchema };
    const result = await this.#checked('gttModify', gttModifyBodySchema, request);
    return confirmed(result, ({ id }) => id === body.id);
  }

  async gttCancel(body: GttCancelBody): Answer<{ id: string }> {
    const request = { body, schema: gttIdSchema };
    const result = await this.#checked('gttCancel', gttCancelBodySchema, request);
    return confirmed(result, ({ id }) => id === body.id);
  }

  async gttDetails(id: string): Answer<GttRule> {
    const result = await this.#caller.call('gttDetails', { body: { id }, schema: gttRuleSchema });
    return confirmed(result, (rule) => rule.id === id);
  }

  gttList(body: GttListBody): Answer<GttRule[]> {
    return this.#caller.call('gttList', { body, schema: gttListSchema });
  }

  async #checked<Data>(
    name: EndpointName,
    bodySchema: z.ZodType,
    request: CallRequest<Data>,
  ): Answer<Data> {
    return preflight(bodySchema, request.body) ?? this.#caller.call(name, request);
  }
}

/** Names the field, never its value. */
function preflight(schema: z.ZodType, body: unknown): CallResult<never> | null {
  const parsed = schema.safeParse(body);
  if (parsed.success) return null;
  return refused(parsed.error.issues[0]?.path.map(String).join('.') || 'the request');
}

function refused(field: string): CallResult<never> {
  const message = `Not sent: ${field} is not as the broker takes it.`;
  return { phase: 'pre_call', reason: 'preflight', message };
}

/** An answer about something else than what was asked says nothing about it. */
function confirmed<Data>(
  result: CallResult<Data>,
  isAnswerTo: (data: Data) => boolean,
): CallResult<Data> {
  if (result.phase !== 'accepted' || isAnswerTo(result.data)) return result;
  const message = 'The answer is about something else than was asked.';
  return { phase: 'ambiguous', cause: 'unreadable', message };
}
