/** The sync of the scrip master over real sockets on loopback, into a disk in memory. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { versionFolder } from '../../src/app/instrument-folder.ts';
import { InstrumentStore } from '../../src/feed/angel/instrument-store.ts';
import {
  masterOfVersion,
  type SyncOutcome,
  type SyncTerms,
  syncInstruments,
} from '../../src/feed/angel/instrument-sync.ts';
import { ScripMasterError } from '../../src/feed/angel/scrip-master-error.ts';
import { MemoryDisk } from '../support/memory-disk.ts';
import { futureRow, optionRow, type ScripRow, smallList, stockRow } from '../support/scrip-rows.ts';
import { ScripServer } from '../support/scrip-server.ts';

const NO_LOTS = new Map();
const ETAG = { etag: '"v1"' };

let server: ScripServer;
let url = '';
let disk: MemoryDisk;
let store: InstrumentStore;
beforeEach(async () => {
  server = new ScripServer();
  url = await server.start();
  disk = new MemoryDisk();
  store = new InstrumentStore(versionFolder(disk), 10);
});
afterEach(() => server.stop());

const textOf = (rows: readonly unknown[]) => JSON.stringify(rows);

function sync(date: string, changes: Partial<SyncTerms> = {}): Promise<SyncOutcome> {
  return syncInstruments({ store, url, date, nowMs: 1000, allowedLots: NO_LOTS, ...changes });
}

async function errorOf(run: Promise<unknown>): Promise<ScripMasterError> {
  const error = await run.catch((cause: unknown) => cause);
  if (error instanceof ScripMasterError) return error;
  throw new Error('No ScripMasterError was thrown.', { cause: error });
}

const statusOf = ({ status, version }: SyncOutcome) => `${status} ${version.facts.date}`;

/** Instruments of the newest version up to `date`. */
function stored(date: string): number {
  const { version } = store.newest(date);
  return version === undefined ? 0 : masterOfVersion(version, NO_LOTS).count;
}

describe('a new scrip master', () => {
  it.each([
    ['plain', (text: string) => text, {}],
    ['as a gzip file', (text: string) => gzipSync(text), {}],
    ['with gzip encoding', (text: string) => gzipSync(text), { 'content-encoding': 'gzip' }],
  ])('that comes %s is stored under the session date', async (_how, bodyOf, headers) => {
    const text = textOf(smallList());
    server.serve(bodyOf(text), headers);
    const outcome = await sync('2026-11-20');
    expect(statusOf(outcome)).toBe('stored 2026-11-20');
    expect(gunzipSync(outcome.version.content).toString()).toBe(text);
    expect(outcome.version.facts).toMatchObject({
      source: url,
      rows: smallList().length,
      downloadedAtMs: 1000,
      carried: [],
    });
    expect(outcome.version.facts.rowsByExchange).toMatchObject({ NSE: 7, BSE: 1, NFO: 7, BFO: 0 });
    expect(stored('2026-11-20')).toBe(smallList().length);
  });

  it('replaces that of the date before, which stays', async () => {
    server.serve(textOf(smallList(6)));
    await sync('2026-11-19');
    server.serve(textOf(smallList(9)));
    expect(statusOf(await sync('2026-11-20'))).toBe('stored 2026-11-20');
    expect([stored('2026-11-19'), stored('2026-11-20')]).toEqual([15, 18]);
  });
});

