/** Positions of one client per instrument and product, from its fills, conversions and what it carried over. Simulator process. */
import type { ProductType } from '../../../contract/wire/smartapi-enums.ts';
import type { Instrument, InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { shareOf } from '../../../domain/money.ts';
import type { Side } from '../../../domain/order/types.ts';

/** What was traded on one side; ≥ 0. */
export interface Traded {
  readonly quantity: number;
  readonly valuePaise: number;
}

export interface Position {
  readonly instrument: Instrument;
  readonly product: ProductType;
  readonly buy: Traded;
  readonly sell: Traded;
  /** Brought in from an earlier day. */
  readonly carriedBuy: Traded;
  readonly carriedSell: Traded;
}

/** Something that changes a position. A conversion is two: out of one product, into the other. */
export interface PositionEvent {
  readonly timeMs: number;
  readonly instrument: Instrument;
  readonly product: ProductType;
  readonly side: Side;
  /** Below 0 for what a conversion takes out. */
  readonly quantity: number;
  readonly valuePaise: number;
  readonly isCarried: boolean;
}

const NOTHING: Traded = { quantity: 0, valuePaise: 0 };

export class PositionBook {
  readonly #events: PositionEvent[] = [];
  readonly #positions = new Map<string, Position>();

  add(event: PositionEvent): void {
    this.#events.push(event);
    const key = keyOf(event.instrument.index, event.product);
    const { instrument, product } = event;
    const before = this.#positions.get(key) ?? {
      ...{ instrument, product, buy: NOTHING, sell: NOTHING },
      ...{ carriedBuy: NOTHING, carriedSell: NOTHING },
    };
    this.#positions.set(key, changed(before, event));
  }

  /** Takes `quantity` of a position into another product, at its average price; false when it does not hold that much. */
  convert(
    from: Position,
    product: ProductType,
    { quantity, timeMs }: { readonly quantity: number; readonly timeMs: number },
  ): boolean {
    const side = netQuantity(from) > 0 ? 1 : -1;
    const { buy, sell } = totalOf(from);
    const held = side === 1 ? buy : sell;
    if (quantity > Math.abs(netQuantity(from))) return false;
    const valuePaise = shareOf(held.valuePaise, quantity, held.quantity);
    const { instrument } = from;
    const event = { timeMs, instrument, side, isCarried: false } as const;
    const out = { product: from.product, quantity: -quantity, valuePaise: -valuePaise };
    this.add({ ...event, ...out });
    this.add({ ...event, product, quantity, valuePaise });
    return true;
  }

  get(at: InstrumentIndex, product: ProductType): Position | undefined {
    return this.#positions.get(keyOf(at, product));
  }

  all(): Position[] {
    return [...this.#positions.values()];
  }

  /** As they were at `timeMs`. */
  at(timeMs: number): Position[] {
    const book = new PositionBook();
    for (const event of this.#events) if (event.timeMs <= timeMs) book.add(event);
    return book.all();
  }
}

/** Signed units. */
export function netQuantity(position: Position): number {
  const { buy, sell } = totalOf(position);
  return buy.quantity - sell.quantity;
}

/** Of the day and carried. */
export function totalOf({ buy, sell, carriedBuy, carriedSell }: Position): {
  readonly buy: Traded;
  readonly sell: Traded;
} {
  return { buy: sumOf(buy, carriedBuy), sell: sumOf(sell, carriedSell) };
}

/** Of what was both bought and sold; whole paise. */
export function realisedPaise(position: Position): number {
  const { buy, sell } = totalOf(position);
  const closed = Math.min(buy.quantity, sell.quantity);
  if (closed === 0) return 0;
  const sold = shareOf(sell.valuePaise, closed, sell.quantity);
  return sold - shareOf(buy.valuePaise, closed, buy.quantity);
}

/** What the open units were bought, or sold short, for; ≥ 0. */
export function openValuePaise(position: Position): number {
  const { buy, sell } = totalOf(position);
  const net = buy.quantity - sell.quantity;
  const side = net >= 0 ? buy : sell;
  return net === 0 ? 0 : shareOf(side.valuePaise, Math.abs(net), side.quantity);
}

/** At `lastPaise`; 0 while there is no price. */
export function unrealisedPaise(position: Position, lastPaise: number): number {
  const net = netQuantity(position);
  if (net === 0 || lastPaise === 0) return 0;
  return net * lastPaise - Math.sign(net) * openValuePaise(position);
}

function changed(position: Position, event: PositionEvent): Position {
  const { side, isCarried } = event;
  if (isCarried) {
    return side === 1
      ? { ...position, carriedBuy: sumOf(position.carriedBuy, event) }
      : { ...position, carriedSell: sumOf(position.carriedSell, event) };
  }
  return side === 1
    ? { ...position, buy: sumOf(position.buy, event) }
    : { ...position, sell: sumOf(position.sell, event) };
}

function sumOf(one: Traded, other: Traded): Traded {
  return {
    quantity: one.quantity + other.quantity,
    valuePaise: one.valuePaise + other.valuePaise,
  };
}

function keyOf(at: InstrumentIndex, product: ProductType): string {
  return `${at}:${product}`;
}
