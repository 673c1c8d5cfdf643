/** What moves simulated prices: one market factor, one factor per sector, and each stock's own walk. */
import { f64At } from '../../domain/cells.ts';
import { RandomStream } from './random.ts';
import { DayShape } from './shape.ts';
import { Swing } from './swing.ts';
import { type InstrumentModel, perRootSecond, type SyntheticUniverse } from './universe-model.ts';

/** Factors advance in fixed steps, so the day does not depend on how often it is asked. */
const FACTOR_STEP_MS = 100;
const STEP_SECONDS = FACTOR_STEP_MS / 1000;
/** Volatility forgets a shock with this time constant. */
const VOLATILITY_MEMORY_SECONDS = 1800;
/** Overnight, markets move by about this part of a day's volatility. */
const GAP_PART = 0.35;

/** A market factor that is given (a recorded index) and not generated. */
export interface MarketPath {
  /** Log return of the factor since the previous close at `sinceOpenMs`, which never decreases from call to call. */
  returnAt(sinceOpenMs: number): number;
}

/** The factors all instruments share. */
export class MarketFactors {
  /** Log return of the market since the previous close. */
  marketReturn: number;
  /** Multiplies every volatility: the day's shape and the slow stochastic part. */
  volatilityFactor = 1;
  readonly #sectorReturns: Float64Array;
  readonly #sectorSigmas: Float64Array;
  readonly #sectorIndex: ReadonlyMap<string, number>;
  readonly #random: RandomStream;
  readonly #path: MarketPath | undefined;
  readonly #swing: Swing;
  readonly #shape: DayShape;
  readonly #market: SyntheticUniverse['data']['market'];
  readonly #sigma: number;
  readonly #jumpChance: number;
  #walk: number;
  #logVolatility: number;
  #steppedMs = 0;

  constructor(universe: SyntheticUniverse, sessionMs: number, path?: MarketPath) {
    const { data, seed } = universe;
    const seconds = sessionMs / 1000;
    this.#market = data.market;
    this.#path = path;
    this.#random = new RandomStream(seed, 'market');
    this.#swing = new Swing(new RandomStream(seed, 'market swing'), data.market.swing);
    this.#shape = new DayShape(sessionMs);
    this.#sigma = perRootSecond(data.market.volatility, seconds);
    this.#jumpChance = (data.market.jumpsPerDay / seconds) * STEP_SECONDS;
    const sectors = Object.entries(data.sectors);
    this.#sectorIndex = new Map(sectors.map(([name], index) => [name, index]));
    this.#sectorSigmas = Float64Array.from(sectors, ([, annual]) => perRootSecond(annual, seconds));
    this.#sectorReturns = new Float64Array(sectors.length);
    this.#walk = this.#random.normal() * GAP_PART * this.#sigma * Math.sqrt(seconds);
    this.#logVolatility = this.#random.normal() * data.market.volatilityOfVolatility;
    this.marketReturn = path === undefined ? this.#walk : path.returnAt(0);
    this.#refreshVolatility(0);
  }

  /** Position of a sector in the factors, -1 for ''. */
  sectorOf(name: string): number {
    return this.#sectorIndex.get(name) ?? -1;
  }

  /** Log return of a sector beyond the market; 0 for position -1. */
  sectorReturn(position: number): number {
    return position < 0 ? 0 : f64At(this.#sectorReturns, position);
  }

  advanceTo(sinceOpenMs: number): void {
    while (this.#steppedMs + FACTOR_STEP_MS <= sinceOpenMs) this.#step();
  }

  #step(): void {
    this.#steppedMs += FACTOR_STEP_MS;
    this.#refreshVolatility(this.#steppedMs);
    const scale = this.volatilityFactor * Math.sqrt(STEP_SECONDS);
    const random = this.#random;
    this.#walk += this.#sigma * scale * random.normal();
    if (random.uniform() < this.#jumpChance) {
      this.#walk += this.#market.jumpBps * 1e-4 * random.normal();
    }
    for (let sector = 0; sector < this.#sectorReturns.length; sector++) {
      const move = f64At(this.#sectorSigmas, sector) * scale * random.normal();
      this.#sectorReturns[sector] = f64At(this.#sectorReturns, sector) + move;
    }
    this.marketReturn =
      this.#path === undefined
        ? this.#walk + this.#swing.at(this.#steppedMs)
        : this.#path.returnAt(this.#steppedMs);
  }

  /** An Ornstein-Uhlenbeck step of the log-volatility, times the day's shape. */
  #refreshVolatility(sinceOpenMs: number): void {
    const pull = STEP_SECONDS / VOLATILITY_MEMORY_SECONDS;
    const noise = this.#market.volatilityOfVolatility * Math.sqrt(2 * pull);
    this.#logVolatility += -pull * this.#logVolatility + noise * this.#random.normal();
    this.volatilityFactor = Math.exp(this.#logVolatility) * this.#shape.volatilityAt(sinceOpenMs);
  }

  /** The slow stochastic part alone; options are quoted by it. */
  get stochasticVolatility(): number {
    return Math.exp(this.#logVolatility);
  }
}

/** One stock: market and sector by beta, its own walk with jumps, its own swing. */
export class StockProcess {
  readonly #factors: MarketFactors;
  readonly #model: InstrumentModel;
  readonly #random: RandomStream;
  readonly #swing: Swing;
  readonly #sector: number;
  readonly #sigma: number;
  readonly #jumpsPerSecond: number;
  readonly #jump: number;
  #walk: number;
  #steppedMs = 0;

  constructor(
    universe: SyntheticUniverse,
    position: number,
    context: { readonly factors: MarketFactors; readonly sessionMs: number },
  ) {
    const instrument = universe.instruments[position];
    const model = universe.models[position];
    if (instrument === undefined || model === undefined) throw new RangeError('No such stock.');
    const { stockModel } = universe.data;
    const seconds = context.sessionMs / 1000;
    this.#factors = context.factors;
    this.#model = model;
    this.#random = new RandomStream(universe.seed, `walk:${instrument.name}`);
    const swingRandom = new RandomStream(universe.seed, `swing:${instrument.name}`);
    this.#swing = new Swing(swingRandom, stockModel.swing);
    this.#sector = context.factors.sectorOf(model.sector);
    this.#sigma = perRootSecond(model.ownVolatility, seconds);
    this.#jumpsPerSecond = stockModel.jumpsPerDay / seconds;
    this.#jump = stockModel.jumpBps * 1e-4;
    this.#walk = this.#random.normal() * GAP_PART * this.#sigma * Math.sqrt(seconds);
  }

  /** Fair value in paise (not rounded) at `sinceOpenMs`, which never decreases; the factors must stand there already. */
  fairAt(sinceOpenMs: number): number {
    const seconds = (sinceOpenMs - this.#steppedMs) / 1000;
    this.#steppedMs = sinceOpenMs;
    const random = this.#random;
    const scale = this.#sigma * this.#factors.volatilityFactor * Math.sqrt(seconds);
    this.#walk += scale * random.normal();
    if (random.uniform() < this.#jumpsPerSecond * seconds) {
      this.#walk += this.#jump * random.normal();
    }
    const shared =
      this.#model.beta * this.#factors.marketReturn + this.#factors.sectorReturn(this.#sector);
    const logReturn = shared + this.#walk + this.#swing.at(sinceOpenMs);
    return this.#model.previousClosePaise * Math.exp(logReturn);
  }
}
