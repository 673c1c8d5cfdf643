import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SIMULATED_CLOCK_HEADER } from '../../src/contract/wire/smartapi-stream.ts';
import type { BrokerOptions } from '../../src/venue/simulated/broker/simulated-broker.ts';
import { totpAt } from '../../src/venue/simulated/rest/totp.ts';
import { accountOf, placeBody } from '../support/simulated-broker-rig.ts';
import { SimulatedBrokerServer, type Tokens } from '../support/simulated-broker-server.ts';

const servers: SimulatedBrokerServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(changes: Partial<BrokerOptions> = {}): Promise<SimulatedBrokerServer> {
  const server = await new SimulatedBrokerServer(changes).start();
  servers.push(server);
  return server;
}

async function loggedIn(changes: Partial<BrokerOptions> = {}): Promise<SimulatedBrokerServer> {
  const server = await serve(changes);
  await server.login();
  return server;
}

interface Placed {
  readonly orderid: string;
  readonly uniqueorderid: string;
}

describe('a session', () => {
  it('begins with a login, is renewed, and ends with a logout', async () => {
    const server = await serve();
    expect(await server.call('profile')).toEqual({
      success: false,
      message: 'Token Missing',
      errorCode: 'AG8003',
      data: '',
    });
    const first = await server.login();
    expect(await server.data('profile')).toMatchObject({ clientcode: 'T100001' });
    const { refreshToken } = first;
    const second = await server.data<Tokens>('refresh', { refreshToken });
    expect([second.jwtToken, second.refreshToken, second.feedToken]).not.toContain(first.jwtToken);
    expect(await server.call('profile')).toMatchObject({ errorCode: 'AG8001' });
    server.tokens = second;
    expect(await server.call('refresh', { refreshToken })).toMatchObject({ errorcode: 'AB8050' });
    expect(await server.call('logout', { clientcode: 'T100001' })).toEqual({
      status: true,
      message: 'SUCCESS',
      errorcode: '',
      data: '',
    });
    expect(await server.call('profile')).toMatchObject({ errorCode: 'AG8001' });
  });

  it.each([
    ['AB1000', { clientcode: 'T2' }],
    ['AB1007', { password: '0000' }],
    ['AB1050', { totp: '000000' }],
    ['AB1004', { totp: 'abc' }],
  ])('is refused with %s for %o', async (code, changes) => {
    const server = await serve();
    const answer = await server.call('login', server.loginBody(changes));
    expect(answer).toMatchObject({ status: false, errorcode: code, data: null });
  });

  it('echoes the state of its login', async () => {
    const server = await serve();
    const body = server.loginBody({ state: 'abc' });
    expect(await server.data('login', body)).toMatchObject({ state: 'abc' });
  });

  it('F20 judges one-time passwords by its own clock, which it states in every answer', async () => {
    const server = await serve({ policy: { isRateLimited: false, clockSkewMs: 300_000 } });
    const { status, text, headers } = await server.send('login', server.loginBody());
    expect([status, JSON.parse(text).errorcode]).toEqual([200, 'AB1050']);
    const serverMs = Date.parse(headers.get('date') ?? '');
    expect(serverMs).toBeGreaterThan(Date.now() + 200_000);
    const totp = totpAt(server.account.totpSecret, serverMs);
    expect(await server.call('login', server.loginBody({ totp }))).toMatchObject({ status: true });
  });

  it('needs the constant headers and the key of its own client', async () => {
    const other = accountOf({ clientCode: 'T2', apiKey: 'key-2' });
    const server = await loggedIn({ accounts: [accountOf(), other] });
    const codeWith = async (headers: Record<string, string>) => {
      const answer = JSON.parse((await server.send('profile', {}, { headers })).text);
      return answer.errorcode ?? answer.errorCode;
    };
    expect(await codeWith({ 'x-usertype': 'ADMIN' })).toBe('AB1005');
    expect(await codeWith({ 'x-privatekey': 'wrong' })).toBe('AG8004');
    expect(await codeWith({ 'x-privatekey': 'key-2' })).toBe('AG8004');
    expect(await codeWith({ authorization: 'Bearer made.up.token' })).toBe('AG8001');
    expect(await codeWith({})).toBe('');
  });

  it('F27 is the only one of its client when the broker wants it so', async () => {
    const server = await loggedIn({ policy: { isSingleSession: true, isRateLimited: false } });
    const first = server.tokens;
    await server.login();
    expect(await server.call('profile')).toMatchObject({ status: true });
    server.tokens = first;
    expect(await server.call('profile')).toMatchObject({ errorCode: 'AG8001' });
  });
});

