import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import type { CallResult } from '../../../../src/venue/angel/call.ts';
import { commandOf, GatewayRig } from '../../../support/gateway-rig.ts';
import { settled } from '../../../support/manual-runtime.ts';
import { type BrokerOrder, LOST, orderRowOf, refusedWith } from '../../../support/order-broker.ts';
import { ENTRY, GROUP, TAG_PREFIX } from '../../../support/order-rig.ts';

const LOST_AFTER = { isApplied: true, result: LOST };
const LOST_BEFORE = { isApplied: false, result: LOST };
const FIRST_NUMBER = 261_120_000_000_001;

function refused(code: string, message: string): { isApplied: false; result: CallResult<never> } {
  return { isApplied: false, result: refusedWith(code, message) };
}

function preCall(reason: 'rate_limited' | 'circuit_open' | 'not_logged_in' | 'preflight') {
  const result: CallResult<never> = { phase: 'pre_call', reason, message: '' };
  return { isApplied: false, result };
}

/** A rig whose entry the broker has, with its reports so far taken. */
async function placed(): Promise<{ rig: GatewayRig; order: BrokerOrder }> {
  const rig = new GatewayRig();
  await rig.command('place');
  rig.taken();
  const [order] = rig.broker.orders;
  if (order === undefined) throw new Error('The order was not placed');
  return { rig, order };
}

describe('a place', () => {
  it('is accepted with the number the broker gave', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    await rig.command('place');
    expect(rig.taken()).toMatchObject([
      {
        kind: 'accepted',
        orderId: ENTRY,
        tagPrefix: TAG_PREFIX,
        venueOrderId: FIRST_NUMBER,
        quantity: 100,
        limitPaise: 10_000,
        cumulativeQuantity: 0,
      },
    ]);
    expect(rig.broker.calls).toMatchObject([{ name: 'place', lane: 'normal' }]);
  });

  it('goes by the lane of exits when it can only reduce', async () => {
    const rig = new GatewayRig();
    await rig.command('place', { isReducing: true });
    expect(rig.broker.calls).toMatchObject([{ name: 'place', lane: 'exit' }]);
  });

  it('is rejected by what preflight finds, without a call', async () => {
    const rig = new GatewayRig();
    await rig.command('place', { limitPaise: 10_001 });
    expect(rig.taken()).toMatchObject([{ kind: 'rejected', reason: 'price_off_increment' }]);
    expect(rig.broker.calls).toEqual([]);
  });

  it('is rejected with the reason the broker gave', async () => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', refused('AB1007', 'RMS: Margin shortfall'));
    await rig.command('place');
    expect(rig.taken()).toMatchObject([
      { kind: 'rejected', reason: 'insufficient_margin', venueOrderId: 0 },
    ]);
  });

  it.each([
    ['rate_limited', 'rate_limited'],
    ['circuit_open', 'venue_error'],
    ['not_logged_in', 'venue_error'],
  ] as const)('that never left because of %s is rejected: %s', async (cause, reason) => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', preCall(cause));
    await rig.command('place');
    expect(rig.taken()).toMatchObject([{ kind: 'rejected', reason }]);
  });

  it.each([
    ['was applied', LOST_AFTER],
    ['was not applied', LOST_BEFORE],
  ])('F21 OL-06 is unknown when the answer is lost and the request %s', async (_what, mishap) => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.mishap('place', mishap);
    await rig.command('place');
    expect(rig.taken()).toMatchObject([{ kind: 'unknown', orderId: ENTRY, venueOrderId: 0 }]);
    await rig.runtime.pass(60_000);
    expect(rig.broker.count('place')).toBe(1);
  });

  it('is not unknown when the stream was faster than the lost answer', async () => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', LOST_AFTER);
    await rig.command('place');
    expect(rig.taken()).toMatchObject([{ kind: 'accepted', venueOrderId: FIRST_NUMBER }]);
  });

  it('looks whether an order came about where something only "went wrong"', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.mishap('place', { isApplied: true, result: refusedWith('AB1004', 'Try later') });
    await rig.command('place');
    expect(rig.taken()).toMatchObject([
      { kind: 'rejected', reason: 'venue_error' },
      { kind: 'accepted', venueOrderId: FIRST_NUMBER },
    ]);
  });

  it('OL-07 is said under the number of its receipt where the stream had another', async () => {
    const rig = new GatewayRig();
    const data = { orderId: '261120000000777', uniqueOrderId: '' };
    const result = { phase: 'accepted', data } as never;
    rig.broker.mishap('place', { isApplied: true, result });
    await rig.command('place');
    expect(rig.taken()).toMatchObject([
      { kind: 'accepted', venueOrderId: FIRST_NUMBER },
      { kind: 'accepted', venueOrderId: 261_120_000_000_777 },
    ]);
  });

  it('ID-06 is never made twice', async () => {
    const { rig } = await placed();
    expect(() => rig.gateway.onCommand(commandOf('place'))).toThrow(InvariantError);
  });
});

