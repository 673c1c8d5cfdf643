/** What the order gateway needs of the rest of the venue thread. Venue thread. */
import type { OrderRow, TradeRow } from '../../contract/wire/smartapi-order-rows.ts';
import type {
  CancelBody,
  ModifyBody,
  OrderReceipt,
  PlaceBody,
} from '../../contract/wire/smartapi-orders.ts';
import type { Position } from '../../contract/wire/smartapi-portfolio.ts';
import type { VenueEffects } from '../../domain/effects.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { MarketMoment } from '../../domain/matching/venue-order.ts';
import type { CallResult, Lane } from './call.ts';
import type { OrderProduct } from './order-bodies.ts';
import type { Runtime } from './runtime-ports.ts';

/** The broker's calls about orders and positions. Each resolves, always; no write is ever repeated. An empty book is `[]`. */
export interface OrderApi {
  place(body: PlaceBody, lane?: Lane): Promise<CallResult<OrderReceipt>>;
  modify(body: ModifyBody, lane?: Lane): Promise<CallResult<OrderReceipt>>;
  cancel(body: CancelBody, lane?: Lane): Promise<CallResult<OrderReceipt>>;
  orderBook(): Promise<CallResult<OrderRow[]>>;
  orderDetails(uniqueOrderId: string): Promise<CallResult<OrderRow>>;
  tradeBook(): Promise<CallResult<TradeRow[]>>;
  positions(): Promise<CallResult<Position[]>>;
}

export interface OrderGatewayOptions {
  readonly instruments: readonly Instrument[];
  readonly product: OrderProduct;
  readonly api: OrderApi;
  /** Never called before the call into the gateway that caused it. */
  readonly effects: VenueEffects;
  readonly runtime: Pick<Runtime, 'setTimer' | 'log'>;
  /** Session time, epoch milliseconds: what reports are stamped with. Never goes back. */
  readonly timeMs: () => number;
  /** The market of an instrument now. */
  readonly marketOf: (instrument: Instrument) => MarketMoment;
  /** Our address may send orders. */
  readonly isAddressRegistered: () => boolean;
}
