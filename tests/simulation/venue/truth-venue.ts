/**
 * The simulated exchange and broker books: the truth the checker compares the engine with. It fills at real prices only, in parts when
 * asked to, expires DAY orders at the close, squares off, and trades for the account holder's own hand.
 */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { RejectReason } from '../../../src/domain/order/types.ts';
import type { Marks } from '../run/marks.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { Quote } from '../world/price-process.ts';
import { type Amendment, amendProblem, placeProblem } from './venue-checks.ts';
import { isAlive, leavesOf, type TruthOrder, type VenueTerms } from './venue-order.ts';

export type ChangeKind =
  | 'accepted'
  | 'rejected'
  | 'fill'
  | 'modified'
  | 'cancelled'
  | 'expired'
  | 'triggered';

export interface TruthChange {
  readonly kind: ChangeKind;
  readonly order: TruthOrder;
  readonly fillQuantity: number;
  readonly fillPaise: number;
}

export interface TruthVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly quotes: readonly Quote[];
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  isOpen(instrument: Instrument): boolean;
  /** Told of every change, in order, after it happened. */
  changed(change: TruthChange): void;
}

export class TruthVenue {
  /** Every order of the run, in order of arrival. */
  readonly orders: TruthOrder[] = [];
  /** The orders of the current day: what the broker's order book shows. */
  dayOrders: TruthOrder[] = [];
  /** Signed units by instrument: of all orders, and of ours. */
  readonly netQuantity: number[];
  readonly ownNetQuantity: number[];
  /** Signed cost of the day's fills by instrument, paise. */
  readonly netValuePaise: number[];
  readonly #byTag = new Map<string, TruthOrder>();
  readonly #options: TruthVenueOptions;
  readonly #alive: TruthOrder[][];
  readonly #externalFills: number[];
  #isHealed = false;

  constructor(options: TruthVenueOptions) {
    this.#options = options;
    const zeros = () => options.instruments.map(() => 0);
    this.netQuantity = zeros();
    this.ownNetQuantity = zeros();
    this.netValuePaise = zeros();
    this.#externalFills = zeros();
    this.#alive = options.instruments.map(() => []);
  }

  /** Faults end, and the other hand lets go. */
  heal(): void {
    this.#isHealed = true;
    for (const alive of this.#alive) {
      for (const order of [...alive]) if (order.terms.isExternal) this.cancel(order);
    }
  }

  lastPaise(at: number): number {
    return this.#options.quotes[at]?.lastPaise ?? 0;
  }

  /** Fills of another hand in the instrument. */
  externalFills(at: number): number {
    return this.#externalFills[at] ?? 0;
  }

  find(tag: string): TruthOrder | undefined {
    return this.#byTag.get(tag);
  }

  /** Who sent the order does not know it any more: from here on it is another hand’s, with all it filled. */
  disown(tag: string): void {
    const order = this.#byTag.get(tag);
    if (order === undefined || order.terms.isExternal) return;
    const { instrumentIndex: at, side } = order.terms;
    order.terms = { ...order.terms, isExternal: true };
    this.#externalFills[at] = this.externalFills(at) + order.fills;
    this.ownNetQuantity[at] = (this.ownNetQuantity[at] ?? 0) - side * order.cumulativeQuantity;
  }

