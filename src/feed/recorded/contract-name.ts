/** What a bar file's name says about the instrument in it. */
import { basename } from 'node:path';

/** `month`: `YYYY-MM` of the expiry. */
export type NamedContract =
  | { readonly kind: 'cash'; readonly name: string }
  | { readonly kind: 'future'; readonly name: string; readonly month: string }
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly month: string;
      readonly strikePaise: number;
      readonly optionType: 'CE' | 'PE';
    };

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const MONTH = `(\\d{2})(${MONTHS.join('|')})`;
const FUTURE = new RegExp(`^([A-Z&-]+)${MONTH}FUT$`);
const OPTION = new RegExp(`^([A-Z&-]+)${MONTH}(\\d{3,6})(CE|PE)$`);
/** With the day first, as the exchange writes it: `NIFTY23NOV26FUT`, `NIFTY23NOV2626000CE`. */
const DATED_FUTURE = new RegExp(`^([A-Z&-]+)\\d{2}(${MONTHS.join('|')})(\\d{2})FUT$`);
const DATED_OPTION = new RegExp(
  `^([A-Z&-]+)\\d{2}(${MONTHS.join('|')})(\\d{2})([1-9]\\d{3,5})(CE|PE)$`,
);

/**
 * The contract in the part of the file's name before the first `_` or `.`: `NIFTY_1m_2024.csv.gz` is NIFTY,
 * `NIFTY25DECFUT_5m…` the December 2025 future, `NIFTY25DEC26200CE_1m…` its 26200 call.
 */
export function contractOfFile(path: string): NamedContract {
  const [name = ''] = basename(path).toUpperCase().split(/[_.]/);
  const datedOption = DATED_OPTION.exec(name);
  if (datedOption !== null) {
    const [, underlying, month, year, strike, type] = datedOption;
    return option(underlying, monthKey(year, month), strike, type);
  }
  const plainOption = OPTION.exec(name);
  if (plainOption !== null) {
    const [, underlying, year, month, strike, type] = plainOption;
    return option(underlying, monthKey(year, month), strike, type);
  }
  const datedFuture = DATED_FUTURE.exec(name);
  if (datedFuture !== null) {
    const [, underlying = '', month, year] = datedFuture;
    return { kind: 'future', name: underlying, month: monthKey(year, month) };
  }
  const plainFuture = FUTURE.exec(name);
  if (plainFuture !== null) {
    const [, underlying = '', year, month] = plainFuture;
    return { kind: 'future', name: underlying, month: monthKey(year, month) };
  }
  return { kind: 'cash', name };
}

function option(name = '', month = '', strike?: string, type?: string): NamedContract {
  const strikePaise = Number(strike) * 100;
  return { kind: 'option', name, month, strikePaise, optionType: type === 'PE' ? 'PE' : 'CE' };
}

function monthKey(year = '', month = ''): string {
  return `20${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}`;
}
