/** One order as the simulated broker keeps it, and its fills. Plain data of the simulator process; money in integer paise. */
import type {
  Duration,
  ProductType,
  Variety,
  WireOrderType,
} from '../../../contract/wire/smartapi-enums.ts';
import type { OrderStateName } from '../../../contract/wire/smartapi-order-status.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Side } from '../../../domain/order/types.ts';
import type { Account } from '../rest/account.ts';

/** `square_off`: the broker's own, at the end of the day. */
export type OrderOrigin = 'api' | 'gtt' | 'square_off';

/** What an order asks for; checked, in the broker's own units. */
export interface OrderTerms {
  readonly variety: Variety;
  readonly orderType: WireOrderType;
  readonly product: ProductType;
  readonly duration: Duration;
  readonly quantity: number;
  readonly disclosedQuantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
}

export interface BrokerOrder extends OrderTerms {
  /** Its name at the exchange, 1-based over the simulator's life. */
  readonly number: number;
  readonly account: Account;
  readonly orderId: string;
  readonly uniqueOrderId: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly tag: string;
  readonly origin: OrderOrigin;
  readonly filledQuantity: number;
  readonly filledValuePaise: number;
  readonly cancelledQuantity: number;
  readonly state: OrderStateName;
  /** What happened last. */
  readonly event: OrderStateName;
  /** Why it was refused; '' otherwise. */
  readonly text: string;
  /** '' while it has not been at the exchange. */
  readonly exchangeOrderId: string;
  readonly updatedMs: number;
  /** Of its arrival and its last change at the exchange; 0 for never. */
  readonly exchangeMs: number;
  readonly exchangeUpdatedMs: number;
  /** The last fill; '' and 0 for none. */
  readonly fillId: string;
  readonly fillMs: number;
}

export interface BrokerTrade {
  readonly fillId: string;
  readonly order: BrokerOrder;
  readonly quantity: number;
  readonly pricePaise: number;
  readonly timeMs: number;
}

/** Is it over for good? */
export function isOver({ state }: Pick<BrokerOrder, 'state'>): boolean {
  return state === 'complete' || state === 'cancelled' || state === 'rejected';
}

/** Units that may still fill. */
export function openQuantity(order: BrokerOrder): number {
  return isOver(order) ? 0 : order.quantity - order.filledQuantity;
}
