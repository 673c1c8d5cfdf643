import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EndpointName } from '../../../../src/contract/wire/smartapi-rest.ts';
import type { CallResult, Lane } from '../../../../src/venue/angel/call.ts';
import { newSignal } from '../../../../src/venue/angel/runtime-ports.ts';
import {
  answer,
  BOOK,
  type CallerRig,
  callerRig,
  gatewayRefused,
  IDENTITY,
  ok,
  RATE_TEXT,
  RECEIPT,
  refused,
} from '../../../support/caller-rig.ts';
import { MORNING_MS, settled } from '../../../support/manual-runtime.ts';

const MINUTE_MS = 60_000;

function read(rig: CallerRig, name: EndpointName = 'orderBook'): Promise<CallResult<unknown>> {
  return rig.caller.call(name, { schema: BOOK });
}

function place(rig: CallerRig, lane?: Lane): Promise<CallResult<{ orderid: string }>> {
  const body = { quantity: '1' };
  return rig.caller.call('place', { body, schema: RECEIPT, ...(lane && { lane }) });
}

async function loggedIn(): Promise<CallerRig> {
  const rig = callerRig();
  await rig.session.login();
  await rig.runtime.pass(2 * MINUTE_MS);
  return rig;
}

describe('BrokerCaller: one call', () => {
  it('carries the documented headers, and the body as JSON', async () => {
    const rig = await loggedIn();
    expect(await place(rig)).toEqual({ phase: 'accepted', data: { orderid: '261120000000001' } });
    const { request } = rig.played.at(-1) ?? {};
    expect(request).toMatchObject({
      method: 'POST',
      path: '/rest/secure/angelbroking/order/v1/placeOrder',
      body: '{"quantity":"1"}',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-usertype': 'USER',
        'x-sourceid': 'WEB',
        'x-clientlocalip': IDENTITY.localIp,
        'x-clientpublicip': IDENTITY.publicIp,
        'x-macaddress': IDENTITY.macAddress,
        'x-privatekey': 'key-of-the-app',
        authorization: 'Bearer jwt-token-1',
      },
    });
  });

  it('sends a login without authorization and a read without a body', async () => {
    const rig = callerRig();
    await read(rig);
    const [login, book] = rig.played;
    expect(login?.name).toBe('login');
    expect(login?.request.headers).not.toHaveProperty('authorization');
    expect(book?.request).not.toHaveProperty('body');
  });

  it('appends the path suffix', async () => {
    const rig = await loggedIn();
    await rig.caller.call('orderDetails', { pathSuffix: '/some-id', schema: BOOK });
    expect(rig.played.at(-1)?.request.path).toMatch(/\/order\/v1\/details\/some-id$/);
  });

  it('tells of every attempt with its phase, detail and duration', async () => {
    const rig = await loggedIn();
    rig.samples.length = 0;
    const gate = newSignal();
    rig.play(() => gate.promise.then(() => refused('AB1009')));
    const call = read(rig);
    await rig.runtime.pass(120);
    gate.resolve();
    await call;
    expect(rig.samples).toEqual([
      { endpoint: 'orderBook', phase: 'rejected', detail: 'request', durationMs: 120 },
    ]);
  });

  it('refuses to make the session’s own requests', async () => {
    await expect(read(callerRig(), 'login')).rejects.toThrow('made by the session');
  });
});

