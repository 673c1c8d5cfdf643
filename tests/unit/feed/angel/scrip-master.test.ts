/** The scrip master from generated rows, and from two real files where they are at hand. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadScripMaster, parseScripMaster } from '../../../../src/feed/angel/scrip-master.ts';
import { ScripMasterError } from '../../../../src/feed/angel/scrip-master-error.ts';
import type { InstrumentMaster } from '../../../../src/feed/angel/scrip-master-table.ts';

const SHARED = new URL('../../../../../shared/data/instruments/', import.meta.url);

type Row = Record<string, unknown>;

function equity(changes: Row = {}): Row {
  return {
    token: '3045',
    symbol: 'SBIN-EQ',
    name: 'SBIN',
    expiry: '',
    strike: '-1.000000',
    lotsize: '1',
    instrumenttype: '',
    exch_seg: 'NSE',
    tick_size: '5.000000',
    ...changes,
  };
}

function option(changes: Row = {}): Row {
  return equity({
    token: '63915',
    symbol: 'NIFTY28JUL2623500CE',
    name: 'NIFTY',
    expiry: '28JUL2026',
    strike: '2350000.000000',
    lotsize: '65',
    instrumenttype: 'OPTIDX',
    exch_seg: 'NFO',
    ...changes,
  });
}

function future(changes: Row = {}): Row {
  return option({
    token: '61093',
    symbol: 'NIFTY28JUL26FUT',
    strike: '-1.000000',
    instrumenttype: 'FUTIDX',
    tick_size: '10.000000',
    ...changes,
  });
}

const masterOf = (...rows: unknown[]) => parseScripMaster(JSON.stringify(rows));
const total = (master: InstrumentMaster) =>
  Object.values(master.rejected).reduce((sum, count) => sum + count, 0);

function errorOf(run: () => unknown): ScripMasterError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScripMasterError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('rows of a scrip master', () => {
  test('an option becomes an instrument in paise, with its expiry as a date', () => {
    const master = masterOf(option({ freeze_qty: '1755', is_cas_enabled: false }));
    expect(master.instrumentAt(master.rowOfToken('NFO', '63915'), 7)).toEqual({
      index: 7,
      exchange: 'NFO',
      symbol: 'NIFTY28JUL2623500CE',
      token: '63915',
      name: 'NIFTY',
      kind: 'option',
      segment: 'derivatives',
      lotSize: 65,
      priceIncrementPaise: 5,
      freezeQuantity: 1755,
      lowerCircuitPaise: 0,
      upperCircuitPaise: 0,
      expiry: '2026-07-28',
      strikePaise: 2_350_000,
      optionType: 'CE',
    });
  });

  test('futures, stocks and indices have no strike, and stocks and indices no expiry', () => {
    const index = equity({
      token: '99926000',
      symbol: 'Nifty 50',
      name: 'NIFTY',
      strike: '0.000000',
      instrumenttype: 'AMXIDX',
      tick_size: '0.000000',
    });
    const master = masterOf(future(), equity(), index);
    const facts = [0, 1, 2].map((row) => {
      const one = master.instrumentAt(row, row);
      return [one.kind, one.segment, one.expiry, one.strikePaise, one.optionType];
    });
    expect(facts).toEqual([
      ['future', 'derivatives', '2026-07-28', 0, ''],
      ['equity', 'cash', '', 0, ''],
      ['index', 'index', '', 0, ''],
    ]);
  });

  test('a stock row without a price step is an index: nothing that trades has none', () => {
    const master = masterOf(equity({ token: '26000', symbol: 'NIFTY', tick_size: '0.000000' }));
    expect(master.instrumentAt(0, 0).kind).toBe('index');
  });

  test.each(['28Jul2026', '28jul2026', '28JUL2026'])(
    'the month of %s may be in any case',
    (expiry) => {
      expect(masterOf(option({ expiry })).instrumentAt(0, 0).expiry).toBe('2026-07-28');
    },
  );

  test('the closing auction follows the flag where the file has it', () => {
    const master = masterOf(
      equity({ token: '1', is_cas_enabled: true }),
      equity({ token: '2', name: 'NIFTY', is_cas_enabled: false }),
      option(),
    );
    expect([0, 1].map((row) => master.instrumentAt(row, row).segment)).toEqual([
      'cash_cas',
      'cash',
    ]);
  });

  test('without the flag, stocks with derivatives are in the closing auction, in their ordinary series', () => {
    const master = masterOf(
      equity(),
      equity({ token: '2', symbol: 'SBIN-N1' }),
      equity({ token: '3', symbol: 'SBIN', exch_seg: 'BSE' }),
      equity({ token: '4', symbol: 'ABC-EQ', name: 'ABC' }),
      option({ symbol: 'SBIN28JUL26800PE', name: 'SBIN', instrumenttype: 'OPTSTK' }),
    );
    const segments = [0, 1, 2, 3].map((row) => master.instrumentAt(row, row).segment);
    expect(segments).toEqual(['cash_cas', 'cash', 'cash_cas', 'cash']);
  });

  test('currency strikes and steps are 1e-7 rupees, and such rows cannot be served', () => {
    const master = masterOf(
      option({
        symbol: 'EURINR25O24106CE',
        name: 'EURINR',
        strike: '1060000000.000000',
        instrumenttype: 'OPTCUR',
        exch_seg: 'CDS',
        tick_size: '25000.000000',
      }),
    );
    const key = { exchange: 'CDS', name: 'EURINR', expiry: '2026-07-28' } as const;
    expect(master.rowOfContract({ ...key, strikePaise: 10_600, optionType: 'CE' })).toBe(0);
    expect(master.isServed(0)).toBe(false);
    expect(() => master.instrumentAt(0, 0)).toThrow('served row');
  });

  test('a row number outside the table breaks an invariant', () => {
    expect(() => masterOf(equity()).instrumentAt(1, 0)).toThrow('within the scrip master');
    expect(() => masterOf(equity()).instrumentAt(-1, 0)).toThrow('within the scrip master');
  });
});

describe('bad rows', () => {
  test.each<[string, unknown]>([
    ['not_an_object', null],
    ['not_an_object', 'SBIN-EQ'],
    ['not_an_object', 17],
    ['missing_token', equity({ token: '' })],
    ['missing_token', equity({ token: 3045 })],
    ['missing_token', {}],
    ['missing_token', []],
    ['missing_symbol', equity({ symbol: '' })],
    ['unknown_segment', equity({ exch_seg: 'NCO' })],
    ['unknown_segment', equity({ exch_seg: 'toString' })],
    ['unknown_segment', equity({ exch_seg: undefined })],
    ['unknown_kind', equity({ instrumenttype: 'COMDTY' })],
    ['unknown_kind', equity({ instrumenttype: null })],
    ['bad_expiry', option({ expiry: '' })],
    ['bad_expiry', option({ expiry: '31FEB2026' })],
    ['bad_expiry', option({ expiry: '28XXX2026' })],
    ['bad_expiry', future({ expiry: '2026-07-28' })],
    ['bad_option_type', option({ symbol: 'DHANIYA10OCT25CE6900FOCT25' })],
    ['bad_strike', option({ strike: '-1.000000' })],
    ['bad_strike', option({ strike: '2350000.250000' })],
    ['bad_strike', option({ strike: '' })],
  ])('are counted as %s and left out: %o', (problem, row) => {
    const master = masterOf(equity({ token: '1', symbol: 'A-EQ' }), row, equity({ token: '9' }));
    expect(master.rejected).toMatchObject({ [problem]: 1 });
    expect([master.rowsRead, master.count, total(master)]).toEqual([3, 2, 1]);
    expect(master.rowOfToken('NSE', '9')).toBe(1);
    expect(master.instrumentAt(1, 0).symbol).toBe('SBIN-EQ');
  });

  test('the first row of an exchange and token wins; the same token elsewhere is another instrument', () => {
    const master = masterOf(
      equity(),
      equity({ symbol: 'OTHER-EQ' }),
      equity({ exch_seg: 'BSE', symbol: 'ELSEWHERE' }),
    );
    expect(master.rejected.duplicate_token).toBe(1);
    expect(master.rowOfSymbol('NSE', 'OTHER-EQ')).toBe(-1);
    expect(master.instrumentAt(master.rowOfToken('NSE', '3045'), 0).symbol).toBe('SBIN-EQ');
    expect(master.instrumentAt(master.rowOfToken('BSE', '3045'), 0).symbol).toBe('ELSEWHERE');
  });

  test('a repeated symbol is counted and stays reachable by its token', () => {
    const master = masterOf(equity(), equity({ token: '2' }));
    expect([master.duplicateSymbols, master.count]).toEqual([1, 2]);
    expect(master.rowOfSymbol('NSE', 'SBIN-EQ')).toBe(0);
    expect(master.rowOfToken('NSE', '2')).toBe(1);
  });
});

describe('trading terms that are unknown or implausible', () => {
  const sound = { freeze_qty: '1800' };

  test.each<[string, Row]>([
    ['lot_size_unknown', { lotsize: '-1' }],
    ['lot_size_unknown', { lotsize: '0' }],
    ['lot_size_unknown', { lotsize: 'ten' }],
    ['lot_size_unknown', { lotsize: '1.5' }],
    ['lot_size_unknown', { lotsize: '' }],
    ['lot_size_unknown', { lotsize: '99999999999' }],
    ['lot_size_unknown', { lotsize: undefined }],
    ['lot_size_unexpected', { lotsize: '75' }],
    ['price_increment_unknown', { tick_size: '-5.000000' }],
    ['price_increment_unknown', { tick_size: '0.500000' }],
    ['price_increment_unknown', { tick_size: '0.000000' }],
    ['price_increment_unknown', { tick_size: undefined }],
    ['freeze_quantity_unknown', { freeze_qty: 'many' }],
    ['freeze_quantity_unknown', { freeze_qty: '0' }],
    ['freeze_quantity_unknown', { freeze_qty: undefined }],
    ['freeze_below_lot', { freeze_qty: '64' }],
  ])('are counted as %s, and the row is found and not tradable: %o', (doubt, changes) => {
    const rows = [option(sound), option({ ...sound, token: '2', ...changes })];
    const master = parseScripMaster(JSON.stringify(rows), new Map([['NIFTY', [65]]]));
    expect([master.count, total(master)]).toEqual([2, 0]);
    expect(master.doubted).toMatchObject({ [doubt]: 1 });
    expect(Object.values(master.doubted).reduce((sum, count) => sum + count, 0)).toBe(1);
    const row = master.rowOfToken('NFO', '2');
    expect(master.factsAt(row).doubt).toBe(doubt);
    const doubted = master.instrumentAt(row, 0);
    expect(doubted.doubt).toBe(doubt);
    expect([doubted.lotSize >= 1, doubted.priceIncrementPaise >= 1]).toEqual([true, true]);
    expect(master.instrumentAt(0, 0)).not.toHaveProperty('doubt');
  });

  test('the lots of an underlying are asked of its derivatives only', () => {
    const rows = [option({ ...sound, name: 'SBIN', lotsize: '750' }), equity(sound)];
    const lots = new Map([
      ['NIFTY', [65]],
      ['SBIN', [2]],
    ]);
    const master = parseScripMaster(JSON.stringify([equity({ ...sound, name: 'NIFTY' })]), lots);
    expect(master.doubted.lot_size_unexpected).toBe(0);
    expect(parseScripMaster(JSON.stringify(rows), lots).doubted.lot_size_unexpected).toBe(1);
  });

  test('an index has none to doubt, and a stock that lost its price step stays a stock', () => {
    const index = equity({
      symbol: 'Nifty 50',
      instrumenttype: 'AMXIDX',
      tick_size: '0',
      lotsize: '0',
    });
    const master = masterOf(
      index,
      equity({ ...sound, token: '2', tick_size: '0.000000' }),
      equity({ ...sound, token: '3', symbol: 'SBIN', exch_seg: 'BSE', tick_size: '0.000000' }),
    );
    expect(master.factsAt(0)).toMatchObject({ kind: 'index', doubt: '' });
    for (const row of [1, 2]) {
      expect(master.factsAt(row)).toMatchObject({
        kind: 'equity',
        doubt: 'price_increment_unknown',
      });
    }
  });
});

describe('look-ups', () => {
  const master = masterOf(
    equity(),
    future(),
    option(),
    option({ token: '63916', symbol: 'NIFTY28JUL2623500PE' }),
    option({ token: '63917', symbol: 'NIFTY28JUL2623550CE', strike: '2355000.000000' }),
    option({ token: '63918', symbol: 'NIFTY25AUG2623500CE', expiry: '25AUG2026' }),
  );
  const call = {
    exchange: 'NFO',
    name: 'NIFTY',
    expiry: '2026-07-28',
    strikePaise: 2_350_000,
    optionType: 'CE',
  } as const;

  test('find by token, by symbol and by contract, and answer -1 for what is not there', () => {
    expect(master.rowOfToken('NSE', '3045')).toBe(0);
    expect(master.rowOfToken('NFO', '3045')).toBe(-1);
    expect(master.rowOfSymbol('NSE', 'SBIN-EQ')).toBe(0);
    expect(master.rowOfSymbol('NSE', 'sbin-eq')).toBe(-1);
    expect(master.rowOfContract(call)).toBe(2);
    expect(master.rowOfContract({ ...call, optionType: 'PE' })).toBe(3);
    expect(master.rowOfContract({ ...call, strikePaise: 2_355_000 })).toBe(4);
    expect(master.rowOfContract({ ...call, expiry: '2026-08-25' })).toBe(5);
    expect(master.rowOfContract({ ...call, strikePaise: 0, optionType: '' })).toBe(1);
    expect(master.rowOfContract({ ...call, exchange: 'BFO' })).toBe(-1);
    expect(master.rowOfContract({ ...call, name: 'BANKNIFTY' })).toBe(-1);
    expect(master.expiriesOf(call)).toEqual(['2026-07-28', '2026-08-25']);
    expect(master.strikesOf(call)).toEqual([2_350_000, 2_355_000]);
  });

  test('find by public name, split at the first colon', () => {
    const names = ['NSE:SBIN-EQ', 'NFO:NIFTY28JUL26FUT', 'SBIN-EQ', 'XYZ:SBIN-EQ', ':', ''];
    expect(names.map((name) => master.rowOfName(name))).toEqual([0, 1, -1, -1, -1, -1]);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scrip-master-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('are read plain or gzipped, whatever they are called, and with a byte order mark', () => {
    const json = `\uFEFF${JSON.stringify([equity()])}`;
    for (const path of [
      fileOf('a.json', json),
      fileOf('a.json.gz', gzipSync(json)),
      fileOf('b.json', gzipSync(json)),
    ]) {
      expect(loadScripMaster(path).count).toBe(1);
    }
    const bytes = new TextEncoder().encode(`##${JSON.stringify([equity()])}`);
    expect(parseScripMaster(bytes.subarray(2)).count).toBe(1);
    expect(parseScripMaster('[]').count).toBe(0);
  });

  test.each([
    ['scrip_master_not_rows', '{"rows":[]}'],
    ['scrip_master_not_rows', 'null'],
    ['scrip_master_not_rows', '"<html>"'],
    ['scrip_master_corrupt', '<html></html>'],
    ['scrip_master_corrupt', '[{"token":"1"'],
    ['scrip_master_corrupt', ''],
  ])('that are no rows fail as %s: %o', (code, text) => {
    const error = errorOf(() => parseScripMaster(text));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^The scrip master .+; .+\.$/);
  });

  test('that are missing, damaged or too large fail with a sentence that names them', () => {
    const missing = errorOf(() => loadScripMaster(join(folder, 'missing.json')));
    expect(missing.code).toBe('scrip_master_unreachable');
    expect(missing.message).toContain('missing.json');
    const cut = fileOf('cut.gz', gzipSync(JSON.stringify([equity()])).subarray(0, 40));
    expect(errorOf(() => loadScripMaster(cut)).code).toBe('scrip_master_corrupt');
  });
});

describe.each([
  ['angel_OpenAPIScripMaster_A_127276.json.gz', 127_276],
  ['angel_OpenAPIScripMaster_B_130473.json.gz', 130_473],
])('the real file %s', (name, rows) => {
  const path = fileURLToPath(new URL(name, SHARED));
  let master: InstrumentMaster | undefined;
  beforeAll(() => {
    if (existsSync(path)) master = loadScripMaster(path);
  });
  const given = (skip: (note: string) => never): InstrumentMaster =>
    master ?? skip('The folder ../shared with real scrip masters is absent; nothing to read.');

  test('has every row accounted for', ({ skip }) => {
    const real = given(skip);
    expect(real.rowsRead).toBe(rows);
    expect(real.count + total(real)).toBe(rows);
    expect(real.count).toBeGreaterThan(110_000);
    expect(real.rejected).toMatchObject({
      bad_expiry: 0,
      bad_strike: 0,
      duplicate_token: 0,
    });
    // Files of 2025 have no freeze quantities.
    expect(real.doubted).toMatchObject({ lot_size_unknown: 0, price_increment_unknown: 0 });
    expect(real.doubted.freeze_quantity_unknown).toBeGreaterThan(110_000);
  });

  test('gives the instruments the venue documents', ({ skip }) => {
    const real = given(skip);
    const named = (exchange: 'NSE' | 'BSE', symbol: string) =>
      real.instrumentAt(real.rowOfSymbol(exchange, symbol), 0);
    expect(named('NSE', 'SBIN-EQ')).toMatchObject({
      token: '3045',
      segment: 'cash_cas',
      lotSize: 1,
    });
    expect(named('NSE', 'Nifty 50')).toMatchObject({ token: '99926000', kind: 'index' });
    expect(named('BSE', 'SBIN')).toMatchObject({ token: '500112', segment: 'cash_cas' });
    expect(named('NSE', 'FACT-EQ').segment).toBe('cash');
  });

  test('finds every served row again by token, and every contract by its terms', ({ skip }) => {
    const real = given(skip);
    let contracts = 0;
    let lost = 0;
    for (let row = 0; row < real.count; row += 1) {
      if (!real.isServed(row)) continue;
      const one = real.instrumentAt(row, row);
      if (real.rowOfToken(one.exchange, one.token) !== row) lost += 1;
      const isKnownDuplicate = one.exchange === 'BSE' && one.symbol === 'METAL';
      if (real.rowOfSymbol(one.exchange, one.symbol) !== row && !isKnownDuplicate) lost += 1;
      if (one.expiry === '') continue;
      contracts += 1;
      if (real.rowOfContract(one) !== row) lost += 1;
    }
    expect(lost).toBe(0);
    expect(contracts).toBeGreaterThan(60_000);
  });
});
