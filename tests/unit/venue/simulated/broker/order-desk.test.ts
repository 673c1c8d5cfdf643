import { describe, expect, it } from 'vitest';
import { simulatorFaultSchema } from '../../../../../src/contract/wire/simulator-control.ts';
import type { Instrument } from '../../../../../src/domain/instrument/instrument.ts';
import { netQuantity } from '../../../../../src/venue/simulated/broker/position-book.ts';
import { RIG_INSTRUMENTS, SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';

const fault = (name: string, changes: object = {}) =>
  simulatorFaultSchema.parse({ name, ...changes });

describe('OrderDesk', () => {
  it('sends an order to the exchange, where the next update fills it', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_100 });
    expect(rig.taken()).toEqual(['1 open pending/open pending 0', '1 open/open 0']);
    rig.quote(0);
    expect(rig.taken()).toEqual(['1 complete/complete 100']);
    expect(rig.order()).toMatchObject({ filledValuePaise: 100 * 10_050, fillId: '1' });
    const [position] = rig.broker.orders.positionsOf(rig.account).all();
    expect(position && netQuantity(position)).toBe(100);
  });

  it('F24 fills no more than the market shows', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.quote(0, { askQuantity: 30 });
    rig.quote(0, { askQuantity: 30 });
    expect(rig.taken().slice(2)).toEqual(['1 open/open 30', '1 open/open 60']);
    expect(rig.broker.ledger.trades().map(({ quantity }) => quantity)).toEqual([30, 30]);
  });

  it('F24 drips one lot a tick when told to, until the order is over', () => {
    const rig = new SimulatedBrokerRig();
    rig.faults.add(fault('drip', { tag: 'tag1' }));
    rig.place({ limitPaise: 10_050, quantity: 3 });
    for (let tick = 0; tick < 3; tick += 1) rig.quote(0);
    expect(rig.order()).toMatchObject({ state: 'complete', filledQuantity: 3 });
    expect(rig.broker.ledger.trades()).toHaveLength(3);
    rig.place({ limitPaise: 10_050, quantity: 50 });
    rig.quote(0);
    expect(rig.order(2).filledQuantity).toBe(50);
  });

  it('rejects what the exchange refuses, with its text in the book', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_001 });
    expect(rig.order()).toMatchObject({ state: 'rejected', event: 'rejected' });
    expect(rig.order().text).toContain('tick size');
    rig.place({ variety: 'STOPLOSS', orderType: 'STOPLOSS_LIMIT', triggerPaise: 9_000 });
    expect(rig.order(2).text).toContain('trigger');
  });

  it('rejects what risk management refuses, after it was taken in', () => {
    const rig = new SimulatedBrokerRig();
    rig.faults.add(fault('order_rejected'));
    rig.place();
    expect(rig.taken()).toEqual(['1 open pending/open pending 0', '1 rejected/rejected 0']);
    expect(rig.order().exchangeOrderId).toBe('');
  });

  it('holds a stop until its trigger trades', () => {
    const rig = new SimulatedBrokerRig();
    const stop = { variety: 'STOPLOSS', orderType: 'STOPLOSS_LIMIT' } as const;
    rig.place({ ...stop, triggerPaise: 10_200, limitPaise: 10_400 });
    expect(rig.order().state).toBe('trigger pending');
    rig.quote(0, { last: 10_150 });
    expect(rig.order().state).toBe('trigger pending');
    rig.taken();
    rig.quote(0, { last: 10_250 });
    expect(rig.taken()).toEqual(['1 open/open 0', '1 complete/complete 100']);
  });

  it('changes an order when the exchange has taken the change', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 9_000 });
    rig.taken();
    rig.broker.orders.modify(rig.order(), { quantity: 50, limitPaise: 9_100, triggerPaise: 0 });
    expect(rig.taken()).toEqual(['1 open/modify pending 0', '1 open/modified 0']);
    expect(rig.order()).toMatchObject({ quantity: 50, limitPaise: 9_100 });
    rig.broker.orders.modify(rig.order(), { quantity: 50, limitPaise: 9_101, triggerPaise: 0 });
    expect(rig.order()).toMatchObject({ event: 'not modified', limitPaise: 9_100 });
  });

  it('cancels what is open and says how much was', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 10_050 });
    rig.quote(0, { askQuantity: 40 });
    rig.broker.orders.cancel(rig.order());
    expect(rig.order()).toMatchObject({
      state: 'cancelled',
      filledQuantity: 40,
      cancelledQuantity: 60,
    });
  });

  it('F25 lets a fill win the race against a cancel when told to', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 9_000 });
    rig.place({ limitPaise: 9_200 });
    rig.faults.add(fault('cancel_race'));
    rig.broker.orders.cancel(rig.order(1));
    expect(rig.order(1)).toMatchObject({ state: 'complete', filledValuePaise: 100 * 9_000 });
    expect(rig.order(2).state).toBe('complete');
    rig.place({ limitPaise: 9_000 });
    rig.broker.orders.cancel(rig.order(3));
    expect(rig.order(3).state).toBe('cancelled');
  });

  it('waits out the latency of the exchange', () => {
    const rig = new SimulatedBrokerRig({ latencyMs: 50 });
    rig.place();
    expect(rig.order().state).toBe('open pending');
    rig.wait(49);
    expect(rig.order().state).toBe('open pending');
    rig.wait(1);
    expect(rig.order().state).toBe('open');
  });

  it('cancels what is left when the session is over', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({ limitPaise: 9_000, product: 'DELIVERY' });
    rig.wait(7 * 3_600_000);
    expect(rig.order()).toMatchObject({ state: 'cancelled', cancelledQuantity: 100 });
    expect(rig.order().text).not.toBe('');
  });

  it('takes no order in what cannot be traded', () => {
    const rig = new SimulatedBrokerRig();
    rig.place({}, { instrument: RIG_INSTRUMENTS[3] as Instrument });
    expect(rig.order().state).toBe('rejected');
  });
});
