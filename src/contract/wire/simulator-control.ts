/**
 * The market simulator's own endpoints, for tests and for people: `POST /simulator/control` schedules faults and moves the clock,
 * `GET /simulator/state` tells what really happened. Loopback only; a real venue has neither. Money in paise, times in epoch milliseconds.
 */
import { z } from 'zod';
import { ENDPOINTS, type EndpointName } from './smartapi-rest.ts';

export const SIMULATOR_CONTROL_PATH = '/simulator/control';
export const SIMULATOR_STATE_PATH = '/simulator/state';

/** What a REST answer becomes; the request takes effect or not by `isApplied`. */
export const REST_FAULTS = [
  /** The connection is destroyed instead of an answer. */
  'drop',
  /** No answer, ever; the connection stays. */
  'half_open',
  /** The answer comes `delayMs` later; without `isApplied` the effect does, too. */
  'delay',
  /** HTTP `status`, 502 unless told. */
  'server_error',
  /** HTTP 403 and the rate limiter's plain text; never applied. */
  'rate_limited',
  /** HTTP 200 and a page of HTML. */
  'html',
  /** HTTP 200 and nothing. */
  'empty',
  /** A refusal whose `status` and `data` are strings; never applied. */
  'status_string',
  /** Success without the key `data`. */
  'missing_data',
  /** Success with `data: null`. */
  'null_data',
  /** Rows of a list come twice. */
  'duplicate_rows',
  /** AG7002; never applied. */
  'ip_refused',
  /** The session has expired before the request is looked at: AG8002. */
  'token_expired',
  /** The session was ended elsewhere before the request is looked at: AG8001. */
  'forced_logout',
  /** The application's refusal `code`, AB1004 unless told; never applied. */
  'refused',
] as const;

/** Drawn where an order meets the exchange. */
const EXCHANGE_FAULTS = [
  /** A cancel is acknowledged, and the order fills before it gets there. */
  'cancel_race',
  /** While the order rests, a tick offers one lot at most. */
  'drip',
  /** Risk management refuses the order after it was acknowledged. */
  'order_rejected',
] as const;

/** What becomes of one packet of the market stream. */
export const PACKET_FAULTS = [
  /** It cannot be: its mode, price, token or length. */
  'stream_corrupt',
  /** It is sent twice. */
  'stream_duplicate',
  /** It is sent after the next one of any instrument. */
  'stream_reorder',
] as const;
export type PacketFaultName = (typeof PACKET_FAULTS)[number];

/** Drawn when a market stream subscribes (`stream_*`) or an order stream connects (`orders_*`), and per update where said. */
const STREAM_FAULTS = [
  /** No data; pings are answered. */
  'stream_mute',
  /** Nothing at all; the connection stays. */
  'stream_half_open',
  'stream_drop',
  /** The upgrade is answered with HTTP `status`, 401 unless told. */
  'stream_refused',
  /** Per update of the market: everyone is sent the one before it again. */
  'stream_freeze',
  'orders_mute',
  'orders_half_open',
  'orders_drop',
  'orders_refused',
  /** Per update: sent twice. */
  'orders_duplicate',
  /** Per update: sent after the next one of any order. */
  'orders_reorder',
  /** Per update: not sent. */
  'orders_lost',
  /** Per update: text that is no JSON. */
  'orders_corrupt',
] as const;

export const SIMULATOR_FAULTS = [
  ...REST_FAULTS,
  ...EXCHANGE_FAULTS,
  ...PACKET_FAULTS,
  ...STREAM_FAULTS,
] as const;
export type SimulatorFaultName = (typeof SIMULATOR_FAULTS)[number];
export type RestFaultName = (typeof REST_FAULTS)[number];

const endpointNames = Object.keys(ENDPOINTS) as [EndpointName, ...EndpointName[]];

/** A fault strikes the occasions that fit it, after the first `skip`, each with `probability`, `count` times in all. */
export const simulatorFaultSchema = z.strictObject({
  name: z.enum(SIMULATOR_FAULTS),
  /** REST faults only; absent: every endpoint. */
  endpoints: z.array(z.enum(endpointNames)).min(1).optional(),
  /** Only requests and orders with this order tag. */
  tag: z.string().optional(),
  count: z.number().int().min(1).max(1_000_000_000).default(1),
  skip: z.number().int().min(0).default(0),
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().min(0).default(1),
  /** Absent: true for `delay`, `missing_data`, `null_data` and `duplicate_rows`, false for the others. */
  isApplied: z.boolean().optional(),
  delayMs: z.number().int().min(0).max(600_000).default(1000),
  status: z.number().int().min(400).max(599).optional(),
  code: z.string().default('AB1004'),
});
export type SimulatorFault = z.infer<typeof simulatorFaultSchema>;

