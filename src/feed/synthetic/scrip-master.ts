/** Instruments as rows of the SmartAPI scrip master; written once, when the market simulator starts. */
import type { Instrument, InstrumentKind } from '../../domain/instrument/instrument.ts';

/** One row of `OpenAPIScripMaster.json` as of 2026: strings, except the closing-auction flag. */
export interface ScripMasterRow {
  readonly token: string;
  readonly symbol: string;
  readonly name: string;
  /** `DDMMMYYYY` in upper case, or ''. */
  readonly expiry: string;
  /** Rupees × 100 with six decimals; `-1.000000` for what is no option, `0.000000` for indices. */
  readonly strike: string;
  readonly lotsize: string;
  readonly instrumenttype: string;
  readonly exch_seg: string;
  /** Paise with six decimals; `0.000000` for indices. */
  readonly tick_size: string;
  readonly freeze_qty: string;
  readonly is_cas_enabled: boolean;
}

/** The chain and the futures are on indices. */
const INSTRUMENT_TYPES: Readonly<Record<InstrumentKind, string>> = {
  index: 'AMXIDX',
  equity: '',
  future: 'FUTIDX',
  option: 'OPTIDX',
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** One row per instrument, in the same order. */
export function scripMasterRows(instruments: readonly Instrument[]): readonly ScripMasterRow[] {
  return instruments.map((instrument) => ({
    token: instrument.token,
    symbol: instrument.symbol,
    name: instrument.name,
    expiry: expiryField(instrument.expiry),
    strike: strikeField(instrument),
    lotsize: String(instrument.lotSize),
    instrumenttype: INSTRUMENT_TYPES[instrument.kind],
    exch_seg: instrument.exchange,
    tick_size: sixDecimals(instrument.priceIncrementPaise),
    freeze_qty: String(instrument.freezeQuantity),
    is_cas_enabled: instrument.segment === 'cash_cas',
  }));
}

/** `2026-11-23` as `23NOV2026`. */
function expiryField(expiry: string): string {
  if (expiry === '') return '';
  const [year = '', month = '', day = ''] = expiry.split('-');
  return `${day}${monthName(month)}${year}`;
}

/** `2026-11-23` as exchange symbols write it: `23NOV26`. */
export function symbolDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}${monthName(month)}${year.slice(2)}`;
}

function monthName(month: string): string {
  return MONTHS[Number(month) - 1] ?? '';
}

function strikeField({ kind, strikePaise }: Instrument): string {
  if (kind === 'index') return sixDecimals(0);
  return sixDecimals(kind === 'option' ? strikePaise : -1);
}

function sixDecimals(value: number): string {
  return value.toFixed(6);
}