describe('BrokerCaller: reads', () => {
  it('F22 asks again until the broker answers', async () => {
    const rig = await loggedIn();
    const plays = [answer(503, ''), answer(200, '<html>'), { kind: 'reset' as const }];
    rig.play(() => plays.shift());
    expect(await rig.runtime.until(read(rig))).toEqual({ phase: 'accepted', data: null });
    expect(rig.count('orderBook')).toBe(4);
  });

  it('answers what it knows when its time is over', async () => {
    const rig = await loggedIn();
    rig.runtime.chance = 0.999;
    rig.play(() => ({ kind: 'not_connected' }));
    const startMs = rig.runtime.monotonicMs();
    const result = await rig.runtime.until(read(rig, 'profile'));
    expect(result).toMatchObject({ phase: 'pre_call' });
    expect(rig.runtime.monotonicMs() - startMs).toBeLessThanOrEqual(9000);
  });

  it('gives each exchange six seconds and starts none after nine', async () => {
    const rig = await loggedIn();
    rig.runtime.chance = 0.999;
    rig.play(async ({ request }) => {
      const late = newSignal();
      rig.runtime.setTimer(request.limitMs, late.resolve);
      await late.promise;
      return { kind: 'timeout' };
    });
    const result = await rig.runtime.until(read(rig, 'funds'));
    expect(result).toMatchObject({ phase: 'ambiguous', cause: 'timeout' });
    const limits = rig.played
      .filter(({ name }) => name === 'funds')
      .map(({ request }) => request.limitMs);
    expect(limits).toEqual([6000, 6000]);
  });

  it('waits for its budget', async () => {
    const rig = await loggedIn();
    const reads = [read(rig), read(rig), read(rig)];
    await rig.runtime.pass(10_000);
    const results = await Promise.all(reads);
    expect(results.map(({ phase }) => phase)).toEqual(['accepted', 'accepted', 'accepted']);
    const times = rig.played.filter(({ name }) => name === 'orderBook').map(({ timeMs }) => timeMs);
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1050, 2100]);
  });

  it('F23 is refused by the broker’s limiter, waits the penalty out and asks again', async () => {
    const rig = await loggedIn();
    const plays = [RATE_TEXT, refused('AB1021')];
    rig.play(() => plays.shift());
    const result = await rig.runtime.until(read(rig, 'ltp'));
    expect(result.phase).toBe('accepted');
    const times = rig.played.filter(({ name }) => name === 'ltp').map(({ timeMs }) => timeMs);
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1000, 3000]);
    expect(rig.count('login')).toBe(1);
  });

  it('F23 is forgiven a refusal by the next success', async () => {
    const rig = await loggedIn();
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const plays = [RATE_TEXT];
      rig.play(() => plays.shift());
      const startMs = rig.runtime.monotonicMs();
      await rig.runtime.until(read(rig, 'ltp'));
      waits.push(rig.runtime.monotonicMs() - startMs);
    }
    expect(waits).toEqual([1000, 1000, 1000]);
  });

  it('F27 shares one login among all whose tokens were refused, and asks each once more', async () => {
    const rig = await loggedIn();
    rig.play(({ name, request }) =>
      name !== 'login' && request.headers['authorization'] === 'Bearer jwt-token-1'
        ? gatewayRefused('AG8002', 'Token Expired')
        : undefined,
    );
    const calls = (['orderBook', 'tradeBook', 'positions', 'funds', 'profile'] as const).map(
      (name) => rig.caller.call(name, { schema: BOOK }),
    );
    await rig.runtime.pass(3000);
    for (const call of calls) expect(await call).toMatchObject({ phase: 'accepted' });
    expect(rig.count('orderBook')).toBe(2);
    expect(rig.count('login')).toBe(2);
  });

  it('F27 does not go on for ever when new tokens are refused too', async () => {
    const rig = await loggedIn();
    rig.play(({ name }) => (name === 'profile' ? refused('AB1010') : undefined));
    const result = await rig.runtime.until(read(rig, 'profile'));
    expect(result).toMatchObject({ phase: 'rejected', kind: 'auth' });
    expect(rig.count('profile')).toBe(2);
  });

  it('F27 repeats a read for its session once, however many attempts it takes', async () => {
    const rig = await loggedIn();
    const plays = [refused('AB1010'), answer(503, ''), refused('AB1010')];
    rig.play(({ name }) => (name === 'profile' ? plays.shift() : undefined));
    const result = await rig.runtime.until(read(rig, 'profile'));
    expect(result).toMatchObject({ phase: 'rejected', kind: 'auth' });
    expect(rig.count('profile')).toBe(3);
  });

  it('says why nobody is logged in', async () => {
    const rig = callerRig();
    rig.play(() => refused('AB1007', 'wrong PIN'));
    const result = await read(rig);
    expect(result).toMatchObject({ phase: 'pre_call', reason: 'not_logged_in' });
    expect(result.phase === 'pre_call' && result.message).toContain('wrong PIN');
    await read(rig);
    expect(rig.count('login')).toBe(1);
  });
});