/** What can be changed while the simulator runs. */
export const brokerPolicySchema = z.strictObject({
  /** Books and positions are as they were this much exchange time ago. */
  bookLagMs: z.number().int().min(0).max(600_000),
  isRateLimited: z.boolean(),
  /** A login ends the earlier sessions of its client code. */
  isSingleSession: z.boolean(),
  /** MARKET and STOPLOSS_MARKET become limits at the protective price, IOC becomes DAY; otherwise all three are refused. */
  isMarketConverted: z.boolean(),
  /** Source addresses from which orders are taken. */
  registeredAddresses: z.array(z.string()),
  /** The broker's wall clock is ahead of the host's by this much. */
  clockSkewMs: z.number().int().min(-86_400_000).max(86_400_000),
});
export type BrokerPolicy = z.infer<typeof brokerPolicySchema>;

const streamsSchema = z.enum(['market', 'orders', 'all']);
export type StreamChoice = z.infer<typeof streamsSchema>;

export const simulatorControlSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('fault'), fault: simulatorFaultSchema }),
  /** Forgets every fault that has not struck yet. */
  z.strictObject({ action: z.literal('clear_faults') }),
  z.strictObject({ action: z.literal('configure'), policy: brokerPolicySchema.partial() }),
  /** Starts the exchange clock, which otherwise waits for the first subscription. */
  z.strictObject({ action: z.literal('start_clock') }),
  /** Plays this much exchange time at once. */
  z.strictObject({
    action: z.literal('advance'),
    exchangeMs: z.number().int().min(1).max(86_400_000),
  }),
  z.strictObject({ action: z.literal('disconnect'), streams: streamsSchema }),
  /** Of the connections there are; `half_open` does not answer pings either. */
  z.strictObject({
    action: z.literal('silence'),
    streams: streamsSchema,
    kind: z.enum(['mute', 'half_open']),
  }),
  /** The sessions of one client, or of all, expire (AG8002) or are ended by the broker (AG8001, and its streams close). */
  z.strictObject({ action: z.literal('expire_sessions'), clientCode: z.string().optional() }),
  z.strictObject({ action: z.literal('force_logout'), clientCode: z.string().optional() }),
]);
export type SimulatorControl = z.infer<typeof simulatorControlSchema>;

export interface SimulatedOrderState {
  readonly clientCode: string;
  readonly orderId: string;
  readonly uniqueOrderId: string;
  readonly tag: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly token: string;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly filledValuePaise: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
  readonly status: string;
  readonly text: string;
  /** `square_off`: the broker's own. */
  readonly origin: 'api' | 'gtt' | 'square_off';
}

export interface SimulatedFillState {
  readonly clientCode: string;
  readonly fillId: string;
  readonly orderId: string;
  readonly tag: string;
  readonly quantity: number;
  readonly pricePaise: number;
  readonly timeMs: number;
}

export interface SimulatedPositionState {
  readonly clientCode: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly token: string;
  readonly product: string;
  /** Signed. */
  readonly netQuantity: number;
}

/** One REST request as it arrived. */
export interface SimulatedRequestState {
  readonly sequence: number;
  readonly endpoint: string;
  readonly clientCode: string;
  readonly tag: string;
  /** Of the order it names, or made. */
  readonly orderId: string;
  /** The fault that struck it, '' for none. */
  readonly fault: string;
  /** Did its handler run and succeed? */
  readonly isApplied: boolean;
  /** Code of the refusal; '' for success. */
  readonly code: string;
  readonly exchangeTimeMs: number;
}

/** The ground truth of the simulated broker. */
export interface SimulatorState {
  readonly exchangeTimeMs: number;
  readonly isClockRunning: boolean;
  readonly isDayOver: boolean;
  readonly marketStreams: number;
  readonly orderStreams: number;
  /** (token, mode) pairs of each market stream. */
  readonly subscriptions: readonly number[];
  readonly sessions: readonly { readonly clientCode: string; readonly isLive: boolean }[];
  readonly orders: readonly SimulatedOrderState[];
  readonly fills: readonly SimulatedFillState[];
  readonly positions: readonly SimulatedPositionState[];
  /** Writes and logins all, reads by count. */
  readonly requests: readonly SimulatedRequestState[];
  readonly requestCounts: Readonly<Record<string, number>>;
  readonly pendingFaults: readonly string[];
  readonly policy: BrokerPolicy;
}
