/** Updates of one strike: call and put together, priced off the published quote of the future. */
import { f64At } from '../../domain/cells.ts';
import type { EmitUpdate } from './market-source.ts';
import { black76, type Smile, smileVolatility } from './option-pricing.ts';
import type { MarketFactors } from './price-process.ts';
import type { Quote } from './quote.ts';
import type { Quoter } from './quoter.ts';
import type { TradedTerms } from './stock-quoter.ts';
import { YEAR_MS } from './universe-model.ts';

/** Half a minute: the last seconds before expiry are priced as if there were more. */
const MIN_YEARS = 30_000 / YEAR_MS;
/** Implied volatility follows realised volatility, damped. */
const IMPLIED_RESPONSE = 0.35;
/** The spread is this part of the premium, and at least so many increments. */
const SPREAD_PART = 0.002;
const MIN_SPREAD_INCREMENTS = 2;

export interface ChainTerms {
  readonly smile: Smile;
  readonly rate: number;
  readonly expiryMs: number;
  readonly factors: MarketFactors;
  /** The future the chain is priced off. */
  readonly future: Quote;
}

export class StrikeQuoter implements Quoter {
  readonly #call: TradedTerms;
  readonly #put: TradedTerms;
  readonly #chain: ChainTerms;
  readonly #strikePaise: number;
  readonly #prices = new Float64Array(2);

  /** The pair updates by the call's cadence. */
  constructor(
    pair: { readonly call: TradedTerms; readonly put: TradedTerms; readonly strikePaise: number },
    chain: ChainTerms,
  ) {
    this.#call = pair.call;
    this.#put = pair.put;
    this.#strikePaise = pair.strikePaise;
    this.#chain = chain;
  }

  update(sinceOpenMs: number, emit: EmitUpdate): number {
    const { smile, rate, expiryMs, factors, future } = this.#chain;
    const exchangeTimeMs = this.#call.openTimeMs + sinceOpenMs;
    const years = Math.max(MIN_YEARS, (expiryMs - exchangeTimeMs) / YEAR_MS);
    const forward = future.midPaise;
    const strike = this.#strikePaise;
    const response = factors.stochasticVolatility ** IMPLIED_RESPONSE;
    const volatility = smileVolatility(smile, strike, forward, years) * response;
    black76({ forward, strike, years, volatility, rate }, this.#prices);
    quoteOption(this.#call, sinceOpenMs, f64At(this.#prices, 0), forward - strike);
    emit(this.#call.index, this.#call.quote.cells);
    quoteOption(this.#put, sinceOpenMs, f64At(this.#prices, 1), strike - forward);
    emit(this.#put.index, this.#put.quote.cells);
    return this.#call.cadence.after(sinceOpenMs);
  }
}

/** `floorPaise`: undiscounted value of exercise, below which nothing trades as long as someone asks more. */
function quoteOption(
  { openTimeMs, quote, pace }: TradedTerms,
  sinceOpenMs: number,
  fairPaise: number,
  floorPaise: number,
): void {
  const minSpread = MIN_SPREAD_INCREMENTS * quote.terms.incrementPaise;
  const spreadPaise = Math.max(minSpread, fairPaise * SPREAD_PART);
  const dueUnits = pace.dueUnits(sinceOpenMs);
  quote.move(openTimeMs + sinceOpenMs, fairPaise, spreadPaise, dueUnits, floorPaise);
}
