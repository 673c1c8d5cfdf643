/** The REST client over real sockets, against a broker that answers in every wrong way. */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Redactor } from '../../src/contract/redaction.ts';
import { Secret } from '../../src/contract/secret.ts';
import { ENDPOINTS, type EndpointName } from '../../src/contract/wire/smartapi-rest.ts';
import { BreakerRegistry } from '../../src/venue/angel/breaker-registry.ts';
import type { CallResult } from '../../src/venue/angel/call.ts';
import { BrokerCaller } from '../../src/venue/angel/caller.ts';
import { BrokerExchange, type CallSample } from '../../src/venue/angel/caller-exchange.ts';
import { RateLimiter } from '../../src/venue/angel/rate-limiter.ts';
import { type Runtime, systemRuntime } from '../../src/venue/angel/runtime-ports.ts';
import { BrokerSession, SESSION_DEFAULTS } from '../../src/venue/angel/session.ts';
import type { AuthLoss } from '../../src/venue/angel/session-login.ts';
import type { LoginCredentials } from '../../src/venue/angel/session-tokens.ts';
import { totpOf } from '../../src/venue/angel/totp.ts';
import { HTTP_LIMITS, UndiciTransport } from '../../src/venue/angel/transport.ts';
import { BOOK, IDENTITY, RECEIPT } from '../support/caller-rig.ts';
import { ManualRuntime } from '../support/manual-runtime.ts';
import {
  type MisbehavingBroker,
  type Misbehaviour,
  misbehavingBroker,
} from '../support/misbehaving-broker.ts';
import { CREDENTIALS } from '../support/session-rig.ts';

const WRITES = ['place', 'modify', 'cancel', 'gttCreate', 'convert'] as const;
const RATE_ANSWER: Misbehaviour = {
  kind: 'answer',
  status: 403,
  body: 'Access denied because of exceeding access rate',
};

interface Client {
  readonly caller: BrokerCaller;
  readonly session: BrokerSession;
  readonly objects: readonly object[];
  readonly lines: string[];
  readonly losses: AuthLoss[];
  readonly samples: CallSample[];
}

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function startBroker(): Promise<MisbehavingBroker> {
  const broker = await misbehavingBroker();
  endings.push(() => broker.close());
  return broker;
}

/** Rates never bind, circuits never open and delays are 0, unless a test is about them: what is left are the sockets. */
function startClient(
  broker: MisbehavingBroker,
  options: { credentials?: LoginCredentials; readLimitMs?: number; redactor?: Redactor } = {},
): Client {
  const { credentials = CREDENTIALS, readLimitMs = 20_000, redactor = new Redactor() } = options;
  const lines: string[] = [];
  const samples: CallSample[] = [];
  const losses: AuthLoss[] = [];
  const log = (level: string, message: string) => lines.push(`${level} ${message}`);
  const runtime: Runtime = { ...systemRuntime(log), random: () => 0 };
  let limiterMs = 0;
  const limiterClock = { monotonicMs: () => (limiterMs += 3_600_000) };
  const limiter = new RateLimiter(limiterClock);
  const breakers = new BreakerRegistry(runtime, {
    consecutiveFailures: 1000,
    sampleSize: 2000,
    failureRatio: 1,
    openFor: { baseMs: 1, capMs: 1 },
    jitterRatio: 0,
    probeLimitMs: 1000,
  });
  const observe = (sample: CallSample) => samples.push(sample);
  // Its time limits pass when the broker has been silent, and only then.
  const transportTime = new ManualRuntime();
  broker.silences.add(() => transportTime.advance(HTTP_LIMITS.totalMs));
  const address = broker.origin;
  const transport = new UndiciTransport({ address, environment: {} }, transportTime);
  endings.push(() => transport.close());
  const identity = IDENTITY;
  const exchange = new BrokerExchange({
    runtime,
    transport,
    limiter,
    breakers,
    redactor,
    identity,
    observe,
  });
  const totp = totpOf(credentials.totpSecret.reveal());
  const session = new BrokerSession(
    credentials,
    { runtime, send: exchange.sendAuth, totp, redactor },
    // However soon a session ends, the next login comes at once.
    { ...SESSION_DEFAULTS, settledMs: 0 },
  );
  session.addListener({ onTokens: () => {}, onAuthLost: (loss) => losses.push(loss) });
  const callerOptions = {
    readLimitMs,
    exitLoginWaitMs: 20_000,
    retryBackoff: { baseMs: 1, capMs: 1 },
  };
  const caller = new BrokerCaller({ runtime, session, exchange, observe }, callerOptions);
  endings.push(() => session.close());
  return {
    caller,
    session,
    objects: [caller, session, exchange, limiter, breakers],
    lines,
    losses,
    samples,
  };
}

