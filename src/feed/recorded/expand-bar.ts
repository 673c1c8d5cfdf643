/** One bar as a path of trades that has exactly its open, high, low, close and volume; runs once per replayed bar. */
import { f64At } from '../../domain/cells.ts';
import type { RandomStream } from '../synthetic/random.ts';
import type { Bar } from './bar.ts';

/** Trades of one bar at even steps; entry 0 is the open, the last entry the close. */
export interface BarTrades {
  readonly prices: Float64Array;
  /** Units traded at each step. */
  readonly units: Float64Array;
}

/** The noise between turning points, as a part of the bar's range over the whole bar. */
const NOISE = 0.45;

/**
 * Walks open → the extreme nearer to it → the other extreme → close, with a Brownian bridge between these, on
 * `incrementPaise`, of which all four are multiples. `trades` is filled; it needs at least four steps.
 */
export function expandBar(
  bar: Bar,
  trades: BarTrades,
  terms: { readonly incrementPaise: number; readonly random: RandomStream },
): void {
  const { prices, units } = trades;
  const { random } = terms;
  const last = prices.length - 1;
  const isLowFirst = bar.openPaise - bar.lowPaise <= bar.highPaise - bar.openPaise;
  const firstExtreme = isLowFirst ? bar.lowPaise : bar.highPaise;
  const secondExtreme = isLowFirst ? bar.highPaise : bar.lowPaise;
  // The walk to the nearer extreme takes the shorter part of the bar.
  const firstTurn = 1 + Math.floor((last - 2) * random.between(0.1, 0.4));
  const secondTurn = firstTurn + 1 + Math.floor((last - 1 - firstTurn) * random.between(0.4, 0.85));
  prices[0] = bar.openPaise;
  bridge(prices, bar, { ...terms, from: 0, to: firstTurn, target: firstExtreme });
  bridge(prices, bar, { ...terms, from: firstTurn, to: secondTurn, target: secondExtreme });
  bridge(prices, bar, { ...terms, from: secondTurn, to: last, target: bar.closePaise });
  spreadVolume(units, bar.volume, random);
}

/** Fills steps `from + 1 … to`; the last is exactly `target`. */
function bridge(
  prices: Float64Array,
  bar: Bar,
  leg: {
    readonly from: number;
    readonly to: number;
    readonly target: number;
    readonly incrementPaise: number;
    readonly random: RandomStream;
  },
): void {
  const { from, to, target, incrementPaise, random } = leg;
  const sigma = ((bar.highPaise - bar.lowPaise) * NOISE) / Math.sqrt(prices.length);
  let exact = f64At(prices, from);
  for (let at = from + 1; at < to; at++) {
    const remaining = to - at + 1;
    const pull = (target - exact) / remaining;
    const noise = sigma * random.normal() * Math.sqrt((remaining - 1) / remaining);
    exact = Math.min(bar.highPaise, Math.max(bar.lowPaise, exact + pull + noise));
    prices[at] = Math.round(exact / incrementPaise) * incrementPaise;
  }
  prices[to] = target;
}

/** Whole units that add up to `volume`, unevenly. */
function spreadVolume(units: Float64Array, volume: number, random: RandomStream): void {
  let weight = 0;
  for (let at = 0; at < units.length; at++) {
    weight += random.uniform() ** 2;
    units[at] = weight;
  }
  let given = 0;
  for (let at = 0; at < units.length; at++) {
    const isLast = at === units.length - 1;
    const upTo = isLast ? volume : Math.floor((volume * f64At(units, at)) / weight);
    units[at] = upTo - given;
    given = upTo;
  }
}
