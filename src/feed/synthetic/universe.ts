/** Lists the instruments of one simulated day from universe data; runs once per day. */
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';
import { dayOfDateKey } from '../../domain/instrument/ist-date.ts';
import { black76, smileVolatility } from './option-pricing.ts';
import { RandomStream } from './random.ts';
import { symbolDate } from './scrip-master.ts';
import { closeMinute, istTimeMs } from './trading-hours.ts';
import { type UniverseData, UniverseDataError } from './universe-data.ts';
import {
  INDEX_STEP_PAISE,
  type InstrumentModel,
  type SyntheticUniverse,
  type UniverseOptions,
  YEAR_MS,
} from './universe-model.ts';

/** F&O stocks have no fixed band; the dynamic one starts at 10 % of the previous close. */
const BAND = 0.1;
/** How far a seed moves the previous closes, so that no two seeds trade at the same prices. */
const INDEX_JITTER = 0.003;
const STOCK_JITTER = 0.015;

/**
 * Lists the market of `date`. The listing depends on data and date only; the seed moves the previous closes a little.
 * Throws `UniverseDataError` when the date is not one or no expiry on or after it is known.
 */
export function buildUniverse(options: UniverseOptions): SyntheticUniverse {
  const { data, seed, date } = options;
  if (dayOfDateKey(date) < 0) {
    throw new UniverseDataError(`'${date}' is not a calendar date; use YYYY-MM-DD.`);
  }
  const expiry = [...data.expiries].sort().find((day) => day >= date);
  if (expiry === undefined) {
    throw new UniverseDataError(`No expiry on or after ${date}; add one to 'expiries'.`);
  }
  const listing = new Listing(options, expiry);
  for (const entry of data.indices) listing.addIndex(entry);
  for (const entry of data.futures) listing.addFuture(entry);
  listing.addOptions();
  for (const entry of data.stocks) listing.addStock(entry);
  const { instruments, models, expiryMs } = listing;
  return { data, seed, date, expiryMs, instruments, models };
}

const UNTRADED = { ownVolatility: 0, dailyVolume: 0, openInterest: 0, spreadBps: 0 } as const;
const CASH = { lotSize: 1, expiry: '', strikePaise: 0, optionType: '' } as const;

/** Filled in the order indices, futures, options, stocks: each refers to what stands before it. */
class Listing {
  readonly instruments: Instrument[] = [];
  readonly models: InstrumentModel[] = [];
  readonly expiryMs: number;
  readonly #options: UniverseOptions;
  readonly #expiry: string;
  readonly #yearsFromOpen: number;

  constructor(options: UniverseOptions, expiry: string) {
    this.#options = options;
    this.#expiry = expiry;
    this.expiryMs = istTimeMs(expiry, closeMinute('derivatives', expiry));
    this.#yearsFromOpen = (this.expiryMs - istTimeMs(options.date, 0)) / YEAR_MS;
  }

