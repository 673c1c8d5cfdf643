/** Builds the quoters of a whole universe and wires the futures to the indices and the chain to its future. */
import { assert } from '../../domain/assert.ts';
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';
import { MINUTE_MS } from '../../domain/instrument/ist-date.ts';
import { FutureQuoter } from './future-quoter.ts';
import { type IndexLevel, IndexQuoter } from './index-quoter.ts';
import { MarketDay, type ScheduledQuoter } from './market-day.ts';
import { MarketFactors, type MarketPath, StockProcess } from './price-process.ts';
import { Quote } from './quote.ts';
import { Cadence, type Quoter } from './quoter.ts';
import { RandomStream } from './random.ts';
import { StockQuoter, type TradedTerms, VolumePace } from './stock-quoter.ts';
import { type ChainTerms, StrikeQuoter } from './strike-quoter.ts';
import { closeMinute, istTimeMs, OPEN_MINUTE } from './trading-hours.ts';
import type { InstrumentModel, SyntheticUniverse } from './universe-model.ts';

/** One instrument that follows data instead of its model. */
export interface GivenQuoter extends ScheduledQuoter {
  readonly index: InstrumentIndex;
  /** Set when the instrument is an index. */
  readonly level?: IndexLevel;
  /** Set when it is traded. */
  readonly quote?: Quote;
}

export interface DayParts {
  readonly universe: SyntheticUniverse;
  /** Replaces the generated market factor. */
  readonly marketPath?: MarketPath;
  readonly given?: GivenQuoter;
}

/** The moment the day of `universe` opens, epoch milliseconds. */
export function openTimeOf(universe: SyntheticUniverse): number {
  return istTimeMs(universe.date, OPEN_MINUTE);
}

/** Length of the continuous session of `instrument`, milliseconds. */
export function sessionOf(universe: SyntheticUniverse, instrument: Instrument): number {
  return (closeMinute(instrument.segment, universe.date) - OPEN_MINUTE) * MINUTE_MS;
}

export function assembleDay(parts: DayParts): MarketDay {
  return new Assembly(parts).build();
}

class Assembly {
  readonly #parts: DayParts;
  readonly #factors: MarketFactors;
  readonly #openTimeMs: number;
  readonly #levels = new Map<InstrumentIndex, IndexLevel>();
  readonly #quotes = new Map<InstrumentIndex, Quote>();
  readonly #quoters: ScheduledQuoter[] = [];

  constructor(parts: DayParts) {
    const { universe, marketPath, given } = parts;
    const cashSessionMs = (closeMinute('cash', universe.date) - OPEN_MINUTE) * MINUTE_MS;
    this.#parts = parts;
    this.#factors = new MarketFactors(universe, cashSessionMs, marketPath);
    this.#openTimeMs = openTimeOf(universe);
    if (given?.level !== undefined) this.#levels.set(given.index, given.level);
    if (given?.quote !== undefined) this.#quotes.set(given.index, given.quote);
  }

  build(): MarketDay {
    const { universe, given } = this.#parts;
    const { instruments } = universe;
    instruments.forEach((instrument, index) => {
      if (given?.index === index) this.#quoters.push(given);
      else if (instrument.kind === 'index') this.#add(this.#indexQuoter(index));
      else if (instrument.kind === 'future') this.#add(this.#futureQuoter(index));
      else if (instrument.kind === 'equity') this.#add(this.#stockQuoter(index));
      else if (instrument.optionType === 'CE') this.#add(this.#strikeQuoter(index));
    });
    const sessions = instruments.map((instrument) => sessionOf(universe, instrument));
    return new MarketDay({
      instruments,
      openTimeMs: this.#openTimeMs,
      closeTimeMs: this.#openTimeMs + Math.max(...sessions),
      factors: this.#factors,
      quoters: this.#quoters,
    });
  }

  #add(quoter: Quoter): void {
    this.#quoters.push({ quoter, firstDueMs: 0 });
  }

  #indexQuoter(index: InstrumentIndex): Quoter {
    const { instrument, model } = this.#listed(index);
    const endMs = sessionOf(this.#parts.universe, instrument);
    const terms = { index, model, openTimeMs: this.#openTimeMs, endMs };
    const quoter = new IndexQuoter(terms, this.#factors);
    this.#levels.set(index, quoter.level);
    return quoter;
  }

  #futureQuoter(index: InstrumentIndex): Quoter {
    const { universe } = this.#parts;
    const { instrument, model } = this.#listed(index);
    const underlying = this.#levels.get(model.underlying);
    assert(underlying !== undefined, 'a future is listed after its index');
    const carry = { underlying, rate: universe.data.market.rate, expiryMs: universe.expiryMs };
    const random = new RandomStream(universe.seed, `basis:${instrument.name}`);
    return new FutureQuoter(this.#traded(index), carry, random);
  }

  #stockQuoter(index: InstrumentIndex): Quoter {
    const { universe } = this.#parts;
    const sessionMs = sessionOf(universe, this.#listed(index).instrument);
    const process = new StockProcess(universe, index, { factors: this.#factors, sessionMs });
    return new StockQuoter(this.#traded(index), process);
  }

  /** Options are listed in pairs, the call first. */
  #strikeQuoter(callIndex: InstrumentIndex): Quoter {
    const { universe } = this.#parts;
    const { instrument, model } = this.#listed(callIndex);
    const future = this.#quotes.get(model.underlying);
    assert(future !== undefined, 'an option is listed after its future');
    const chain: ChainTerms = {
      smile: universe.data.optionChain,
      rate: universe.data.market.rate,
      expiryMs: universe.expiryMs,
      factors: this.#factors,
      future,
    };
    const call = this.#traded(callIndex);
    const put = this.#traded(callIndex + 1);
    return new StrikeQuoter({ call, put, strikePaise: instrument.strikePaise }, chain);
  }

  #traded(index: InstrumentIndex): TradedTerms {
    const { universe } = this.#parts;
    const { instrument, model } = this.#listed(index);
    const { seed } = universe;
    const sessionMs = sessionOf(universe, instrument);
    const quote = new Quote(instrument, model, { seed, sessionMs });
    this.#quotes.set(index, quote);
    const random = new RandomStream(seed, `cadence:${instrument.exchange}:${instrument.token}`);
    const cadence = new Cadence(random, model.updatesPerSecond, sessionMs);
    const pace = new VolumePace(model.dailyVolume, sessionMs);
    return { index, model, openTimeMs: this.#openTimeMs, quote, cadence, pace };
  }

  #listed(index: InstrumentIndex): {
    readonly instrument: Instrument;
    readonly model: InstrumentModel;
  } {
    const instrument = this.#parts.universe.instruments[index];
    const model = this.#parts.universe.models[index];
    assert(instrument !== undefined && model !== undefined, 'an instrument has a model');
    return { instrument, model };
  }
}
