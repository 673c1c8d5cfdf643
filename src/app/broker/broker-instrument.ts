/** Instruments of `tickring broker` by their public names: from the stored scrip master, or as the command line says. Command line. */
import type { Settings } from '../../contract/settings.ts';
import {
  EXCHANGE_TYPES,
  type Exchange,
  type Instrument,
} from '../../domain/instrument/instrument.ts';
import { SessionCalendar } from '../../domain/instrument/session-calendar.ts';
import { syncDate } from '../../feed/angel/instrument-schedule.ts';
import { loadStoredMaster } from '../broker-instruments.ts';
import { loadCalendar } from '../calendar-loader.ts';
import { notSent, wrongUsage } from './broker-call.ts';

export interface InstrumentFinder {
  readonly settings: Settings;
  readonly nowMs: number;
  /** The venue's token: the name is taken as it stands, and no list is looked at. */
  readonly token: string | undefined;
  /** Told of a list that is not the newest, and of what is not checked. */
  warn(sentence: string): void;
}

export function instrumentFinder(finder: InstrumentFinder): (name: string) => Instrument {
  const { token } = finder;
  return token === undefined
    ? (name) => storedInstrument(finder, name)
    : (name) => statedInstrument(finder, token, name);
}

/** Throws `ScripMasterError` when no list is stored. */
function storedInstrument({ settings, nowMs, warn }: InstrumentFinder, name: string): Instrument {
  const date = syncDate(nowMs, new SessionCalendar(loadCalendar()));
  const { master, facts, warnings } = loadStoredMaster(settings, date);
  for (const warning of warnings) warn(warning);
  if (facts.date !== date) warn(`The scrip master is that of ${facts.date}, not of ${date}.`);
  const row = master.rowOfName(name);
  if (row < 0) {
    throw notSent(
      `the scrip master of ${facts.date} has no ${name}; write <exchange>:<symbol>, or use tickring instruments search`,
    );
  }
  if (!master.isServed(row)) {
    throw notSent(`${name} is not served here; give its token with --token to ask all the same`);
  }
  return master.instrumentAt(row, 0);
}

/** Its lot, price step and freeze quantity are unknown: the broker alone judges them. */
function statedInstrument({ warn }: InstrumentFinder, token: string, name: string): Instrument {
  const [exchange = '', ...rest] = name.split(':');
  const symbol = rest.join(':');
  if (!Object.hasOwn(EXCHANGE_TYPES, exchange) || symbol === '' || !/^\d{1,10}$/.test(token)) {
    throw wrongUsage(`${name} --token ${token}: write <exchange>:<symbol> --token <digits>`);
  }
  warn(`Lot, price step and freeze quantity of ${name} are not checked: --token names it.`);
  return {
    index: 0,
    exchange: exchange as Exchange,
    symbol,
    token,
    name: symbol,
    kind: 'equity',
    segment: 'cash',
    lotSize: 1,
    priceIncrementPaise: 1,
    freezeQuantity: 0,
    lowerCircuitPaise: 0,
    upperCircuitPaise: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
  };
}
