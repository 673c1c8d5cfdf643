/** Checks at rest: faults are over, everything had its time, and now the engine and the venue must agree. */
import { groupIdOf } from '../../../src/domain/order/types.ts';
import type { EngineProcess } from '../process/engine-process.ts';
import { isDeclared as declares, unpricedOf, unrestOf } from '../process/order-reading.ts';
import { isAlive } from '../venue/venue-order.ts';
import { type CheckContext, check, checkRest } from './check-context.ts';
import { isOver } from './order-ledger.ts';

export interface RestFacts {
  readonly process: EngineProcess;
  /** The instrument traded all through the time it had to come to rest, so what was open could be closed. */
  couldTrade(instrumentIndex: number): boolean;
}

export function checkAtRest(context: CheckContext, facts: RestFacts): void {
  const { process } = facts;
  checkRest(process.isAlive, 'liveness', () => 'the engine is down');
  const unrest = unrestOf(process.orders.core);
  checkRest(unrest.length === 0, 'liveness', () => `not at rest: ${unrest.slice(0, 5).join(', ')}`);
  checkOrders(context);
  checkPositions(context, facts);
  checkGroups(context, facts);
}

function checkOrders({ venue, ledger, marks }: CheckContext): void {
  for (const order of venue.orders) {
    const { tag, orderId, isExternal } = order.terms;
    if (isExternal) continue;
    const known = ledger.orders.get(orderId);
    check(known !== undefined, 'OL-06', () => `${tag} is at the venue and nowhere in the engine`);
    marks.hit(`rest.order.${order.status}`);
    // Halted for it: nobody but a person says what became of it.
    if (known?.status === 'unknown') continue;
    const isOurs = known !== undefined && !isOver(known.status);
    checkRest(
      isAlive(order) || !isOurs,
      'liveness',
      () => `${tag} is ${order.status}, here ${known?.status}`,
    );
    const filled = known?.filledQuantity ?? 0;
    const id = order.status === 'filled' ? 'ID-05' : 'OL-05';
    check(
      filled === order.cumulativeQuantity,
      id,
      () => `${tag} has ${filled}, the venue ${order.cumulativeQuantity} (${order.status})`,
    );
  }
}

function checkPositions(context: CheckContext, { process, couldTrade }: RestFacts): void {
  const { venue, instruments, ledger, marks } = context;
  instruments.forEach(({ symbol }, at) => {
    const ours = process.risk.core.positions.netQuantity(at);
    const orders = process.orders.core.netQuantity(at);
    const theirs = venue.netQuantity[at] ?? 0;
    // Where another hand traded too often, the engine stops taking it over and says so (PP-09).
    const isDeclared = venue.externalFills(at) > 0 && declares(process.orders, at);
    if (isDeclared && theirs !== orders) marks.hit('rest.declaredDifference');
    check(
      orders === theirs || isDeclared,
      'PP-02',
      () => `${symbol}: our orders add up to ${orders}, the venue holds ${theirs}`,
    );
    check(
      ours === orders - unpricedOf(process.orders.core, at),
      'PP-01',
      () => `${symbol}: the books hold ${ours}, the orders add up to ${orders}`,
    );
    if (isDeclared) return;
    if (!couldTrade(at) || ledger.hasUnknown(at)) return;
    const own = venue.aliveOrders(at).filter(({ terms }) => !terms.isExternal);
    checkRest(own.length === 0, 'liveness', () => `${symbol}: orders of ours are still working`);
    checkRest(theirs === 0, 'liveness', () => `${symbol}: ${theirs} units are not closed`);
  });
}

/** What the venue did for each group adds up to nothing once the group is over (OC-03). */
function checkGroups({ venue, ledger }: CheckContext, { couldTrade }: RestFacts): void {
  const nets = new Map<number, number>();
  for (const { terms, cumulativeQuantity } of venue.orders) {
    const at = terms.instrumentIndex;
    if (terms.isExternal || !couldTrade(at) || ledger.hasUnknown(at)) continue;
    if (venue.externalFills(at) > 0) continue;
    const groupId = groupIdOf(terms.orderId);
    nets.set(groupId, (nets.get(groupId) ?? 0) + terms.side * cumulativeQuantity);
  }
  for (const [groupId, net] of nets) {
    // A group that took over a position, or lost a part of its own to another hand, has the other half elsewhere.
    const orders = ledger.groups.get(groupId) ?? [];
    if (ledger.adopted.has(groupId) || orders.some(({ role }) => role === 'adjustment')) continue;
    check(net === 0, 'OC-03', () => `group ${groupId} adds up to ${net}`);
  }
}
