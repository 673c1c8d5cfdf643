/** Input rows about what is not ours: what others have in the account, as risk took it, and what a human says of it. Pure declarations. */
import type { ClockRow, Handled } from './input-rows.ts';
import { defineRowKind } from './journal-row.ts';
import type { ExternalExposure } from './order/external-exposure.ts';

export interface ExternalRow extends ExternalExposure, Handled {}

/** What others hold and may still trade of an instrument, as risk took it; the last one stands (OL-12). */
export const EXTERNAL_ROW = defineRowKind<ExternalRow>({
  kind: 'external_exposure',
  version: 1,
  fields: {
    instrumentIndex: 'int',
    buyQuantity: 'int',
    sellQuantity: 'int',
    buyValuePaise: 'int',
    sellValuePaise: 'int',
    unpricedBuyQuantity: 'int',
    unpricedSellQuantity: 'int',
    heldQuantity: 'int',
    timeMs: 'int',
    tick: 'int',
  },
  keyOf: (row) => row.instrumentIndex,
});

const WATCH_ACTIONS = ['claim_external', 'acknowledge_difference'] as const;
type WatchAction = (typeof WATCH_ACTIONS)[number];

/** What a human says of what is not ours; the number that the action does not go by is 0, the instrument −1. */
export interface WatchRequestRow extends ClockRow {
  readonly action: WatchAction;
  readonly venueOrderId: number;
  readonly instrumentIndex: number;
  readonly actor: string;
  readonly reason: string;
}

export const WATCH_REQUEST_ROW = defineRowKind<WatchRequestRow>({
  kind: 'watch_request',
  version: 1,
  fields: {
    action: WATCH_ACTIONS,
    venueOrderId: 'int',
    instrumentIndex: 'int',
    actor: 'text',
    reason: 'text',
    timeMs: 'int',
    tick: 'int',
  },
});