describe('BrokerCaller: writes', () => {
  it.each([
    ['a timeout', { kind: 'timeout' as const }, 'timeout'],
    ['a reset', { kind: 'reset' as const }, 'reset'],
    ['a 502', answer(502, ''), 'server_error'],
    ['a page', answer(200, '<html>'), 'unreadable'],
    ['success without an order', ok(null), 'no_order_id'],
  ])('F21 are sent once and ambiguous after %s', async (_, http, cause) => {
    const rig = await loggedIn();
    rig.play(() => http);
    expect(await place(rig)).toMatchObject({ phase: 'ambiguous', cause });
    await rig.runtime.pass(MINUTE_MS);
    expect(rig.count('place')).toBe(1);
  });

  it('F22 are sent once and have not left when no connection came about', async () => {
    const rig = await loggedIn();
    rig.play(() => ({ kind: 'not_connected' }));
    expect(await place(rig)).toMatchObject({ phase: 'pre_call', reason: 'not_connected' });
    await rig.runtime.pass(MINUTE_MS);
    expect(rig.count('place')).toBe(1);
  });

  it('are ambiguous when the transport breaks its word, and its error is not shown', async () => {
    const rig = await loggedIn();
    rig.play(() => Promise.reject(new Error('jwt-token-1')));
    const result = await place(rig);
    expect(result).toMatchObject({ phase: 'ambiguous', cause: 'reset' });
    expect(inspect(result)).not.toContain('jwt-token-1');
  });

  it('F27 are refused, not repeated, when the session is; the next one has a new session', async () => {
    const rig = await loggedIn();
    const plays = [gatewayRefused('AG8001', 'Invalid Token')];
    rig.play(({ name }) => (name === 'place' ? plays.shift() : undefined));
    expect(await place(rig)).toMatchObject({ phase: 'rejected', kind: 'auth', code: 'AG8001' });
    await settled();
    expect(rig.count('place')).toBe(1);
    expect(rig.count('login')).toBe(2);
    expect(await place(rig)).toMatchObject({ phase: 'accepted' });
    expect(rig.played.at(-1)?.request.headers['authorization']).toBe('Bearer jwt-token-2');
  });

  it('RG-05 take their budget at once or do not leave, exits from their reserve', async () => {
    const rig = await loggedIn();
    const normal = await Promise.all(Array.from({ length: 8 }, () => place(rig)));
    expect(normal.map(({ phase }) => phase)).toEqual([
      ...Array.from({ length: 6 }, () => 'accepted'),
      'pre_call',
      'pre_call',
    ]);
    expect(normal[7]).toMatchObject({ reason: 'rate_limited' });
    expect(await place(rig, 'exit')).toMatchObject({ phase: 'accepted' });
    expect(rig.count('place')).toBe(7);
  });

  it('F23 are refused with proof by the broker’s limiter, and the class pauses', async () => {
    const rig = await loggedIn();
    const plays = [RATE_TEXT];
    rig.play(() => plays.shift());
    expect(await place(rig)).toMatchObject({ phase: 'rejected', kind: 'rate' });
    expect(await place(rig)).toMatchObject({ phase: 'pre_call', reason: 'rate_limited' });
    await rig.runtime.pass(1000);
    expect(await place(rig)).toMatchObject({ phase: 'accepted' });
  });

  it('need a session at once, but exits wait for a login in flight', async () => {
    const rig = callerRig();
    const gate = newSignal();
    rig.play(({ name }) =>
      name === 'login'
        ? gate.promise.then(() => ok({ jwtToken: 'jwt', refreshToken: 'r', feedToken: 'f' }))
        : undefined,
    );
    expect(await place(rig)).toMatchObject({ phase: 'pre_call', reason: 'not_logged_in' });
    const exit = place(rig, 'exit');
    await rig.runtime.pass(1500);
    gate.resolve();
    expect(await exit).toMatchObject({ phase: 'accepted' });
    expect(rig.count('login')).toBe(1);
  });

  it('of an exit wait two seconds for a login, not longer', async () => {
    const rig = callerRig();
    rig.play(() => newSignal().promise.then(() => RATE_TEXT));
    const exit = place(rig, 'exit');
    await rig.runtime.pass(2000);
    expect(await exit).toMatchObject({ phase: 'pre_call', reason: 'not_logged_in' });
    expect(rig.count('place')).toBe(0);
  });
});

