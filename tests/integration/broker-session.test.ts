/** The broker client's session and calls against the simulated broker, over real sockets; time is the test's. */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Redactor } from '../../src/contract/redaction.ts';
import { Secret } from '../../src/contract/secret.ts';
import type { EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import { BreakerRegistry } from '../../src/venue/angel/breaker-registry.ts';
import type { CallResult } from '../../src/venue/angel/call.ts';
import { BrokerCaller } from '../../src/venue/angel/caller.ts';
import { BrokerExchange } from '../../src/venue/angel/caller-exchange.ts';
import { RateLimiter } from '../../src/venue/angel/rate-limiter.ts';
import { BrokerSession } from '../../src/venue/angel/session.ts';
import { totpOf } from '../../src/venue/angel/totp.ts';
import { UndiciTransport } from '../../src/venue/angel/transport.ts';
import { IDENTITY } from '../support/caller-rig.ts';
import { ManualRuntime, settled } from '../support/manual-runtime.ts';
import { placeBody } from '../support/simulated-broker-rig.ts';
import { SimulatedBrokerServer } from '../support/simulated-broker-server.ts';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 31_000;
/** 2026-11-20 01:00 IST, and how long from then to the refresh before the market opens. */
const NIGHT_MS = Date.UTC(2026, 10, 19, 19, 30);
const UNTIL_REFRESH_MS = 7.75 * HOUR_MS;

interface Live {
  readonly server: SimulatedBrokerServer;
  readonly runtime: ManualRuntime;
  readonly session: BrokerSession;
  readonly caller: BrokerCaller;
  readonly breakers: BreakerRegistry;
}

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function startLive(wallMs = Date.now()): Promise<Live> {
  const server = await new SimulatedBrokerServer().start();
  endings.push(() => server.close());
  const runtime = new ManualRuntime(wallMs);
  const address = `http://127.0.0.1:${server.port}`;
  // Its time stands still: no request runs out of it.
  const transport = new UndiciTransport({ address, environment: {} }, new ManualRuntime());
  endings.push(() => transport.close());
  const breakers = new BreakerRegistry(runtime);
  const redactor = new Redactor();
  const observe = () => undefined;
  const limiter = new RateLimiter(runtime);
  const identity = IDENTITY;
  const exchange = new BrokerExchange({
    ...{ runtime, transport, limiter, breakers, redactor, identity, observe },
  });
  const { clientCode, pin, totpSecret, apiKey } = server.account;
  const credentials = {
    clientCode,
    pin: new Secret(pin),
    totpSecret: new Secret(totpSecret),
    apiKey: new Secret(apiKey),
  };
  // The simulator takes one-time passwords of the real time.
  const codeAt = totpOf(totpSecret);
  const totp = () => codeAt(Date.now());
  const session = new BrokerSession(credentials, {
    ...{ runtime, send: exchange.sendAuth, totp, redactor },
  });
  endings.push(() => session.close());
  const caller = new BrokerCaller({ runtime, session, exchange, observe });
  return { server, runtime, session, caller, breakers };
}

async function loggedIn(): Promise<Live> {
  const live = await startLive();
  expect(await live.session.login()).toBeUndefined();
  // Old enough to have lasted.
  live.runtime.advance(2 * 60_000);
  return live;
}

function read(live: Live, name: EndpointName): Promise<CallResult<unknown>> {
  return live.caller.call(name, { schema: z.unknown() });
}

function place(live: Live): Promise<CallResult<{ orderid: string }>> {
  const schema = z.object({ orderid: z.string() });
  return live.caller.call('place', { body: placeBody(), schema });
}

/** Moves time by itself, a little at a time, until the work that waits for it and for sockets is done. */
async function during<Value>(live: Live, work: Promise<Value>): Promise<Value> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  while (!isDone) await live.runtime.pass(10);
  return work;
}