function write(client: Client, name: EndpointName = 'place'): Promise<CallResult<unknown>> {
  return client.caller.call(name, { body: { ordertag: 'tag' }, schema: RECEIPT });
}

function read(client: Client, name: EndpointName = 'orderBook'): Promise<CallResult<unknown>> {
  return client.caller.call(name, { schema: BOOK });
}

describe('the broker client over real sockets', () => {
  it('logs in and carries its tokens', async () => {
    const broker = await startBroker();
    const client = startClient(broker);
    expect(await client.session.login()).toBeUndefined();
    expect(await read(client)).toEqual({ phase: 'accepted', data: null });
    expect(await write(client)).toMatchObject({ phase: 'accepted' });
    const [login, book] = broker.received;
    expect(JSON.parse(login?.body ?? '')).toMatchObject({ clientcode: 'T12345', password: '4711' });
    expect(login?.headers.authorization).toBeUndefined();
    expect(book?.headers).toMatchObject({
      authorization: 'Bearer jwt-1-token',
      'x-privatekey': 'key-of-the-app',
      'x-usertype': 'USER',
    });
    await client.session.logout();
    expect(broker.received.at(-1)?.body).toBe('{"clientcode":"T12345"}');
  });

  it.each([
    ['a connection that drops', { kind: 'drop' }, 'reset'],
    ['an answer cut short', { kind: 'truncate' }, 'reset'],
    ['a broker that says nothing', { kind: 'half_open' }, 'timeout'],
    ['a 502', { kind: 'answer', status: 502, body: '<html>' }, 'server_error'],
    ['a page', { kind: 'answer', status: 200, body: '<html>' }, 'unreadable'],
    ['nothing', { kind: 'answer', status: 200, body: '' }, 'unreadable'],
    ['a redirect', { kind: 'answer', status: 302, body: '' }, 'unreadable'],
  ] as const)(
    'F14 F17 F21 F22 sends a write once and knows nothing after %s',
    async (_, how, cause) => {
      const broker = await startBroker();
      const client = startClient(broker);
      await client.session.login();
      broker.behave(() => how);
      for (const name of WRITES) {
        expect(await write(client, name)).toMatchObject({ phase: 'ambiguous', cause });
        expect(broker.count(name)).toBe(1);
      }
    },
  );

  it('F14 F17 F22 F23 repeats a read until it is answered', async () => {
    const broker = await startBroker();
    const client = startClient(broker);
    await client.session.login();
    const plays: Misbehaviour[] = [
      { kind: 'drop' },
      { kind: 'truncate' },
      { kind: 'half_open' },
      { kind: 'answer', status: 503, body: '' },
      { kind: 'answer', status: 200, body: '' },
      RATE_ANSWER,
    ];
    broker.behave(({ name }) => (name === 'orderBook' && plays.shift()) || { kind: 'serve' });
    expect(await read(client)).toEqual({ phase: 'accepted', data: null });
    expect(broker.count('orderBook')).toBe(7);
  });

  it('says of a write that never reached the broker that it did not leave', async () => {
    const broker = await startBroker();
    const client = startClient(broker);
    await client.session.login();
    await broker.close();
    endings.splice(0, 1);
    expect(await write(client)).toMatchObject({ phase: 'pre_call', reason: 'not_connected' });
  });

  it('F27 shares one login when the tokens end in the middle of everything, and repeats no write', async () => {
    const broker = await startBroker();
    const client = startClient(broker);
    await client.session.login();
    broker.expireTokens();
    const reads = ['orderBook', 'tradeBook', 'positions', 'funds', 'holdings', 'ltp'] as const;
    const results = await Promise.all([write(client), ...reads.map((name) => read(client, name))]);
    expect(results[0]).toMatchObject({ phase: 'rejected', kind: 'auth', code: 'AG8002' });
    for (const result of results.slice(1)) expect(result).toMatchObject({ phase: 'accepted' });
    expect(broker.count('login')).toBe(2);
    expect(broker.count('place')).toBe(1);
    expect(client.losses).toMatchObject([{ cause: 'session_ended', isFinal: false }]);
  });

  it('ID-06 sends each write at most once, whatever the broker does', async () => {
    const broker = await startBroker();
    const client = startClient(broker);
    await client.session.login();
    const behaviour = fc.constantFrom<Misbehaviour>(
      { kind: 'serve' },
      { kind: 'drop' },
      { kind: 'truncate' },
      { kind: 'answer', status: 500, body: '' },
      { kind: 'answer', status: 401, body: '' },
      { kind: 'answer', status: 403, body: '{}' },
      RATE_ANSWER,
      { kind: 'echo', status: 200 },
      { kind: 'echo_data' },
    );
    let intents = 0;
    const run = fc.asyncProperty(
      fc.array(behaviour, { minLength: 1, maxLength: 6 }),
      async (plays) => {
        const left = [...plays];
        broker.behave(({ name }) => (name !== 'login' && left.shift()) || { kind: 'serve' });
        intents += plays.length;
        const tags = plays.map((_, at) => `tag-${intents - at}`);
        await Promise.all(
          tags.map((ordertag) =>
            client.caller.call('place', { body: { ordertag }, schema: RECEIPT, lane: 'exit' }),
          ),
        );
        const sent = broker.received.filter(({ name }) => name === 'place').map(({ body }) => body);
        for (const tag of tags) {
          expect(sent.filter((body) => body.includes(`"${tag}"`)).length).toBeLessThanOrEqual(1);
        }
      },
    );
    await fc.assert(run, { numRuns: 40 });
  });
});