describe('a scrip master that is not new', () => {
  it.each([
    ['the etag', ETAG, { 'if-none-match': '"v1"' }],
    [
      'the date of the last change',
      { 'last-modified': 'Fri, 20 Nov 2026 01:00:00 GMT' },
      { 'if-modified-since': 'Fri, 20 Nov 2026 01:00:00 GMT' },
    ],
  ])('is not sent again: %s is asked with', async (_what, headers, asked) => {
    server.serve(textOf(smallList()), headers);
    await sync('2026-11-19');
    const outcome = await sync('2026-11-20', { nowMs: 2000 });
    expect(server.requests[1]).toMatchObject(asked);
    expect(statusOf(outcome)).toBe('unchanged 2026-11-20');
    expect(outcome.version.facts).toMatchObject({ downloadedAtMs: 1000, checkedAtMs: 2000 });
    expect(store.dates()).toEqual(['2026-11-19', '2026-11-20']);
    expect(stored('2026-11-20')).toBe(15);
  });

  it('is told by its content where the server says nothing of versions', async () => {
    server.serve(textOf(smallList()));
    await sync('2026-11-20');
    expect(statusOf(await sync('2026-11-20', { nowMs: 2000 }))).toBe('unchanged 2026-11-20');
    expect(server.requests[1]).not.toHaveProperty('if-none-match');
    expect(store.newest('2026-11-20').version?.facts.checkedAtMs).toBe(2000);
  });

  it('of another source is asked for whole', async () => {
    server.serve(textOf(smallList()), ETAG);
    await sync('2026-11-19');
    const outcome = await sync('2026-11-20', { url: `${url}?other` });
    expect(server.requests[1]).not.toHaveProperty('if-none-match');
    expect(statusOf(outcome)).toBe('unchanged 2026-11-20');
  });

  it('whose file at hand has rotted is asked for whole', async () => {
    server.serve(textOf(smallList()), ETAG);
    await sync('2026-11-20');
    disk.rot('2026-11-20.json.gz', 20, 2);
    expect(statusOf(await sync('2026-11-20'))).toBe('stored 2026-11-20');
    expect(server.requests[1]).not.toHaveProperty('if-none-match');
    expect(stored('2026-11-20')).toBe(15);
  });

  it('is not there at all when a server says so without being asked', async () => {
    server.listener = (_request, response) => response.writeHead(304).end();
    expect((await errorOf(sync('2026-11-20'))).code).toBe('scrip_master_unreachable');
  });
});

type Failure = readonly [string, string, (text: string) => void, Partial<SyncTerms>];

const FAILURES: readonly Failure[] = [
  [
    'is cut off in the middle',
    'scrip_master_unreachable',
    (text) => {
      server.listener = (_request, response) => {
        response.writeHead(200, { 'content-length': text.length });
        response.write(text.slice(0, 100), () => response.destroy());
      };
    },
    {},
  ],
  [
    'is a gzip body cut off in the middle',
    'scrip_master_corrupt',
    (text) => server.serve(gzipSync(text).subarray(0, 60)),
    {},
  ],
  ['is garbage', 'scrip_master_corrupt', () => server.serve('<html>busy</html>'), {}],
  ['is another document', 'scrip_master_not_rows', () => server.serve('{"status":false}'), {}],
  ['has no instrument', 'scrip_master_not_rows', () => server.serve('[{},1]'), {}],
  [
    'is refused by the server',
    'scrip_master_unreachable',
    () => {
      server.listener = (_request, response) => response.writeHead(503).end('later');
    },
    {},
  ],
  [
    'redirects',
    'scrip_master_unreachable',
    () => {
      server.listener = (request, response) => {
        if (request.url === '/elsewhere') server.serve(textOf(smallList(20)));
        response.writeHead(302, { location: '/elsewhere' }).end();
      };
    },
    {},
  ],
  [
    'does not end in time',
    'scrip_master_unreachable',
    (text) => {
      server.listener = (_request, response) => response.write(text.slice(0, 100));
    },
    { timeoutMs: 100 },
  ],
  [
    'is too large',
    'scrip_master_too_large',
    (text) => server.serve(text.padEnd(200_000)),
    { bytesMax: 100_000 },
  ],
  [
    'is too large when inflated',
    'scrip_master_too_large',
    (text) => server.serve(gzipSync(text.padEnd(200_000))),
    { bytesMax: 100_000 },
  ],
];

describe.each(FAILURES)('SC-35 SC-36 a download that %s', (_what, code, arrange, changes) => {
  it('leaves the newest version in use, with a warning that names its date', async () => {
    server.serve(textOf(smallList()));
    await sync('2026-11-19');
    arrange(textOf(smallList(20)));
    const outcome = await sync('2026-11-20', changes);
    expect(statusOf(outcome)).toBe('fallback 2026-11-19');
    expect(outcome.status === 'fallback' && outcome.warning).toContain(
      'Until then the version of 2026-11-19 is used.',
    );
    expect(store.dates()).toEqual(['2026-11-19']);
    expect(server.requests).toHaveLength(2);
  });

  it('is an error where there is no version', async () => {
    arrange(textOf(smallList(20)));
    const error = await errorOf(sync('2026-11-20', changes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^The scrip master .+; .+\.$/);
    expect(store.dates()).toEqual([]);
  });
});

it('a server that is gone leaves the newest version in use', async () => {
  server.serve(textOf(smallList()));
  await sync('2026-11-19');
  await server.stop();
  expect(statusOf(await sync('2026-11-20'))).toBe('fallback 2026-11-19');
});

describe('a list that lost what it had', () => {
  const withoutBse = (rows: readonly ScripRow[]) => rows.filter((row) => row['exch_seg'] !== 'BSE');

  it.each([
    ['scrip_master_shrunk', 'has 16 instruments where there were 33', smallList(7), smallList(24)],
    ['scrip_master_exchange_lost', 'nothing of BSE', withoutBse(smallList(24)), smallList(24)],
  ])('is refused as %s, until an operator accepts it', async (code, words, next, first) => {
    server.serve(textOf(first));
    await sync('2026-11-19');
    server.serve(textOf(next));
    const error = await errorOf(sync('2026-11-20'));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).toContain('the version of 2026-11-19 stays');
    expect(stored('2026-11-20')).toBe(first.length);
    expect(statusOf(await sync('2026-11-20', { isAccepted: true }))).toBe('stored 2026-11-20');
    expect(stored('2026-11-20')).toBe(next.length);
  });

  it('is taken when it still has half', async () => {
    server.serve(textOf(smallList(21)));
    await sync('2026-11-19');
    server.serve(textOf(smallList(6)));
    expect(statusOf(await sync('2026-11-20'))).toBe('stored 2026-11-20');
  });
});

