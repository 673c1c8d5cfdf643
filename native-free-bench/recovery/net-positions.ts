/** Net quantities that follow from orders: what the journal held before a start, and what a client was shown since. */
import type { JournalFacts } from './journal-facts.ts';
import type { OrderLedger } from './order-ledger.ts';

/** By instrument name; the furthest cumulative quantity of each order counts, wherever it was said. */
export function netOf(facts: JournalFacts, ledger: OrderLedger): Map<string, number> {
  const net = new Map<string, number>();
  const add = (instrument: string, units: number) => {
    if (units !== 0) net.set(instrument, (net.get(instrument) ?? 0) + units);
  };
  for (const order of facts.orders.values()) {
    add(facts.instrumentName(order.instrumentIndex), order.side * order.filledQuantity);
  }
  for (const [orderId, seen] of ledger.orders) {
    const known = facts.orders.get(Number(orderId))?.filledQuantity ?? 0;
    add(seen.instrument, seen.side * Math.max(0, seen.filledQuantity - known));
  }
  return net;
}

export function openOf(net: ReadonlyMap<string, number>): string[] {
  return [...net].filter(([, quantity]) => quantity !== 0).map(([instrument]) => instrument);
}
