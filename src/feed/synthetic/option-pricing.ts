/** Black-76 with one smile, for the simulated chain; runs once per simulated option update. */

export interface Smile {
  /** Annual volatility at the money. */
  readonly volatility: number;
  readonly skew: number;
  readonly smile: number;
}

/** Volatility never leaves these bounds, whatever the smile says far from the money. */
const MIN_VOLATILITY = 0.03;
const MAX_VOLATILITY = 2;

/**
 * Annual volatility of `strike` when the future stands at `forward`: a parabola in
 * m = ln(strike / forward) / sqrt(years). The same for call and put, so that parity holds.
 */
export function smileVolatility(
  { volatility, skew, smile }: Smile,
  strike: number,
  forward: number,
  years: number,
): number {
  const m = Math.log(strike / forward) / Math.sqrt(years);
  const value = volatility + skew * m + smile * m * m;
  return Math.min(MAX_VOLATILITY, Math.max(MIN_VOLATILITY, value));
}

/** Distribution function of the standard normal. Abramowitz & Stegun 26.2.17; absolute error below 7.5e-8. */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp(-0.5 * z * z) * series;
  return x >= 0 ? 1 - tail : tail;
}

export interface OptionTerms {
  /** Price of the future, any unit; the result has the same. */
  readonly forward: number;
  readonly strike: number;
  /** Years to expiry, above 0. */
  readonly years: number;
  readonly volatility: number;
  /** Continuously compounded annual rate. */
  readonly rate: number;
}

/**
 * Writes call and put to `out[0]` and `out[1]` (Black 1976). The one out of the money is priced, the other follows
 * from put-call parity, so parity is exact and neither is below its discounted intrinsic value.
 */
export function black76(terms: OptionTerms, out: Float64Array): void {
  const { forward, strike, years, volatility, rate } = terms;
  const discount = Math.exp(-rate * years);
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  if (strike >= forward) {
    const call = Math.max(0, discount * (forward * normalCdf(d1) - strike * normalCdf(d2)));
    out[0] = call;
    out[1] = call + discount * (strike - forward);
  } else {
    const put = Math.max(0, discount * (strike * normalCdf(-d2) - forward * normalCdf(-d1)));
    out[0] = put + discount * (forward - strike);
    out[1] = put;
  }
}
