import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../../src/domain/instrument/instrument.ts';
import { netQuantity } from '../../../../../src/venue/simulated/broker/position-book.ts';
import { protectedLimit } from '../../../../../src/venue/simulated/broker/square-off.ts';
import { RIG_INSTRUMENTS, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';
import { stock } from '../../../../support/trading-instruments.ts';

const HOUR_MS = 3_600_000;
const contract = RIG_INSTRUMENTS[2] as Instrument;

describe('SquareOff', () => {
  it('cancels INTRADAY orders of shares and closes their positions at 15:15, and derivatives at 15:20', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.place({ limitPaise: 10_050, quantity: 150 }, { instrument: contract });
    rig.quote(0);
    rig.quote(2);
    rig.place({ limitPaise: 9_000 });
    rig.wait(6 * HOUR_MS - 1000);
    expect(rig.order(3).state).toBe('open');
    rig.wait(1000);
    expect(rig.order(3).state).toBe('cancelled');
    expect(rig.order(4)).toMatchObject({ origin: 'square_off', side: -1, quantity: 100 });
    expect(rig.broker.squareOff.isPast('derivatives', rig.timeMs)).toBe(false);
    rig.quote(0);
    rig.wait(300_000);
    rig.quote(2);
    const nets = rig.broker.orders.positionsOf(rig.account).all().map(netQuantity);
    expect(nets).toEqual([0, 0]);
    expect(rig.broker.ledger.all().filter(({ origin }) => origin === 'square_off')).toHaveLength(2);
  });

  it('leaves other products alone', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050, product: 'DELIVERY' });
    rig.place({ limitPaise: 9_000, product: 'DELIVERY' });
    rig.quote(0);
    rig.wait(6 * HOUR_MS);
    expect(rig.order(2).state).toBe('open');
    expect(rig.broker.ledger.all()).toHaveLength(2);
  });
});

describe('protectedLimit', () => {
  it('is 3 % through the last price, on the increment, within the circuit', () => {
    expect(protectedLimit(stock(0), 1, 10_003)).toBe(10_300);
    expect(protectedLimit(stock(0), -1, 10_003)).toBe(9_705);
    const banded = stock(0, { lowerCircuitPaise: 9_900, upperCircuitPaise: 10_100 });
    expect([1, -1].map((side) => protectedLimit(banded, side as 1 | -1, 10_000))).toEqual([
      10_100, 9_900,
    ]);
  });
});
