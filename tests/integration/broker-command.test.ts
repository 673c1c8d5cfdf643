/** `tickring broker CALL --real` against the simulated broker over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerCommandRig, CANARIES, CLIENT_CODE, PHRASE } from '../support/broker-command-rig.ts';
import { runCli } from '../support/daemon.ts';
import { accountOf } from '../support/simulated-broker-rig.ts';
import { SimulatedBrokerServer } from '../support/simulated-broker-server.ts';

const ACCOUNT = accountOf({
  clientCode: CLIENT_CODE,
  pin: CANARIES.TICKRING_ANGEL_PIN,
  totpSecret: CANARIES.TICKRING_ANGEL_TOTP_SECRET,
  apiKey: CANARIES.TICKRING_ANGEL_API_KEY,
  holdings: [{ exchange: 'NSE', symbol: 'STOCK1-EQ', quantity: 7, averagePaise: 9_550 }],
});
const SHARE = ['NSE:STOCK0-EQ', '--token', '1000'];
const PLACE = ['place', 'BUY', ...SHARE, '--quantity', '100', '--limit', '100'];
const CONFIRMED = ['--real', '--confirm', PHRASE];

let server: SimulatedBrokerServer;
let rig: BrokerCommandRig;
beforeEach(async () => {
  server = await new SimulatedBrokerServer({ accounts: [ACCOUNT] }).start();
  rig = new BrokerCommandRig();
  rig.args = ['--rest-url', `http://127.0.0.1:${server.port}`];
});
afterEach(async () => {
  rig.close();
  await server.close();
});

/** The broker's list of requests leaves reads out. */
async function asked(): Promise<readonly string[]> {
  return (await server.state()).requests.map(({ endpoint }) => endpoint);
}

interface Line {
  readonly phase: string;
  readonly data: Record<string, string>;
}

async function real(...line: string[]): Promise<Line> {
  const { code, out } = await rig.run([...line, '--real', '--json']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)]);
  return JSON.parse(out) as Line;
}

async function placed(): Promise<string> {
  const { data } = await real(...PLACE, '--confirm', PHRASE);
  return data['orderId'] ?? '';
}

describe('a real call', () => {
  it('logs in, is made once, and logs out', async () => {
    const { code, out } = await rig.run(['profile', '--real']);
    expect([code, out]).toEqual([
      0,
      'accepted: profile\n  clientCode  T100001\n  name        Test Client\n',
    ]);
    expect(await asked()).toEqual(['login', 'logout']);
  });

  it('leaves the session to others with --keep', async () => {
    await rig.run(['funds', '--real', '--keep']);
    expect(await asked()).toEqual(['login']);
  });

  it('is a login or a logout as well', async () => {
    expect((await real('login')).data).toMatchObject({ clientCode: CLIENT_CODE });
    expect((await rig.run(['logout', '--real'])).out).toBe('accepted: logout\n');
    expect(await asked()).toEqual(['login', 'logout', 'login', 'logout']);
  });

  it.each([
    ['holdings'],
    ['holdings', '--all'],
    ['positions'],
    ['orders'],
    ['trades'],
    ['ltp', ...SHARE],
    ['quote', ...SHARE, '--mode', 'FULL'],
    ['search', 'STOCK0'],
    ['margin', 'BUY', ...SHARE, '--quantity', '1', '--limit', '100'],
    ['charges', 'BUY', ...SHARE, '--quantity', '1', '--limit', '100', '--product', 'DELIVERY'],
    [
      ...['candles', ...SHARE, '--interval', 'ONE_MINUTE'],
      ...['--from', '2026-11-19 09:15', '--to', '2026-11-19 15:29'],
    ],
    ['gtt', 'list'],
  ])('reads %s %s', async (...line) => {
    await server.advance(100);
    const { code, out } = await rig.run([...line, '--real']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^accepted: /)]);
  });
});

