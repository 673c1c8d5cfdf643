import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import { placeBody } from '../support/simulated-broker-rig.ts';
import { SimulatedBrokerServer } from '../support/simulated-broker-server.ts';

const servers: SimulatedBrokerServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function loggedIn(): Promise<SimulatedBrokerServer> {
  const server = await new SimulatedBrokerServer().start();
  servers.push(server);
  await server.login();
  return server;
}

const endpoints: EndpointName[] = ['place'];

async function ordersOf(server: SimulatedBrokerServer): Promise<number> {
  return (await server.state()).orders.length;
}

describe('faults of the answer', () => {
  it.each([[false], [true]])(
    'F14 F21 drops the connection, with the order placed: %s',
    async (isApplied) => {
      const server = await loggedIn();
      await server.fault({ name: 'drop', endpoints, isApplied });
      await expect(server.send('place', placeBody())).rejects.toThrow();
      expect(await ordersOf(server)).toBe(isApplied ? 1 : 0);
      expect((await server.call('place', placeBody()))['status']).toBe(true);
    },
  );

  it.each([[false], [true]])('F14 never answers, with the order placed: %s', async (isApplied) => {
    const server = await loggedIn();
    await server.fault({ name: 'half_open', endpoints, isApplied });
    const sent = server.send('place', placeBody(), { timeoutMs: 300 });
    await expect(sent).rejects.toThrow('timeout');
    expect(await ordersOf(server)).toBe(isApplied ? 1 : 0);
  });

  it('F21 answers late, with the order placed at once', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'delay', endpoints, delayMs: 400 });
    const sent = server.send('place', placeBody(), { timeoutMs: 100 });
    await expect(sent).rejects.toThrow('timeout');
    expect(await ordersOf(server)).toBe(1);
  });

  it('F21 lets a request arrive late, after its client has given up', async () => {
    const server = await loggedIn();
    const stream = await server.orderStream();
    await server.fault({ name: 'delay', endpoints, delayMs: 400, isApplied: false });
    const sent = server.send('place', placeBody(), { timeoutMs: 100 });
    await expect(sent).rejects.toThrow('timeout');
    expect(await ordersOf(server)).toBe(0);
    await stream.until(() => stream.orderStates().length > 1);
    expect(await ordersOf(server)).toBe(1);
  });

  it.each([
    ['F22', 'server_error', false, 502, '<html>'],
    ['F22', 'server_error', true, 502, '<html>'],
    ['F23', 'rate_limited', false, 403, 'Access denied'],
    ['F17', 'html', true, 200, '<html>'],
    ['F17', 'empty', true, 200, ''],
    ['F17', 'status_string', false, 200, '{"status":"false"'],
    ['F17', 'null_data', true, 200, '{"status":true'],
    ['F17', 'missing_data', true, 200, '{"status":true'],
    ['F17', 'refused', false, 200, '{"status":false'],
    ['F17', 'ip_refused', false, 200, '{"success":false'],
  ] as const)(
    '%s answers %s, with the order placed: %s',
    async (_, name, isApplied, expected, start) => {
      const server = await loggedIn();
      await server.fault({ name, endpoints, isApplied });
      const { status, text } = await server.send('place', placeBody());
      expect([status, text.startsWith(start)]).toEqual([expected, true]);
      expect(await ordersOf(server)).toBe(isApplied ? 1 : 0);
      const { requests } = await server.state();
      expect(requests.at(-1)).toMatchObject({
        endpoint: 'place',
        tag: 'tag1',
        fault: name,
        isApplied,
      });
    },
  );

  it('F12 doubles the rows of a book', async () => {
    const server = await loggedIn();
    await server.data('place', placeBody());
    await server.fault({ name: 'duplicate_rows', endpoints: ['orderBook'] });
    expect(await server.data('orderBook')).toHaveLength(2);
    expect(await server.data('orderBook')).toHaveLength(1);
  });

  it('F26 lets the books lag', async () => {
    const server = await loggedIn();
    await server.control({ action: 'configure', policy: { bookLagMs: 3000 } });
    await server.data('place', placeBody());
    expect(await server.data('orderBook')).toBeNull();
    await server.advance(3000);
    expect(await server.data('orderBook')).toHaveLength(1);
  });

  it('strikes what it is told to, and is forgotten when told to', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'empty', tag: 'other', count: 5 });
    expect((await server.call('place', placeBody()))['status']).toBe(true);
    expect((await server.state()).pendingFaults).toEqual(['empty']);
    await server.control({ action: 'clear_faults' });
    expect((await server.call('place', placeBody({ ordertag: 'other' })))['status']).toBe(true);
  });
});

