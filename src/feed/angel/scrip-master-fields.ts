/** How single fields of a scrip master row are read. Every value in the file is a string; the loading thread runs this once a day. */
import type { Exchange, InstrumentKind } from '../../domain/instrument/instrument.ts';
import { dayOfDateKey } from '../../domain/instrument/ist-date.ts';

const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/**
 * A decimal such as `65`, `-1.000000` or `2350000.000000`; NaN when `text` is anything else. Fractions are exact to the digits that a
 * double holds. A loop because it runs half a million times per load.
 */
export function decimalOf(text: unknown): number {
  if (typeof text !== 'string' || text.length === 0 || text.length > 24) return Number.NaN;
  const isNegative = text.charCodeAt(0) === MINUS;
  let digits = 0;
  let fraction = 0;
  let scale = 1;
  let hasPoint = false;
  let count = 0;
  for (let at = isNegative ? 1 : 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT && !hasPoint) {
      hasPoint = true;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return Number.NaN;
      count += 1;
      if (hasPoint) {
        fraction = fraction * 10 + digit;
        scale *= 10;
      } else {
        digits = digits * 10 + digit;
      }
    }
  }
  if (count === 0) return Number.NaN;
  const value = digits + fraction / scale;
  return isNegative ? -value : value;
}

/** `28JUL2026` (any case) as `2026-07-28`; '' for ''; null when it is no date. */
export function expiryOf(text: unknown): string | null {
  if (text === '') return '';
  if (typeof text !== 'string' || text.length !== 9) return null;
  const at = MONTHS.indexOf(text.slice(2, 5).toUpperCase());
  if (at < 0 || at % 3 !== 0) return null;
  const month = String(at / 3 + 1).padStart(2, '0');
  const dateKey = `${text.slice(5)}-${month}-${text.slice(0, 2)}`;
  return dayOfDateKey(dateKey) >= 0 ? dateKey : null;
}

/** Kind by `instrumenttype`; null for what nobody can trade or follow here (spot commodities, currency underlyings). */
export function kindOf(instrumentType: unknown): InstrumentKind | null {
  if (instrumentType === '') return 'equity';
  if (typeof instrumentType !== 'string') return null;
  if (instrumentType.startsWith('OPT')) return 'option';
  if (instrumentType.startsWith('FUT')) return 'future';
  return instrumentType === 'AMXIDX' ? 'index' : null;
}

/** Units of strike and price step per paise: the currency segment counts in 1e-7 rupees, the others in paise. */
export function unitsPerPaise(exchange: Exchange): number {
  return exchange === 'CDS' ? 100_000 : 1;
}
