import { describe, expect, it } from 'vitest';
import type { TradeRow } from '../../../../src/contract/wire/smartapi-order-rows.ts';
import type { CallResult } from '../../../../src/venue/angel/call.ts';
import { type KnownOrder, KnownOrders } from '../../../../src/venue/angel/gateway-orders.ts';
import { TradedValues } from '../../../../src/venue/angel/gateway-values.ts';
import { commandOf } from '../../../support/gateway-rig.ts';
import { ManualRuntime } from '../../../support/manual-runtime.ts';
import { LOST, tradeRowOf } from '../../../support/order-broker.ts';

const BROKER_ID = '261120000000001';

class Rig {
  rows: TradeRow[] = [];
  reads = 0;
  failure: CallResult<never> | null = null;
  readonly runtime = new ManualRuntime();
  readonly exact: number[] = [];
  readonly order: KnownOrder;
  readonly values = new TradedValues({
    readTradeBook: async () => {
      this.reads += 1;
      return this.failure ?? { phase: 'accepted', data: this.rows };
    },
    runtime: this.runtime,
    onExact: (_order, valuePaise) => void this.exact.push(valuePaise),
  });

  constructor(namedQuantity = 100) {
    const orders = new KnownOrders();
    this.order = orders.ofCommand(commandOf('place'));
    orders.bind(this.order, { brokerId: BROKER_ID, uniqueId: '' });
    this.order.namedQuantity = namedQuantity;
  }
}

const WHOLE = [
  tradeRowOf({ fillId: 'a', fillQuantity: 60, fillPaise: 10_000 }),
  tradeRowOf({ fillId: 'b', fillQuantity: 40, fillPaise: 10_010 }),
];

describe('traded values', () => {
  it('OL-04 are the sum of the fills of the order, and of no other', async () => {
    const rig = new Rig();
    rig.rows = [...WHOLE, tradeRowOf({ orderId: '9', fillQuantity: 5 })];
    rig.values.want(rig.order);
    await rig.runtime.pass(1_000);
    expect(rig.exact).toEqual([1_000_400]);
    expect(rig.values.exactPaise(BROKER_ID, 100)).toBe(1_000_400);
    expect(rig.values.exactPaise(BROKER_ID, 60)).toBe(0);
    expect(rig.values.exactPaise('7', 1)).toBe(0);
  });

  it('F12 count a fill that is named twice once', async () => {
    const rig = new Rig();
    rig.rows = [...WHOLE, ...WHOLE];
    rig.values.want(rig.order);
    await rig.runtime.pass(1_000);
    expect(rig.exact).toEqual([1_000_400]);
    expect(rig.values.repeatedRows).toBe(2);
  });

  it('F12 are not known where two rows of one fill disagree', async () => {
    const rig = new Rig();
    rig.rows = [...WHOLE, tradeRowOf({ fillId: 'b', fillQuantity: 40, fillPaise: 1 })];
    rig.values.want(rig.order);
    await rig.runtime.pass(1_000);
    expect(rig.exact).toEqual([]);
    expect(rig.values.contradictoryRows).toBe(1);
  });

  it('share one read among all who want one', async () => {
    const rig = new Rig();
    rig.rows = WHOLE;
    for (let times = 0; times < 5; times += 1) rig.values.want(rig.order);
    await rig.runtime.pass(60_000);
    expect(rig.reads).toBe(1);
  });

  it('are asked for less and less often, and then given up', async () => {
    const rig = new Rig();
    rig.failure = LOST;
    rig.values.want(rig.order);
    await rig.runtime.pass(1_000 + 2_000 + 4_000);
    expect(rig.reads).toBe(3);
    await rig.runtime.pass(3_600_000);
    expect(rig.reads).toBe(10);
    expect(rig.values.abandoned).toBe(1);
    expect(rig.runtime.lines).toHaveLength(1);
  });

  it('are not asked for after the end', async () => {
    const rig = new Rig();
    rig.values.want(rig.order);
    rig.values.close();
    await rig.runtime.pass(60_000);
    expect(rig.reads).toBe(0);
  });
});
