/**
 * Numbers as SmartAPI writes them, decimal strings or JSON numbers, read strictly into integer paise, units and finite numbers. Client and
 * simulator. Refused: exponents, signs other than one leading minus, blanks, hexadecimal, what is not finite or beyond 2^53.
 */
import { z } from 'zod';

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,20}))?$/;
const INTEGER = /^-?\d{1,15}$/;
/** The position book's `netvalue` has been seen with blanks behind its minus: "- 2235.80". */
const SPACED_MINUS = /^- +(?=\d)/;

const PAISE_PER_RUPEE = 100;

type Written = string | number;
const written = z.union([z.string(), z.number()]);

/** Rupees, any sign → integer paise, half a paisa away from zero. */
export const rupees = written.transform((value, context) =>
  checked(paiseOf(value), { value, context, rule: 'a decimal amount in rupees' }),
);

/** As `rupees`, with blanks allowed behind the minus of a string. */
export const spacedRupees = written.transform((value, context) => {
  const text = typeof value === 'string' ? value.replace(SPACED_MINUS, '-') : value;
  return checked(paiseOf(text), { value, context, rule: 'a decimal amount in rupees' });
});

/** Rupees of at least 0 → integer paise. */
export const price = written.transform((value, context) => {
  const paise = paiseOf(value);
  const rule = 'a decimal price in rupees, at least 0';
  return checked(paise !== null && paise >= 0 ? paise : null, { value, context, rule });
});

/** Units, at least 0. */
export const quantity = written.transform((value, context) => {
  const units = integerOf(value);
  const rule = 'a whole number of units, at least 0';
  return checked(units !== null && units >= 0 ? units : null, { value, context, rule });
});

/** Units, below 0 for what is sold. */
export const signedQuantity = written.transform((value, context) =>
  checked(integerOf(value), { value, context, rule: 'a whole number of units' }),
);

/** Any finite decimal: percentages, greeks, average prices where paise are too coarse. */
export const decimal = written.transform((value, context) =>
  checked(decimalOf(value), { value, context, rule: 'a decimal number' }),
);

/** An id of digits; the books' sample shows it as a bare number as well. At most 15 digits, so it is exact as a number. */
export const digits = written.transform((value, context) => {
  const text = String(value);
  const isId = /^\d{1,15}$/.test(text);
  return checked(isId ? text : null, { value, context, rule: 'an id of 1 to 15 digits' });
});

/** Integer paise as the decimal string of rupees we send: 81555 → "815.55", 81500 → "815". */
export function rupeesText(paise: number): string {
  const absolute = Math.abs(paise);
  const fraction = absolute % PAISE_PER_RUPEE;
  const whole = (absolute - fraction) / PAISE_PER_RUPEE;
  const sign = paise < 0 ? '-' : '';
  return fraction === 0
    ? `${sign}${whole}`
    : `${sign}${whole}.${String(fraction).padStart(2, '0')}`;
}

interface Check {
  readonly value: Written;
  readonly context: z.RefinementCtx<Written>;
  /** What the value has to be. */
  readonly rule: string;
}

function checked<Read>(read: Read | null, { value, context, rule }: Check): Read {
  if (read !== null) return read;
  context.issues.push({ code: 'custom', message: `is not ${rule}`, input: value });
  return z.NEVER;
}

/** By its digits: 1.005 has no exact double. */
function paiseOf(value: Written): number | null {
  const [isWritten, sign, whole = '', fraction = ''] = DECIMAL.exec(String(value)) ?? [];
  // Sums of doubles leave crumbs, which JavaScript writes with an exponent.
  if (isWritten === undefined)
    return typeof value === 'number' && Math.abs(value) < 1e-6 ? 0 : null;
  const digitsAfter = fraction.padEnd(3, '0');
  const half = digitsAfter.charAt(2) >= '5' ? 1 : 0;
  const paise = Number(whole) * PAISE_PER_RUPEE + Number(digitsAfter.slice(0, 2)) + half;
  if (!Number.isSafeInteger(paise)) return null;
  return sign === '-' && paise > 0 ? -paise : paise;
}

function integerOf(value: Written): number | null {
  if (typeof value === 'string' && !INTEGER.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number + 0 : null;
}

function decimalOf(value: Written): number | null {
  if (typeof value === 'string' && !DECIMAL.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number + 0 : null;
}
