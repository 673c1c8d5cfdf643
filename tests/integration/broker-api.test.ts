/** Every call of the broker's API with the real client over real sockets: what the simulator writes, the client reads. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ConvertBody } from '../../src/contract/wire/smartapi-portfolio.ts';
import type { AngelApi } from '../../src/venue/angel/angel-api.ts';
import {
  CONVERT_BODY,
  GTT_CREATE_BODY,
  MARGIN_POSITION,
  PLACE_BODY,
} from '../support/api-calls.ts';
import { accepted, liveApi } from '../support/live-api.ts';
import { accountOf } from '../support/simulated-broker-rig.ts';
import { SimulatedBrokerServer } from '../support/simulated-broker-server.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SHARE = { exchange: 'NSE', symboltoken: '1000', tradingsymbol: 'STOCK0-EQ' } as const;
const PLACE = { ...PLACE_BODY, ...SHARE, price: '100.00', quantity: '100' } as const;
const HOLDING = { exchange: 'NSE', symbol: 'STOCK1-EQ', quantity: 7, averagePaise: 9_550 };

async function started(): Promise<{ server: SimulatedBrokerServer; api: AngelApi }> {
  const server = await new SimulatedBrokerServer({
    accounts: [accountOf({ holdings: [HOLDING] })],
  }).start();
  closers.push(() => server.close());
  const { api, close } = await liveApi(server);
  closers.push(close);
  return { server, api };
}

/** Buys 100 of the first share at 100.00. */
async function filled(server: SimulatedBrokerServer, api: AngelApi): Promise<string> {
  const { orderId } = await accepted(api.place(PLACE));
  server.market.push(1_000, 0, { ask: 10_000, askQuantity: 500 });
  await server.advance(1_500);
  return orderId;
}

