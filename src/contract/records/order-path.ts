/** Records of the order path, each 128 bytes: signal, intent, command, report, order event, decision. */
import {
  COMMAND_KINDS,
  ORDER_ROLES,
  ORDER_STATUSES,
  type OrderEvent,
  type OrderIntent,
  REJECT_REASONS,
  REPORT_KINDS,
  SIGNAL_KINDS,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from '../../domain/order/types.ts';
import { DENY_REASONS, type Decision } from '../../domain/risk/deny-reason.ts';
import { defineCodec } from '../codec.ts';
import { defineLayout } from '../layout.ts';

/** Strategy thread → risk thread. */
export const SIGNAL = defineLayout('signal', 1, 128, {
  timeMs: 'f64',
  originReceiveNs: 'f64',
  originTickSequence: 'f64',
  strength: 'f64',
  sequence: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  referencePaise: 'i32',
  stopOffsetPaise: 'i32',
  targetOffsetPaise: 'i32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
  reserved6: 'f64',
  reserved7: 'f64',
});
export const signalCodec = defineCodec<Signal>(SIGNAL, { kind: SIGNAL_KINDS });

/** Risk thread → oco thread, approved only. */
export const INTENT = defineLayout('intent', 1, 128, {
  intentId: 'f64',
  timeMs: 'f64',
  originReceiveNs: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  stopOffsetPaise: 'i32',
  targetOffsetPaise: 'i32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
  reserved6: 'f64',
  reserved7: 'f64',
  reserved8: 'f64',
});
export const intentCodec = defineCodec<OrderIntent>(INTENT, { kind: SIGNAL_KINDS });

/** Oco thread → venue thread. */
export const COMMAND = defineLayout('command', 1, 64, {
  orderId: 'f64',
  timeMs: 'f64',
  originReceiveNs: 'f64',
  kind: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  quantity: 'i32',
  limitPaise: 'i32',
  reserved0: 'u32',
  reserved1: 'f64',
  reserved2: 'f64',
});
export const commandCodec = defineCodec<VenueCommand>(COMMAND, { kind: COMMAND_KINDS });

/** Venue thread → oco thread. */
export const REPORT = defineLayout('report', 1, 64, {
  orderId: 'f64',
  timeMs: 'f64',
  kind: 'u32',
  instrumentIndex: 'u32',
  cumulativeQuantity: 'i32',
  fillQuantity: 'i32',
  fillPaise: 'i32',
  reason: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  reserved0: 'f64',
  reserved1: 'f64',
});
export const reportCodec = defineCodec<VenueReport>(REPORT, {
  kind: REPORT_KINDS,
  reason: REJECT_REASONS,
});

/** Oco thread → risk thread, and → publish thread. */
export const ORDER_EVENT = defineLayout('order-event', 1, 128, {
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
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
});
export const orderEventCodec = defineCodec<OrderEvent>(ORDER_EVENT, {
  role: ORDER_ROLES,
  status: ORDER_STATUSES,
  reason: REJECT_REASONS,
});

/** Risk thread → publish thread: the gate's answer to every signal. */
export const DECISION = defineLayout('decision', 1, 64, {
  signalSequence: 'f64',
  timeMs: 'f64',
  measured: 'f64',
  limit: 'f64',
  strategyIndex: 'u32',
  instrumentIndex: 'u32',
  side: 'i32',
  kind: 'u32',
  reason: 'u32',
  quantity: 'i32',
  limitPaise: 'i32',
  reserved0: 'u32',
});
export const decisionCodec = defineCodec<Decision>(DECISION, {
  kind: SIGNAL_KINDS,
  reason: DENY_REASONS,
});