describe('faults of the session', () => {
  it('F27 lets the token expire in mid-place; a refresh mends it', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'token_expired', endpoints });
    expect(await server.call('place', placeBody())).toMatchObject({ errorCode: 'AG8002' });
    expect(await ordersOf(server)).toBe(0);
    const { refreshToken } = server.tokens;
    server.tokens = await server.data('refresh', { refreshToken });
    expect((await server.call('place', placeBody()))['status']).toBe(true);
  });

  it('F27 ends the session from elsewhere and closes its streams; only a login helps', async () => {
    const server = await loggedIn();
    const streams = [await server.marketStream(), await server.orderStream()];
    await server.fault({ name: 'forced_logout', endpoints });
    expect(await server.call('place', placeBody())).toMatchObject({ errorCode: 'AG8001' });
    for (const stream of streams) await stream.until(() => stream.isClosed);
    const { refreshToken } = server.tokens;
    expect(await server.call('refresh', { refreshToken })).toMatchObject({ errorCode: 'AG8001' });
    await server.login();
    expect((await server.call('place', placeBody()))['status']).toBe(true);
  });

  it('F27 expires or ends sessions at once on request', async () => {
    const server = await loggedIn();
    await server.control({ action: 'expire_sessions' });
    expect(await server.call('funds')).toMatchObject({ errorCode: 'AG8002' });
    await server.login();
    await server.control({ action: 'force_logout', clientCode: 'T100001' });
    expect(await server.call('funds')).toMatchObject({ errorCode: 'AG8001' });
  });
});

describe('faults of the exchange', () => {
  it('F25 lets the fill win against the cancel, which was acknowledged', async () => {
    const server = await loggedIn();
    const { orderid } = await server.data<{ orderid: string }>('place', placeBody({ price: '90' }));
    await server.fault({ name: 'cancel_race' });
    const cancelled = await server.call('cancel', { variety: 'NORMAL', orderid });
    expect(cancelled).toMatchObject({ status: true });
    expect(await server.data('orderBook')).toMatchObject([
      { orderstatus: 'complete', filledshares: '100', averageprice: 90 },
    ]);
  });

  it('F24 drips fills of one lot', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'drip', tag: 'tag1' });
    await server.data('place', placeBody({ price: '100.50', quantity: '3' }));
    for (const at of [1, 2, 3]) server.market.push(at * 1000, 0);
    await server.advance(3000);
    expect(await server.data('tradeBook')).toHaveLength(3);
  });

  it('rejects an order after it was taken in', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'order_rejected' });
    expect((await server.call('place', placeBody()))['status']).toBe(true);
    expect(await server.data('orderBook')).toMatchObject([
      { orderstatus: 'rejected', text: expect.stringContaining('RMS') },
    ]);
  });
});

describe('faults of the market stream', () => {
  it.each([['mute'], ['half_open']] as const)(
    'F4 F7 goes %s after a subscription',
    async (kind) => {
      const server = await loggedIn();
      await server.fault({ name: `stream_${kind}` });
      const stream = await server.marketStream();
      stream.subscribe(1, ['1000']);
      if (kind === 'mute') {
        await stream.roundTrip();
      } else {
        stream.socket.send('ping');
        stream.socket.ping();
        // A second connection that is answered was heard after the first.
        await (await server.orderStream()).roundTrip();
      }
      expect([stream.packets.length, stream.texts]).toEqual([0, kind === 'mute' ? ['pong'] : []]);
      const healthy = await server.marketStream();
      healthy.subscribe(1, ['1000']);
      await healthy.until(() => healthy.packets.length === 1);
      stream.socket.terminate();
      await once(stream.socket, 'close');
    },
  );

  it('F1 drops a connection after it subscribed, and all on request', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'stream_drop' });
    const first = await server.marketStream();
    first.subscribe(1, ['1000']);
    await first.until(() => first.isClosed);
    const streams = [await server.marketStream(), await server.orderStream()];
    await server.control({ action: 'disconnect', streams: 'all' });
    for (const stream of streams) await stream.until(() => stream.isClosed);
  });

  it('refuses upgrades with the status it is told', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'stream_refused', status: 503 });
    expect(await server.refusal('/smart-stream', {})).toBe(503);
    await server.fault({ name: 'orders_refused' });
    expect(await server.refusal('/smart-order-update', {})).toBe(401);
  });

  it('F15 damages packets inside whole frames', async () => {
    const server = await loggedIn();
    const stream = await server.marketStream();
    stream.subscribe(3, ['1000']);
    await stream.until(() => stream.packets.length === 1);
    await server.fault({ name: 'stream_corrupt', count: 4 });
    for (let at = 1; at <= 5; at += 1) server.market.push(at * 1000, 0);
    await server.advance(5000);
    await stream.until(() => stream.packets.length === 6);
    const [, mode, price, token, short, whole] = stream.packets;
    expect(mode?.[0]).toBe(0x7f);
    expect(price?.readBigInt64LE(43)).toBe(-1n);
    expect(token?.[2]).toBe(0xff);
    expect(short?.length).toBe(372);
    expect([whole?.[0], whole?.length]).toEqual([3, 379]);
  });
});

