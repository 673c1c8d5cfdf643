import { describe, expect, it } from 'vitest';
import { CandleStore } from '../../../../../src/venue/simulated/broker/candle-store.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../../support/tick-stream.ts';

const MINUTE_MS = 60_000;
const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** One tick every 30 s: 100.00, 100.05, … and 10 units each. */
function storeOf(ticks: number): CandleStore {
  const store = new CandleStore(2);
  for (let at = 0; at < ticks; at += 1) {
    const exchangeTimeMs = SESSION_OPEN_MS + at * 30_000;
    const lastPaise = 10_000 + at * 5;
    store.onTick(tickOf({ exchangeTimeMs, lastPaise, volume: 1000 + at * 10 }), 500 + at);
  }
  return store;
}

describe('CandleStore', () => {
  it('has a minute once the next one has begun', () => {
    expect(storeOf(2).candles(0, { minutes: 1, ...ALL })).toEqual([]);
    expect(storeOf(5).candles(0, { minutes: 1, ...ALL })).toEqual([
      ['2026-11-19T09:15:00+05:30', 100, 100.05, 100, 100.05, 10],
      ['2026-11-19T09:16:00+05:30', 100.1, 100.15, 100.1, 100.15, 20],
    ]);
    expect(storeOf(5).candles(1, { minutes: 1, ...ALL })).toEqual([]);
  });

  it('rolls minutes up from 09:15, and the day from midnight', () => {
    const store = storeOf(21);
    expect(store.candles(0, { minutes: 5, ...ALL })).toEqual([
      ['2026-11-19T09:15:00+05:30', 100, 100.45, 100, 100.45, 90],
      ['2026-11-19T09:20:00+05:30', 100.5, 100.95, 100.5, 100.95, 100],
    ]);
    expect(store.candles(0, { minutes: 1440, ...ALL })).toEqual([
      ['2026-11-19T00:00:00+05:30', 100, 100.95, 100, 100.95, 190],
    ]);
  });

  it('includes both ends of the window', () => {
    const fromMs = SESSION_OPEN_MS + MINUTE_MS;
    const starts = storeOf(21)
      .candles(0, { minutes: 1, fromMs, toMs: fromMs + 2 * MINUTE_MS })
      .map(([time]) => time.slice(11, 16));
    expect(starts).toEqual(['09:16', '09:17', '09:18']);
  });

  it('keeps the open interest at the end of each minute', () => {
    expect(storeOf(5).openInterest(0, { minutes: 1, ...ALL })).toEqual([
      { time: '2026-11-19T09:15:00+05:30', oi: 501 },
      { time: '2026-11-19T09:16:00+05:30', oi: 503 },
    ]);
  });
});
