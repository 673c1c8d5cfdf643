/** `tickring broker` without `--real`: what it shows, and what it refuses before anything could be sent. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instrumentsCommand } from '../../../../src/app/instruments-command.ts';
import {
  BrokerCommandRig,
  CANARIES,
  CLIENT_CODE,
  COMMAND_TIME_MS,
} from '../../../support/broker-command-rig.ts';
import { smallList } from '../../../support/scrip-rows.ts';
import { ScripServer } from '../../../support/scrip-server.ts';

let rig: BrokerCommandRig;
beforeEach(() => {
  rig = new BrokerCommandRig();
});
afterEach(() => rig.close());

const TERMS = ['--quantity', '1', '--limit', '815.55'];
const SBIN = ['NSE:SBIN-EQ', '--token', '3045'];

interface Shown {
  readonly requests: readonly { readonly url: string; readonly body?: string }[];
}

async function bodyOf(...line: string[]): Promise<unknown> {
  const { code, out, err } = await rig.run([...line, '--json']);
  expect([code, err.replace(/tickring: .*\n/g, '')]).toEqual([0, '']);
  const { requests } = JSON.parse(out) as Shown;
  expect(requests).toHaveLength(1);
  return JSON.parse(requests[0]?.body ?? 'null');
}

describe('a dry call', () => {
  it('shows method, address, headers and body, secrets as placeholders', async () => {
    const { code, out } = await rig.run(['cancel', '261120000000001', '--stop']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^POST https:\/\/apiconnect\.angelone\.in\/rest\/secure\/angelbroking\/order\/v1\/cancelOrder\n/,
    );
    expect(out).toContain('\n  x-privatekey: [secret]\n  authorization: Bearer [secret]\n');
    expect(out).toContain('\n{"variety":"STOPLOSS","orderid":"261120000000001"}\n');
    expect(out).toContain('\nNothing was sent; add --real to send it.\n');
  });

  it('places a limit order of the day', async () => {
    expect(await bodyOf('place', 'BUY', ...SBIN, ...TERMS)).toEqual({
      variety: 'NORMAL',
      tradingsymbol: 'SBIN-EQ',
      symboltoken: '3045',
      transactiontype: 'BUY',
      exchange: 'NSE',
      ordertype: 'LIMIT',
      producttype: 'INTRADAY',
      duration: 'DAY',
      price: '815.55',
      triggerprice: '0',
      quantity: '1',
      ordertag: `HAND${COMMAND_TIME_MS.toString(36).toUpperCase()}`,
    });
  });

  it('with a trigger places a stop', async () => {
    const line = ['place', 'SELL', ...SBIN, ...TERMS, '--trigger', '816', '--product', 'DELIVERY'];
    expect(await bodyOf(...line, '--tag', 'mine')).toMatchObject({
      variety: 'STOPLOSS',
      ordertype: 'STOPLOSS_LIMIT',
      transactiontype: 'SELL',
      producttype: 'DELIVERY',
      triggerprice: '816',
      ordertag: 'mine',
    });
  });

  it('asks for prices and candles by name', async () => {
    expect(await bodyOf('quote', ...SBIN, '--mode', 'full')).toEqual({
      mode: 'FULL',
      exchangeTokens: { NSE: ['3045'] },
    });
    const window = ['--from', '2026-11-20 09:15', '--to', '2026-11-20T15:30'];
    expect(await bodyOf('candles', ...SBIN, '--interval', 'ONE_MINUTE', ...window)).toEqual({
      exchange: 'NSE',
      symboltoken: '3045',
      interval: 'ONE_MINUTE',
      fromdate: '2026-11-20 09:15',
      todate: '2026-11-20 15:30',
    });
  });

  it('needs no credentials, and takes none from the file unless it is safe', async () => {
    const { code, out } = await rig.run(['logout'], { environment: {} });
    expect([code, out.includes('{"clientcode":"[client code]"}')]).toEqual([0, true]);
    const wrong = { TICKRING_ANGEL_CLIENT_CODE: 'lower', ...CANARIES };
    expect((await rig.run(['logout'], { environment: wrong })).code).toBe(78);
  });
});

describe('what is not sent', () => {
  it.each([
    [64, ['place', 'HOLD', ...SBIN, ...TERMS], 'say BUY or SELL first'],
    [64, ['place', 'BUY', ...SBIN, '--quantity', '1'], '--limit is missing'],
    [64, ['place', 'BUY', ...SBIN, '--quantity', '1.5', '--limit', '1'], '--quantity 1.5'],
    [64, ['place', 'BUY', ...SBIN, '--quantity', '1', '--limit', '1e3'], '--limit 1e3'],
    [64, ['place', 'BUY', ...SBIN, '--quantity', '1', '--limit', '0'], '--limit 0'],
    [64, ['place', 'BUY', ...SBIN, '--quantity', '1', '--limit', '1.005'], '--limit 1.005'],
    [64, ['place', 'BUY', ...SBIN, ...TERMS, '--product', 'BO'], 'give one of DELIVERY'],
    [65, ['place', 'BUY', ...SBIN, ...TERMS, '--trigger', '816'], 'lies beyond its trigger'],
    [65, ['place', 'BUY', ...SBIN, ...TERMS, '--tag', 'far too long for the broker'], 'ordertag'],
    [65, ['cancel', 'all'], 'orderid'],
    [65, ['order', 'a/../b'], 'the unique order id'],
    [65, ['gtt', 'show', 'x'], 'no id of a rule'],
    [65, ['gtt', 'cancel', '1', 'NFO:X', '--token', '1'], 'NFO has no rules'],
    [64, ['quote', 'NSE:A', 'NSE:B', '--token', '1'], '--token names one instrument'],
    [64, ['ltp', 'SBIN', '--token', '1'], 'write <exchange>:<symbol>'],
    [78, ['ltp', 'NSE:SBIN-EQ'], 'run tickring instruments sync'],
    [78, ['funds', '--rest-url', 'https://broker.example'], 'neither a host of the broker'],
  ] as const)('exit code %i: %j', async (code, line, why) => {
    const run = await rig.run(line);
    expect(run.err).toContain(why);
    expect([run.code, run.out]).toEqual([code, '']);
  });

  it.each([
    [['--from', '2026-11-20 15:30', '--to', '2026-11-20 09:15'], 65],
    [['--from', '2026-01-01 09:15', '--to', '2026-11-20 09:15'], 65],
    [['--from', '2026-02-30 09:15', '--to', '2026-11-20 09:15'], 64],
    [['--from', 'yesterday', '--to', '2026-11-20 09:15'], 64],
  ] as const)('candles of %j', async (window, code) => {
    const line = ['candles', ...SBIN, '--interval', 'ONE_MINUTE', ...window];
    expect((await rig.run(line)).code).toBe(code);
  });

  it('is judged by the stored scrip master', async () => {
    const server = new ScripServer();
    const url = await server.start();
    server.serve(JSON.stringify(smallList()));
    const silent = { write: () => undefined };
    await instrumentsCommand(['sync', '--url', url, '--data', rig.data], {
      ...{ out: silent, err: silent, nowMs: COMMAND_TIME_MS },
    });
    await server.stop();
    const place = (name: string, quantity: string, limit: string) =>
      rig.run(['place', 'BUY', name, '--quantity', quantity, '--limit', limit]);
    expect(await place('NSE:STOCK0-EQ', '1', '815.55')).toMatchObject({ code: 0 });
    expect((await place('NSE:STOCK0-EQ', '1', '815.52')).err).toContain('multiples of 0.05');
    expect((await place('NSE:STOCK0-EQ', '100000', '815.55')).err).toContain('at most 87389 units');
    expect((await place('NSE:Nifty 50', '1', '1')).err).toContain('cannot be ordered');
    expect((await place('NFO:NIFTY29DEC2623500CE', '64', '1')).err).toContain('in lots of 65');
    expect(await place('NSE:NOSUCH', '1', '1')).toMatchObject({ code: 65, out: '' });
  });
});

it('AP-05 a dry call shows no credential', async () => {
  for (const call of ['login', 'profile', 'logout']) await rig.run([call]);
  await rig.run(['search', CANARIES.TICKRING_ANGEL_API_KEY]);
  expect(rig.shown).toContain(CLIENT_CODE);
  expect(rig.shown).not.toContain(CANARIES.TICKRING_ANGEL_API_KEY);
  expect(rig.shown).not.toContain(CANARIES.TICKRING_ANGEL_TOTP_SECRET);
  expect(rig.shown).not.toContain(CANARIES.TICKRING_ANGEL_PIN);
});
