/** PAPER and LIVE are two ledgers of an account that never mix (LG-05): the journal's header names one, and so does every key. Pure. */
import { assert } from '../assert.ts';
import type { TradingMode } from './trading-mode.ts';

export const LEDGERS = ['paper', 'live'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** CUSTODY keeps what LIVE opened, so it writes where LIVE wrote. */
export function ledgerOf(mode: TradingMode): Ledger {
  return mode === 'paper' ? 'paper' : 'live';
}

/** Name of a ledger, for the journal's header and folder: `live:A12345`. */
export function ledgerName(ledger: Ledger, account: string): string {
  assert(/^[A-Za-z0-9_-]+$/.test(account), 'an account is named by letters, digits, - and _');
  return `${ledger}:${account}`;
}

/** Key of an order, fill or position outside its ledger, where both kinds may meet: `live:A12345:77`. */
export function ledgerKey(ledger: Ledger, account: string, id: number | string): string {
  return `${ledgerName(ledger, account)}:${id}`;
}

/** Before anything is written to, or restored from, a journal. */
export function assertSameLedger(header: Ledger, mode: TradingMode): void {
  assert(header === ledgerOf(mode), 'LG-05 a ledger holds paper or live events, never both');
}