describe('an order', () => {
  it('is placed, streamed, changed, filled in parts and found in every book', async () => {
    const server = await loggedIn();
    const stream = await server.orderStream();
    const { orderid, uniqueorderid } = await server.data<Placed>(
      'place',
      placeBody({ price: '100.40' }),
    );
    await stream.until(() => stream.texts.length === 3);
    const change = { ...placeBody({ price: '100.50' }), orderid };
    await server.data('modify', change);
    server.market.push(1000, 0, { askQuantity: 30 });
    server.market.push(2000, 0);
    await server.advance(1000);
    await stream.until(() => stream.texts.length === 6);
    await server.advance(1000);
    await stream.until(() => stream.texts.length === 7);
    expect(stream.orderStates()).toEqual([
      'AB00  0',
      'AB09 open pending 0',
      'AB01 open 0',
      'AB11 open 0',
      'AB04 open 0',
      'AB01 open 30',
      'AB05 complete 100',
    ]);
    const row = { orderid, orderstatus: 'complete', averageprice: 100.5, ordertag: 'tag1' };
    expect(await server.data('orderBook')).toMatchObject([row]);
    expect(await server.data('orderDetails', {}, `/${uniqueorderid}`)).toMatchObject(row);
    expect(await server.data('tradeBook')).toMatchObject([
      { orderid, fillsize: '30', fillprice: '100.50' },
      { orderid, fillsize: '70', fillprice: '100.50' },
    ]);
    expect(await server.data('positions')).toMatchObject([
      { netqty: '100', buyavgprice: '100.50' },
    ]);
    expect(await server.data('funds')).toMatchObject({ utiliseddebits: '502.50' });
    expect(await server.state()).toMatchObject({
      orders: [{ orderId: orderid, tag: 'tag1', filledQuantity: 100 }],
      fills: [{ quantity: 30 }, { quantity: 70, pricePaise: 10_050 }],
      positions: [{ netQuantity: 100 }],
      requestCounts: { place: 1, modify: 1, orderBook: 1 },
    });
  });

  it('is not seen by another client', async () => {
    const other = accountOf({ clientCode: 'T2', apiKey: 'key-2' });
    const server = await loggedIn({ accounts: [accountOf(), other] });
    const { orderid } = await server.data<Placed>('place', placeBody({ price: '90' }));
    const headers = { 'x-privatekey': 'key-2', authorization: '' };
    const body = server.loginBody({ clientcode: 'T2' });
    const answer = await server.send('login', body, { headers });
    server.tokens = JSON.parse(answer.text).data;
    const cancelled = await server.send(
      'cancel',
      { variety: 'NORMAL', orderid },
      { headers: { 'x-privatekey': 'key-2' } },
    );
    expect(JSON.parse(cancelled.text)).toMatchObject({ errorcode: 'AB1013' });
  });

  it('is refused from an address that is not registered, which may still read', async () => {
    const server = await loggedIn({
      policy: { isRateLimited: false, registeredAddresses: ['203.0.113.7'] },
    });
    const refusal = { success: false, errorCode: 'AG7002', data: '' };
    expect(await server.call('place', placeBody())).toMatchObject(refusal);
    expect(await server.call('gttCreate', {})).toMatchObject(refusal);
    expect(await server.call('orderBook')).toMatchObject({ status: true, data: null });
  });
});

describe('the rate limits', () => {
  it('F23 answer plain text with 403, and count order calls together', async () => {
    const server = await loggedIn({ policy: { isRateLimited: true } });
    const cancel = { variety: 'NORMAL', orderid: '1' };
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        at % 2 === 0 ? server.send('place', placeBody()) : server.send('cancel', cancel),
      ),
    );
    const refused = answers.filter(({ status }) => status === 403);
    expect(refused.length).toBeGreaterThan(0);
    for (const { text, headers } of refused) {
      expect(text).toBe('Access denied because of exceeding access rate');
      expect(headers.get('content-type')).toContain('text/plain');
    }
    const { requests } = await server.state();
    const applied = requests.filter(({ endpoint, code }) => endpoint !== 'login' && code !== '');
    expect(applied.length).toBeGreaterThan(0);
  });
});

