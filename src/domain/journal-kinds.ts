/** Every kind of row the engine records, with its code in the journal. A code is never used for anything else; new kinds take the next. */
import { EXTERNAL_ROW, WATCH_REQUEST_ROW } from './external-rows.ts';
import {
  ANSWER_ROW,
  CLOCK_ROW,
  EVENTS_ROW,
  FILL_ROW,
  GTT_REQUEST_ROW,
  INTENT_ROW,
  OPERATOR_ROW,
  PREVIOUS_CLOSE_ROW,
  REPORT_ROW,
  RISK_ACTION_ROW,
  ROUND_ROW,
  SESSION_ROW,
  SIGNAL_ROW,
  TIMER_ROW,
} from './input-rows.ts';
import { MARKET_CIRCUIT } from './instrument/rows.ts';
import type { CodedKind } from './journal-row.ts';
import { FORGOTTEN_DAY_ROW, FORGOTTEN_GROUP_ROW } from './order/forgotten-orders.ts';
import { GTT_ROW } from './order/gtt/rows.ts';
import { CONTENT_SEEN, IDEMPOTENCY } from './order/idempotency-rows.ts';
import { MESSAGES_SENT_ROW } from './order/messages-sent.ts';
import {
  ALARM_ROW,
  COMMAND_ROW,
  CUSTODY_ROW,
  FLATTEN_ROW,
  GROUP_ROW,
  ORDER_ROW,
} from './order/rows.ts';
import { ADJUSTMENT_ROW, EXTERNAL_ORDER_ROW } from './order/watch/rows.ts';
import { CHARGE_DAY_ROW, CHARGED_ORDER_ROW, POSITION_ROW } from './position/rows.ts';
import {
  ACCOUNT_ROW,
  APPROVAL_ROW,
  DECISION_ROW,
  RISK_CHANGE_ROW,
  ROUND_TRIPS_ROW,
  STRATEGY_RISK_ROW,
} from './risk/rows.ts';
import { EOD, MODE } from './session/rows.ts';
import { OPERATOR_SIGNAL_ROW } from './station/operator-rows.ts';

export const JOURNAL_KINDS: readonly CodedKind[] = [
  // What the cores were given.
  { code: 1, kind: SESSION_ROW },
  { code: 2, kind: CLOCK_ROW },
  { code: 3, kind: SIGNAL_ROW },
  { code: 4, kind: INTENT_ROW },
  { code: 5, kind: REPORT_ROW },
  { code: 6, kind: EVENTS_ROW },
  { code: 7, kind: ROUND_ROW },
  { code: 8, kind: TIMER_ROW },
  { code: 9, kind: OPERATOR_ROW },
  { code: 10, kind: PREVIOUS_CLOSE_ROW },
  { code: 11, kind: FILL_ROW },
  { code: 12, kind: ANSWER_ROW },
  { code: 13, kind: RISK_ACTION_ROW },
  { code: 14, kind: GTT_REQUEST_ROW },
  { code: 15, kind: EXTERNAL_ROW },
  { code: 16, kind: WATCH_REQUEST_ROW },
  // Risk.
  { code: 20, kind: ACCOUNT_ROW },
  { code: 21, kind: STRATEGY_RISK_ROW },
  { code: 22, kind: ROUND_TRIPS_ROW },
  { code: 23, kind: APPROVAL_ROW },
  { code: 24, kind: DECISION_ROW },
  { code: 25, kind: RISK_CHANGE_ROW },
  { code: 26, kind: MARKET_CIRCUIT },
  // Positions and charges.
  { code: 30, kind: POSITION_ROW },
  { code: 31, kind: CHARGED_ORDER_ROW },
  { code: 32, kind: CHARGE_DAY_ROW },
  // Orders.
  { code: 40, kind: ORDER_ROW },
  { code: 41, kind: GROUP_ROW },
  { code: 42, kind: CUSTODY_ROW },
  { code: 43, kind: FLATTEN_ROW },
  { code: 44, kind: COMMAND_ROW },
  { code: 45, kind: ALARM_ROW },
  { code: 46, kind: GTT_ROW },
  { code: 47, kind: EXTERNAL_ORDER_ROW },
  { code: 48, kind: ADJUSTMENT_ROW },
  { code: 49, kind: EOD },
  { code: 50, kind: FORGOTTEN_GROUP_ROW },
  { code: 51, kind: FORGOTTEN_DAY_ROW },
  { code: 52, kind: MESSAGES_SENT_ROW },
  // The way in.
  { code: 60, kind: MODE },
  { code: 61, kind: IDEMPOTENCY },
  { code: 62, kind: CONTENT_SEEN },
  { code: 63, kind: OPERATOR_SIGNAL_ROW },
];
