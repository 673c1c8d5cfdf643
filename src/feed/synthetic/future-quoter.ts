/** Updates of one index future: the published index with carry and a small basis of its own. */

import { clamp } from './book.ts';
import type { IndexLevel } from './index-quoter.ts';
import type { EmitUpdate } from './market-source.ts';
import type { Quoter } from './quoter.ts';
import type { RandomStream } from './random.ts';
import type { TradedTerms } from './stock-quoter.ts';
import { YEAR_MS } from './universe-model.ts';

/** The basis beyond carry: reverts within two minutes, stays within this part of the level. */
const BASIS_MEMORY_MS = 120_000;
const BASIS_DEVIATION = 0.00005;
const BASIS_LIMIT = 0.0002;

export class FutureQuoter implements Quoter {
  readonly #terms: TradedTerms;
  readonly #underlying: IndexLevel;
  readonly #random: RandomStream;
  readonly #rate: number;
  readonly #expiryMs: number;
  #basis = 0;
  #seenMs = 0;

  constructor(
    terms: TradedTerms,
    carry: { readonly underlying: IndexLevel; readonly rate: number; readonly expiryMs: number },
    random: RandomStream,
  ) {
    this.#terms = terms;
    this.#underlying = carry.underlying;
    this.#rate = carry.rate;
    this.#expiryMs = carry.expiryMs;
    this.#random = random;
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { index, model, openTimeMs, quote, cadence, pace } = this.#terms;
    const exchangeTimeMs = openTimeMs + sinceOpenMs;
    const years = Math.max(0, this.#expiryMs - exchangeTimeMs) / YEAR_MS;
    const carried = this.#underlying.paise * Math.exp(this.#rate * years);
    const fairPaise = carried * (1 + this.#basisAt(sinceOpenMs));
    const spreadPaise = fairPaise * model.spreadBps * 1e-4;
    quote.move(exchangeTimeMs, fairPaise, spreadPaise, pace.dueUnits(sinceOpenMs), 0);
    emit(index, quote.cells);
    return cadence.after(sinceOpenMs);
  }

  /** An Ornstein-Uhlenbeck step, bounded. */
  #basisAt(sinceOpenMs: number): number {
    const pull = Math.min(1, (sinceOpenMs - this.#seenMs) / BASIS_MEMORY_MS);
    this.#seenMs = sinceOpenMs;
    const shock = BASIS_DEVIATION * Math.sqrt(2 * pull) * this.#random.normal();
    this.#basis = clamp(this.#basis * (1 - pull) + shock, -BASIS_LIMIT, BASIS_LIMIT);
    return this.#basis;
  }
}
