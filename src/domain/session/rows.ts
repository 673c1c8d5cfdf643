/** What the session state machines ask to be made durable: the trading mode and the end-of-day schedule. Pure declarations. */
import { defineRowKind } from '../journal-row.ts';
import { MODE_CAUSES, type ModeState, TRADING_MODES } from './trading-mode.ts';

/** Read back for the record only: no start takes its mode from disk (LG-01). */
export const MODE = defineRowKind<ModeState>({
  kind: 'mode',
  version: 1,
  fields: {
    mode: TRADING_MODES,
    cause: MODE_CAUSES,
    account: 'text',
    sessionId: 'int',
    epoch: 'int',
    sessionDate: 'text',
    sessionEndMs: 'number',
    riskConfigSha: 'text',
    isKillSlow: 'flag',
    actor: 'text',
    timeMs: 'number',
  },
  keyOf: ({ account }) => account,
});

/** End-of-day runs of one schedule. Contracts that expire today have a schedule of their own: they are flat earlier. */
export const EOD_NAMES = ['cash', 'cash_cas', 'derivatives', 'derivatives_expiring'] as const;
export type EodName = (typeof EOD_NAMES)[number];

export interface EodRow {
  readonly schedule: EodName;
  /** The newest days on which it fired, ascending by firing; days since 1970-01-01 IST. */
  readonly days: readonly number[];
}

export const EOD = defineRowKind<EodRow>({
  kind: 'eod',
  version: 1,
  fields: { schedule: EOD_NAMES, days: 'numbers' },
  keyOf: ({ schedule }) => schedule,
});
