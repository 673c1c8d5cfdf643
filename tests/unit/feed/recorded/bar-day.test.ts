import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { istDateKey } from '../../../../src/domain/instrument/ist-date.ts';
import { DECODED } from '../../../../src/domain/tick/decoded-tick.ts';
import type { Bar } from '../../../../src/feed/recorded/bar.ts';
import { type BarDay, createBarDay } from '../../../../src/feed/recorded/bar-day.ts';
import { parseBarsCsv } from '../../../../src/feed/recorded/bars-csv.ts';
import { readBarsFile } from '../../../../src/feed/recorded/bars-file.ts';
import { committedUniverse } from '../synthetic/committed-universe.ts';
import { MarketChecker } from '../synthetic/market-checker.ts';

/** Whole days are long; one strike and two stocks stand for all. */
const universe = {
  ...committedUniverse(),
  optionChain: { ...committedUniverse().optionChain, strikes: 1 },
  stocks: committedUniverse().stocks.filter((entry) => ['SBIN', 'TCS'].includes(entry.name)),
};

/** Five-minute bars of one day around `level` rupees, in steps of `step`; `skip` leaves some out. */
function fileOf(options: { date: string; level: number; step: number; skip?: number[] }) {
  const { date, level, step, skip = [] } = options;
  const lines = Array.from({ length: 75 }, (_, at) => {
    const clock = new Date(Date.UTC(2025, 0, 1, 9, 15 + 5 * at)).toISOString().slice(11, 16);
    const open = level + step * ((at * 7) % 11);
    const close = level + step * (((at + 1) * 7) % 11);
    const [low, high] = [Math.min(open, close) - step, Math.max(open, close) + 2 * step];
    const prices = [open, high, low, close].map((value) => value.toFixed(2)).join(',');
    return `${date} ${clock}:00,${prices},${at * 1_000}`;
  });
  const kept = lines.filter((_, at) => !skip.includes(at));
  return parseBarsCsv(`timestamp,open,high,low,close,volume\n${kept.join('\n')}`);
}

/** The day's bars put together again from what the market emitted. */
function replayed(day: BarDay, intervalMs: number) {
  const bars = new Map<number, Bar>();
  let volume = 0;
  const checker = new MarketChecker({
    instruments: day.instruments,
    openTimeMs: day.openTimeMs,
    date: day.date,
    rate: universe.market.rate,
    areLotsChecked: false,
  });
  // Beside its own bars a recorded option has nothing to be compared with.
  const isAlone = day.instruments.length === 1;
  let updates = 0;
  day.next(day.closeTimeMs, (index, cells) => {
    updates++;
    if (!isAlone) checker.onUpdate(index, cells);
    if (index !== day.recorded.index) return;
    const timeMs = cells[DECODED.exchangeTimeMs] ?? 0;
    const last = cells[DECODED.lastPaise] ?? 0;
    const startMs = timeMs - ((timeMs - day.openTimeMs) % intervalMs);
    const traded = (cells[DECODED.volume] ?? 0) - volume;
    volume += traded;
    const bar = bars.get(startMs);
    bars.set(startMs, {
      startMs,
      openPaise: bar?.openPaise ?? last,
      highPaise: Math.max(bar?.highPaise ?? last, last),
      lowPaise: Math.min(bar?.lowPaise ?? last, last),
      closePaise: last,
      volume: (bar?.volume ?? 0) + traded,
    });
  });
  return { bars: [...bars.values()], updates };
}

function withoutVolume(bars: readonly Bar[]): Bar[] {
  return bars.map((bar) => ({ ...bar, volume: 0 }));
}