describe('the typed calls at the simulated broker', () => {
  it('tell who is logged in and what the account has', async () => {
    const { api } = await started();
    expect(await accepted(api.profile())).toEqual({
      clientCode: 'T100001',
      name: 'Test Client',
    });
    const funds = await accepted(api.funds());
    expect(funds.netPaise).toBe(100_000_000);
    expect(await accepted(api.holdings())).toMatchObject([
      { tradingSymbol: 'STOCK1-EQ', quantity: 7, averagePaise: 9_550, lastPaise: 10_000 },
    ]);
    const all = await accepted(api.allHoldings());
    expect(all.holdings).toHaveLength(1);
    expect(all.total).toMatchObject({ valuePaise: 70_000, investedPaise: 66_850 });
  });

  it('have empty lists where the broker has none', async () => {
    const { api } = await started();
    expect(await accepted(api.orderBook())).toEqual([]);
    expect(await accepted(api.tradeBook())).toEqual([]);
    expect(await accepted(api.positions())).toEqual([]);
    expect(await accepted(api.search({ exchange: 'NSE', searchscrip: 'NOSUCHSHARE' }))).toEqual([]);
  });

  it('place, modify and cancel an order, and read it back', async () => {
    const { api } = await started();
    const receipt = await accepted(api.place(PLACE));
    const asked = { tradingSymbol: 'STOCK0-EQ', orderTag: PLACE.ordertag, transactionType: 'BUY' };
    expect(await accepted(api.orderBook())).toMatchObject([
      { ...asked, ...receipt, limitPaise: 10_000, quantity: 100, orderStatus: 'open' },
    ]);
    const { transactiontype: _side, ordertag: _tag, ...terms } = PLACE;
    const orderid = receipt.orderId;
    const changed = await accepted(api.modify({ ...terms, price: '99.05', orderid }));
    expect(changed.orderId).toBe(orderid);
    expect(await accepted(api.orderDetails(receipt.uniqueOrderId))).toMatchObject({
      ...asked,
      limitPaise: 9_905,
      lastEvent: 'modified',
    });
    expect((await accepted(api.cancel({ variety: 'NORMAL', orderid }))).orderId).toBe(orderid);
    expect(await accepted(api.orderDetails(receipt.uniqueOrderId))).toMatchObject({
      orderStatus: 'cancelled',
      cancelledQuantity: 100,
    });
    expect(await api.cancel({ variety: 'NORMAL', orderid: '1' })).toMatchObject({
      phase: 'rejected',
      kind: 'request',
    });
  });

  it('show a fill in books of orders, trades and positions, and convert the position', async () => {
    const { server, api } = await started();
    const orderId = await filled(server, api);
    expect(await accepted(api.orderBook())).toMatchObject([
      { orderId, orderStatus: 'complete', filledQuantity: 100, filledValuePaise: 1_000_000 },
    ]);
    expect(await accepted(api.tradeBook())).toMatchObject([
      { orderId, fillQuantity: 100, fillPaise: 10_000, transactionType: 'BUY' },
    ]);
    const [position] = await accepted(api.positions());
    expect(position).toMatchObject({
      symbolToken: '1000',
      productType: 'INTRADAY',
      netQuantity: 100,
      netValuePaise: -1_000_000,
      buyValuePaise: 1_000_000,
    });
    const body: ConvertBody = {
      ...CONVERT_BODY,
      ...SHARE,
      ...position?.contract,
      oldproducttype: 'INTRADAY',
      newproducttype: 'DELIVERY',
      quantity: 100,
    };
    expect(await accepted(api.convert(body))).toBeNull();
    expect(await api.convert(body)).toMatchObject({ phase: 'rejected', code: 'AB1017' });
  });

  it('read prices one by one, in every mode, and those that are missing', async () => {
    const { server, api } = await started();
    await server.advance(100);
    expect(await accepted(api.ltp(SHARE))).toMatchObject({
      lastPaise: 10_000,
      previousClosePaise: 9_900,
    });
    const tokens = [
      { exchange: 'NSE', token: '1000' },
      { exchange: 'NFO', token: '1002' },
      { exchange: 'NSE', token: '999999' },
    ];
    const full = await accepted(api.quote('FULL', tokens));
    expect(full.fetched).toHaveLength(2);
    expect(full.fetched[0]).toMatchObject({
      lastPaise: 10_000,
      lowerCircuitPaise: 8_000,
      upperCircuitPaise: 12_000,
    });
    expect(full.fetched[0]?.bids).toHaveLength(5);
    expect(full.unfetched).toMatchObject([{ symbolToken: '999999' }]);
    const found = await accepted(api.search({ exchange: 'NSE', searchscrip: 'STOCK0' }));
    expect(found).toContainEqual({
      exchange: 'NSE',
      tradingSymbol: 'STOCK0-EQ',
      symbolToken: '1000',
    });
  });

  it('read candles and open interest of a window', async () => {
    const { server, api } = await started();
    server.market.push(61_000, 2, { last: 10_100, volume: 1100, openInterest: 75_000 });
    server.market.push(122_000, 2, { last: 10_050, volume: 1200, openInterest: 76_000 });
    await server.advance(130_000);
    const day = (await server.state()).exchangeTimeMs;
    const date = new Date(day + 19_800_000).toISOString().slice(0, 10);
    const window = {
      exchange: 'NFO',
      symboltoken: '1002',
      interval: 'ONE_MINUTE',
      fromdate: `${date} 09:15`,
      todate: `${date} 15:30`,
    } as const;
    const candles = await accepted(api.candles(window));
    expect(candles.length).toBeGreaterThanOrEqual(2);
    expect(candles.map(({ startMs }) => startMs)).toEqual(
      candles.map(({ startMs }) => startMs).toSorted((left, right) => left - right),
    );
    expect(candles.some(({ highPaise }) => highPaise === 10_100)).toBe(true);
    const rows = await accepted(api.openInterest(window));
    expect(rows.some(({ openInterest }) => openInterest === 75_000)).toBe(true);
    expect(await api.candles({ ...window, fromdate: '2020-01-01 09:15' })).toMatchObject({
      phase: 'rejected',
    });
  });

  it('calculate margins and charges', async () => {
    const { api } = await started();
    const position = { ...MARGIN_POSITION, token: '1002', price: 100 };
    const margin = await accepted(api.margin({ positions: [position] }));
    expect(margin.totalPaise).toBeGreaterThan(0);
    const estimate = await accepted(
      api.charges({
        orders: [
          {
            product_type: 'DELIVERY',
            transaction_type: 'BUY',
            quantity: '100',
            price: '100',
            exchange: 'NSE',
            symbol_name: 'STOCK0-EQ',
            token: '1000',
          },
        ],
      }),
    );
    expect(estimate.summary.tradeValuePaise).toBe(1_000_000);
    expect(estimate.summary.totalPaise).toBeGreaterThan(0);
    expect(estimate.orders).toHaveLength(1);
  });

  it('make, change, list and cancel a rule that waits at the broker', async () => {
    const { api } = await started();
    const rule = { ...GTT_CREATE_BODY, ...SHARE, price: '95.00', triggerprice: '95.50' };
    const { id } = await accepted(api.gttCreate(rule));
    const { exchange, symboltoken } = SHARE;
    const terms = { price: '94.00', qty: '2', triggerprice: '94.50', disclosedqty: '2' };
    expect(await accepted(api.gttModify({ id, exchange, symboltoken, ...terms }))).toEqual({ id });
    expect(await accepted(api.gttDetails(id))).toMatchObject({
      id,
      limitPaise: 9_400,
      triggerPaise: 9_450,
      quantity: 2,
    });
    const list = { status: ['FORALL' as const], page: 1, count: 10 };
    expect(await accepted(api.gttList(list))).toMatchObject([{ id }]);
    expect(await accepted(api.gttCancel({ id, exchange, symboltoken }))).toEqual({ id });
    expect(await accepted(api.gttDetails(id))).toMatchObject({ status: 'CANCELLED' });
    expect(await api.gttDetails('999')).toMatchObject({ phase: 'rejected' });
  });
});
