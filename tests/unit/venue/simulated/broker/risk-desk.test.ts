import { describe, expect, it } from 'vitest';
import {
  accountOf,
  RIG_INSTRUMENTS,
  SimulatedBrokerRig,
} from '../../../../support/simulated-broker-rig.ts';

const [share, , contract] = RIG_INSTRUMENTS;

/** Intraday margin is 5 % in the rig, delivery 100 %. */
describe('RiskDesk', () => {
  it('refuses an order whose margin is not there, and says so in the book', () => {
    const rig = new SimulatedBrokerRig({ accounts: [accountOf({ cashPaise: 60_000 })] });
    rig.place();
    expect(rig.order().state).toBe('open');
    rig.place();
    expect(rig.order(2)).toMatchObject({ state: 'rejected' });
    expect(rig.order(2).text).toContain('Insufficient Funds');
    rig.broker.orders.cancel(rig.order(1));
    rig.place();
    expect(rig.order(3).state).toBe('open');
  });

  it('needs no margin for what closes a position', () => {
    const rig = new SimulatedBrokerRig({ accounts: [accountOf({ cashPaise: 51_000 })] });
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    rig.place({ limitPaise: 11_000 }, { side: -1 });
    expect(rig.order(2).state).toBe('open');
    rig.place({ limitPaise: 11_000, quantity: 200 }, { side: -1 });
    expect(rig.order(3).state).toBe('rejected');
  });

  it('sells shares for delivery only as far as they are held', () => {
    const holdings = [{ exchange: 'NSE', symbol: 'STOCK0-EQ', quantity: 60, averagePaise: 9_000 }];
    const rig = new SimulatedBrokerRig({ accounts: [accountOf({ holdings })] });
    const sale = { product: 'DELIVERY', limitPaise: 10_500 } as const;
    rig.place({ ...sale, quantity: 40 }, { side: -1 });
    rig.place({ ...sale, quantity: 40 }, { side: -1 });
    rig.place({ ...sale, quantity: 20 }, { side: -1 });
    expect([1, 2, 3].map((number) => rig.order(number).state)).toEqual([
      'open',
      'rejected',
      'open',
    ]);
    expect(rig.order(2).text).toContain('holdings');
  });

  it('margins by product and kind', () => {
    const { risk } = new SimulatedBrokerRig().broker;
    if (share === undefined || contract === undefined) throw new Error('The rig has both.');
    const order = { side: 1, quantity: 100, pricePaise: 10_000 } as const;
    expect(risk.margin({ ...order, instrument: share, product: 'INTRADAY' })).toBe(50_000);
    expect(risk.margin({ ...order, instrument: share, product: 'DELIVERY' })).toBe(1_000_000);
    expect(risk.margin({ ...order, instrument: contract, product: 'CARRYFORWARD' })).toBe(50_000);
  });

  it('counts cash, realised profit and what is bound', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.quote(0);
    rig.place({ limitPaise: 10_300, quantity: 40 }, { side: -1 });
    rig.quote(0, { last: 10_400 });
    const funds = rig.broker.risk.funds({
      account: rig.account,
      positions: rig.broker.orders.positionsOf(rig.account),
      live: rig.broker.ledger.live(),
    });
    expect(funds.realisedPaise).toBe(40 * (10_350 - 10_050));
    expect(funds.positionMarginPaise).toBe((60 * 10_050) / 20);
    expect(funds.availablePaise).toBe(100_000_000 + 12_000 - 30_150);
  });
});