describe('createBarDay', () => {
  it('plays an index exactly, without volume, with everything else following it', () => {
    const file = fileOf({ date: '2026-07-13', level: 24_000, step: 12.35 });
    const day = createBarDay({ universe, file, name: 'NIFTY_5m.csv', seed: 3 });
    expect(day.date).toBe('2026-07-13');
    expect(day.recorded.symbol).toBe('Nifty 50');
    expect(day.instruments.map((entry) => entry.symbol)).toContain('NIFTY28JUL2624000CE');
    expect(replayed(day, 300_000).bars).toEqual(withoutVolume(file.bars));
  });

  it('moves the stocks with the recorded index by their beta', () => {
    // The index falls by 5 % in the course of the day.
    const lines = Array.from({ length: 75 }, (_, at) => {
      const clock = new Date(Date.UTC(2025, 0, 1, 9, 15 + 5 * at)).toISOString().slice(11, 16);
      const [open, close] = [24_000 - 16 * at, 24_000 - 16 * (at + 1)];
      return `2026-07-13 ${clock}:00,${open},${open},${close},${close}`;
    });
    const file = parseBarsCsv(`timestamp,open,high,low,close\n${lines.join('\n')}`);
    const day = createBarDay({ universe, file, name: 'NIFTY.csv', seed: 3 });
    const last = new Map<string, number>();
    day.next(day.closeTimeMs, (index, cells) => {
      const close = cells[DECODED.closePaise] ?? 1;
      last.set(day.instruments[index]?.name ?? '', (cells[DECODED.lastPaise] ?? 0) / close - 1);
    });
    expect(last.get('BANKNIFTY')).toBeLessThan(-0.03);
    expect(last.get('SBIN')).toBeLessThan(-0.015);
  });

  it('plays a future exactly, with its volume, and the index beside it', () => {
    const file = fileOf({ date: '2025-12-12', level: 26_100, step: 4.1 });
    const day = createBarDay({ universe, file, name: 'NIFTY25DECFUT_5m.csv', seed: 3 });
    expect(day.recorded.symbol).toBe('NIFTY30DEC25FUT');
    const bars = new Map<number, number>();
    day.next(day.openTimeMs + 600_000, (index, cells) => {
      bars.set(index, cells[DECODED.lastPaise] ?? 0);
    });
    const basis = (bars.get(day.recorded.index) ?? 0) / (bars.get(0) ?? 1) - 1;
    expect(basis).toBeGreaterThan(0.001);
    expect(basis).toBeLessThan(0.005);
    const again = createBarDay({ universe, file, name: 'NIFTY25DECFUT_5m.csv', seed: 3 });
    const seen: number[] = [];
    again.next(again.closeTimeMs, (index, cells) => {
      if (index === again.recorded.index) seen.push(cells[DECODED.volume] ?? 0);
    });
    expect(seen.at(-1)).toBe(file.bars.reduce((sum, bar) => sum + bar.volume, 0));
  });

  it('plays a stock exactly, on the increment of its recording', () => {
    const file = fileOf({ date: '2025-08-18', level: 832, step: 0.15 });
    const day = createBarDay({ universe, file, name: 'SBIN_5m_smartapi.csv.gz', seed: 3 });
    expect(day.recorded.priceIncrementPaise).toBe(5);
    expect(replayed(day, 300_000).bars).toEqual(file.bars);
  });

  it('plays an option exactly and alone', () => {
    const file = fileOf({ date: '2025-12-09', level: 170, step: 0.65 });
    const day = createBarDay({ universe, file, name: 'NIFTY25DEC26200CE_1m.csv', seed: 3 });
    expect(day.instruments).toEqual([day.recorded]);
    expect(day.recorded).toMatchObject({ index: 0, symbol: 'NIFTY30DEC2526200CE' });
    expect(replayed(day, 300_000).bars).toEqual(file.bars);
  });

  it('leaves gaps as gaps', () => {
    const file = fileOf({ date: '2025-08-18', level: 832, step: 0.15, skip: [0, 10, 11, 74] });
    const day = createBarDay({ universe, file, name: 'SBIN.csv', seed: 3, date: '2025-08-18' });
    expect(replayed(day, 300_000).bars).toEqual(file.bars);
  });

  it('repeats itself under the same seed', () => {
    const file = fileOf({ date: '2025-12-09', level: 170, step: 0.65 });
    const hash = (seed: number) => {
      const day = createBarDay({ universe, file, name: 'NIFTY25DEC26200CE.csv', seed });
      let sum = 0;
      day.next(day.closeTimeMs, (_, cells) => {
        for (const cell of cells) sum = (sum * 31 + cell) % 1_000_000_007;
      });
      return sum;
    };
    expect(hash(1)).toBe(hash(1));
    expect(hash(1)).not.toBe(hash(2));
  });

  it.each([
    ['instrument_unknown', 'INDIAVIX_1m.csv', 832, undefined],
    ['price_implausible', 'ICICIBANK_5m.csv', 120, undefined],
    ['contract_mismatch', 'NIFTY26JANFUT.csv', 26_000, undefined],
    ['date_missing', 'NIFTY_5m.csv', 26_000, '2025-08-19'],
  ])('refuses with %s: %s at %d', (code, name, level, date) => {
    const file = fileOf({ date: '2025-08-18', level, step: 1 });
    const full = committedUniverse();
    const options = { universe: full, file, name, seed: 1, ...(date !== undefined && { date }) };
    expect(() => createBarDay(options)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a file without a full day unless a date is named', () => {
    const file = fileOf({ date: '2025-08-18', level: 832, step: 0.15, skip: [40] });
    const options = { universe, file, name: 'SBIN.csv', seed: 1 };
    expect(() => createBarDay(options)).toThrow(expect.objectContaining({ code: 'no_full_day' }));
    expect(createBarDay({ ...options, date: '2025-08-18' }).date).toBe('2025-08-18');
  });
});

const BARS = fileURLToPath(new URL('../../../../../shared/data/bars/', import.meta.url));

describe('real recordings', () => {
  it
    .skipIf(!existsSync(BARS))
    .each([
      'NIFTY_1m_2024.csv.gz',
      'BANKNIFTY_5m_smartapi_20250826_20251121.csv.gz',
      'NIFTY_5m_yahoo_MIT_20260226_20260527.csv.gz',
      'SBIN_5m_smartapi_20250818_20251121.csv.gz',
      'RELIANCE_5m_bse_20250825_20251203.csv.gz',
      'NIFTY25DECFUT_5m_20251212_20251229.csv.gz',
      'NIFTY25DEC26200PE_1m_20251209_20251226.csv.gz',
    ])('play back exactly: %s (skipped without ../shared)', (name) => {
    const file = readBarsFile(`${BARS}${name}`);
    const data = { ...universe, stocks: committedUniverse().stocks };
    const narrow = data.stocks.filter((entry) => name.startsWith(entry.name));
    const day = createBarDay({ universe: { ...data, stocks: narrow }, file, name, seed: 1 });
    const expected = file.bars.filter((bar) => istDateKey(bar.startMs) === day.date);
    const isIndex = day.recorded.kind === 'index';
    const actual = new Map<number, { open: number; high: number; low: number; close: number }>();
    let volume = 0;
    day.next(day.closeTimeMs, (index, cells) => {
      if (index !== day.recorded.index) return;
      const last = cells[DECODED.lastPaise] ?? 0;
      const slot = Math.floor(
        ((cells[DECODED.exchangeTimeMs] ?? 0) - day.openTimeMs) / file.summary.intervalMs,
      );
      const bar = actual.get(slot) ?? { open: last, high: last, low: last, close: last };
      bar.high = Math.max(bar.high, last);
      bar.low = Math.min(bar.low, last);
      bar.close = last;
      actual.set(slot, bar);
      volume = cells[DECODED.volume] ?? 0;
    });
    expect([...actual.values()]).toEqual(
      expected.map((bar) => ({
        open: bar.openPaise,
        high: bar.highPaise,
        low: bar.lowPaise,
        close: bar.closePaise,
      })),
    );
    expect(volume).toBe(isIndex ? 0 : expected.reduce((sum, bar) => sum + bar.volume, 0));
  });
});