describe('a modify', () => {
  it('is modified only when a row shows it', async () => {
    const { rig } = await placed();
    rig.cutStream();
    await rig.command('modify', { quantity: 60, limitPaise: 10_005 });
    expect(rig.broker.calls.at(-1)).toMatchObject({
      name: 'modify',
      body: { orderid: String(FIRST_NUMBER), quantity: '60', price: '100.05' },
    });
    expect(rig.taken()).toEqual([]);
    const row = rig.broker.rowOf(rig.broker.orders[0] as BrokerOrder, 'modified');
    rig.gateway.onRow(row);
    expect(rig.taken()).toMatchObject([{ kind: 'modified', quantity: 60, limitPaise: 10_005 }]);
  });

  it('is refused with its reason, and the order is looked at', async () => {
    const { rig, order } = await placed();
    rig.cutStream();
    rig.broker.fill(order, 100, 10_000);
    await rig.command('modify', { quantity: 150 });
    expect(rig.taken()).toMatchObject([
      { kind: 'modify_rejected', reason: 'unknown_order', venueOrderId: FIRST_NUMBER },
      { kind: 'fill', cumulativeQuantity: 100 },
    ]);
  });

  it('F22 is neither said nor repeated when its answer is lost', async () => {
    const { rig } = await placed();
    rig.cutStream();
    rig.broker.mishap('modify', LOST_AFTER);
    await rig.command('modify', { limitPaise: 10_005 });
    await rig.runtime.pass(1_000);
    expect(rig.taken()).toEqual([]);
    expect(rig.broker.count('modify')).toBe(1);
    expect(rig.broker.count('orderDetails')).toBe(1);
  });

  it('OL-10 does not leave below what is filled', async () => {
    const { rig, order } = await placed();
    rig.broker.fill(order, 60, 10_000);
    rig.taken();
    await rig.command('modify', { quantity: 50 });
    expect(rig.taken()).toMatchObject([
      { kind: 'modify_rejected', reason: 'quantity_below_filled' },
    ]);
    expect(rig.broker.count('modify')).toBe(0);
  });

  it('is refused at once where the rate has no room, and left to be repeated in an outage', async () => {
    const { rig } = await placed();
    rig.broker.mishap('modify', preCall('rate_limited'), preCall('circuit_open'));
    await rig.command('modify', { limitPaise: 10_005 });
    expect(rig.taken()).toMatchObject([{ kind: 'modify_rejected', reason: 'rate_limited' }]);
    await rig.command('modify', { limitPaise: 10_005 });
    expect(rig.taken()).toEqual([]);
  });

  it('never overtakes its place', async () => {
    const rig = new GatewayRig();
    rig.broker.isHolding = true;
    await rig.command('place');
    await rig.command('modify', { quantity: 60 });
    await rig.command('cancel');
    expect(rig.broker.calls.map(({ name }) => name)).toEqual(['place']);
    for (const name of ['modify', 'cancel']) {
      rig.broker.release(1);
      await settled();
      expect(rig.broker.calls.at(-1)?.name).toBe(name);
    }
  });

  it('of one order does not wait for another', async () => {
    const rig = new GatewayRig();
    rig.broker.isHolding = true;
    await rig.command('place');
    await rig.command('place', { orderId: orderIdOf(GROUP, 1) });
    expect(rig.broker.count('place')).toBe(2);
  });
});

