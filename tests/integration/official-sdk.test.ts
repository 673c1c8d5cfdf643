import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSyntheticDay } from '../../src/feed/synthetic/day.ts';
import { scripMasterRows } from '../../src/feed/synthetic/scrip-master.ts';
import { totpAt } from '../../src/venue/simulated/rest/totp.ts';
import { createStreamServer, type StreamServer } from '../../src/venue/simulated/stream-server.ts';
import { accountOf, brokerOptions } from '../support/simulated-broker-rig.ts';
import { committedUniverse, TEST_DATE } from '../unit/feed/synthetic/committed-universe.ts';

const CLIENT = fileURLToPath(new URL('../support/official-sdk-client.mjs', import.meta.url));
const SPEED = 100;

interface Envelope {
  readonly status: boolean;
  readonly data: unknown;
}
type Row = Readonly<Record<string, unknown>>;
type Result = Readonly<Record<string, Envelope>> & {
  readonly ticks: readonly Row[];
  readonly orderMessages: readonly string[];
  readonly search: readonly Row[];
};

const folder = mkdtempSync(join(tmpdir(), 'tickring-sdk-'));
let server: StreamServer;
let result: Result;

/** One session of the SDK; the tests look at what it heard. */
beforeAll(async () => {
  const market = createSyntheticDay({ universe: committedUniverse(), seed: 3, date: TEST_DATE });
  const share = market.instruments.find(({ symbol }) => symbol === 'SBIN-EQ');
  if (share === undefined) throw new Error('The committed universe lists SBIN.');
  const holdings = [{ exchange: 'NSE', symbol: share.symbol, quantity: 5, averagePaise: 70_000 }];
  const account = accountOf({ holdings, cashPaise: 1_000_000_000 });
  server = createStreamServer({
    market,
    scripMaster: scripMasterRows(market.instruments),
    port: 0,
    speed: SPEED,
    broker: brokerOptions({ accounts: [account], policy: { isRateLimited: false } }),
  });
  const { port } = await server.listen();
  const far = share.lowerCircuitPaise;
  const near = share.upperCircuitPaise;
  const { clientCode, pin, apiKey, totpSecret } = account;
  const words = { tradingsymbol: share.symbol, symboltoken: share.token, exchange: 'NSE' };
  const options = {
    ...{ port, clientCode, pin, apiKey, totp: totpAt(totpSecret, Date.now()) },
    share: words,
    farPrice: (far / 100).toFixed(2),
    nearPrice: (near / 100).toFixed(2),
    waitUntilMs: market.openTimeMs + 150_000,
    candles: {
      ...{ exchange: 'NSE', symboltoken: share.token, interval: 'ONE_MINUTE' },
      ...{ fromdate: `${TEST_DATE} 09:15`, todate: `${TEST_DATE} 15:30` },
    },
    margin: {
      positions: [
        ...[{ exchange: 'NSE', qty: 10, price: 800, productType: 'INTRADAY' }].map((position) => ({
          ...position,
          token: share.token,
          tradeType: 'BUY',
        })),
      ],
    },
    rule: {
      ...{ ...words, transactiontype: 'BUY', producttype: 'DELIVERY', qty: '2' },
      ...{ price: (far / 100).toFixed(2), triggerprice: (far / 100).toFixed(2), disclosedqty: '2' },
    },
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [CLIENT, JSON.stringify(options)],
    { cwd: folder, timeout: 170_000, maxBuffer: 64 * 1024 * 1024 },
  );
  const line = stdout.split('\n').find((text) => text.startsWith('RESULT '));
  result = JSON.parse((line ?? '').slice('RESULT '.length)) as Result;
}, 180_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The rows of a successful answer. */
function rowsOf(name: string): Row[] {
  expect(result[name]).toMatchObject({ status: true, data: expect.any(Array) });
  return result[name]?.data as Row[];
}

describe('the official SDK against the simulator', () => {
  it('logs in, reads its profile, logs out, and is nobody then', () => {
    expect(Object.keys(result['session']?.data as Row)).toEqual([
      'jwtToken',
      'refreshToken',
      'feedToken',
    ]);
    expect(result['profile']?.data).toMatchObject({ clientcode: 'T100001' });
    expect(result['logout']).toMatchObject({ status: true });
    expect(result['afterLogout']).toMatchObject({ success: false, errorCode: 'AG8001' });
  });

  it('places, changes and cancels an order', () => {
    for (const name of ['place', 'modify', 'cancel', 'bought']) {
      expect([name, result[name]?.status]).toEqual([name, true]);
    }
    expect(result['details']?.data).toMatchObject({ quantity: '7', ordertag: 'sdk' });
    expect(rowsOf('orderBook').map(({ orderstatus }) => orderstatus)).toEqual([
      'cancelled',
      'complete',
    ]);
  });

  it('finds its trade in the books', () => {
    const filled = rowsOf('tradeBook').reduce((sum, { fillsize }) => sum + Number(fillsize), 0);
    expect(filled).toBe(10);
    expect(rowsOf('positions')).toMatchObject([{ netqty: '10', producttype: 'INTRADAY' }]);
    expect(rowsOf('holdings')).toMatchObject([{ tradingsymbol: 'SBIN-EQ', quantity: 5 }]);
    expect(result['allHoldings']?.data).toMatchObject({ holdings: [{ quantity: 5 }] });
    expect(result['funds']?.data).toHaveProperty('availablecash');
  });

  it('hears about its orders on the order stream', () => {
    const heard = result.orderMessages
      .filter((message) => message.startsWith('{'))
      .map((message) => JSON.parse(message)['order-status']);
    expect(heard).toEqual(expect.arrayContaining(['AB01', 'AB02', 'AB04', 'AB05']));
  });

  it('reads the market stream in every mode', () => {
    for (const [at, tick] of result.ticks.entries()) {
      expect(tick).toMatchObject({ subscription_mode: String(at + 1), exchange_type: '1' });
      expect(Number(tick['last_traded_price'])).toBeGreaterThan(0);
    }
    expect(result.ticks[2]).toHaveProperty('best_5_buy_data');
  });

  it('reads candles, quotes, margins and searches', () => {
    const candles = result['candles']?.data as unknown[][];
    expect(candles.length).toBeGreaterThanOrEqual(2);
    expect(candles[0]?.[0]).toBe(`${TEST_DATE}T09:15:00+05:30`);
    expect(result['quotes']?.data).toMatchObject({ fetched: [{ tradingSymbol: 'SBIN-EQ' }] });
    expect(result.search[0]).toMatchObject({ exchange: 'NSE', tradingsymbol: 'SBIN-EQ' });
    expect(result['margin']?.data).toMatchObject({ totalMarginRequired: 400 });
  });

  it('keeps a GTT rule', () => {
    for (const name of ['created', 'changed', 'ruleCancelled']) {
      expect([name, result[name]?.status]).toEqual([name, true]);
    }
    expect(result['rule']?.data).toMatchObject({ qty: 3, status: 'NEW' });
    expect(rowsOf('rules')).toHaveLength(1);
  });
});