/** Base32, as long as real ones. */
function base32Canary(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...randomBytes(32)].map((byte) => alphabet.charAt(byte % 32)).join('');
}

describe('planted secrets', () => {
  it('AP-05 appear nowhere, although the broker quotes every request and token in whatever it says', async () => {
    const broker = await startBroker();
    const canary = () => randomBytes(16).toString('hex');
    const planted: string[] = [];
    broker.makeToken = () => {
      const token = canary();
      planted.push(token);
      return token;
    };
    const secrets = { pin: canary(), totpSecret: base32Canary(), apiKey: canary() };
    planted.push(...Object.values(secrets));
    const credentials: LoginCredentials = {
      clientCode: 'T12345',
      pin: new Secret(secrets.pin),
      totpSecret: new Secret(secrets.totpSecret),
      apiKey: new Secret(secrets.apiKey),
    };
    // As in a process: what one client has learnt no other may show.
    const options = { credentials, readLimitMs: 60, redactor: new Redactor() };
    const client = startClient(broker, options);
    const shown: unknown[] = [];

    await client.session.login();
    const behaviours: Misbehaviour[] = [
      { kind: 'echo', status: 200 },
      { kind: 'echo', status: 400 },
      { kind: 'echo', status: 401 },
      { kind: 'echo', status: 403 },
      { kind: 'echo', status: 500 },
      { kind: 'echo_data' },
      { kind: 'drop' },
      { kind: 'truncate' },
      { kind: 'half_open' },
    ];
    const everyCall = (Object.keys(ENDPOINTS) as EndpointName[]).filter(
      (name) => ENDPOINTS[name].kind !== 'auth',
    );
    const someCalls = ['place', 'orderBook', 'orderDetails', 'candles'] as const;
    const schema = z.record(z.string(), z.number());
    for (const [at, how] of behaviours.entries()) {
      broker.behave(({ name }) => (name === 'login' ? { kind: 'serve' } : how));
      for (const name of at === 0 ? everyCall : someCalls) {
        shown.push(await client.caller.call(name, { schema, lane: 'exit' }));
      }
    }
    // And now the login itself is answered so, and the logout.
    for (const how of behaviours) {
      const other = startClient(broker, options);
      broker.behave(() => how);
      shown.push(await other.session.login(), other.session.snapshot(), other.lines, other.losses);
      shown.push(await read(other), ...other.objects);
    }
    shown.push(client.session.tokens, client.session.snapshot(), ...client.objects);
    await client.session.logout();
    shown.push(client.lines, client.losses, client.samples);

    const text = shown
      .map(
        (value) => `${inspect(value, { depth: 20, showHidden: true })}\n${JSON.stringify(value)}`,
      )
      .join('\n');
    expect(text.length).toBeGreaterThan(10_000);
    expect(text.split('[secret]').length).toBeGreaterThan(50);
    expect(planted.length).toBeGreaterThan(5);
    for (const secret of planted) {
      expect(text.includes(secret.slice(0, 10))).toBe(false);
      expect(text.includes(secret.slice(-10))).toBe(false);
      expect(text.includes(Buffer.from(secret).toString('base64').slice(0, 20))).toBe(false);
    }
  });
});