describe('the market stream of a simulator with accounts', () => {
  it('takes the tokens of a login and no others', async () => {
    const server = await loggedIn();
    const stream = await server.marketStream();
    stream.subscribe(1, ['1000']);
    await stream.until(() => stream.packets.length === 1);
    const good = {
      authorization: `Bearer ${server.tokens.jwtToken}`,
      'x-api-key': server.account.apiKey,
      'x-client-code': server.account.clientCode,
      'x-feed-token': server.tokens.feedToken,
    };
    for (const name of Object.keys(good)) {
      expect(await server.refusal('/smart-stream', { ...good, [name]: 'wrong' })).toBe(401);
    }
    await server.control({ action: 'expire_sessions' });
    expect(await server.refusal('/smart-stream', good)).toBe(401);
    expect(stream.isClosed).toBe(false);
  });

  it('takes three connections of a client, and the order stream three as well', async () => {
    const server = await loggedIn();
    const { tokens, account } = server;
    for (let count = 0; count < 3; count += 1) {
      await server.marketStream();
      await server.orderStream();
    }
    const orders = { authorization: `Bearer ${tokens.jwtToken}` };
    expect(await server.refusal('/smart-order-update', orders)).toBe(429);
    const market = {
      ...orders,
      'x-api-key': account.apiKey,
      'x-client-code': account.clientCode,
      'x-feed-token': tokens.feedToken,
    };
    expect(await server.refusal('/smart-stream', market)).toBe(429);
    expect(await server.state()).toMatchObject({ marketStreams: 3, orderStreams: 3 });
  });

  it('takes strangers with anything when it is told to, and announces its clock', async () => {
    const server = await serve({ isStreamOpen: true });
    const headers = {
      ...{ authorization: 'any', 'x-api-key': 'any', 'x-feed-token': 'any' },
      'x-client-code': 'STRANGER',
    };
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/smart-stream`, { headers });
    server.sockets.push(socket);
    const response = await new Promise<{ headers: Record<string, unknown> }>((resolve) => {
      socket.on('upgrade', resolve);
    });
    expect(response.headers[SIMULATED_CLOCK_HEADER]).toContain(';speed=');
    const known = { ...headers, 'x-client-code': 'T100001' };
    expect(await server.refusal('/smart-stream', known)).toBe(401);
  });
});

describe('the order stream', () => {
  it('refuses a token that is nobody’s with 401 and an expired one with 403', async () => {
    const server = await loggedIn();
    const authorization = `Bearer ${server.tokens.jwtToken}`;
    expect(await server.refusal('/smart-order-update', {})).toBe(401);
    expect(await server.refusal('/smart-order-update', { authorization: 'Bearer x' })).toBe(401);
    await server.control({ action: 'expire_sessions', clientCode: 'T100001' });
    expect(await server.refusal('/smart-order-update', { authorization })).toBe(403);
  });

  it('answers text pings and control pings', async () => {
    const server = await loggedIn();
    const stream = await server.orderStream();
    await stream.roundTrip();
    const pong = new Promise((resolve) => stream.socket.on('pong', resolve));
    stream.socket.ping('x');
    expect(String(await pong)).toBe('x');
  });
});

describe('candles and rules', () => {
  it('come from the day as it is played', async () => {
    const server = await loggedIn();
    server.market.push(61_000, 0, { last: 10_300, volume: 2000 });
    server.market.push(121_000, 0, { last: 10_200, volume: 2500 });
    const rule = {
      ...{ tradingsymbol: 'STOCK0-EQ', symboltoken: '1000', exchange: 'NSE', qty: '5' },
      ...{ transactiontype: 'SELL', producttype: 'MARGIN', price: '101', triggerprice: '102' },
    };
    const { id } = await server.data<{ id: string }>('gttCreate', rule);
    await server.advance(125_000);
    const candles = await server.data('candles', {
      ...{ exchange: 'NSE', symboltoken: '1000', interval: 'ONE_MINUTE' },
      ...{ fromdate: '2026-11-19 09:15', todate: '2026-11-19 09:20' },
    });
    expect(candles).toEqual([
      ['2026-11-19T09:15:00+05:30', 100, 100, 100, 100, 0],
      ['2026-11-19T09:16:00+05:30', 103, 103, 103, 103, 1000],
    ]);
    expect(await server.data('gttDetails', { id })).toMatchObject({ status: 'SENTTOEXCHANGE' });
    expect(await server.state()).toMatchObject({
      orders: [{ origin: 'gtt', side: 'SELL', status: 'complete' }],
    });
  });
});

describe('the control endpoint', () => {
  it('refuses what it does not know, other methods, and what a web page could send', async () => {
    const server = await serve();
    const url = `http://127.0.0.1:${server.port}/simulator/control`;
    const json = { 'content-type': 'application/json' };
    const statusOf = async (init: RequestInit) => (await fetch(url, init)).status;
    const body = JSON.stringify({ action: 'start_clock' });
    expect(await statusOf({ method: 'POST', headers: json, body })).toBe(200);
    expect(await statusOf({ method: 'POST', body })).toBe(400);
    expect(await statusOf({ method: 'POST', headers: json, body: '{"action":"x"}' })).toBe(400);
    expect(await statusOf({ method: 'POST', headers: json, body: '{' })).toBe(400);
    expect(await statusOf({ method: 'GET' })).toBe(405);
    expect((await server.state()).isClockRunning).toBe(true);
  });
});