describe('a lot that changes by more than ten times', () => {
  const others = smallList().filter((row) => row['token'] !== '61093');
  const withFuture = (changes: ScripRow) => textOf([...others, futureRow(changes)]);
  const future = (date: string) => {
    const { version } = store.newest(date);
    if (version === undefined) throw new Error('There is no version.');
    const master = masterOfVersion(version, NO_LOTS);
    const { lotSize, priceIncrementPaise, doubt } = master.factsAt(
      master.rowOfToken('NFO', '61093'),
    );
    return { lotSize, priceIncrementPaise, doubt, counted: master.doubted.lot_size_changed };
  };

  beforeEach(async () => {
    server.serve(withFuture({}));
    await sync('2026-11-18');
  });

  it('keeps its old value and is not tradable, day after day, until an operator accepts it', async () => {
    const doubted = {
      lotSize: 65,
      priceIncrementPaise: 10,
      doubt: 'lot_size_changed',
      counted: 1,
    };
    server.serve(withFuture({ lotsize: '6500', freeze_qty: '65000' }));
    await sync('2026-11-19');
    expect(future('2026-11-19')).toEqual(doubted);
    server.serve(`${withFuture({ lotsize: '6500', freeze_qty: '65000' })} `);
    await sync('2026-11-20');
    expect(future('2026-11-20')).toEqual(doubted);
    await sync('2026-11-20', { isAccepted: true });
    expect(future('2026-11-20')).toEqual({
      lotSize: 6500,
      priceIncrementPaise: 10,
      doubt: '',
      counted: 0,
    });
  });

  it('is believed again when it comes back', async () => {
    server.serve(withFuture({ lotsize: '6500', freeze_qty: '65000' }));
    await sync('2026-11-19');
    server.serve(withFuture({ lotsize: '75' }));
    await sync('2026-11-20');
    expect(future('2026-11-20')).toMatchObject({ lotSize: 75, doubt: '', counted: 0 });
  });

  it('and one that is gone, or a price step that is gone, keep their old values for what is held', async () => {
    server.serve(withFuture({ lotsize: '0', tick_size: '0.000000' }));
    await sync('2026-11-19');
    expect(future('2026-11-19')).toMatchObject({
      lotSize: 65,
      priceIncrementPaise: 10,
      doubt: 'lot_size_unknown',
    });
    server.serve(withFuture({ tick_size: '' }));
    await sync('2026-11-20');
    expect(future('2026-11-20')).toMatchObject({
      lotSize: 65,
      priceIncrementPaise: 10,
      doubt: 'price_increment_unknown',
    });
  });

  it('is no change when the token was given to another instrument', async () => {
    server.serve(
      withFuture({
        symbol: 'OTHER29DEC26FUT',
        name: 'OTHER',
        lotsize: '6500',
        freeze_qty: '65000',
      }),
    );
    await sync('2026-11-19');
    expect(future('2026-11-19')).toMatchObject({ lotSize: 6500, doubt: '' });
  });
});

it('two syncs do not write at once', async () => {
  let release = () => {};
  const asked = new Promise<void>((resolve) => {
    server.listener = (_request, response) => {
      release = () => response.end(textOf([stockRow(), optionRow()]));
      resolve();
    };
  });
  const first = sync('2026-11-20');
  await asked;
  await expect(sync('2026-11-20')).rejects.toThrow('Another process syncs the instruments');
  release();
  expect(statusOf(await first)).toBe('stored 2026-11-20');
});
