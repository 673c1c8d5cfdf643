/** Orders of ours as the gateway knows them: which of the broker's numbers each has, and what was said of it. Venue thread. */
import type { RestoredOrder } from '../../domain/matching/restored-order.ts';
import type { BookStatus, OrderType, VenueCommand } from '../../domain/order/types.ts';
import { isBookTerminal } from '../../domain/order/watch/book-row.ts';
import type { OrderFacts } from './order-rows.ts';

export interface KnownOrder {
  readonly orderId: number;
  readonly tagPrefix: number;
  readonly orderType: OrderType;
  readonly instrumentIndex: number;
  /** '' until the broker has told: by its answer, by the stream or by a book. */
  brokerId: string;
  /** What details are asked for by; '' until a receipt or a book has told. */
  uniqueId: string;
  /** Newest state any row named; '' before the first. A final one stays. */
  bookStatus: BookStatus | '';
  isTriggered: boolean;
  /** What of both was pushed to the core: a row that answers a query may come too late for it to count. */
  pushedStatus: BookStatus | '';
  isTriggerPushed: boolean;
  limitPaise: number;
  /** The row with the most filled, the newest of several; null before the first. */
  newest: OrderFacts | null;
  /** Highest filled quantity any row named; how much of it was pushed to the core, and at what value. */
  namedQuantity: number;
  pushedQuantity: number;
  pushedValuePaise: number;
  /** Filled quantity whose exact value was pushed. */
  exactQuantity: number;
  /** Writes about it that wait for their turn, oldest first; the running one is not among them. */
  readonly waiting: Write[];
  isWriting: boolean;
  /** The command that placed it; null for an order of an earlier gateway. */
  place: VenueCommand | null;
  /** Its place has left, and its outcome has not been said. */
  isPlacing: boolean;
  /** It was refused, and no row has named it. */
  isRefused: boolean;
}

export interface Write {
  readonly kind: 'place' | 'modify' | 'cancel';
  run(): Promise<void>;
}

export class KnownOrders {
  readonly #byTag = new Map<string, KnownOrder>();
  readonly #byBrokerId = new Map<string, KnownOrder>();

  [Symbol.iterator](): Iterator<KnownOrder> {
    return this.#byTag.values();
  }

  /** What an earlier gateway's reports left in the core. */
  restore(orders: readonly RestoredOrder[]): void {
    for (const order of orders) {
      const known = this.#add(order, order.limitPaise);
      this.bind(known, { brokerId: String(order.venueOrderId), uniqueId: '' });
      known.bookStatus = order.bookStatus;
      known.isTriggered = order.orderType === 'stop_limit' && order.bookStatus === 'open';
      known.pushedStatus = known.bookStatus;
      known.isTriggerPushed = known.isTriggered;
      known.namedQuantity = order.filledQuantity;
      known.pushedQuantity = order.filledQuantity;
      known.pushedValuePaise = order.filledValuePaise;
    }
  }

  find({ tagPrefix, orderId }: Pick<KnownOrder, 'tagPrefix' | 'orderId'>): KnownOrder | undefined {
    return this.#byTag.get(tagKey(tagPrefix, orderId));
  }

  ofBroker(brokerId: string): KnownOrder | undefined {
    return this.#byBrokerId.get(brokerId);
  }

  /** The order a command is about; made known where it is not yet. */
  ofCommand(command: VenueCommand): KnownOrder {
    return this.find(command) ?? this.#add(command, command.limitPaise);
  }

  /** The order a row with a tag of ours is about, with what the row tells of its names. */
  learn(facts: OrderFacts): KnownOrder {
    const known = this.find(facts) ?? this.#add(facts, facts.limitPaise);
    this.bind(known, facts);
    return known;
  }

  /** The first number the broker gave an order stays; a second order with its tag is for the core to judge (OL-07). */
  bind(order: KnownOrder, names: Pick<KnownOrder, 'brokerId' | 'uniqueId'>): void {
    if (order.brokerId === '') {
      order.brokerId = names.brokerId;
      this.#byBrokerId.set(names.brokerId, order);
    }
    if (order.brokerId === names.brokerId && names.uniqueId !== '') order.uniqueId = names.uniqueId;
  }

  /** A whole order book came: what is over and not in it never was, or is of an earlier day. */
  forgetAbsent(present: ReadonlySet<string>): void {
    for (const [key, order] of this.#byTag) {
      if (!isOver(order) || present.has(order.brokerId)) continue;
      this.#byTag.delete(key);
      this.#byBrokerId.delete(order.brokerId);
    }
  }

  #add(
    order: Pick<KnownOrder, 'orderId' | 'tagPrefix' | 'orderType' | 'instrumentIndex'>,
    limitPaise: number,
  ): KnownOrder {
    const { orderId, tagPrefix, orderType, instrumentIndex } = order;
    const known: KnownOrder = {
      ...{ orderId, tagPrefix, orderType, instrumentIndex, limitPaise },
      brokerId: '',
      uniqueId: '',
      bookStatus: '',
      isTriggered: false,
      pushedStatus: '',
      isTriggerPushed: false,
      newest: null,
      namedQuantity: 0,
      pushedQuantity: 0,
      pushedValuePaise: 0,
      exactQuantity: 0,
      waiting: [],
      isWriting: false,
      place: null,
      isPlacing: false,
      isRefused: false,
    };
    this.#byTag.set(tagKey(tagPrefix, orderId), known);
    return known;
  }
}

/** Nothing more can become of it. */
export function isOver({ bookStatus, isRefused }: KnownOrder): boolean {
  return bookStatus === '' ? isRefused : isBookTerminal(bookStatus);
}

function tagKey(tagPrefix: number, orderId: number): string {
  return `${tagPrefix}:${orderId}`;
}
