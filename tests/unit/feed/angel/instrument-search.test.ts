/** Search by words: what matches, in which order, how many. */
import { describe, expect, it } from 'vitest';
import { InstrumentSearch } from '../../../../src/feed/angel/instrument-search.ts';
import { parseScripMaster } from '../../../../src/feed/angel/scrip-master.ts';
import { futureRow, indexRow, optionRow, stockRow } from '../../../support/scrip-rows.ts';

const ROWS = [
  optionRow({ token: '1', symbol: 'NIFTY29DEC2623500PE' }),
  optionRow({ token: '2', symbol: 'NIFTY29DEC2623500CE' }),
  optionRow({
    token: '3',
    symbol: 'BANKNIFTY29DEC2655000CE',
    name: 'BANKNIFTY',
    strike: '5500000.000000',
  }),
  optionRow({
    token: '4',
    symbol: 'NIFTY23NOV2623500CE',
    expiry: '23NOV2026',
  }),
  futureRow({ token: '5' }),
  indexRow({ token: '6' }),
  indexRow({ token: '7', symbol: 'Nifty Bank', name: 'BANKNIFTY' }),
  stockRow({ token: '8' }),
  stockRow({ token: '9', symbol: 'SBIN', exch_seg: 'BSE' }),
  stockRow({ token: '10', symbol: 'SBIN-N1' }),
  stockRow({ token: '11', symbol: 'M&M-EQ', name: 'M&M' }),
  stockRow({ token: '12', symbol: 'BAJAJ-AUTO-EQ', name: 'BAJAJ-AUTO' }),
];
const master = parseScripMaster(JSON.stringify(ROWS));
const search = new InstrumentSearch(master);

const found = (query: string, limit = 20) =>
  search.search(query, limit).rows.map((row) => {
    const { exchange, symbol } = master.factsAt(row);
    return `${exchange}:${symbol}`;
  });

describe('a search', () => {
  it.each([
    ['sbin-eq', ['NSE:SBIN-EQ']],
    ['SBIN n1', ['NSE:SBIN-N1']],
    ['m&m', ['NSE:M&M-EQ']],
    ['auto', ['NSE:BAJAJ-AUTO-EQ']],
    ['bank nifty', ['NSE:Nifty Bank']],
    ['banknifty 55000 ce', ['NFO:BANKNIFTY29DEC2655000CE']],
    ['nifty 23500 pe', ['NFO:NIFTY29DEC2623500PE']],
    ['nifty 2026-11', ['NFO:NIFTY23NOV2623500CE']],
    ['NIFTY nov2026', ['NFO:NIFTY23NOV2623500CE']],
    ['nifty 23nov', ['NFO:NIFTY23NOV2623500CE']],
    ['nifty fut', ['NFO:NIFTY29DEC26FUT']],
    ['  bse \t sbin ', ['BSE:SBIN']],
    ['12', ['NSE:BAJAJ-AUTO-EQ']],
  ])('%o finds %o: every word begins a word of the instrument', (query, names) => {
    expect(found(query)).toEqual(names);
  });

  it.each(['', '   ', '\n', 'bin', 'sbin reliance', 'x'.repeat(500), ':'])(
    '%o finds nothing',
    (query) => {
      expect(search.search(query, 20)).toEqual({ rows: [], total: 0 });
    },
  );

  it('puts the symbol itself first, then symbols that begin so, then words', () => {
    expect(found('sbin')).toEqual(['BSE:SBIN', 'NSE:SBIN-EQ', 'NSE:SBIN-N1']);
    expect(found('nifty 50')).toEqual(['NSE:Nifty 50']);
    expect(found('nifty')).toEqual([
      'NSE:Nifty Bank',
      'NSE:Nifty 50',
      'NFO:NIFTY29DEC26FUT',
      'NFO:NIFTY23NOV2623500CE',
      'NFO:NIFTY29DEC2623500CE',
      'NFO:NIFTY29DEC2623500PE',
    ]);
    expect(found('ban')).toEqual(['NFO:BANKNIFTY29DEC2655000CE', 'NSE:Nifty Bank']);
  });

  it('takes a whole public name for the symbol', () => {
    expect(found('NSE:SBIN')).toEqual(['NSE:SBIN-EQ', 'NSE:SBIN-N1']);
    expect(found('bse:sbin')).toEqual(['BSE:SBIN']);
    expect(found('NSE:Nifty 50')).toEqual(['NSE:Nifty 50']);
  });

  it('answers the best of many, and how many there are', () => {
    expect(found('nifty', 2)).toEqual(['NSE:Nifty Bank', 'NSE:Nifty 50']);
    expect(search.search('nifty', 2).total).toBe(6);
  });
});

it('an empty master finds nothing', () => {
  expect(new InstrumentSearch(parseScripMaster('[]')).search('a', 5).total).toBe(0);
});
