/** A market whose every update a test writes down: cells of the `DECODED` layout at exact exchange times. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { DECODED, DECODED_CELLS } from '../../src/domain/tick/decoded-tick.ts';
import type { EmitUpdate, MarketSource } from '../../src/venue/simulated/market-source.ts';
import { SESSION_OPEN_MS } from './tick-stream.ts';

/** Prices in paise; the touch is one rupee wide around `last` unless told. */
export interface ScriptedQuote {
  readonly last?: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly bidQuantity?: number;
  readonly askQuantity?: number;
  readonly volume?: number;
  readonly openInterest?: number;
}

interface Update {
  readonly timeMs: number;
  readonly at: number;
  readonly cells: Float64Array;
}

const SCRIPTED_LAST_PAISE = 10_000;

/** Every instrument begins at 100.00; the day is six and a half hours long. */
export class ScriptedMarket implements MarketSource {
  readonly instruments: readonly Instrument[];
  readonly openTimeMs = SESSION_OPEN_MS;
  readonly closeTimeMs = SESSION_OPEN_MS + 6.5 * 3_600_000;
  readonly #queue: Update[] = [];

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    for (const { index } of instruments) this.push(0, index);
  }

  /** `afterOpenMs` must not go back. */
  push(afterOpenMs: number, at: number, quote: ScriptedQuote = {}): void {
    const timeMs = this.openTimeMs + afterOpenMs;
    this.#queue.push({ timeMs, at, cells: cellsOf(timeMs, quote) });
  }

  next(untilExchangeMs: number, emit: EmitUpdate): void {
    while ((this.#queue[0]?.timeMs ?? Number.POSITIVE_INFINITY) <= untilExchangeMs) {
      const update = this.#queue.shift();
      if (update !== undefined) emit(update.at, update.cells);
    }
  }
}

export function cellsOf(timeMs: number, quote: ScriptedQuote = {}): Float64Array {
  const { last = SCRIPTED_LAST_PAISE } = quote;
  const cells = new Float64Array(DECODED_CELLS);
  cells[DECODED.mode] = 3;
  cells[DECODED.exchangeTimeMs] = timeMs;
  cells[DECODED.sequence] = 1;
  cells[DECODED.lastPaise] = last;
  cells[DECODED.lastQuantity] = 10;
  cells[DECODED.averagePaise] = last;
  cells[DECODED.volume] = quote.volume ?? 1000;
  cells[DECODED.openPaise] = SCRIPTED_LAST_PAISE;
  cells[DECODED.highPaise] = Math.max(last, SCRIPTED_LAST_PAISE);
  cells[DECODED.lowPaise] = Math.min(last, SCRIPTED_LAST_PAISE);
  cells[DECODED.closePaise] = 9_900;
  cells[DECODED.openInterest] = quote.openInterest ?? 0;
  cells[DECODED.lowerCircuitPaise] = 8_000;
  cells[DECODED.upperCircuitPaise] = 12_000;
  cells[DECODED.bids] = quote.bid ?? last - 50;
  cells[DECODED.bids + 1] = quote.bidQuantity ?? 10_000;
  cells[DECODED.bids + 2] = 3;
  cells[DECODED.asks] = quote.ask ?? last + 50;
  cells[DECODED.asks + 1] = quote.askQuantity ?? 10_000;
  cells[DECODED.asks + 2] = 3;
  return cells;
}