describe('a call that reaches the market', () => {
  it('places, changes and cancels an order', async () => {
    const orderId = await placed();
    expect((await rig.run(['orders', '--real'])).out).toMatch(
      new RegExp(`\\n  ${orderId} +open +BUY +NSE +STOCK0-EQ +LIMIT +INTRADAY +100 +0 +100 `),
    );
    const change = ['modify', orderId, ...SHARE, '--quantity', '100', '--limit', '99.05'];
    await real(...change, '--confirm', PHRASE);
    await real('cancel', orderId, '--confirm', PHRASE);
    const { orders } = await server.state();
    expect(orders).toHaveLength(1);
    const row = (await real('orders')).data as unknown as readonly object[];
    expect(row).toMatchObject([{ limitPaise: 9_905, orderStatus: 'cancelled' }]);
  });

  it('makes, changes, shows and ends a rule', async () => {
    const terms = ['--quantity', '1', '--limit', '90', '--trigger', '91'];
    const { data } = await real('gtt', 'create', 'BUY', ...SHARE, ...terms, '--confirm', PHRASE);
    const id = data['id'] ?? '';
    const other = ['--quantity', '1', '--limit', '80', '--trigger', '81'];
    await real('gtt', 'modify', id, ...SHARE, ...other, '--confirm', PHRASE);
    expect((await real('gtt', 'show', id)).data).toMatchObject({ limitPaise: 8_000 });
    await real('gtt', 'cancel', id, ...SHARE, '--confirm', PHRASE);
    expect((await real('gtt', 'show', id)).data).toMatchObject({ status: 'CANCELLED' });
  });

  it('converts a position, and says so when there is none', async () => {
    const line = ['convert', ...SHARE, '--quantity', '100', '--from', 'INTRADAY'];
    const convert = [...line, '--to', 'DELIVERY', ...CONFIRMED];
    const none = await rig.run(convert);
    expect([none.code, none.out]).toEqual([65, expect.stringContaining('there is no position')]);
    await placed();
    server.market.push(1_000, 0, { ask: 10_000, askQuantity: 500 });
    await server.advance(1_500);
    expect((await rig.run(convert)).code).toBe(0);
    expect((await rig.run(['positions', '--real'])).out).toContain('DELIVERY');
  });

  it('is sent when the phrase is typed at a terminal that showed the request', async () => {
    const { code, err } = await rig.run([...PLACE, '--real'], { typed: `${PHRASE}\n` });
    expect(code).toBe(0);
    expect(err).toContain('"tradingsymbol":"STOCK0-EQ"');
    expect(err).toContain(`Type ${PHRASE} to send it: `);
  });

  it.each([
    ['nobody is there to confirm it', [], undefined],
    ['something else is typed', [], 'yes\n'],
    ['another date is confirmed', ['--confirm', `LIVE ${CLIENT_CODE} 2026-11-19`], undefined],
  ])('ends with 65 before any request when %s', async (_why, more, typed) => {
    const { code, out, err } = await rig.run([...PLACE, '--real', ...more], {
      ...(typed !== undefined && { typed }),
    });
    expect([code, out]).toEqual([65, '']);
    expect(err).toContain(`Not sent: it needs ${PHRASE}`);
    expect(await asked()).toEqual([]);
  });
});

describe('the exit code', () => {
  it('is 1 when the broker refuses, with its code', async () => {
    const { code, out } = await rig.run(['cancel', '1', ...CONFIRMED]);
    expect([code, out]).toEqual([1, expect.stringMatching(/^rejected: AB\d+ /)]);
  });

  it('is 75 when the answer is lost: the order is there, once, and is not to be repeated', async () => {
    await server.fault({ name: 'drop', endpoints: ['place'], isApplied: true });
    const { code, out } = await rig.run([...PLACE, ...CONFIRMED]);
    expect(code).toBe(75);
    expect(out).toMatch(/^ambiguous \(reset\): /);
    expect(out).toContain('Ask again with tickring broker orders --real; do not repeat it.');
    expect((await server.state()).orders).toHaveLength(1);
  });

  it('is that of the call, whatever becomes of the logout', async () => {
    await server.fault({ name: 'drop', endpoints: ['logout'] });
    const { code, out, err } = await rig.run(['profile', '--real']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^accepted: profile/)]);
    expect(err).toMatch(/^tickring: The broker did not confirm the logout: /);
  });

  it('is 69 when nobody answers', async () => {
    await server.close();
    const { code, out } = await rig.run(['funds', '--real']);
    expect([code, out]).toEqual([69, expect.stringContaining('pre_call (not_logged_in)')]);
    expect(out).toContain('refused the connection');
  });

  it('is 78 when the broker does not take the credentials, or there are none', async () => {
    const wrong = { TICKRING_ANGEL_CLIENT_CODE: CLIENT_CODE, ...CANARIES };
    const environment = { ...wrong, TICKRING_ANGEL_PIN: '0000' };
    const refused = await rig.run(['funds', '--real'], { environment });
    expect([refused.code, refused.out]).toEqual([78, expect.stringContaining('correct client')]);
    const missing = await rig.run(['funds', '--real'], { environment: {} });
    expect([missing.code, missing.err]).toEqual([78, expect.stringContaining('not set')]);
  });
});

it('the program itself ends with these exit codes, and leaves nothing running', async () => {
  const environment = { TICKRING_ANGEL_CLIENT_CODE: CLIENT_CODE, ...CANARIES };
  const run = (...line: string[]) => runCli(['broker', ...line, ...rig.args], environment);
  expect(await run('profile', '--real')).toEqual({
    code: 0,
    stdout: 'accepted: profile\n  clientCode  T100001\n  name        Test Client\n',
    stderr: '',
  });
  const refused = await run(...PLACE, '--real');
  expect([refused.code, refused.stdout]).toEqual([65, '']);
  expect((await run('cancel', '1', '--market')).code).toBe(64);
  expect((await server.state()).orders).toEqual([]);
});

it('AP-05 no credential and no token is shown by any call, whatever became of it', async () => {
  const orderId = await placed();
  await server.fault({ name: 'drop', endpoints: ['cancel'] });
  for (const line of [
    ['login', '--real'],
    ['orders', '--real', '--json'],
    ['cancel', orderId, ...CONFIRMED],
    ['cancel', CANARIES.TICKRING_ANGEL_API_KEY, ...CONFIRMED],
    ['search', CANARIES.TICKRING_ANGEL_TOTP_SECRET, '--real'],
    ['order', CANARIES.TICKRING_ANGEL_API_KEY, '--real'],
    ['logout', '--real'],
  ]) {
    await rig.run(line);
  }
  expect(rig.shown).toContain(orderId);
  const { TICKRING_ANGEL_API_KEY: key, TICKRING_ANGEL_TOTP_SECRET: totp } = CANARIES;
  for (const secret of [key, totp, 'eyJ']) expect(rig.shown.includes(secret)).toBe(false);
  expect(rig.shown).not.toMatch(/(?:pin|password)\W{1,4}7391/i);
});
