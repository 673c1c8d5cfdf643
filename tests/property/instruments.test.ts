/** Look-ups, chains and search of the scrip master agree with a scan of its rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstrumentSearch } from '../../src/feed/angel/instrument-search.ts';
import { parseScripMaster } from '../../src/feed/angel/scrip-master.ts';
import type { MasterFacts } from '../../src/feed/angel/scrip-master-row.ts';
import type { InstrumentMaster } from '../../src/feed/angel/scrip-master-table.ts';
import { futureRow, indexRow, optionRow, type ScripRow, stockRow } from '../support/scrip-rows.ts';

const NAMES = ['NIFTY', 'BANKNIFTY', 'SBIN', 'M&M', 'BAJAJ-AUTO', 'Aban', 'İstanbul', 'A  B'];
const EXPIRIES = ['23NOV2026', '29DEC2026', '26jan2027'];

const name = fc.constantFrom(...NAMES);
const token = fc.nat({ max: 40 }).map(String);
const strike = fc.integer({ min: 1, max: 6 }).map((step) => step * 125);

const row: fc.Arbitrary<ScripRow> = fc.oneof(
  fc.record({ name, token, series: fc.constantFrom('-EQ', '-N1', '') }).map((given) =>
    stockRow({
      token: given.token,
      symbol: given.name + given.series,
      name: given.name,
      exch_seg: given.series === '' ? 'BSE' : 'NSE',
    }),
  ),
  fc
    .record({ name, token })
    .map((given) =>
      indexRow({ token: given.token, symbol: `${given.name} Index`, name: given.name }),
    ),
  fc
    .record({
      name,
      token,
      strike,
      expiry: fc.constantFrom(...EXPIRIES),
      type: fc.constantFrom('CE', 'PE'),
      exchange: fc.constantFrom('NFO', 'BFO'),
    })
    .map((given) =>
      optionRow({
        token: given.token,
        symbol: `${given.name}${given.expiry.slice(0, 5)}${given.strike / 10}${given.type}`,
        name: given.name,
        expiry: given.expiry,
        strike: `${given.strike * 10}.000000`,
        exch_seg: given.exchange,
      }),
    ),
  fc.record({ name, token, expiry: fc.constantFrom(...EXPIRIES) }).map((given) =>
    futureRow({
      token: given.token,
      symbol: `${given.name}${given.expiry.slice(0, 5)}FUT`,
      name: given.name,
      expiry: given.expiry,
    }),
  ),
);
const list = fc.array(row, { maxLength: 60 }).map((rows) => parseScripMaster(JSON.stringify(rows)));

const factsOf = (master: InstrumentMaster) =>
  Array.from({ length: master.count }, (_, at) => master.factsAt(at));

function firstIndex(
  all: readonly MasterFacts[],
  keys: readonly (keyof MasterFacts)[],
  of: MasterFacts,
) {
  return all.findIndex((other) => keys.every((key) => other[key] === of[key]));
}

describe('look-ups', () => {
  it('find the first row of a token, a symbol, a contract', () => {
    fc.assert(
      fc.property(list, (master) => {
        const all = factsOf(master);
        for (const facts of all) {
          const { exchange } = facts;
          expect(master.rowOfToken(exchange, facts.token)).toBe(
            firstIndex(all, ['exchange', 'token'], facts),
          );
          expect(master.rowOfSymbol(exchange, facts.symbol)).toBe(
            firstIndex(all, ['exchange', 'symbol'], facts),
          );
          if (facts.expiry === '') continue;
          expect(master.rowOfContract(facts)).toBe(
            firstIndex(all, ['exchange', 'name', 'expiry', 'strikePaise', 'optionType'], facts),
          );
        }
      }),
    );
  });

  it('list the expiries of an underlying and the strikes of an expiry', () => {
    fc.assert(
      fc.property(list, name, (master, underlying) => {
        for (const exchange of ['NFO', 'BFO'] as const) {
          const key = { exchange, name: underlying };
          const contracts = factsOf(master).filter(
            (facts) =>
              facts.exchange === exchange && facts.name === underlying && facts.expiry !== '',
          );
          const expiries = [...new Set(contracts.map(({ expiry }) => expiry))].sort();
          expect(master.expiriesOf(key)).toEqual(expiries);
          for (const expiry of expiries) {
            const strikes = contracts
              .filter((facts) => facts.expiry === expiry && facts.kind === 'option')
              .map(({ strikePaise }) => strikePaise);
            const ascending = [...new Set(strikes)].sort((a, b) => a - b);
            expect(master.strikesOf({ ...key, expiry })).toEqual(ascending);
          }
        }
      }),
    );
  });
});

/** The words of an instrument, written anew: what the search says it looks at. */
function wordsOf(facts: MasterFacts): string[] {
  const lower = (text: string) => text.toLowerCase().split(/\s+/);
  const [year = '', month = '', day = ''] = facts.expiry.split('-');
  const monthName = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' })
    .format(new Date(`2026-${month || '01'}-01T00:00:00Z`))
    .toLowerCase();
  return [
    ...lower(facts.symbol),
    ...lower(facts.symbol).flatMap((word) => word.split('-').slice(1)),
    ...lower(facts.name),
    ...(facts.expiry === ''
      ? []
      : [facts.expiry, `${day}${monthName}${year}`, `${monthName}${year}`]),
    ...(facts.strikePaise === 0 ? [] : [`${facts.strikePaise / 100}`]),
    facts.optionType.toLowerCase(),
    facts.kind,
    facts.exchange.toLowerCase(),
    facts.token,
  ].filter((word) => word !== '');
}

const queryWord = fc.oneof(
  fc.constantFrom(...NAMES, 'nif', 'b', 's', '29dec', 'dec2026', 'ce', 'pe', 'opt', '1', '12.5'),
  fc.constantFrom('nfo', 'NSE', 'eq', 'nothing', 'sbin-eq', '2026-12', 'index', '125', 'aban-'),
);

describe('a search', () => {
  it('finds exactly the instruments that have a word for every word, best first, bounded', () => {
    fc.assert(
      fc.property(
        list,
        fc.array(queryWord, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 12 }),
        (master, words, limit) => {
          const query = words.join(' ').toLowerCase();
          const parts = query.split(/\s+/);
          const symbol = parts.join(' ');
          const symbolOf = (row: number) =>
            master.factsAt(row).symbol.toLowerCase().split(/\s+/).join(' ');
          const rank = (row: number) => {
            if (symbolOf(row) === symbol) return 0;
            return symbolOf(row).startsWith(symbol) ? 1 : 2;
          };
          const expected = factsOf(master)
            .map((facts, at) => ({ at, has: wordsOf(facts) }))
            .filter(({ has }) => parts.every((part) => has.some((word) => word.startsWith(part))))
            .map(({ at }) => at)
            .sort((a, b) => rank(a) - rank(b) || master.compareRows(a, b));
          expect(new InstrumentSearch(master).search(query.toUpperCase(), limit)).toEqual({
            rows: expected.slice(0, limit),
            total: expected.length,
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
