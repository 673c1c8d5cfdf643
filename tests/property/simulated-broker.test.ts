import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulatorFaultSchema } from '../../src/contract/wire/simulator-control.ts';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { isOver } from '../../src/venue/simulated/broker/broker-order.ts';
import { netQuantity } from '../../src/venue/simulated/broker/position-book.ts';
import { RIG_INSTRUMENTS, SimulatedBrokerRig } from '../support/simulated-broker-rig.ts';

/** What may happen at the broker; numbers choose orders and prices. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    at: fc.integer({ min: 0, max: 2 }),
    side: fc.constantFrom(1 as const, -1 as const),
    price: fc.integer({ min: -10, max: 10 }),
    lots: fc.integer({ min: 1, max: 4 }),
    isStop: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('modify' as const),
    pick: fc.nat(),
    price: fc.integer({ min: -10, max: 10 }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }),
  fc.record({
    kind: fc.constant('tick' as const),
    at: fc.integer({ min: 0, max: 2 }),
    price: fc.integer({ min: -10, max: 10 }),
    size: fc.integer({ min: 0, max: 300 }),
  }),
  fc.record({ kind: fc.constantFrom('cancel_race' as const, 'drip' as const) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

const priceOf = (steps: number) => 10_000 + steps * 50;

function play(rig: SimulatedBrokerRig, happenings: readonly Happening[]): void {
  const pick = (at: number) => {
    const live = rig.broker.ledger.live();
    return live[at % Math.max(1, live.length)];
  };
  for (const entry of happenings) {
    if (entry.kind === 'place') {
      const instrument = RIG_INSTRUMENTS[entry.at] as Instrument;
      const limitPaise = priceOf(entry.price);
      rig.place(
        {
          quantity: entry.lots * instrument.lotSize,
          limitPaise,
          ...(entry.isStop && {
            variety: 'STOPLOSS' as const,
            orderType: 'STOPLOSS_LIMIT' as const,
            triggerPaise: limitPaise - entry.side * 50,
          }),
        },
        { instrument, side: entry.side },
      );
    } else if (entry.kind === 'tick') {
      const last = priceOf(entry.price);
      rig.quote(entry.at, { last, askQuantity: entry.size, bidQuantity: entry.size });
    } else if (entry.kind === 'modify') {
      const order = pick(entry.pick);
      if (order === undefined) continue;
      const { quantity, triggerPaise } = order;
      rig.broker.orders.modify(order, { quantity, triggerPaise, limitPaise: priceOf(entry.price) });
    } else if (entry.kind === 'cancel') {
      const order = pick(entry.pick);
      if (order !== undefined) rig.broker.orders.cancel(order);
    } else {
      rig.faults.add(simulatorFaultSchema.parse({ name: entry.kind }));
    }
  }
}

describe('the simulated broker, whatever happens', () => {
  it('never takes an order out of its end, and never back in its fills', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const rig = new SimulatedBrokerRig();
        play(rig, happenings);
        const last = new Map<number, (typeof rig.versions)[number]>();
        for (const version of rig.versions) {
          const before = last.get(version.number);
          if (before !== undefined) {
            expect(isOver(before)).toBe(false);
            expect(version.filledQuantity).toBeGreaterThanOrEqual(before.filledQuantity);
          }
          last.set(version.number, version);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has books that say the same: orders, trades and positions', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const rig = new SimulatedBrokerRig();
        play(rig, happenings);
        const { ledger } = rig.broker;
        const nets = new Map<number, number>();
        for (const order of ledger.all()) {
          const trades = ledger.trades().filter((trade) => trade.order.number === order.number);
          const filled = trades.reduce((sum, { quantity }) => sum + quantity, 0);
          const paise = trades.reduce((sum, trade) => sum + trade.quantity * trade.pricePaise, 0);
          expect([order.filledQuantity, order.filledValuePaise]).toEqual([filled, paise]);
          expect(filled).toBeLessThanOrEqual(order.quantity);
          if (order.state === 'complete') expect(filled).toBe(order.quantity);
          if (order.state === 'cancelled') {
            expect(order.cancelledQuantity).toBe(order.quantity - filled);
          }
          const { index } = order.instrument;
          nets.set(index, (nets.get(index) ?? 0) + order.side * filled);
        }
        for (const position of rig.broker.orders.positionsOf(rig.account).all()) {
          expect(netQuantity(position)).toBe(nets.get(position.instrument.index));
        }
        expect(ledger.ordersAt('T100001', rig.timeMs)).toEqual(ledger.all());
      }),
      { numRuns: 200 },
    );
  });
});
