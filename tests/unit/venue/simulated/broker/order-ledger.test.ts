import { describe, expect, it } from 'vitest';
import { SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

describe('OrderLedger', () => {
  it('numbers orders as the broker does: the date and nine digits, with a UUID beside it', () => {
    const rig = new SimulatedBrokerRig();
    const [first, second] = [rig.place(), rig.place()];
    expect([first.orderId, second.orderId]).toEqual(['261119000000001', '261119000000002']);
    expect(first.uniqueOrderId).toMatch(/^[0-9a-f-]{36}$/);
    const { ledger } = rig.broker;
    expect(ledger.byId(first.orderId, 'T100001')?.number).toBe(1);
    expect(ledger.byUniqueId(second.uniqueOrderId, 'T100001')?.number).toBe(2);
    expect(ledger.byId(first.orderId, 'T2')).toBeUndefined();
  });

  it('F26 shows the book as it was at an earlier time', () => {
    const rig = new SimulatedBrokerRig();
    const { ledger } = rig.broker;
    const beforeMs = rig.timeMs - 1;
    rig.place({ limitPaise: 9_000 });
    const openMs = rig.timeMs;
    rig.wait(1000);
    rig.broker.orders.cancel(rig.order());
    const statesAt = (timeMs: number) =>
      ledger.ordersAt('T100001', timeMs).map(({ state }) => state);
    expect(statesAt(beforeMs)).toEqual([]);
    expect(statesAt(openMs)).toEqual(['open']);
    expect(statesAt(openMs + 999)).toEqual(['open']);
    expect(statesAt(openMs + 1000)).toEqual(['cancelled']);
    expect(ledger.live()).toEqual([]);
    expect(ledger.all()).toHaveLength(1);
  });
});
