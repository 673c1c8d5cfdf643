/**
 * Finds instruments by words, for people who type. One text holds the words of every instrument, a line each; a word of the query matches
 * where a word of the line begins with it, so one search of the text visits the lines that can match. Any thread; built once per master.
 */
import { u32At } from '../../domain/cells.ts';
import type { MasterFacts } from './scrip-master-row.ts';
import type { InstrumentMaster } from './scrip-master-table.ts';

export interface SearchResult {
  /** Best first: symbol equal to the query, symbol that begins with it, words; each rank in the order of `compareRows`. */
  readonly rows: readonly number[];
  /** Instruments that match, those beyond the limit included. */
  readonly total: number;
}

interface Found {
  readonly row: number;
  readonly rank: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const QUERY_CHARS_MAX = 200;
const RANKS = { exact: 0, prefix: 1, words: 2 } as const;
/** In front of every word; behind the symbol; behind the line. No word has one of them. */
const WORD = ' ';
const SYMBOL_END = '\t';
const LINE_END = '\n';

export class InstrumentSearch {
  readonly #master: InstrumentMaster;
  readonly #text: string;
  /** Where the line of each row begins, and the end. */
  readonly #starts: Uint32Array;

  constructor(master: InstrumentMaster) {
    this.#master = master;
    const lines = Array.from({ length: master.count }, (_, row) => lineOf(master.factsAt(row)));
    this.#text = lines.join('');
    this.#starts = new Uint32Array(master.count + 1);
    for (const [row, line] of lines.entries()) {
      this.#starts[row + 1] = u32At(this.#starts, row) + line.length;
    }
  }

  /** At most `limit` rows that have every word of `query` (case does not matter). A query without a word finds nothing. */
  search(query: string, limit: number): SearchResult {
    const { words, symbol } = readQuery(query);
    const rarest = words.toSorted((a, b) => b.length - a.length)[0];
    if (rarest === undefined) return { rows: [], total: 0 };
    const best: Found[] = [];
    let total = 0;
    let at = this.#text.indexOf(WORD + rarest);
    while (at >= 0) {
      const row = this.#rowAt(at);
      const end = u32At(this.#starts, row + 1);
      const line = this.#text.slice(u32At(this.#starts, row), end);
      if (words.every((word) => line.includes(WORD + word))) {
        total += 1;
        this.#keep({ row, rank: rankOf(line, symbol) }, best, limit);
      }
      at = this.#text.indexOf(WORD + rarest, end);
    }
    return { rows: best.map(({ row }) => row), total };
  }

  /** Inserts `found` where it belongs among the `limit` best. */
  #keep(found: Found, best: Found[], limit: number): void {
    let at = best.length;
    while (at > 0 && this.#compare(found, best[at - 1] ?? found) < 0) at -= 1;
    if (at >= limit) return;
    best.splice(at, 0, found);
    if (best.length > limit) best.pop();
  }

  #compare(a: Found, b: Found): number {
    return a.rank - b.rank || this.#master.compareRows(a.row, b.row);
  }

  /** The row whose line holds position `at` of the text. */
  #rowAt(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (u32At(this.#starts, middle) <= at) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The words of the query, and what its symbol would be: without the exchange of `NSE:SBIN-EQ`. */
function readQuery(query: string): { readonly words: readonly string[]; readonly symbol: string } {
  const text = wordsOf(query.slice(0, QUERY_CHARS_MAX)).join(WORD);
  const [, exchange = '', symbol = ''] = /^([a-z]+):(.+)$/.exec(text) ?? [];
  if (exchange === '') return { words: wordsOf(text), symbol: text };
  return { words: [exchange, ...wordsOf(symbol)], symbol: wordsOf(symbol).join(WORD) };
}

function rankOf(line: string, symbol: string): number {
  if (line.startsWith(WORD + symbol + SYMBOL_END)) return RANKS.exact;
  return line.startsWith(WORD + symbol) ? RANKS.prefix : RANKS.words;
}

/**
 * Symbol first, then name, series, expiry (`2026-11-23`, `23nov2026`, `nov2026`), strike in rupees, `ce` or `pe`, kind, exchange and token:
 * all that a search looks at.
 */
function lineOf(facts: MasterFacts): string {
  const { symbol, name, expiry, strikePaise, optionType, kind, exchange, token } = facts;
  const symbolWords = wordsOf(symbol);
  const words = [
    ...symbolWords.flatMap((word) => word.split('-').slice(1)),
    ...wordsOf(name),
    ...expiryWords(expiry),
    strikePaise > 0 ? String(strikePaise / 100) : '',
    optionType.toLowerCase(),
    kind,
    exchange.toLowerCase(),
    token.toLowerCase(),
  ].filter((word) => word !== '');
  return WORD + symbolWords.join(WORD) + SYMBOL_END + WORD + words.join(WORD) + LINE_END;
}

function expiryWords(expiry: string): readonly string[] {
  if (expiry === '') return [];
  const month = `${MONTHS[Number(expiry.slice(5, 7)) - 1] ?? ''}${expiry.slice(0, 4)}`;
  return [expiry, `${expiry.slice(8)}${month}`, month];
}

/** Lower case, split at white space. */
function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
