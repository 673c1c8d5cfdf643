/** A recorded day of one instrument, with the market around it following; runs in the market simulator's process. */
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';
import { assembleDay, type GivenQuoter, openTimeOf, sessionOf } from '../synthetic/assemble-day.ts';
import { IndexLevel } from '../synthetic/index-quoter.ts';
import { MarketDay } from '../synthetic/market-day.ts';
import type { MarketSource } from '../synthetic/market-source.ts';
import { MarketFactors, type MarketPath } from '../synthetic/price-process.ts';
import { Quote } from '../synthetic/quote.ts';
import type { UniverseData } from '../synthetic/universe-data.ts';
import type { SyntheticUniverse } from '../synthetic/universe-model.ts';
import type { BarFile } from './bar.ts';
import { BarPath } from './bar-path.ts';
import { type ChosenDay, chooseDay } from './choose-day.ts';
import { contractOfFile } from './contract-name.ts';
import { RecordedIndexQuoter, RecordedTradeQuoter } from './recorded-quoter.ts';
import { type RecordedListing, recordedUniverse } from './recorded-universe.ts';

export interface BarDayOptions {
  readonly universe: UniverseData;
  readonly file: BarFile;
  /** Path or name the instrument is recognised by, for example `NIFTY_1m_2024.csv.gz`; see `contractOfFile`. */
  readonly name: string;
  /** Seeds the path inside each bar and everything that is not recorded. */
  readonly seed: number;
  /** `YYYY-MM-DD`; default: the first full trading day of the file. */
  readonly date?: string;
}

export interface BarDay extends MarketSource {
  readonly date: string;
  /** The instrument that follows the bars exactly. */
  readonly recorded: Instrument;
}

/** Options of a recorded contract are quoted about so wide. */
const OPTION_SPREAD_BPS = 20;

/**
 * The recorded instrument trades the bars exactly. An index or its future also is the market factor of everything else
 * (futures, chain, stocks); a stock trades among a generated market; an option is listed alone, since no generated
 * future would fit its price.
 * Throws `BarFileError` when the instrument, the date or the contract cannot be matched.
 */
export function createBarDay(options: BarDayOptions): BarDay {
  const day = chooseDay(options.file, options.date);
  const contract = contractOfFile(options.name);
  const listing = recordedUniverse({ data: options.universe, seed: options.seed, day, contract });
  const source = listing.isAlone ? loneDay(listing, day) : marketDay(listing, day);
  const recorded = source.instruments[listing.index] as Instrument;
  return Object.assign(source, { date: day.date, recorded });
}

function pathOf({ universe, incrementPaise }: RecordedListing, day: ChosenDay): BarPath {
  const openTimeMs = openTimeOf(universe);
  const { bars, intervalMs } = day;
  return new BarPath({ bars, intervalMs, openTimeMs, incrementPaise, seed: universe.seed });
}

/** The quoter of the recorded instrument. */
function givenQuoter(listing: RecordedListing, path: BarPath): GivenQuoter {
  const { universe, index, model, instrument } = listing;
  const terms = { index, openTimeMs: openTimeOf(universe), path };
  const firstDueMs = path.nextStep(0);
  if (instrument.kind === 'index') {
    const level = new IndexLevel(model.previousClosePaise);
    return { index, firstDueMs, level, quoter: new RecordedIndexQuoter(terms, level) };
  }
  const sessionMs = sessionOf(universe, instrument);
  const quote = new Quote(instrument, model, { seed: universe.seed, sessionMs });
  const spreadBps = instrument.kind === 'option' ? OPTION_SPREAD_BPS : model.spreadBps;
  return { index, firstDueMs, quote, quoter: new RecordedTradeQuoter(terms, quote, spreadBps) };
}

function marketDay(listing: RecordedListing, day: ChosenDay): MarketDay {
  const { universe } = listing;
  const path = pathOf(listing, day);
  const given = givenQuoter(listing, path);
  if (listing.instrument.kind === 'equity') return assembleDay({ universe, given });
  return assembleDay({ universe, given, marketPath: factorOf(listing, path) });
}

/** The market factor that the recorded index or future implies. */
function factorOf({ universe, index, model }: RecordedListing, path: BarPath): MarketPath {
  const underlying: InstrumentIndex = model.underlying < 0 ? index : model.underlying;
  const beta = universe.models[underlying]?.beta ?? 1;
  return {
    returnAt: (sinceOpenMs) =>
      Math.log(path.priceAt(sinceOpenMs) / model.previousClosePaise) / beta,
  };
}

function loneDay(listing: RecordedListing, day: ChosenDay): MarketDay {
  const { universe, instrument, model } = listing;
  const alone: SyntheticUniverse = { ...universe, instruments: [instrument], models: [model] };
  const sessionMs = sessionOf(universe, instrument);
  const openTimeMs = openTimeOf(universe);
  return new MarketDay({
    instruments: alone.instruments,
    openTimeMs,
    closeTimeMs: openTimeMs + sessionMs,
    factors: new MarketFactors(alone, sessionMs),
    quoters: [givenQuoter(listing, pathOf(listing, day))],
  });
}
