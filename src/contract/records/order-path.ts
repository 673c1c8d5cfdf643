/** Records of the order path, 128 bytes each: signal, intent, command, report, order event, external exposure, decision. */
import type { ExternalExposure } from '../../domain/order/external-exposure.ts';
import {
  BOOK_STATUSES,
  COMMAND_KINDS,
  ORDER_ROLES,
  ORDER_STATUSES,
  ORDER_TYPES,
  type OrderEvent,
  type OrderIntent,
  REJECT_REASONS,
  REPORT_KINDS,
  SIGNAL_KINDS,
  SIGNAL_ORIGINS,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from '../../domain/order/types.ts';
import { DENY_REASONS, type Decision } from '../../domain/risk/deny-reason.ts';
import { defineCodec } from '../codec.ts';
import { defineLayout } from '../layout.ts';

/** A record that may not act, or be shown, before the journal has made this much of its writer's rows durable. */
export interface Journaled {
  /** Rows its writer had handed to the journal when it wrote the record; 0 needs none. */
  readonly journalSequence: number;
}

/** Strategy thread → risk thread, and oco thread → risk thread for requests of its own. */
export const SIGNAL = defineLayout('signal', 2, 128, {
  timeMs: 'f64',
  originReceiveNs: 'f64',
  originTickSequence: 'f64',
  strength: 'f64',
  sequence: 'f64',
  parentGroupId: 'f64',
  /** 0 in a strategy's; a request of the order core waits for its rows. */
  journalSequence: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  origin: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  referencePaise: 'i32',
  stopOffsetPaise: 'i32',
  targetOffsetPaise: 'i32',
  secondTargetOffsetPaise: 'i32',
  firstTargetShareBps: 'i32',
  trailOffsetPaise: 'i32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
});
export const signalCodec = defineCodec<Signal & Journaled>(SIGNAL, {
  kind: SIGNAL_KINDS,
  origin: SIGNAL_ORIGINS,
});

/** Risk thread → oco thread, approved only. */
export const INTENT = defineLayout('intent', 2, 128, {
  intentId: 'f64',
  timeMs: 'f64',
  originReceiveNs: 'f64',
  parentGroupId: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  origin: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  stopOffsetPaise: 'i32',
  targetOffsetPaise: 'i32',
  secondTargetOffsetPaise: 'i32',
  firstTargetShareBps: 'i32',
  trailOffsetPaise: 'i32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
});
export const intentCodec = defineCodec<OrderIntent>(INTENT, {
  kind: SIGNAL_KINDS,
  origin: SIGNAL_ORIGINS,
});

/** Oco thread → venue thread. */
export const COMMAND = defineLayout('command', 2, 128, {
  orderId: 'f64',
  timeMs: 'f64',
  originReceiveNs: 'f64',
  journalSequence: 'f64',
  queryId: 'f64',
  tagPrefix: 'u32',
  kind: 'u32',
  orderType: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  quantity: 'i32',
  limitPaise: 'i32',
  triggerPaise: 'i32',
  isReducing: 'u32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
  reserved6: 'f64',
});
export const commandCodec = defineCodec<VenueCommand & Journaled>(COMMAND, {
  kind: COMMAND_KINDS,
  orderType: ORDER_TYPES,
});

/** Venue thread → oco thread. */
export const REPORT = defineLayout('report', 2, 128, {
  orderId: 'f64',
  timeMs: 'f64',
  queryId: 'f64',
  venueOrderId: 'f64',
  cumulativeValuePaise: 'f64',
  tagPrefix: 'u32',
  kind: 'u32',
  bookStatus: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  quantity: 'i32',
  limitPaise: 'i32',
  triggerPaise: 'i32',
  cumulativeQuantity: 'i32',
  fillQuantity: 'i32',
  fillPaise: 'i32',
  reason: 'u32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
});
export const reportCodec = defineCodec<VenueReport>(REPORT, {
  kind: REPORT_KINDS,
  bookStatus: BOOK_STATUSES,
  reason: REJECT_REASONS,
});

/** Oco thread → risk thread, and → publish thread. */
export const ORDER_EVENT = defineLayout('order-event', 2, 128, {
  sequence: 'f64',
  orderId: 'f64',
  groupId: 'f64',
  timeMs: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  role: 'u32',
  status: 'u32',
  side: 'i32',
  quantity: 'i32',
  filledQuantity: 'i32',
  limitPaise: 'i32',
  triggerPaise: 'i32',
  fillQuantity: 'i32',
  fillPaise: 'i32',
  reason: 'u32',
  fillValuePaise: 'f64',
  journalSequence: 'f64',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
});
export const orderEventCodec = defineCodec<OrderEvent & Journaled>(ORDER_EVENT, {
  role: ORDER_ROLES,
  status: ORDER_STATUSES,
  reason: REJECT_REASONS,
});

/** Oco thread → risk thread. */
export const EXTERNAL_EXPOSURE = defineLayout('external-exposure', 1, 128, {
  timeMs: 'f64',
  journalSequence: 'f64',
  buyQuantity: 'f64',
  sellQuantity: 'f64',
  buyValuePaise: 'f64',
  sellValuePaise: 'f64',
  unpricedBuyQuantity: 'f64',
  unpricedSellQuantity: 'f64',
  heldQuantity: 'f64',
  instrumentIndex: 'u32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
  reserved6: 'f64',
});
export const externalExposureCodec = defineCodec<ExternalExposure & Journaled>(EXTERNAL_EXPOSURE);

/** Risk thread → publish thread: the gate's answer to every signal. */
export const DECISION = defineLayout('decision', 2, 128, {
  signalSequence: 'f64',
  timeMs: 'f64',
  measured: 'f64',
  limit: 'f64',
  journalSequence: 'f64',
  strength: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  origin: 'u32',
  reason: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
});
export const decisionCodec = defineCodec<Decision & Journaled>(DECISION, {
  kind: SIGNAL_KINDS,
  origin: SIGNAL_ORIGINS,
  reason: DENY_REASONS,
});