describe('faults of single packets', () => {
  async function prices(name: 'stream_duplicate' | 'stream_reorder' | 'stream_freeze') {
    const server = await loggedIn();
    const stream = await server.marketStream();
    stream.subscribe(1, ['1000']);
    await stream.until(() => stream.packets.length === 1);
    await server.fault({ name, skip: 1 });
    for (let at = 1; at <= 4; at += 1) server.market.push(at * 1000, 0, { last: 10_000 + at });
    await server.advance(4000);
    await stream.roundTrip();
    return stream.packets.map((packet) => Number(packet.readBigInt64LE(43)) - 10_000);
  }

  it('F10 sends a packet twice', async () => {
    expect(await prices('stream_duplicate')).toEqual([0, 1, 2, 2, 3, 4]);
  });

  it('F8 sends a packet after the next one', async () => {
    expect(await prices('stream_reorder')).toEqual([0, 1, 3, 2, 4]);
  });

  it('F7 repeats the state before', async () => {
    expect(await prices('stream_freeze')).toEqual([0, 1, 1, 3, 4]);
  });
});

describe('faults of the order stream', () => {
  it('F9 F11 doubles, reorders, loses and garbles updates', async () => {
    const server = await loggedIn();
    const stream = await server.orderStream();
    const place = async () => {
      stream.texts.length = 0;
      await server.data('place', placeBody({ price: '90' }));
      await stream.roundTrip();
      return stream.texts.map((text) => {
        if (text === 'pong') return text;
        try {
          return JSON.parse(text)['order-status'];
        } catch {
          return 'garbled';
        }
      });
    };
    await stream.until(() => stream.texts.length === 1);
    expect(await place()).toEqual(['AB09', 'AB01', 'pong']);
    await server.fault({ name: 'orders_duplicate' });
    expect(await place()).toEqual(['AB09', 'AB09', 'AB01', 'pong']);
    await server.fault({ name: 'orders_reorder' });
    expect(await place()).toEqual(['AB01', 'AB09', 'pong']);
    await server.fault({ name: 'orders_lost' });
    expect(await place()).toEqual(['AB01', 'pong']);
    await server.fault({ name: 'orders_corrupt', skip: 1 });
    expect(await place()).toEqual(['AB09', 'garbled', 'pong']);
  });

  it('F2 F5 goes mute or half open, from the start or on request, and drops', async () => {
    const server = await loggedIn();
    await server.fault({ name: 'orders_mute' });
    const mute = await server.orderStream();
    await server.fault({ name: 'orders_half_open' });
    const dead = await server.orderStream();
    const live = await server.orderStream();
    await server.data('place', placeBody());
    dead.socket.send('ping');
    await mute.roundTrip();
    await live.roundTrip();
    expect(mute.orderStates()).toEqual(['AB00  0']);
    expect(dead.texts).toEqual([]);
    expect(live.orderStates()).toHaveLength(3);
    await server.control({ action: 'silence', streams: 'orders', kind: 'mute' });
    await server.data('place', placeBody());
    await live.roundTrip();
    expect(live.orderStates()).toHaveLength(3);
    dead.socket.terminate();
    await once(dead.socket, 'close');
    await server.control({ action: 'disconnect', streams: 'orders' });
    await live.until(() => live.isClosed);
    await server.fault({ name: 'orders_drop' });
    const dropped = await server.orderStream();
    await dropped.until(() => dropped.isClosed);
  });
});
