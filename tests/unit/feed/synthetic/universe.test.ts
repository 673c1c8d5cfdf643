import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildUniverse } from '../../../../src/feed/synthetic/universe.ts';
import {
  loadUniverseData,
  parseUniverseData,
  UniverseDataError,
} from '../../../../src/feed/synthetic/universe-data.ts';
import { committedUniverse, TEST_DATE, UNIVERSE_PATH } from './committed-universe.ts';

const data = committedUniverse();
const universe = buildUniverse({ data, seed: 1, date: TEST_DATE });

describe('buildUniverse', () => {
  it('lists two indices, their futures, 21 strikes of calls and puts, and fifty stocks', () => {
    const kinds = universe.instruments.map((entry) => entry.kind);
    const count = (kind: string) => kinds.filter((entry) => entry === kind).length;
    expect([count('index'), count('future'), count('option'), count('equity')]).toEqual([
      2, 2, 42, 50,
    ]);
    expect(universe.models).toHaveLength(96);
    universe.instruments.forEach((entry, index) => {
      expect(entry.index).toBe(index);
    });
  });

  it('names every instrument once within its exchange, by token and by symbol', () => {
    for (const field of ['token', 'symbol'] as const) {
      const names = universe.instruments.map((entry) => `${entry.exchange}:${entry[field]}`);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('takes the expiry on or after the date: on 19 November 2026 the holiday-shifted Monday', () => {
    const symbols = universe.instruments.map((entry) => entry.symbol);
    expect(symbols).toContain('NIFTY23NOV26FUT');
    expect(symbols).toContain('BANKNIFTY23NOV26FUT');
    expect(symbols).toContain('NIFTY23NOV2626000CE');
    const onExpiry = buildUniverse({ data, seed: 1, date: '2026-11-23' });
    expect(onExpiry.instruments.map((entry) => entry.symbol)).toContain('NIFTY23NOV26FUT');
    const after = buildUniverse({ data, seed: 1, date: '2026-11-24' });
    expect(after.instruments.map((entry) => entry.symbol)).toContain('NIFTY29DEC26FUT');
  });

  it('lists the same contracts for every seed, at other previous closes', () => {
    const other = buildUniverse({ data, seed: 2, date: TEST_DATE });
    const symbols = (of: typeof universe) => of.instruments.map((entry) => entry.symbol);
    expect(symbols(other)).toEqual(symbols(universe));
    const closes = (of: typeof universe) => of.models.map((model) => model.previousClosePaise);
    expect(closes(other)).not.toEqual(closes(universe));
  });

  it('puts strikes 50 apart around the money, calls and puts in pairs', () => {
    const options = universe.instruments.filter((entry) => entry.kind === 'option');
    const strikes = [...new Set(options.map((entry) => entry.strikePaise / 100))];
    expect(strikes).toEqual(Array.from({ length: 21 }, (_, at) => 25_500 + 50 * at));
    options.forEach((entry, at) => {
      expect(entry.optionType).toBe(at % 2 === 0 ? 'CE' : 'PE');
    });
  });

  it('keeps previous closes and circuit limits on the price increment, the close between them', () => {
    universe.instruments.forEach((entry, index) => {
      const close = universe.models[index]?.previousClosePaise ?? 0;
      if (entry.kind === 'index') return;
      for (const price of [close, entry.lowerCircuitPaise, entry.upperCircuitPaise]) {
        expect(price % entry.priceIncrementPaise).toBe(0);
      }
      expect(entry.lowerCircuitPaise).toBeGreaterThan(0);
      expect(close).toBeGreaterThanOrEqual(entry.lowerCircuitPaise);
      expect(close).toBeLessThan(entry.upperCircuitPaise);
    });
  });

  it('re-centres the chain on a previous close that is given', () => {
    const moved = buildUniverse({
      data,
      seed: 1,
      date: '2024-01-01',
      previousClosePaise: { NIFTY: 2_173_140 },
    });
    expect(moved.models[0]?.previousClosePaise).toBe(2_173_140);
    const symbols = moved.instruments.map((entry) => entry.symbol);
    expect(symbols).toContain('NIFTY25JAN2421250CE');
    expect(symbols).toContain('NIFTY25JAN2422250PE');
  });

  it('refuses what is no date and a date after the last expiry', () => {
    expect(() => buildUniverse({ data, seed: 1, date: '2026-02-30' })).toThrow(UniverseDataError);
    expect(() => buildUniverse({ data, seed: 1, date: '2031-01-01' })).toThrow('No expiry');
  });
});

describe('parseUniverseData', () => {
  const raw = parse(readFileSync(UNIVERSE_PATH, 'utf8'));

  it('names the key of every problem', () => {
    const bad = structuredClone(raw);
    bad.market.volatility = -1;
    bad.surprise = true;
    bad.stocks.rows[3][1] = 12;
    expect(() => parseUniverseData(bad)).toThrow(/market\.volatility[\s\S]*surprise/);
    expect(() => parseUniverseData(bad)).toThrow(/stocks.*3.*token/);
  });

  it('refuses references to what is not there and prices off the increment', () => {
    const bad = structuredClone(raw);
    bad.futures[0].underlying = 'SENSEX';
    bad.indices[1].sector = 'shipping';
    bad.stocks.rows[0][3] = 220_261;
    bad.stocks.rows[1][1] = bad.stocks.rows[2][1];
    for (const problem of ['SENSEX', 'shipping', 'ADANIENT', 'share a token', 'no future']) {
      expect(() => parseUniverseData(bad)).toThrow(problem);
    }
  });

  it('refuses a stock table whose columns are in another order', () => {
    const bad = structuredClone(raw);
    bad.stocks.columns.reverse();
    expect(() => parseUniverseData(bad)).toThrow('stocks.columns');
  });

  it('says which file it cannot read', () => {
    expect(() => loadUniverseData('/nowhere/universe.yaml')).toThrow('/nowhere/universe.yaml');
  });
});
