/** The broker's own close of INTRADAY positions at the end of the day, per segment. Simulator process. */
import {
  type Instrument,
  SESSION_SEGMENTS,
  type SessionSegment,
} from '../../../domain/instrument/instrument.ts';
import { istDateKey } from '../../../domain/instrument/ist-date.ts';
import type { SessionCalendar } from '../../../domain/instrument/session-calendar.ts';
import { bpsOf, roundDownToIncrement, roundUpToIncrement } from '../../../domain/money.ts';
import type { Side } from '../../../domain/order/types.ts';
import type { Account } from '../rest/account.ts';
import type { OrderDesk } from './order-desk.ts';
import type { OrderLedger } from './order-ledger.ts';
import { netQuantity, type Position } from './position-book.ts';

/** How far through the last price the broker's limit is. */
const PROTECTION_BPS = 300;
const LOOK_EVERY_MS = 1000;

export interface SquareOffOptions {
  readonly calendar: SessionCalendar;
  readonly accounts: readonly Account[];
  readonly orders: OrderDesk;
  readonly ledger: OrderLedger;
  /** 0 while there is no price. */
  readonly lastPaise: (instrument: Instrument) => number;
}

export class SquareOff {
  readonly #options: SquareOffOptions;
  /** `<date> <segment>` of what was done. */
  readonly #done = new Set<string>();
  #nextLookMs = Number.NEGATIVE_INFINITY;

  constructor(options: SquareOffOptions) {
    this.#options = options;
  }

  /** Once per segment and date: cancels what rests for INTRADAY, then closes what is held. */
  onTime(timeMs: number): void {
    if (timeMs < this.#nextLookMs) return;
    this.#nextLookMs = timeMs + LOOK_EVERY_MS;
    const dateKey = istDateKey(timeMs);
    for (const segment of SESSION_SEGMENTS) {
      const key = `${dateKey} ${segment}`;
      if (this.#done.has(key) || !this.isPast(segment, timeMs)) continue;
      this.#done.add(key);
      for (const account of this.#options.accounts) this.#close(account, segment);
    }
  }

  /** Does the broker take no more INTRADAY orders of the segment today? False where it has not said when. */
  isPast(segment: SessionSegment, timeMs: number): boolean {
    const { windows } = this.#options.calendar.sessionOn(istDateKey(timeMs));
    const squareOffMs = windows[segment]?.squareOffMs ?? null;
    return squareOffMs !== null && timeMs >= squareOffMs;
  }

  #close(account: Account, segment: SessionSegment): void {
    const { orders, ledger } = this.#options;
    for (const order of ledger.live(account.clientCode)) {
      if (order.product === 'INTRADAY' && order.instrument.segment === segment)
        orders.cancel(order);
    }
    for (const position of orders.positionsOf(account).all()) {
      const { product, instrument } = position;
      if (product !== 'INTRADAY' || instrument.segment !== segment) continue;
      if (netQuantity(position) !== 0) this.#send(account, position);
    }
  }

  #send(account: Account, { instrument, product }: Position): void {
    const position = this.#options.orders.positionsOf(account).get(instrument.index, product);
    const net = position === undefined ? 0 : netQuantity(position);
    const side: Side = net > 0 ? -1 : 1;
    const freeze = instrument.freezeQuantity > 0 ? instrument.freezeQuantity : Math.abs(net);
    const most = Math.max(instrument.lotSize, freeze - (freeze % instrument.lotSize));
    for (let left = Math.abs(net); left > 0; left -= most) {
      this.#options.orders.place({
        account,
        instrument,
        side,
        tag: '',
        origin: 'square_off',
        terms: {
          variety: 'NORMAL',
          orderType: 'LIMIT',
          product,
          duration: 'DAY',
          ...{ quantity: Math.min(most, left), disclosedQuantity: 0, triggerPaise: 0 },
          limitPaise: protectedLimit(instrument, side, this.#options.lastPaise(instrument)),
        },
      });
    }
  }
}

/** A limit through the last price, within the circuit, on the increment. */
export function protectedLimit(instrument: Instrument, side: Side, lastPaise: number): number {
  const { priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise } = instrument;
  const paise = lastPaise + side * bpsOf(lastPaise, PROTECTION_BPS);
  if (side === 1) {
    const most = upperCircuitPaise > 0 ? Math.min(paise, upperCircuitPaise) : paise;
    return roundDownToIncrement(most, priceIncrementPaise);
  }
  const least = lowerCircuitPaise > 0 ? Math.max(paise, lowerCircuitPaise) : paise;
  return roundUpToIncrement(Math.max(1, least), priceIncrementPaise);
}