describe('BrokerCaller: circuits', () => {
  it('F22 stops sending orders to a broker that does not answer, and lets exits through', async () => {
    const rig = await loggedIn();
    rig.play(({ name }) => (name === 'place' ? answer(503, '') : undefined));
    for (let order = 0; order < 5; order += 1) await place(rig);
    expect(await place(rig)).toMatchObject({ phase: 'pre_call', reason: 'circuit_open' });
    expect(rig.count('place')).toBe(5);
    expect(await read(rig)).toMatchObject({ phase: 'accepted' });
    rig.play(() => undefined);
    expect(await place(rig, 'exit')).toMatchObject({ phase: 'accepted' });
    await rig.runtime.pass(1100);
    expect(await place(rig)).toMatchObject({ phase: 'accepted' });
  });

  it('count a proven refusal as an answer, and what was not sent as nothing', async () => {
    const rig = await loggedIn();
    rig.play(({ name }) => (name === 'place' ? refused('AB1009') : undefined));
    for (let order = 0; order < 30; order += 1) await place(rig);
    const orders = rig.breakers.snapshots().find(({ dependency }) => dependency === 'rest-orders');
    expect(orders).toMatchObject({ state: 'closed', failures: 0, refusals: 0 });
  });

  it('keep candles apart from other reads', async () => {
    const rig = await loggedIn();
    rig.play(({ name }) => (name === 'candles' ? answer(500, '') : undefined));
    await rig.runtime.until(read(rig, 'candles'));
    expect(await read(rig)).toMatchObject({ phase: 'accepted' });
    const failures = rig.breakers.snapshots().map((one) => [one.dependency, one.failures]);
    expect(Object.fromEntries(failures)).toMatchObject({ 'rest-reads': 0, 'rest-auth': 0 });
    expect(Object.fromEntries(failures)['candles']).toBeGreaterThanOrEqual(5);
  });

  it('do not keep a login back that an exit may need', async () => {
    const rig = await loggedIn();
    for (let failure = 0; failure < 5; failure += 1) {
      rig.breakers.of('rest-auth').tryPass('normal')?.failed();
    }
    rig.session.rejected(1);
    expect(await place(rig, 'exit')).toMatchObject({ phase: 'accepted' });
  });
});

describe('BrokerCaller: clock and end', () => {
  it('F20 learns the broker’s time from the date of a login', async () => {
    const rig = callerRig();
    const date = new Date(MORNING_MS - 47_000).toUTCString();
    const tokens = { jwtToken: 'jwt', refreshToken: 'refresh', feedToken: 'feed' };
    const envelope = { status: true, message: 'SUCCESS', errorcode: '', data: tokens };
    rig.play(() => answer(200, envelope, date));
    await rig.session.login();
    expect(rig.session.snapshot().clockSkewMs).toBe(46_500);
  });

  it('sends nothing once it is closed', async () => {
    const rig = await loggedIn();
    const waiting = [read(rig), read(rig)];
    await settled();
    rig.caller.close();
    await rig.runtime.pass(5000);
    expect((await Promise.all(waiting)).map(({ phase }) => phase)).toEqual([
      'accepted',
      'pre_call',
    ]);
    expect(await read(rig)).toMatchObject({ phase: 'pre_call', reason: 'closed' });
    expect(await place(rig, 'exit')).toMatchObject({ phase: 'pre_call', reason: 'closed' });
    expect(rig.count('orderBook')).toBe(1);
  });

  it('is closed with its session', async () => {
    const rig = await loggedIn();
    await rig.session.logout();
    expect(await read(rig)).toMatchObject({ phase: 'pre_call', reason: 'closed' });
  });
});
