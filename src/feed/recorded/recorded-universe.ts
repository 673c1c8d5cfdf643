/** The universe around a recorded instrument: listed for its date, at its prices. */
import { assert } from '../../domain/assert.ts';
import type { Instrument, InstrumentIndex } from '../../domain/instrument/instrument.ts';
import { openTimeOf } from '../synthetic/assemble-day.ts';
import { buildUniverse } from '../synthetic/universe.ts';
import type { UniverseData } from '../synthetic/universe-data.ts';
import {
  INDEX_STEP_PAISE,
  type InstrumentModel,
  type SyntheticUniverse,
  YEAR_MS,
} from '../synthetic/universe-model.ts';
import { BarFileError } from './bar.ts';
import type { ChosenDay } from './choose-day.ts';
import type { NamedContract } from './contract-name.ts';

export interface RecordedListing {
  readonly universe: SyntheticUniverse;
  /** Position of the recorded instrument among the instruments of the day. */
  readonly index: InstrumentIndex;
  readonly instrument: Instrument;
  readonly model: InstrumentModel;
  /** Grid of the recorded prices: never coarser than the instrument's own. */
  readonly incrementPaise: number;
  /** Nothing else is listed. */
  readonly isAlone: boolean;
}

export interface RecordedTerms {
  readonly data: UniverseData;
  readonly seed: number;
  readonly day: ChosenDay;
  readonly contract: NamedContract;
}

/** Price increments in use at NSE, paise, coarsest first. */
const INCREMENTS = [500, 100, 50, 20, 10, 5, 1] as const;
/** Between any two years of the recordings an index or a stock stays within this factor. */
const PLAUSIBLE_RATIO = 3;
/** Circuit limits leave so many increments around the recorded extremes. */
const ROOM_INCREMENTS = 100;

/** Throws `BarFileError` when the universe has no such instrument, or none that expires in the contract's month. */
export function recordedUniverse(terms: RecordedTerms): RecordedListing {
  const { data, seed, day, contract } = terms;
  const universe = buildUniverse({
    data,
    seed,
    date: day.date,
    previousClosePaise: previousCloses(terms),
  });
  const found = universe.instruments.find((entry) => isContract(entry, contract));
  if (found === undefined) {
    const known = [...data.indices, ...data.stocks].map((entry) => entry.name).slice(0, 5);
    throw new BarFileError(
      'instrument_unknown',
      `'${contract.name}' (${contract.kind}) is not in the universe; begin the file's name with one of ${known.join(', ')} …`,
    );
  }
  if (contract.kind !== 'cash' && !found.expiry.startsWith(contract.month)) {
    throw new BarFileError(
      'contract_mismatch',
      `On ${day.date} the simulated contracts expire on ${found.expiry}, the file's in ${contract.month}; choose a later date.`,
    );
  }
  if (contract.kind !== 'option') checkPrice(terms, found);
  return relisted(universe, found, day, contract.kind === 'option');
}

/** A file can be named after one instrument and hold another; its price tells. */
function checkPrice({ data, day, contract }: RecordedTerms, found: Instrument): void {
  const listed = [...data.indices, ...data.stocks].find((entry) => entry.name === contract.name);
  const usual = listed?.previousClosePaise ?? day.previousClosePaise;
  const ratio = day.previousClosePaise / usual;
  if (ratio < 1 / PLAUSIBLE_RATIO || ratio > PLAUSIBLE_RATIO) {
    throw new BarFileError(
      'price_implausible',
      `The file's price ${day.previousClosePaise / 100} is not that of ${found.symbol}, about ${usual / 100}; it holds another instrument.`,
    );
  }
}

function isContract(entry: Instrument, contract: NamedContract): boolean {
  if (entry.name !== contract.name) return false;
  if (contract.kind === 'cash') return entry.kind === 'index' || entry.kind === 'equity';
  if (contract.kind === 'future') return entry.kind === 'future';
  return entry.strikePaise === contract.strikePaise && entry.optionType === contract.optionType;
}

/** What the recorded price says about previous closes of the universe, by name. */
function previousCloses({ data, seed, day, contract }: RecordedTerms): Record<string, number> {
  if (contract.kind === 'cash') return { [contract.name]: day.previousClosePaise };
  if (contract.kind === 'option') return { [contract.name]: contract.strikePaise };
  const bare = buildUniverse({ data, seed, date: day.date });
  const years = (bare.expiryMs - openTimeOf(bare)) / YEAR_MS;
  const spot = day.previousClosePaise * Math.exp(-data.market.rate * years);
  return { [contract.name]: Math.round(spot / INDEX_STEP_PAISE) * INDEX_STEP_PAISE };
}

/** The universe with the recorded instrument's listing fitted to its bars. */
function relisted(
  universe: SyntheticUniverse,
  found: Instrument,
  day: ChosenDay,
  isAlone: boolean,
): RecordedListing {
  const foundModel = universe.models[found.index];
  assert(foundModel !== undefined, 'an instrument has a model');
  const incrementPaise = commonIncrement(day, found.priceIncrementPaise || INDEX_STEP_PAISE);
  const index = isAlone ? 0 : found.index;
  const model = { ...foundModel, previousClosePaise: day.previousClosePaise };
  const instrument: Instrument =
    found.kind === 'index' ? found : { ...found, index, ...listedFor(found, day, incrementPaise) };
  return {
    universe: {
      ...universe,
      instruments: universe.instruments.map((entry) => (entry === found ? instrument : entry)),
      models: universe.models.map((entry) => (entry === foundModel ? model : entry)),
    },
    index,
    instrument,
    model,
    incrementPaise,
    isAlone,
  };
}

/** Increment and circuit limits under which every recorded price is valid. */
function listedFor(found: Instrument, day: ChosenDay, incrementPaise: number) {
  const low = Math.min(...day.bars.map((bar) => bar.lowPaise));
  const high = Math.max(...day.bars.map((bar) => bar.highPaise));
  const room = ROOM_INCREMENTS * incrementPaise;
  const lower = Math.max(incrementPaise, Math.min(found.lowerCircuitPaise, low - room));
  const upper = Math.max(found.upperCircuitPaise, high + room);
  return {
    priceIncrementPaise: incrementPaise,
    lowerCircuitPaise: Math.ceil(lower / incrementPaise) * incrementPaise,
    upperCircuitPaise: Math.floor(upper / incrementPaise) * incrementPaise,
  };
}

/** The coarsest increment, at most `listedPaise`, that divides every recorded price. */
function commonIncrement({ bars }: ChosenDay, listedPaise: number): number {
  const fits = (step: number) =>
    bars.every(
      (bar) =>
        bar.openPaise % step === 0 &&
        bar.highPaise % step === 0 &&
        bar.lowPaise % step === 0 &&
        bar.closePaise % step === 0,
    );
  return INCREMENTS.find((step) => step <= listedPaise && fits(step)) ?? 1;
}
