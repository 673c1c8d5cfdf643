/**
 * The client stream `ws://host:port/ws/stream`: what clients send and what they get, as msgpack (default) or JSON text
 * (`?encoding=json`). Shared by the server, the browser terminal and `tickring watch`.
 *
 * Messages grow by fields and closed lists grow by values: a client ignores fields it does not know, and shows a `status`, `reason`, `kind`
 * or `origin` it does not know as it came.
 */
import { z } from 'zod';

/**
 * Channels: `ticks:*`, `ticks:<exchange>:<symbol>` (for example `ticks:NSE:SBIN-EQ`), and the fixed ones below.
 * Private channels (`orders`) are never conflated or dropped; the others may be.
 */
const channelSchema = z
  .string()
  .max(80)
  .regex(
    /^(orders|positions|risk|signals|health|ticks:\*|ticks:[A-Z]{2,6}:[^\s:*][^:*]{0,60})$/,
    'Use ticks:*, ticks:<exchange>:<symbol>, orders, positions, risk, signals or health.',
  );

/**
 * Client → server. `resume` subscribes to a lossless channel and asks for the events after `seq`. A client that passes the
 * `runId` of an earlier `pong` is protected from resuming into the sequences of another run of the engine. When the events are
 * not held any more (or the run is another) the answer is an error `resume_too_old` followed by a snapshot.
 */
export const clientRequestSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('subscribe'), channels: z.array(channelSchema).min(1).max(200) }),
  z.strictObject({
    op: z.literal('unsubscribe'),
    channels: z.array(channelSchema).min(1).max(200),
  }),
  z.strictObject({ op: z.literal('ping') }),
  z.strictObject({
    op: z.literal('resume'),
    channel: z.literal('orders'),
    seq: z.number().int().min(0),
    runId: z.string().max(64).optional(),
  }),
]);
export type ClientRequest = z.infer<typeof clientRequestSchema>;

/** Server → client. `seq` is per channel, 1-based and contiguous for `orders`; a snapshot carries the seq it is valid at. */
export interface StreamMessage<Data = unknown> {
  readonly channel: string;
  readonly type: 'snapshot' | 'update';
  readonly seq: number;
  readonly data: Data;
}

/** Answers that belong to no channel: `{channel: '', type: 'pong' | 'error', …}`. */
export interface StreamPong {
  readonly channel: '';
  readonly type: 'pong';
  /** Changes whenever order sequences start anew. */
  readonly runId: string;
}
export interface StreamErrorMessage {
  readonly channel: '';
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
}

/** Element of the array a `ticks:` message carries. Prices in paise; 0 when the venue sent none. */
export interface TickView {
  readonly instrument: string;
  readonly lastPaise: number;
  readonly bidPaise: number;
  readonly askPaise: number;
  readonly volume: number;
  readonly exchangeTimeMs: number;
}

/**
 * Element of an `orders` message: one transition of one order, oldest first. Ids are decimal strings. `strategy` is the configured id,
 * or `operator`, `gtt`, `recovery`, `unattributed`. `denied` orders never left the engine; `rejected` is the venue's answer; an
 * `unknown` order may or may not be at the venue, and counts in full until the venue's own word.
 */
export interface OrderEventView {
  readonly sequence: number;
  readonly orderId: string;
  readonly groupId: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly role: string;
  readonly status: string;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
  readonly fillQuantity: number;
  readonly fillPaise: number;
  /** Exact value of the fill; with a `fillQuantity` of 0 a correction of earlier fills, which may be below 0. */
  readonly fillValuePaise: number;
  readonly reason: string;
  readonly timeMs: number;
}

/** Element of a `positions` message. Quantities are units. */
export interface PositionView {
  readonly instrument: string;
  /** Signed. */
  readonly netQuantity: number;
  readonly averagePaise: number;
  readonly lastPaise: number;
  readonly realisedPnlPaise: number;
  readonly unrealisedPnlPaise: number;
  readonly chargesPaise: number;
  /** Realised + unrealised − charges. */
  readonly netPnlPaise: number;
  /** Units that a live stop covers. */
  readonly protectedQuantity: number;
  /** Every open unit has a live stop; true when flat. */
  readonly isProtected: boolean;
  readonly timeMs: number;
}

/** Data of a `risk` message. */
export interface RiskView {
  readonly tradingState: string;
  /** The first cause that asks for that state, a stable code; '' while active. */
  readonly tradingCause: string;
  readonly isKilled: boolean;
  readonly realisedPnlPaise: number;
  readonly unrealisedPnlPaise: number;
  readonly chargesPaise: number;
  /** Realised + unrealised − charges. */
  readonly netPnlPaise: number;
  /** Of the session date, net of charges. */
  readonly dayPnlPaise: number;
  /** Fall of the equity from its highest, whole basis points of that; 0 at the peak. */
  readonly drawdownBps: number;
  readonly grossExposurePaise: number;
  readonly netExposurePaise: number;
  readonly capitalPaise: number;
  readonly openPositions: number;
  readonly signals: number;
  readonly approved: number;
  readonly denied: number;
  readonly timeMs: number;
}

/**
 * Element of a `signals` message: a signal with the risk gate's answer, oldest first. `reason` is a stable code ('' when approved);
 * what `measured` and `limit` count depends on it, and `deny-text.ts` says it in words.
 */
export interface DecisionView {
  readonly strategy: string;
  readonly signalSequence: number;
  readonly kind: string;
  /** Who asked: `strategy`, `operator`, `gtt` or `recovery`. */
  readonly origin: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  /** Of the signal, or merged of those it stands for; 0 to 1. */
  readonly strength: number;
  readonly isApproved: boolean;
  readonly reason: string;
  readonly quantity: number;
  readonly limitPaise: number;
  readonly measured: number;
  readonly limit: number;
  readonly timeMs: number;
}

/** `GET /health` and data of a `health` message. HTTP 200 when `ok` or `degraded`, 503 when `down`. */
export interface HealthView {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly mode: 'PAPER';
  readonly version: string;
  readonly configSha: string;
  readonly webSocketEngine: 'uWebSockets' | 'ws';
  readonly uptimeSeconds: number;
  /** Exchange time the engine works at, ISO 8601 with +05:30. '' before the first tick. */
  readonly sessionTime: string;
  readonly components: Readonly<Record<string, ComponentHealth>>;
  readonly feed: {
    readonly url: string;
    readonly isSocketAlive: boolean;
    /** Instruments that have delivered at least one packet since the last subscribe, and how many were asked for. */
    readonly provenSubscriptions: number;
    readonly desiredSubscriptions: number;
    readonly isDataFresh: boolean;
    readonly lastTickAgeMs: number;
    readonly reconnects: number;
  };
  /** No entry is sent until an operator resets it. */
  readonly isKilled: boolean;
  /** Instruments with open units that no live stop covers. */
  readonly unprotectedPositions: number;
  /** Times since the start that a group had open units without a stop for too long. */
  readonly unprotectedGroups: number;
  /** The venue's books agree with ours. */
  readonly isReconciled: boolean;
  readonly journal: {
    /** `reserve`: the disk is full, only reducing steps are written. `failed`: nothing can be made durable any more. */
    readonly state: 'healthy' | 'reserve' | 'failed';
    /** Rows made durable since the engine started. */
    readonly durableRows: number;
  };
  readonly quarantined: readonly { readonly instrument: string; readonly reason: string }[];
}

export interface ComponentHealth {
  readonly status: 'ok' | 'degraded' | 'down';
  /** One sentence; '' when ok. */
  readonly detail: string;
}
