/**
 * Takes positions the venue holds and our orders do not explain into the books (PP-06): as an adjustment of the groups they take away from,
 * the rest as a reduce-only group that closes it. Run by the order core.
 */
import { assert } from '../assert.ts';
import type { Custody } from './custody.ts';
import type { RuleContext } from './exit-rules.ts';
import { Group, groupRowOf } from './group.ts';
import { touchPaise } from './limit-price.ts';
import { isUnsent, type Order } from './order.ts';
import { intentIdOf, type OrderIntent, type Side, UNATTRIBUTED_STRATEGY } from './types.ts';
import type { VenuePosition } from './watch-port.ts';

export class CorrectionDesk {
  readonly #context: RuleContext;
  readonly #custody: Custody;
  readonly #resettle: (group: Group) => void;

  constructor(context: RuleContext, custody: Custody, resettle: (group: Group) => void) {
    this.#context = context;
    this.#custody = custody;
    this.#resettle = resettle;
  }

  /**
   * `signedQuantity` is what the venue holds beyond our books. Where it is against an open group, somebody else closed a part of that
   * group. Without a price the next quote stands in for it. What our groups cannot take is closed as far as the venue holds it: beyond
   * that, an exit would open a position there.
   */
  close(at: number, signedQuantity: number, evidence: VenuePosition): void {
    if (signedQuantity === 0) return;
    const { venueQuantity, averagePaise = 0 } = evidence;
    const side: Side = signedQuantity > 0 ? 1 : -1;
    const rest = this.#reduceGroups(at, side, Math.abs(signedQuantity), averagePaise);
    const closable = Math.min(rest, Math.max(0, side * venueQuantity));
    if (closable > 0) this.#openExit(at, side, closable, averagePaise);
    if (closable === rest) return;
    const left = side * (rest - closable);
    const detail = `${left} of ${signedQuantity} not taken over: the venue holds ${venueQuantity}`;
    this.#context.desk.alarm('difference_not_closed', at, detail);
  }

  /** Signed units that wait for a price to be booked at. */
  unpricedQuantity(at: number): number {
    let signed = 0;
    for (const group of this.#context.registry.openOn(at)) {
      if (group.row.kind !== 'exit') continue;
      for (const order of group.orders) {
        if (order.role === 'adjustment' && isUnsent(order)) signed += order.side * order.quantity;
      }
    }
    return signed;
  }

  #reduceGroups(at: number, side: Side, quantity: number, averagePaise: number): number {
    const { desk, registry, quotes } = this.#context;
    let rest = quantity;
    for (const group of [...registry.openOn(at)]) {
      const open = group.openQuantity;
      if (rest === 0 || open <= 0 || group.side === side || !desk.hasLegFor(group)) continue;
      const units = Math.min(rest, open);
      rest -= units;
      const quotePaise = averagePaise > 0 ? averagePaise : touchPaise(quotes, at, side);
      const pricePaise = quotePaise > 0 ? quotePaise : paidPaise(group);
      desk.adjust(this.#open(group, side, units, pricePaise), pricePaise);
      this.#resettle(group);
    }
    return rest;
  }

  #openExit(at: number, side: Side, quantity: number, averagePaise: number): void {
    const { desk, registry } = this.#context;
    const instrument = registry.instruments[at];
    assert(instrument !== undefined, 'a position is of a known instrument');
    const sequence = this.#custody.nextUnattributedGroup();
    const intent: OrderIntent = {
      intentId: intentIdOf(UNATTRIBUTED_STRATEGY, sequence),
      strategyIndex: UNATTRIBUTED_STRATEGY,
      kind: 'exit',
      origin: 'recovery',
      instrumentIndex: at,
      side,
      quantity,
      limitPaise: averagePaise,
      stopOffsetPaise: 0,
      targetOffsetPaise: 0,
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      parentGroupId: 0,
      timeMs: desk.timeMs,
      originReceiveNs: 0,
    };
    const group = new Group(groupRowOf(intent, { kind: 'exit', timeMs: desk.timeMs }), instrument);
    group.row.isExiting = true;
    registry.add(group);
    registry.attach(group);
    desk.outbox.touchGroup(group);
    this.#open(group, side, quantity, averagePaise);
    this.#resettle(group);
  }

  #open(group: Group, side: Side, quantity: number, limitPaise: number): Order {
    return this.#context.desk.open(group, {
      role: 'adjustment',
      slot: 0,
      orderType: 'limit',
      side,
      quantity,
      limitPaise,
      triggerPaise: 0,
    });
  }
}

/** What the open units of a group were bought, or sold short, for on average; a group of any kind has such a price while it is open. */
function paidPaise(group: Group): number {
  let quantity = 0;
  let valuePaise = 0;
  for (const order of group.orders) {
    if (order.side !== group.side) continue;
    quantity += order.filledQuantity;
    valuePaise += order.filledValuePaise;
  }
  return quantity > 0 ? Math.round(valuePaise / quantity) : group.row.limitPaise;
}