  addIndex(entry: UniverseData['indices'][number]): void {
    this.#add(
      {
        ...CASH,
        exchange: 'NSE',
        symbol: entry.symbol,
        token: entry.token,
        name: entry.name,
        kind: 'index',
        segment: 'index',
        priceIncrementPaise: 0,
        freezeQuantity: 0,
        lowerCircuitPaise: 0,
        upperCircuitPaise: 0,
      },
      {
        ...UNTRADED,
        previousClosePaise: this.#previousClose(entry, INDEX_STEP_PAISE, INDEX_JITTER),
        beta: entry.beta,
        sector: entry.sector ?? '',
        updatesPerSecond: entry.updatesPerSecond,
        underlying: -1,
      },
    );
  }

  addFuture(entry: UniverseData['futures'][number]): void {
    const underlying = this.#find('index', entry.underlying);
    const carry = Math.exp(this.#options.data.market.rate * this.#yearsFromOpen);
    const spot = this.#closeOf(underlying);
    const close = Math.round((spot * carry) / entry.incrementPaise) * entry.incrementPaise;
    this.#add(
      {
        exchange: 'NFO',
        symbol: `${entry.underlying}${symbolDate(this.#expiry)}FUT`,
        token: entry.token,
        name: entry.underlying,
        kind: 'future',
        segment: 'derivatives',
        lotSize: entry.lotSize,
        priceIncrementPaise: entry.incrementPaise,
        freezeQuantity: entry.freezeQuantity,
        ...band(close, close * BAND, entry.incrementPaise),
        expiry: this.#expiry,
        strikePaise: 0,
        optionType: '',
      },
      {
        previousClosePaise: close,
        beta: 0,
        sector: '',
        ownVolatility: 0,
        dailyVolume: entry.dailyVolume,
        openInterest: entry.openInterest,
        updatesPerSecond: entry.updatesPerSecond,
        spreadBps: entry.spreadBps,
        underlying,
      },
    );
  }

  /** The chain is centred on the data's previous close, not on the seed's, so every seed lists the same contracts. */
  addOptions(): void {
    const { data, previousClosePaise } = this.#options;
    const chain = data.optionChain;
    const index = data.indices.find((entry) => entry.name === chain.underlying);
    const centre = previousClosePaise?.[chain.underlying] ?? index?.previousClosePaise ?? 0;
    const step = chain.strikeStepPaise;
    const first = (Math.round(centre / step) - Math.floor(chain.strikes / 2)) * step;
    for (let position = 0; position < chain.strikes; position++) {
      const strikePaise = first + position * step;
      this.#addOption(position, strikePaise, 'CE');
      this.#addOption(position, strikePaise, 'PE');
    }
  }

  addStock(entry: UniverseData['stocks'][number]): void {
    const { market, sectors, stockModel } = this.#options.data;
    const close = this.#previousClose(entry, entry.incrementPaise, STOCK_JITTER);
    const shared = (entry.beta * market.volatility) ** 2 + (sectors[entry.sector] ?? 0) ** 2;
    // A stock keeps at least a third of its variance to itself.
    const own = Math.max(entry.volatility ** 2 - shared, entry.volatility ** 2 / 3);
    this.#add(
      {
        ...CASH,
        exchange: 'NSE',
        symbol: `${entry.name}-EQ`,
        token: entry.token,
        name: entry.name,
        kind: 'equity',
        segment: 'cash_cas',
        priceIncrementPaise: entry.incrementPaise,
        freezeQuantity: entry.freezeQuantity,
        ...band(close, close * BAND, entry.incrementPaise),
      },
      {
        previousClosePaise: close,
        beta: entry.beta,
        sector: entry.sector,
        ownVolatility: Math.sqrt(own),
        dailyVolume: entry.dailyVolume,
        openInterest: 0,
        updatesPerSecond: entry.updatesPerSecond,
        spreadBps: stockModel.spreadBps,
        underlying: -1,
      },
    );
  }

  #addOption(position: number, strikePaise: number, optionType: 'CE' | 'PE'): void {
    const chain = this.#options.data.optionChain;
    const underlying = this.#find('future', chain.underlying);
    const forward = this.#closeOf(underlying);
    const years = this.#yearsFromOpen + 1 / 365;
    const volatility = smileVolatility(chain, strikePaise, forward, years);
    const prices = new Float64Array(2);
    const rate = this.#options.data.market.rate;
    black76({ forward, strike: strikePaise, years, volatility, rate }, prices);
    const increment = chain.incrementPaise;
    const fair = prices[optionType === 'CE' ? 0 : 1] ?? 0;
    const close = Math.max(increment, Math.round(fair / increment) * increment);
    const distance = Math.abs(position - (chain.strikes - 1) / 2) / (chain.strikes / 2);
    const { nearest, farthest } = chain.updatesPerSecond;
    const isCall = optionType === 'CE';
    this.#add(
      {
        exchange: 'NFO',
        symbol: `${chain.underlying}${symbolDate(this.#expiry)}${strikePaise / 100}${optionType}`,
        token: String(chain.firstToken + 2 * position + (isCall ? 0 : 1)),
        name: chain.underlying,
        kind: 'option',
        segment: 'derivatives',
        lotSize: chain.lotSize,
        priceIncrementPaise: increment,
        freezeQuantity: chain.freezeQuantity,
        // As wide as the future's own band moves the premium.
        ...band(close, forward * BAND, increment),
        expiry: this.#expiry,
        strikePaise,
        optionType,
      },
      {
        previousClosePaise: close,
        beta: 0,
        sector: '',
        ownVolatility: 0,
        dailyVolume: Math.round(chain.dailyVolume * Math.exp(-2.5 * distance * distance)),
        openInterest: chain.openInterest,
        updatesPerSecond: nearest + (farthest - nearest) * distance,
        spreadBps: 0,
        underlying,
      },
    );
  }

  #add(listed: Omit<Instrument, 'index'>, model: InstrumentModel): void {
    this.instruments.push({ index: this.instruments.length, ...listed });
    this.models.push(model);
  }

  #find(kind: Instrument['kind'], name: string): InstrumentIndex {
    return this.instruments.findIndex((entry) => entry.kind === kind && entry.name === name);
  }

  #closeOf(index: InstrumentIndex): number {
    return this.models[index]?.previousClosePaise ?? 0;
  }

  #previousClose(
    entry: { readonly name: string; readonly previousClosePaise: number },
    stepPaise: number,
    jitter: number,
  ): number {
    const { seed, previousClosePaise } = this.#options;
    const given = previousClosePaise?.[entry.name];
    if (given !== undefined) return given;
    const random = new RandomStream(seed, `previous close:${entry.name}`);
    const factor = 1 + random.between(-jitter, jitter);
    return Math.round((entry.previousClosePaise * factor) / stepPaise) * stepPaise;
  }
}

/** Circuit limits `reach` paise either side of `close`, on the increment and at least one increment above 0. */
function band(close: number, reach: number, increment: number) {
  return {
    lowerCircuitPaise: Math.max(increment, Math.ceil((close - reach) / increment) * increment),
    upperCircuitPaise: Math.floor((close + reach) / increment) * increment,
  };
}