  place(terms: VenueTerms, nowMs: number): TruthOrder {
    const { instruments, quotes, random, profile, marks } = this.#options;
    const instrument = instruments[terms.instrumentIndex] as Instrument;
    const quote = quotes[terms.instrumentIndex] as Quote;
    const isOpen = this.#options.isOpen(instrument);
    let reason: RejectReason | '' = placeProblem(terms, { instrument, quote, isOpen });
    const isRefused = !this.#isHealed && random.chance(profile.refused, 'venue', terms.orderId, 0);
    if (reason === '' && !terms.isExternal && isRefused) {
      marks.hit('fault.refused');
      reason = random.pick(
        ['insufficient_margin', 'price_protection', 'venue_error'],
        'venue',
        terms.orderId,
        1,
      );
    }
    const order: TruthOrder = {
      terms,
      venueOrderId: this.orders.length + 1,
      placedMs: nowMs,
      status: reason !== '' ? 'rejected' : terms.orderType === 'limit' ? 'open' : 'trigger_pending',
      quantity: terms.quantity,
      limitPaise: terms.limitPaise,
      triggerPaise: terms.triggerPaise,
      cumulativeQuantity: 0,
      cumulativeValuePaise: 0,
      fills: 0,
      reason,
    };
    this.orders.push(order);
    this.dayOrders.push(order);
    if (terms.tag !== '') this.#byTag.set(terms.tag, order);
    if (reason !== '') {
      this.#changed('rejected', order);
      return order;
    }
    (this.#alive[terms.instrumentIndex] as TruthOrder[]).push(order);
    this.#changed('accepted', order);
    return order;
  }

  /** '' when done. */
  modify(order: TruthOrder, amendment: Amendment): RejectReason | '' {
    const at = order.terms.instrumentIndex;
    const instrument = this.#options.instruments[at] as Instrument;
    const quote = this.#options.quotes[at] as Quote;
    const isOpen = this.#options.isOpen(instrument);
    const problem = amendProblem(order, amendment, { instrument, quote, isOpen });
    if (problem !== '') return problem;
    order.quantity = amendment.quantity;
    order.limitPaise = amendment.limitPaise;
    order.triggerPaise = amendment.triggerPaise;
    this.#changed('modified', order);
    return '';
  }

  /** '' when done. With `lastFill`, that much trades just before the cancel takes effect, and its report comes after. */
  cancel(order: TruthOrder): RejectReason | '' {
    if (!isAlive(order)) return 'already_terminal';
    const { random, profile, marks, instruments } = this.#options;
    const isRaced =
      !this.#isHealed &&
      order.status === 'open' &&
      random.chance(profile.fillAfterCancel, 'venue', order.venueOrderId, 2);
    const leaves = leavesOf(order);
    order.status = 'cancelled';
    this.#drop(order);
    this.#changed('cancelled', order);
    if (!isRaced) return '';
    marks.hit('fault.fillAfterCancel');
    const { lotSize } = instruments[order.terms.instrumentIndex] as Instrument;
    const lots = Math.max(1, Math.floor(leaves / lotSize / 2));
    this.#fill(order, Math.min(leaves, lots * lotSize), order.limitPaise);
    return '';
  }

  /** The market moved: triggers and fills, oldest order first. */
  onQuote(at: number): void {
    const alive = this.#alive[at] as TruthOrder[];
    if (alive.length === 0) return;
    const quote = this.#options.quotes[at] as Quote;
    for (const order of [...alive]) {
      if (order.status === 'trigger_pending' && isTriggered(order, quote)) {
        order.status = 'open';
        this.#changed('triggered', order);
      }
      if (order.status === 'open') this.#match(order, quote);
    }
  }

  /** The segment closed: what is left of its DAY orders expires. */
  expire(at: number): void {
    for (const order of [...(this.#alive[at] as TruthOrder[])]) {
      order.status = 'expired';
      order.reason = 'session_over';
      this.#drop(order);
      this.#changed('expired', order);
    }
  }

  startDay(): void {
    this.dayOrders = this.dayOrders.filter(isAlive);
  }

  aliveOrders(at: number): readonly TruthOrder[] {
    return this.#alive[at] as TruthOrder[];
  }

  #match(order: TruthOrder, quote: Quote): void {
    const { terms } = order;
    const touchPaise = terms.side === 1 ? quote.askPaise : quote.bidPaise;
    const displayed = terms.side === 1 ? quote.askQuantity : quote.bidQuantity;
    if (touchPaise === 0 || (order.limitPaise - touchPaise) * terms.side < 0) return;
    const { random, profile, marks, instruments } = this.#options;
    const { lotSize } = instruments[terms.instrumentIndex] as Instrument;
    let quantity = Math.min(leavesOf(order), displayed - (displayed % lotSize));
    const isPart = random.chance(profile.partialFill, 'fill', order.venueOrderId, order.fills * 2);
    if (!this.#isHealed && isPart && quantity > lotSize) {
      marks.hit('fault.partialFill');
      const part = random.unit('fill', order.venueOrderId, order.fills * 2 + 1);
      quantity = Math.max(lotSize, Math.floor((quantity * part) / lotSize) * lotSize);
    }
    if (quantity > 0) this.#fill(order, quantity, touchPaise);
  }

  #fill(order: TruthOrder, quantity: number, pricePaise: number): void {
    const { side, instrumentIndex, isExternal } = order.terms;
    order.fills += 1;
    order.cumulativeQuantity += quantity;
    order.cumulativeValuePaise += quantity * pricePaise;
    if (order.status === 'open' && order.cumulativeQuantity === order.quantity) {
      order.status = 'filled';
      this.#drop(order);
    }
    this.netQuantity[instrumentIndex] = (this.netQuantity[instrumentIndex] ?? 0) + side * quantity;
    this.netValuePaise[instrumentIndex] =
      (this.netValuePaise[instrumentIndex] ?? 0) + side * quantity * pricePaise;
    if (isExternal) {
      this.#externalFills[instrumentIndex] = this.externalFills(instrumentIndex) + 1;
    } else {
      this.ownNetQuantity[instrumentIndex] =
        (this.ownNetQuantity[instrumentIndex] ?? 0) + side * quantity;
    }
    this.#options.changed({ kind: 'fill', order, fillQuantity: quantity, fillPaise: pricePaise });
  }

  #drop(order: TruthOrder): void {
    const alive = this.#alive[order.terms.instrumentIndex] as TruthOrder[];
    const at = alive.indexOf(order);
    if (at >= 0) alive.splice(at, 1);
  }

  #changed(kind: ChangeKind, order: TruthOrder): void {
    this.#options.changed({ kind, order, fillQuantity: 0, fillPaise: 0 });
  }
}

function isTriggered({ terms, triggerPaise }: TruthOrder, quote: Quote): boolean {
  return terms.side === 1 ? quote.highPaise >= triggerPaise : quote.lowPaise <= triggerPaise;
}
