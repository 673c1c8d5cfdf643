/** Values of `tickring broker` options, read strictly: what is not understood is refused, never guessed. Command line. */
import { price } from '../../contract/wire/smartapi-numbers.ts';
import { parseIstMinute } from '../../contract/wire/smartapi-time.ts';
import { QUANTITY_MAX } from '../../domain/limits.ts';
import type { Side } from '../../domain/order/types.ts';
import { type Flags, type ValueFlag, wrongUsage } from './broker-call.ts';

const RUPEES = /^\d{1,9}(?:\.\d{1,2})?$/;

export function required(flags: Flags, flag: ValueFlag): string {
  const text = flags[flag];
  if (text !== undefined && text !== '') return text;
  throw wrongUsage(`--${flag} is missing`);
}

/** Units, at least 1. */
export function quantityOf(flags: Flags, flag: ValueFlag = 'quantity'): number {
  const text = required(flags, flag);
  const quantity = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (quantity >= 1 && quantity <= QUANTITY_MAX) return quantity;
  throw wrongUsage(`--${flag} ${text}: give a whole number of at least 1`);
}

/** Integer paise above 0. */
export function paiseOf(flags: Flags, flag: 'limit' | 'trigger'): number {
  const text = required(flags, flag);
  const paise = RUPEES.test(text) ? price.parse(text) : 0;
  if (paise > 0) return paise;
  throw wrongUsage(`--${flag} ${text}: give rupees above 0 with at most two decimals, 815.55`);
}

export function sideOf(word: string | undefined): Side {
  if (word === 'BUY') return 1;
  if (word === 'SELL') return -1;
  throw wrongUsage(`${word ?? 'nothing'}: say BUY or SELL first`);
}

/** One of a closed list, without regard to case. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  { text, flag }: { readonly text: string; readonly flag: ValueFlag },
): Word {
  const found = words.find((word) => word === text.toUpperCase());
  if (found !== undefined) return found;
  throw wrongUsage(`--${flag} ${text}: give one of ${words.join(', ')}`);
}

/** A minute of Indian time, epoch ms. */
export function minuteOf(flags: Flags, flag: 'from' | 'to'): number {
  const text = required(flags, flag);
  const timeMs = parseIstMinute(text.replace('T', ' '));
  if (timeMs !== null) return timeMs;
  throw wrongUsage(`--${flag} ${text}: give Indian time, "2026-11-20 09:15"`);
}
