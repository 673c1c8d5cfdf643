/** How SmartAPI's rows name an instrument's kind, expiry and strike. Simulator process. */
import { istStamp } from '../../../contract/wire/smartapi-time.ts';
import type { Instrument, InstrumentKind } from '../../../domain/instrument/instrument.ts';
import { existingDay, istMidnightMs } from '../../../domain/instrument/ist-date.ts';

const KIND_WORDS: Readonly<Record<InstrumentKind, string>> = {
  index: 'AMXIDX',
  equity: '',
  future: 'FUTIDX',
  option: 'OPTIDX',
};

export function kindWord({ kind }: Instrument): string {
  return KIND_WORDS[kind];
}

/** Series of a cash share (`EQ`), '' for anything else. */
export function symbolGroup({ kind, symbol }: Instrument): string {
  return kind === 'equity' ? (symbol.split('-')[1] ?? '') : '';
}

/** `23NOV2026`, '' without an expiry. */
export function expiryWord({ expiry }: Instrument): string {
  if (expiry === '') return '';
  const stamp = istStamp(istMidnightMs(existingDay(expiry)));
  return stamp.slice(0, 11).replaceAll('-', '').toUpperCase();
}

/** Rupees, −1 for what is no option. */
export function strikeRupees({ kind, strikePaise }: Instrument): number {
  return kind === 'option' ? strikePaise / 100 : -1;
}

/** Rupees with two decimals, as the books write them. */
export function twoDecimals(paise: number): string {
  return (paise / 100).toFixed(2);
}