describe('a cancel', () => {
  it('is cancelled only when a row shows it', async () => {
    const { rig } = await placed();
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([{ kind: 'cancelled', venueOrderId: FIRST_NUMBER }]);
    expect(rig.broker.calls.at(-1)).toMatchObject({ name: 'cancel', lane: 'exit' });
  });

  it('F25 of an order that has filled meanwhile is refused, and the fill is said', async () => {
    const { rig, order } = await placed();
    rig.cutStream();
    rig.broker.fill(order, 100, 9_995);
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([
      { kind: 'cancel_rejected', reason: 'already_terminal' },
      { kind: 'fill', cumulativeQuantity: 100, fillPaise: 9_995 },
    ]);
  });

  it('F22 whose answer is lost says nothing of itself and looks at the order', async () => {
    const { rig } = await placed();
    rig.cutStream();
    rig.broker.mishap('cancel', LOST_AFTER);
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([{ kind: 'cancelled' }]);
    rig.broker.mishap('cancel', LOST_BEFORE);
    await rig.command('cancel');
    expect(rig.kinds()).toEqual([]);
  });

  it('in an outage is left for the core to repeat', async () => {
    const { rig } = await placed();
    rig.broker.mishap('cancel', preCall('circuit_open'), preCall('not_logged_in'));
    await rig.command('cancel');
    await rig.command('cancel');
    expect(rig.taken()).toEqual([]);
    rig.broker.mishap('cancel', preCall('preflight'));
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([{ kind: 'cancel_rejected', reason: 'venue_error' }]);
  });

  it('that waits for its turn stands for a repeated one', async () => {
    const rig = new GatewayRig();
    rig.broker.isHolding = true;
    await rig.command('place');
    await rig.command('cancel');
    await rig.command('cancel');
    rig.broker.isHolding = false;
    rig.broker.release();
    await settled();
    expect(rig.broker.count('cancel')).toBe(1);
  });

  it('of an order whose number is not known waits for a book that has it', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.mishap('place', LOST_AFTER);
    await rig.command('place');
    rig.taken();
    await rig.command('cancel');
    expect(rig.broker.calls.map(({ name }) => name)).toEqual(['place', 'orderBook', 'cancel']);
    expect(rig.broker.orders[0]?.status).toBe('cancelled');
  });

  it('of an order that the book does not have cannot be made', async () => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', LOST_BEFORE);
    await rig.command('place');
    rig.taken();
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([{ kind: 'cancel_rejected', reason: 'unknown_order' }]);
    expect(rig.broker.count('cancel')).toBe(0);
  });

  it('PP-07 of an order says nothing when the book that should have its number fails', async () => {
    const rig = new GatewayRig();
    rig.broker.mishap('place', LOST_BEFORE);
    rig.broker.mishap('orderBook', LOST_BEFORE);
    await rig.command('place');
    rig.taken();
    await rig.command('cancel');
    expect(rig.taken()).toEqual([]);
  });
});