describe('the broker session against the simulated broker', () => {
  it('logs in, reads, trades and logs out', async () => {
    const live = await loggedIn();
    expect(await read(live, 'profile')).toMatchObject({ phase: 'accepted' });
    expect(await place(live)).toMatchObject({ phase: 'accepted' });
    expect((await live.server.state()).orders).toHaveLength(1);
    const jwt = live.session.tokens?.jwtToken;
    await live.session.logout();
    const headers = { authorization: `Bearer ${jwt}` };
    expect((await live.server.send('profile', undefined, { headers })).text).toContain('AG8001');
  });

  it.each([600_000, -600_000])(
    'F20 names a clock skew of %d ms when it cannot log in',
    async (skewMs) => {
      const live = await startLive();
      await live.server.control({ action: 'configure', policy: { clockSkewMs: skewMs } });
      const login = live.session.login();
      while (live.runtime.timerCount === 0) await settled();
      await live.runtime.pass(WINDOW_MS);
      const loss = await login;
      expect(loss).toMatchObject({ cause: 'totp_refused', isFinal: true });
      const direction = skewMs > 0 ? 'behind' : 'ahead of';
      expect(loss?.message).toMatch(
        new RegExp(`Clock skew: the host clock is \\d{3} s ${direction} the broker's`),
      );
      expect(await read(live, 'profile')).toMatchObject({
        phase: 'pre_call',
        reason: 'not_logged_in',
      });
    },
  );

  it('never repeats a login with a wrong PIN', async () => {
    const live = await startLive();
    await live.server.fault({ name: 'refused', endpoints: ['login'], code: 'AB1007', count: 5 });
    expect(await live.session.login()).toMatchObject({ cause: 'credentials_refused' });
    await live.runtime.pass(HOUR_MS);
    expect(await read(live, 'profile')).toMatchObject({ reason: 'not_logged_in' });
    expect(live.session.snapshot().phase).toBe('lost');
  });

  it.each(['expire_sessions', 'force_logout'] as const)(
    'F27 answers every read over one new login after %s, and repeats no order',
    async (action) => {
      const live = await loggedIn();
      await live.server.control({ action });
      const work = Promise.all([
        place(live),
        read(live, 'orderBook'),
        read(live, 'tradeBook'),
        read(live, 'positions'),
        read(live, 'funds'),
        read(live, 'profile'),
      ]);
      const [order, ...reads] = await during(live, work);
      expect(order).toMatchObject({ phase: 'rejected', kind: 'auth' });
      for (const result of reads) expect(result).toMatchObject({ phase: 'accepted' });
      expect(live.session.snapshot()).toMatchObject({ logins: 2, losses: 1, phase: 'ready' });
      expect((await live.server.state()).orders).toHaveLength(0);
      expect(await place(live)).toMatchObject({ phase: 'accepted' });
    },
  );

  it('F27 gives way to another login of the same client code, and comes back', async () => {
    const live = await loggedIn();
    await live.server.control({ action: 'configure', policy: { isSingleSession: true } });
    await live.server.login();
    expect(await during(live, read(live, 'profile'))).toMatchObject({ phase: 'accepted' });
    expect(live.session.snapshot()).toMatchObject({ logins: 2, losses: 1 });
  });

  it.each([
    ['refreshes its tokens before the market opens', false, { refreshes: 1, logins: 1 }],
    ['logs in when they cannot be refreshed', true, { refreshes: 0, logins: 2 }],
  ])('F27 %s', async (_, isRefused, expected) => {
    const live = await startLive(NIGHT_MS);
    await live.session.login();
    const before = live.session.tokens;
    if (isRefused) {
      await live.server.fault({ name: 'refused', endpoints: ['refresh'], code: 'AB8051' });
    }
    await live.runtime.pass(UNTIL_REFRESH_MS);
    while (live.session.tokens === before) await settled();
    expect(live.session.snapshot()).toMatchObject({ phase: 'ready', losses: 0, ...expected });
    expect(await read(live, 'profile')).toMatchObject({ phase: 'accepted' });
  });

  it('F23 is told that the rate is exceeded, waits, and keeps its session', async () => {
    const live = await loggedIn();
    await live.server.fault({ name: 'rate_limited', endpoints: ['ltp'], count: 2 });
    const body = { exchange: 'NSE', tradingsymbol: 'SBIN-EQ', symboltoken: '3045' };
    const startMs = live.runtime.monotonicMs();
    const schema = z.unknown();
    const result = await during(live, live.caller.call('ltp', { body, schema }));
    expect(result.phase === 'accepted' || result.phase === 'rejected').toBe(true);
    expect(live.runtime.monotonicMs() - startMs).toBeGreaterThanOrEqual(3000);
    expect(live.session.snapshot()).toMatchObject({ logins: 1, losses: 0 });
  });

  it('F14 F21 sends an order once when its answer is lost, and knows that it may stand', async () => {
    const live = await loggedIn();
    await live.server.fault({ name: 'drop', endpoints: ['place'], isApplied: true });
    expect(await place(live)).toMatchObject({ phase: 'ambiguous', cause: 'reset' });
    expect((await live.server.state()).orders).toHaveLength(1);
  });

  it('F22 opens the circuit of orders alone after failures in a row', async () => {
    const live = await loggedIn();
    await live.server.fault({ name: 'server_error', endpoints: ['place'], count: 5 });
    for (let order = 0; order < 5; order += 1) await place(live);
    expect(await place(live)).toMatchObject({ phase: 'pre_call', reason: 'circuit_open' });
    expect(await read(live, 'orderBook')).toMatchObject({ phase: 'accepted' });
    live.runtime.advance(2000);
    expect(await place(live)).toMatchObject({ phase: 'accepted' });
    const [orders] = live.breakers.snapshots();
    expect(orders).toMatchObject({ state: 'closed', openings: 1, failures: 5, refusals: 1 });
  });
});
