/** Which core records which rows. Replay: each core is compared with its own rows, in their order. */
import { EXTERNAL_ROW, WATCH_REQUEST_ROW } from '../../domain/external-rows.ts';
import {
  ANSWER_ROW,
  EVENTS_ROW,
  GTT_REQUEST_ROW,
  INTENT_ROW,
  OPERATOR_ROW,
  PREVIOUS_CLOSE_ROW,
  REPORT_ROW,
  RISK_ACTION_ROW,
  ROUND_ROW,
  SIGNAL_ROW,
  TIMER_ROW,
} from '../../domain/input-rows.ts';
import { MARKET_CIRCUIT } from '../../domain/instrument/rows.ts';
import { CONTENT_SEEN, IDEMPOTENCY } from '../../domain/order/idempotency-rows.ts';
import { CHARGE_DAY_ROW, CHARGED_ORDER_ROW, POSITION_ROW } from '../../domain/position/rows.ts';
import {
  ACCOUNT_ROW,
  APPROVAL_ROW,
  DECISION_ROW,
  RISK_CHANGE_ROW,
  ROUND_TRIPS_ROW,
  STRATEGY_RISK_ROW,
} from '../../domain/risk/rows.ts';
import { MODE } from '../../domain/session/rows.ts';
import { OPERATOR_SIGNAL_ROW } from '../../domain/station/operator-rows.ts';
import type { StoredRow } from '../../journal/journal-reader.ts';

const SHARED_KINDS = new Set([TIMER_ROW.kind, OPERATOR_ROW.kind]);

const RISK_KINDS = new Set([
  ...[SIGNAL_ROW, EVENTS_ROW, ROUND_ROW, PREVIOUS_CLOSE_ROW].map(({ kind }) => kind),
  ...[ACCOUNT_ROW, STRATEGY_RISK_ROW, ROUND_TRIPS_ROW, APPROVAL_ROW].map(({ kind }) => kind),
  ...[DECISION_ROW, RISK_CHANGE_ROW, MARKET_CIRCUIT, RISK_ACTION_ROW].map(({ kind }) => kind),
  ...[POSITION_ROW, CHARGED_ORDER_ROW, CHARGE_DAY_ROW, EXTERNAL_ROW].map(({ kind }) => kind),
]);

/** The way in, ahead of both cores: not made again, taken as recorded. They may stand in a step of either core. */
const DOOR_KINDS = new Set(
  [MODE, IDEMPOTENCY, CONTENT_SEEN, OPERATOR_SIGNAL_ROW].map(({ kind }) => kind),
);

const INPUT_KINDS = new Set([
  ...[INTENT_ROW, REPORT_ROW, ANSWER_ROW, GTT_REQUEST_ROW].map(({ kind }) => kind),
  ...[TIMER_ROW, OPERATOR_ROW, RISK_ACTION_ROW, EXTERNAL_ROW, WATCH_REQUEST_ROW].map(
    ({ kind }) => kind,
  ),
  ...[SIGNAL_ROW, EVENTS_ROW, ROUND_ROW, PREVIOUS_CLOSE_ROW].map(({ kind }) => kind),
]);

export type RowOwner = 'risk' | 'orders' | 'door';

export function ownerOf({ kind, row }: StoredRow): RowOwner {
  if (SHARED_KINDS.has(kind.kind)) return row['core'] === 'risk' ? 'risk' : 'orders';
  if (RISK_KINDS.has(kind.kind)) return 'risk';
  return DOOR_KINDS.has(kind.kind) ? 'door' : 'orders';
}

/** Ticks the core had handled when it was given the input that this row records; undefined when the row records no input. */
export function ticksBefore({ kind, row }: StoredRow): number | undefined {
  return INPUT_KINDS.has(kind.kind) ? (row['tick'] as number) : undefined;
}