describe('a restart', () => {
  it('cancels what an earlier gateway placed, by the number the core kept', async () => {
    const { rig, order } = await placed();
    rig.restart();
    rig.gateway.restore([
      {
        orderId: ENTRY,
        tagPrefix: TAG_PREFIX,
        venueOrderId: FIRST_NUMBER,
        instrumentIndex: 0,
        side: 1,
        orderType: 'limit',
        quantity: 100,
        limitPaise: 10_000,
        triggerPaise: 0,
        filledQuantity: 0,
        filledValuePaise: 0,
        bookStatus: 'open',
      },
    ]);
    await rig.command('cancel');
    expect(order.status).toBe('cancelled');
    expect(rig.broker.count('orderBook')).toBe(0);
  });

  it('learns from the book what the core had no number of', async () => {
    const { rig, order } = await placed();
    rig.restart();
    await rig.command('cancel');
    expect(order.status).toBe('cancelled');
  });
});

describe('the order stream', () => {
  it('F2 is replaced by the book while it is away and an order is live', async () => {
    const { rig, order } = await placed();
    rig.gateway.onStream(true);
    await settled();
    rig.cutStream();
    rig.gateway.onStream(false);
    await settled();
    rig.taken();
    rig.broker.fill(order, 40, 10_000);
    await rig.runtime.pass(2_000);
    expect(rig.taken()).toMatchObject([{ kind: 'fill', cumulativeQuantity: 40 }]);
    rig.broker.fill(order, 60, 10_000);
    await rig.runtime.pass(2_000);
    expect(rig.taken()).toMatchObject([{ kind: 'fill', cumulativeQuantity: 100 }]);
    const books = rig.broker.count('orderBook');
    await rig.runtime.pass(60_000);
    expect(rig.broker.count('orderBook')).toBe(books);
  });

  it('F2 brings one reconciliation with it when it comes back', async () => {
    const { rig, order } = await placed();
    rig.cutStream();
    rig.gateway.onStream(false);
    await settled();
    rig.broker.end(order, 'cancelled');
    const books = rig.broker.count('orderBook');
    rig.gateway.onStream(true);
    await settled();
    expect(rig.taken()).toMatchObject([{ kind: 'cancelled' }]);
    await rig.runtime.pass(60_000);
    expect(rig.broker.count('orderBook')).toBe(books + 1);
  });

  it('F2 need not be there for a cancel to be known at once', async () => {
    const { rig } = await placed();
    rig.cutStream();
    rig.gateway.onStream(false);
    await settled();
    await rig.command('cancel');
    expect(rig.taken()).toMatchObject([{ kind: 'cancelled' }]);
  });

  it('F17 makes the book be asked once for any number of lost messages', async () => {
    const { rig } = await placed();
    rig.broker.isHolding = true;
    for (let lost = 0; lost < 50; lost += 1) rig.gateway.onLoss();
    await settled();
    rig.broker.isHolding = false;
    rig.broker.release();
    await settled();
    expect(rig.broker.count('orderBook')).toBe(2);
  });
});

describe('the end', () => {
  it('F41 makes a place that is on its way unknown, and nothing is said after it', async () => {
    const rig = new GatewayRig();
    rig.cutStream();
    rig.broker.isHolding = true;
    await rig.command('place');
    rig.gateway.close();
    expect(rig.kinds()).toEqual(['unknown']);
    rig.broker.release();
    await settled();
    rig.gateway.onRow(orderRowOf());
    rig.gateway.onStream(true);
    rig.gateway.onLoss();
    rig.gateway.close();
    await rig.runtime.pass(60_000);
    expect(rig.taken()).toEqual([]);
    expect(rig.broker.calls).toHaveLength(1);
  });

  it('lets nothing leave that waits for its turn', async () => {
    const rig = new GatewayRig();
    rig.broker.isHolding = true;
    await rig.command('place');
    await rig.command('cancel');
    rig.gateway.close();
    rig.broker.release();
    await settled();
    expect(rig.broker.count('cancel')).toBe(0);
  });

  it('is no time for commands', () => {
    const rig = new GatewayRig();
    rig.gateway.close();
    expect(() => rig.gateway.onCommand(commandOf('place'))).toThrow(InvariantError);
  });
});
