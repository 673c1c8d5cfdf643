/** The simulated broker's risk management: margins, free funds, shares in the demat account. Simulator process. */
import type { ProductType } from '../../../contract/wire/smartapi-enums.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Side } from '../../../domain/order/types.ts';
import { marginBasis, marginPaise } from '../../../domain/risk/margin.ts';
import type { RiskLimits } from '../../../domain/risk/risk-limits.ts';
import type { Account } from '../rest/account.ts';
import { type BrokerOrder, openQuantity } from './broker-order.ts';
import {
  netQuantity,
  openValuePaise,
  type Position,
  type PositionBook,
  realisedPaise,
} from './position-book.ts';

/** What a trade would be. */
export interface Exposure {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly product: ProductType;
  readonly quantity: number;
  readonly pricePaise: number;
}

export interface FundsOf {
  readonly account: Account;
  readonly positions: PositionBook;
  readonly live: readonly BrokerOrder[];
}

/** Integer paise. */
export interface FundsState {
  readonly cashPaise: number;
  readonly realisedPaise: number;
  /** Bound by positions; of these, the premium of bought options. */
  readonly positionMarginPaise: number;
  readonly premiumPaise: number;
  /** Bound by orders that may still open something. */
  readonly orderMarginPaise: number;
  readonly availablePaise: number;
}

export class RiskDesk {
  readonly #limits: RiskLimits;

  /** Of `limits` only the margin rates are used. */
  constructor(limits: RiskLimits) {
    this.#limits = limits;
  }

  /** Cash shares are margined by their product, everything else by its kind. */
  margin({ instrument, side, product, quantity, pricePaise }: Exposure): number {
    const isIntraday = product === 'INTRADAY' || product === 'BO';
    const limits: RiskLimits = {
      ...this.#limits,
      product: isIntraday ? 'intraday' : 'delivery',
    };
    return marginPaise(marginBasis(instrument, { side, pricePaise }, limits), quantity);
  }

  funds({ account, positions, live }: FundsOf): FundsState {
    let realised = 0;
    let positionMarginPaise = 0;
    let premiumPaise = 0;
    for (const position of positions.all()) {
      realised += realisedPaise(position);
      const bound = this.#bound(position);
      positionMarginPaise += bound;
      if (position.instrument.kind === 'option' && netQuantity(position) > 0) premiumPaise += bound;
    }
    let orderMarginPaise = 0;
    for (const order of live) orderMarginPaise += this.#orderMargin(order, positions);
    const { cashPaise } = account;
    const availablePaise = cashPaise + realised - positionMarginPaise - orderMarginPaise;
    return {
      ...{ cashPaise, realisedPaise: realised, positionMarginPaise },
      ...{ premiumPaise, orderMarginPaise, availablePaise },
    };
  }

  /** Why the order is refused, '' when it is not; `of.live` is without it. */
  problem(order: BrokerOrder, of: FundsOf): string {
    const opening = openingQuantity(order, of.positions);
    if (opening === 0) return '';
    const isShortDelivery = order.product === 'DELIVERY' && order.side === -1;
    if (isShortDelivery) {
      const held = of.account.holdings.find(
        ({ exchange, symbol }) =>
          exchange === order.instrument.exchange && symbol === order.instrument.symbol,
      );
      const sold = of.live
        .filter(({ instrument, side, product }) => isSameSale(order, { instrument, side, product }))
        .reduce((sum, other) => sum + openQuantity(other), 0);
      const short = -Math.min(0, netOf(of.positions, order));
      const free = (held?.quantity ?? 0) - sold - short;
      return order.quantity <= free ? '' : 'RMS:Rule: Check holdings including CNC quantity';
    }
    const required = this.#orderMargin(order, of.positions);
    const { availablePaise } = this.funds(of);
    if (required <= availablePaise) return '';
    const rupees = (paise: number) => (paise / 100).toFixed(2);
    return `Insufficient Funds. Available funds - Rs. ${rupees(availablePaise)} . You require Rs. ${rupees(required)} funds to execute this order.`;
  }

  #bound(position: Position): number {
    const net = netQuantity(position);
    const { instrument, product } = position;
    if (net === 0) return 0;
    const quantity = Math.abs(net);
    const pricePaise = Math.floor(openValuePaise(position) / quantity);
    return this.margin({ instrument, product, quantity, pricePaise, side: net > 0 ? 1 : -1 });
  }

  #orderMargin(order: BrokerOrder, positions: PositionBook): number {
    const { instrument, side, product, limitPaise } = order;
    const quantity = openingQuantity(order, positions);
    if (order.product === 'DELIVERY' && side === -1) return 0;
    return this.margin({ instrument, side, product, quantity, pricePaise: limitPaise });
  }
}

/** Units of an order that do not close what is held in its product. Each order is looked at alone. */
function openingQuantity(order: BrokerOrder, positions: PositionBook): number {
  const closing = Math.max(0, -order.side * netOf(positions, order));
  return Math.max(0, openQuantity(order) - closing);
}

function netOf(positions: PositionBook, { instrument, product }: BrokerOrder): number {
  const position = positions.get(instrument.index, product);
  return position === undefined ? 0 : netQuantity(position);
}

function isSameSale(
  order: BrokerOrder,
  other: Pick<BrokerOrder, 'instrument' | 'side' | 'product'>,
): boolean {
  return (
    other.instrument === order.instrument &&
    other.side === order.side &&
    other.product === order.product
  );
}
