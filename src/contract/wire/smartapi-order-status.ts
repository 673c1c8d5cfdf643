/** The order states of SmartAPI's books and order stream, and what each means to the order core. Client and simulator. */
import type { BookStatus } from '../../domain/order/types.ts';

interface OrderState {
  readonly isTerminal: boolean;
  /** State of an order in the venue's book; null while the words do not tell whether a stop order has triggered. */
  readonly book: BookStatus | null;
}

const final = (book: BookStatus): OrderState => ({ isTerminal: true, book });
/** On its way to a state; nothing is over. */
const passing: OrderState = { isTerminal: false, book: null };

/** Lower case, as the broker writes them. The last six are undocumented and seen live. */
export const ORDER_STATES = {
  open: { isTerminal: false, book: 'open' },
  'trigger pending': { isTerminal: false, book: 'trigger_pending' },
  complete: final('filled'),
  cancelled: final('cancelled'),
  rejected: final('rejected'),
  'cancelled after market order': final('cancelled'),
  modified: passing,
  'open pending': passing,
  'modify pending': passing,
  'after market order req received': passing,
  'modify after market order req received': passing,
  'put order req received': passing,
  'validation pending': passing,
  'modify validation pending': passing,
  'cancel pending': passing,
  'not modified': passing,
  'not cancelled': passing,
} as const satisfies Record<string, OrderState>;
export type OrderStateName = keyof typeof ORDER_STATES;

/** What tells the state of one order. */
export interface StatedOrder {
  /** The row's `orderstatus`; `status` only says what happened last. */
  readonly orderStatus: string;
  readonly orderType: string;
  readonly filledQuantity: number;
}

/** Is the order over for good? A state we do not know is not. */
export function isTerminalState(orderStatus: string): boolean {
  return stateOf(orderStatus).isTerminal;
}

/**
 * The row's state in the order core's words. While the broker's words do not tell, an order that may wait for its trigger is taken to
 * wait: "open" would say that it has triggered.
 */
export function bookStatusOf({ orderStatus, orderType, filledQuantity }: StatedOrder): BookStatus {
  const { book } = stateOf(orderStatus);
  if (book !== null) return book;
  return orderType.startsWith('STOPLOSS') && filledQuantity === 0 ? 'trigger_pending' : 'open';
}

function stateOf(orderStatus: string): OrderState {
  const name = orderStatus.trim().toLowerCase();
  return Object.hasOwn(ORDER_STATES, name) ? ORDER_STATES[name as OrderStateName] : passing;
}
