/** Instruments of a session from a file or a server, by name or all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  doubtWarnings,
  loadInstruments,
  selectInstruments,
} from '../../../../src/feed/angel/instrument-loader.ts';
import { parseScripMaster } from '../../../../src/feed/angel/scrip-master.ts';
import { ScripMasterError } from '../../../../src/feed/angel/scrip-master-error.ts';

function row(token: string, symbol: string, segment = 'NSE', type = ''): Record<string, string> {
  return {
    token,
    symbol,
    name: symbol.split('-')[0] ?? '',
    expiry: type === '' ? '' : '28JUL2026',
    strike: '-1.000000',
    lotsize: '1',
    instrumenttype: type,
    exch_seg: segment,
    tick_size: '5.000000',
  };
}

const ROWS = [
  row('1', 'A-EQ'),
  row('2', 'B:C-EQ'),
  row('3', 'GOLD28JUL26FUT', 'MCX', 'FUTCOM'),
  row('4', 'D-EQ'),
];
const JSON_TEXT = JSON.stringify(ROWS);

async function errorOf(run: () => unknown): Promise<ScripMasterError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ScripMasterError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

const symbols = (list: readonly { index: number; symbol: string }[]) =>
  list.map((one) => `${one.index} ${one.symbol}`);

describe('selection', () => {
  const master = parseScripMaster(JSON_TEXT);

  test('takes all that can be served, in the order of the file, densely numbered', () => {
    expect(symbols(selectInstruments(master, 'all'))).toEqual(['0 A-EQ', '1 B:C-EQ', '2 D-EQ']);
  });

  test('takes named instruments in the order given, once each; only the first colon separates', () => {
    const names = ['NSE:D-EQ', 'NSE:B:C-EQ', 'NSE:D-EQ'];
    expect(symbols(selectInstruments(master, names))).toEqual(['0 D-EQ', '1 B:C-EQ']);
    expect(selectInstruments(master, [])).toEqual([]);
  });

  test('lists every unknown name', async () => {
    const names = ['NSE:A-EQ', 'NSE:X-EQ', 'BSE:A-EQ', 'A-EQ', 'XYZ:A-EQ', 'constructor:A-EQ', ''];
    const error = await errorOf(() => selectInstruments(master, names));
    expect(error.code).toBe('instrument_unknown');
    expect(error.message).toContain('NSE:X-EQ, BSE:A-EQ, A-EQ, XYZ:A-EQ, constructor:A-EQ');
    expect(error.message).not.toContain('NSE:A-EQ');
  });

  test('counts unknown names beyond twenty', async () => {
    const names = Array.from({ length: 23 }, (_, at) => `NSE:X${at}`);
    const error = await errorOf(() => selectInstruments(master, names));
    expect(error.message).toContain('NSE:X19 and 3 more');
  });

  test('names what no session calendar covers', async () => {
    const error = await errorOf(() =>
      selectInstruments(master, ['NSE:A-EQ', 'MCX:GOLD28JUL26FUT']),
    );
    expect(error.code).toBe('instrument_not_served');
    expect(error.message).toContain('MCX:GOLD28JUL26FUT');
  });

  test('refuses more than a session carries instead of leaving some out', async () => {
    expect(selectInstruments(master, 'all', 3)).toHaveLength(3);
    const error = await errorOf(() => selectInstruments(master, 'all', 2));
    expect(error.code).toBe('instrument_limit_exceeded');
    expect(error.message).toContain('3 instruments');
  });
});

test('what is not tradable is named, a sentence for each reason', () => {
  const rows = [
    { ...row('1', 'A-EQ'), freeze_qty: '10' },
    row('2', 'B-EQ'),
    row('3', 'C-EQ'),
    { ...row('4', 'D-EQ'), lotsize: '0' },
  ];
  expect(doubtWarnings(selectInstruments(parseScripMaster(JSON.stringify(rows)), 'all'))).toEqual([
    '1 instruments are not tradable (lot_size_unknown): NSE:D-EQ.',
    '2 instruments are not tradable (freeze_quantity_unknown): NSE:B-EQ, NSE:C-EQ.',
  ]);
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'instrument-loader-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'master.json.gz');

  test('is loaded, and refused when its text is larger than allowed', async () => {
    writeFileSync(path, gzipSync(JSON_TEXT));
    expect(symbols(await loadInstruments({ source: path, subscribe: ['NSE:D-EQ'] }))).toEqual([
      '0 D-EQ',
    ]);
    const bytesMax = JSON_TEXT.length - 1;
    const error = await errorOf(() =>
      loadInstruments({ source: path, subscribe: 'all', bytesMax }),
    );
    expect(error.code).toBe('scrip_master_too_large');
    writeFileSync(path, JSON_TEXT);
    const plain = await errorOf(() =>
      loadInstruments({ source: path, subscribe: 'all', bytesMax }),
    );
    expect(plain.code).toBe('scrip_master_too_large');
  });
});

describe('a server', () => {
  let server: Server | undefined;
  afterEach(async () => {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    running.closeAllConnections();
    await new Promise((resolve) => running.close(resolve));
  });

  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/master.json`;
  }

  test.each([
    ['plain', JSON_TEXT, {}],
    ['as a gzip file', gzipSync(JSON_TEXT), {}],
    ['with gzip encoding', gzipSync(JSON_TEXT), { 'content-encoding': 'gzip' }],
  ])('delivers the scrip master %s', async (_how, body, headers) => {
    const source = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    expect(symbols(await loadInstruments({ source, subscribe: 'all' }))).toHaveLength(3);
  });

  test('that answers an error status is named', async () => {
    const source = await serve((_request, response) => {
      response.writeHead(503);
      response.end('later');
    });
    const error = await errorOf(() => loadInstruments({ source, subscribe: 'all' }));
    expect([error.code, error.message.includes('503')]).toEqual(['scrip_master_unreachable', true]);
  });

  test('that does not listen is named', async () => {
    const source = await serve(() => {});
    const stopped = server;
    server = undefined;
    await new Promise((resolve) => stopped?.close(resolve));
    const error = await errorOf(() => loadInstruments({ source, subscribe: 'all' }));
    expect(error.code).toBe('scrip_master_unreachable');
    expect(error.message).toContain(source);
  });

  test('that stops in the middle of the body is given up after the timeout', async () => {
    const source = await serve((_request, response) => {
      response.writeHead(200);
      response.write(JSON_TEXT.slice(0, 20));
    });
    const error = await errorOf(() =>
      loadInstruments({ source, subscribe: 'all', timeoutMs: 200 }),
    );
    expect(error.code).toBe('scrip_master_unreachable');
    expect(error.message).toContain('200 ms');
  });

  test('that sends without end is cut off at the size limit', async () => {
    let isCut = false;
    let onCut: () => void = () => {};
    const cut = new Promise<void>((resolve) => {
      onCut = resolve;
    });
    const source = await serve((_request, response) => {
      response.writeHead(200);
      response.on('close', () => {
        isCut = true;
        onCut();
      });
      const fill = () => {
        while (!isCut && response.write('x'.repeat(16_384)));
      };
      response.on('drain', fill);
      fill();
    });
    const error = await errorOf(() =>
      loadInstruments({ source, subscribe: 'all', bytesMax: 1_000_000 }),
    );
    expect(error.code).toBe('scrip_master_too_large');
    await cut;
    expect(isCut).toBe(true);
  });

  test('that delivers a page instead of rows is told apart', async () => {
    const source = await serve((_request, response) => response.end('<html></html>'));
    const error = await errorOf(() => loadInstruments({ source, subscribe: 'all' }));
    expect(error.code).toBe('scrip_master_corrupt');
  });
});
