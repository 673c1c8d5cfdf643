/** `tickring instruments` on a real folder and a real socket. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionMaster, syncHistory } from '../../src/app/broker-instruments.ts';
import { instrumentsCommand } from '../../src/app/instruments-command.ts';
import { loadSessionInstruments } from '../../src/app/session-instruments.ts';
import { loadSettings } from '../../src/app/settings-loader.ts';
import { ScripMasterError } from '../../src/feed/angel/scrip-master-error.ts';
import { optionRow, smallList } from '../support/scrip-rows.ts';
import { ScripServer } from '../support/scrip-server.ts';

const REAL_FILE = fileURLToPath(
  new URL(
    '../../../shared/data/instruments/angel_OpenAPIScripMaster_B_130473.json.gz',
    import.meta.url,
  ),
);
const ist = (text: string) => Date.parse(`${text}:00+05:30`);
const NOW_MS = ist('2026-11-20T08:30');

let data = '';
let server: ScripServer;
let url = '';
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'tickring-instruments-'));
  server = new ScripServer();
  url = await server.start();
  server.serve(JSON.stringify(smallList()), { etag: '"v1"' });
});
afterEach(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

async function run(args: readonly string[], nowMs = NOW_MS) {
  let out = '';
  let err = '';
  const code = await instrumentsCommand([...args, '--data', data], {
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
    nowMs,
  });
  return { code, out, err };
}

const syncFrom = (nowMs = NOW_MS, ...more: string[]) => run(['sync', '--url', url, ...more], nowMs);
const settingsOf = () =>
  loadSettings({
    environment: {},
    overrides: { data: { dir: data }, instruments: { source: url } },
  }).settings;

describe('tickring instruments sync', () => {
  it('puts the list of the session date into the data folder, for its owner only', async () => {
    const { code, out, err } = await syncFrom();
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^stored: version 2026-11-20, 15 instruments \(NSE 7, NFO 7, BSE 1\)\n {2}sha256 [0-9a-f]{64}\n$/,
    );
    const folder = join(data, 'instruments');
    expect(readdirSync(folder).sort()).toEqual(['2026-11-20.facts.json', '2026-11-20.json.gz']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '2026-11-20.json.gz')).mode & 0o777).toBe(0o600);
    expect(gunzipSync(readFileSync(join(folder, '2026-11-20.json.gz'))).toString()).toBe(
      JSON.stringify(smallList()),
    );
  });

  it('is for the next session date on a week-end', async () => {
    const saturdayMs = ist('2026-11-21T10:00');
    expect((await syncFrom(saturdayMs)).out).toMatch(/^stored: version 2026-11-23/);
    expect((await run(['search', 'stock0'], saturdayMs)).out).toContain('in version 2026-11-23');
  });

  it('counts what is not tradable and what was left out, by reason', async () => {
    const rows = [...smallList(), optionRow({ token: '1', lotsize: '75' }), {}];
    server.serve(JSON.stringify(rows));
    const { out } = await syncFrom();
    expect(out).toContain('  left out: missing_token 1\n');
    expect(out).toContain('  not tradable: lot_size_unexpected 1\n');
    const json = JSON.parse((await syncFrom(NOW_MS, '--json')).out) as object;
    expect(json).toMatchObject({
      status: 'unchanged',
      date: '2026-11-20',
      rows: 16,
      rejected: { missing_token: 1 },
      doubted: { lot_size_unexpected: 1 },
    });
  });

  it('says what it falls back to, with exit code 75', async () => {
    await syncFrom(ist('2026-11-19T08:30'));
    await server.stop();
    const { code, out, err } = await syncFrom();
    expect(code).toBe(75);
    expect(out).toMatch(/^fallback: version 2026-11-19/);
    expect(err).toContain('Until then the version of 2026-11-19 is used.');
  });

  it('refuses a list that lost an exchange with exit code 65, and takes it with --accept', async () => {
    await syncFrom();
    server.serve(JSON.stringify(smallList().filter((row) => row['exch_seg'] !== 'BSE')));
    const { code, err } = await syncFrom();
    expect(code).toBe(65);
    expect(err).toContain('has nothing of BSE any more');
    expect((await syncFrom(NOW_MS, '--accept')).code).toBe(0);
  });

  it('without a version and without a server fails with exit code 75', async () => {
    await server.stop();
    expect((await syncFrom()).code).toBe(75);
    expect((await run(['versions'])).out).toContain('no version');
  });
});

describe('tickring instruments search and show', () => {
  beforeEach(() => syncFrom());

  it('find by words, best first', async () => {
    const { code, out } = await run(['search', 'nifty', '23500', 'ce']);
    expect([code, out]).toEqual([
      0,
      'NFO:NIFTY29DEC2623500CE  NIFTY  option, 2026-12-29, 23500 CE, lot 65, step 0.05, freeze 1800, token 63915\n' +
        '1 found in version 2026-11-20, 1 shown\n',
    ]);
    const json = JSON.parse((await run(['search', 'stock', '--json', '--limit', '2'])).out) as {
      total: number;
      instruments: { symbol: string }[];
    };
    expect([json.total, json.instruments.map(({ symbol }) => symbol)]).toEqual([
      6,
      ['STOCK0-EQ', 'STOCK1-EQ'],
    ]);
    expect((await run(['search', 'reliance'])).code).toBe(1);
  });

  it('show an instrument with the chains of its name', async () => {
    const { out } = await run(['show', 'NSE:Nifty', '50']);
    expect(out).toBe(
      'NSE:Nifty 50  NIFTY  index, token 99926000\n  NFO: 1 expiries\n    2026-12-29  3 strikes\n',
    );
    const { code, err } = await run(['show', 'NSE:SBIN']);
    expect(code).toBe(1);
    expect(err).toContain('has no NSE:SBIN; write <exchange>:<symbol>');
  });

  it('look at the list as a session saw it', async () => {
    server.serve(JSON.stringify(smallList(8)));
    await syncFrom(ist('2026-11-23T08:30'));
    const at = async (date: string) => (await run(['search', 'stock7', '--date', date])).code;
    expect([await at('2026-11-20'), await at('2026-11-23')]).toEqual([1, 0]);
    expect((await run(['search', 'stock', '--date', '2026-11-19'])).code).toBe(66);
  });
});

describe('tickring instruments versions', () => {
  it('lists them by date, damaged ones too', async () => {
    await syncFrom(ist('2026-11-19T08:31'));
    await syncFrom();
    writeFileSync(join(data, 'instruments', '2026-11-19.json.gz'), 'x');
    const { out } = await run(['versions']);
    expect(out).toMatch(
      /^2026-11-19 {2}damaged: its content is not what its facts say\n2026-11-20 {2}15 instruments {2}downloaded 2026-11-19 08:31 IST {2}checked 2026-11-20 08:30 IST {2}[0-9a-f]{16} {2}http:/,
    );
    const json = JSON.parse((await run(['versions', '--json'])).out) as { status: string }[];
    expect(json.map(({ status }) => status)).toEqual(['damaged', 'sound']);
  });
});

it.each([
  [],
  ['toString'],
  ['search'],
  ['show'],
  ['versions', 'x'],
  ['search', 'a', '--limit', '0'],
  ['search', 'a', '--limit', 'many'],
  ['search', 'a', '--date', 'today'],
])('%o is a wrong command line', async (...args) => {
  const { code, err } = await run(args);
  expect(code).toBe(64);
  expect(err).toContain('tickring instruments sync | search WORDS');
});

it('an address that is not the broker is a wrong command line', async () => {
  expect((await run(['sync', '--url', 'https://example.com/x.json'])).code).toBe(64);
});

describe('the master of a session', () => {
  const terms = { date: '2026-11-20', nowMs: NOW_MS };

  it('on the broker’s stream is that of the data folder, and what is not tradable is said', async () => {
    const doubted = optionRow({ token: '1', symbol: 'NIFTY29DEC2620000CE', lotsize: '75' });
    server.serve(JSON.stringify([...smallList(), doubted]));
    const { settings } = loadSettings({
      environment: {},
      overrides: {
        data: { dir: data },
        instruments: { source: url },
        feed: {
          streamUrl: 'wss://smartapisocket.angelone.in/smart-stream',
          subscribe: ['NSE:STOCK0-EQ', 'NFO:NIFTY29DEC2620000CE'],
        },
      },
    });
    const { instruments, source, warnings } = await loadSessionInstruments(settings, '', NOW_MS);
    expect(instruments.map(({ index, symbol }) => `${index} ${symbol}`)).toEqual([
      '0 STOCK0-EQ',
      '1 NIFTY29DEC2620000CE',
    ]);
    expect(source).toBe(`${url} of 2026-11-20`);
    expect(warnings).toEqual([
      '1 instruments are not tradable (lot_size_unexpected): NFO:NIFTY29DEC2620000CE.',
    ]);
  });

  it('is fetched once a date: a restart finds the same one', async () => {
    const first = await sessionMaster(settingsOf(), terms);
    server.serve(JSON.stringify(smallList(9)));
    const second = await sessionMaster(settingsOf(), terms);
    expect([first.master.count, second.master.count, second.warnings]).toEqual([15, 15, []]);
    expect(server.requests).toHaveLength(1);
    expect(syncHistory(settingsOf(), 0)).toEqual({
      date: '2026-11-20',
      checkedAtMs: NOW_MS,
      failedAtMs: 0,
    });
  });

  it('is an older one, with a warning, when nothing usable comes', async () => {
    await sessionMaster(settingsOf(), { ...terms, date: '2026-11-19' });
    server.serve('[]');
    const { facts, warnings } = await sessionMaster(settingsOf(), terms);
    expect(facts.date).toBe('2026-11-19');
    expect(warnings).toEqual([expect.stringContaining('the version of 2026-11-19 is used')]);
    server.serve(JSON.stringify(smallList().slice(0, 4)));
    const refused = await sessionMaster(settingsOf(), terms);
    expect(refused.warnings).toEqual([expect.stringContaining('the version of 2026-11-19 stays')]);
  });

  it('is missing when there is none at all', async () => {
    await server.stop();
    const error = await sessionMaster(settingsOf(), terms).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ScripMasterError);
    expect(error).toMatchObject({ code: 'scrip_master_unreachable' });
  });
});

it('a real list of 130,473 rows is synced, read again and searched', async ({ skip }) => {
  if (!existsSync(REAL_FILE)) skip('The folder ../shared with real scrip masters is absent.');
  server.serve(readFileSync(REAL_FILE));
  const nowMs = ist('2025-09-18T08:30');
  const { code, out } = await syncFrom(nowMs, '--json');
  expect(code).toBe(0);
  const { rows, doubted } = JSON.parse(out) as {
    rows: number;
    doubted: Record<string, number>;
  };
  expect(rows).toBeGreaterThan(110_000);
  // That file is older than the freeze quantities: nothing of it may be opened, and no lot of an index is unexpected.
  expect(doubted).toMatchObject({
    lot_size_unknown: 0,
    lot_size_unexpected: 0,
    freeze_below_lot: 0,
  });
  expect(doubted['freeze_quantity_unknown']).toBeGreaterThan(100_000);
  const found = await run(['search', 'nifty', '23sep2025', '25000', 'ce'], nowMs);
  expect(found.out).toContain('NFO:NIFTY23SEP2525000CE');
}, 240_000);
