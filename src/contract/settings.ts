/**
 * The settings schema: every key there is, its type, its bounds. Values live in `config/*.yaml`; each can be overridden by the
 * environment variable `TICKRING_<SECTION>__<KEY>` (camelCase becomes UPPER_SNAKE). Unknown keys are errors.
 */
import { z } from 'zod';
import type { FlatSettings } from '../domain/instrument/flat-schedule.ts';
import { ENTRY_SLICES_MAX } from '../domain/limits.ts';
import type { GttSettings } from '../domain/order/gtt/gtt-settings.ts';
import { RESTING_LEGS } from '../domain/order/order-settings.ts';
import type { WatchSettings } from '../domain/order/watch/watch-settings.ts';
import { PRODUCTS, type RiskLimits, SIZING_METHODS } from '../domain/risk/risk-limits.ts';
import { MAX_STRATEGY_THREADS, TICK_RING_CAPACITY } from './limits.ts';
import { STREAM_MODES } from './wire/smartapi-stream.ts';

const milliseconds = (min: number, max: number) => z.number().int().min(min).max(max);
const basisPoints = z.number().int().min(1).max(10_000);
const paise = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

const engineSchema = z.strictObject({
  /** Orders go to the paper venue. Live trading comes with a broker's order side. */
  mode: z.enum(['paper']),
  strategyThreads: z.number().int().min(1).max(MAX_STRATEGY_THREADS),
  waitStrategy: z.enum(['block', 'yield', 'spin']),
  tickRingCapacity: z
    .number()
    .int()
    .min(8192)
    .max(TICK_RING_CAPACITY * 16)
    .refine((value) => (value & (value - 1)) === 0, 'must be a power of two'),
  /** A duty cycle longer than this is counted as a stall. */
  stallThresholdMs: milliseconds(1, 10_000),
  /** A strategy thread whose duty cycle runs longer is detached from the ring, ended and restarted. */
  strategyBudgetMs: milliseconds(10, 60_000),
  /** Restarts of one thread before it stays down. */
  restartLimit: z.number().int().min(0).max(100),
  /** All threads have drained within this, or are ended. */
  drainTimeoutMs: milliseconds(100, 60_000),
});

const serverSchema = z.strictObject({
  host: z.string().min(1).max(255),
  /** 0 takes a free port. */
  port: z.number().int().min(0).max(65_535),
  webSocketEngine: z.enum(['auto', 'uWebSockets', 'ws']),
  maxClients: z.number().int().min(1).max(100_000),
  /** Bytes waiting for one client before its market data is conflated. */
  clientBufferBytes: z.number().int().min(16_384).max(67_108_864),
  /** Ticks are sent to clients in batches, this often. */
  flushIntervalMs: milliseconds(1, 1000),
  /** Host header values accepted beside loopback names and the bound address. */
  allowedHosts: z.array(z.string().max(255)).max(50),
  allowedOrigins: z.array(z.string().max(255)).max(50),
});

const feedSchema = z.strictObject({
  /** SmartAPI stream to read. '' starts the market simulator as a process of its own and reads that. */
  streamUrl: z.union([z.literal(''), z.url({ protocol: /^wss?$/ })]),
  /** Scrip master: a file (.json, .json.gz) or a URL. '' asks the stream's host, then falls back to the built-in universe. */
  instruments: z.string().max(4096),
  /** Instruments to subscribe: `all` of a small master, or names like `NSE:SBIN-EQ`. */
  subscribe: z.union([z.literal('all'), z.array(z.string().max(80)).min(1).max(1000)]),
  mode: z.enum(Object.keys(STREAM_MODES) as [keyof typeof STREAM_MODES]),
  /** `ours` reads frames in place; `ws` goes through the ws package's messages. */
  client: z.enum(['ours', 'ws']),
  /**
   * `auto`: a simulator that announces its clock is followed, any other loopback stream is anchored to its first tick, and
   * everything else is held to the wall clock.
   */
  clock: z.enum(['auto', 'wall', 'exchange']),
  heartbeatMs: milliseconds(100, 60_000),
  /** Nothing heard for this long: the socket is half open, it is destroyed and opened anew. */
  silenceTimeoutMs: milliseconds(200, 300_000),
  connectTimeoutMs: milliseconds(100, 60_000),
  reconnectMinMs: milliseconds(10, 60_000),
  reconnectMaxMs: milliseconds(10, 600_000),
  /** An open session without a tick for this long is not fresh. */
  staleAfterMs: milliseconds(100, 600_000),
  /** Exchange time may be ahead of the session clock by this much. */
  futureToleranceMs: milliseconds(0, 600_000),
  /** Last prices are accepted until the close of their segment plus this. */
  closeToleranceMs: milliseconds(0, 3_600_000),
  clientCode: z.string().max(256),
  apiKey: z.string().max(256),
  feedToken: z.string().max(4096),
  authToken: z.string().max(8192),
});

/** The broker's scrip master as it is kept in the data folder; see `tickring instruments`. */
const instrumentsSchema = z.strictObject({
  /** Where it is downloaded from: the broker's own host, or http on loopback. */
  source: z.url({ protocol: /^https?$/ }),
  /** Dated versions kept. */
  versionsKept: z.number().int().min(2).max(400),
  downloadTimeoutMs: milliseconds(1000, 600_000),
});

/** Where the broker takes orders and answers questions. */
const brokerSchema = z.strictObject({
  /** REST: the broker's own host over https, or a simulator on loopback. No path. */
  restUrl: z.url({ protocol: /^https?$/ }),
  /** Stream of order updates: the broker's own host over wss, or a simulator on loopback. */
  orderStreamUrl: z.url({ protocol: /^wss?$/ }),
});

const quarantineSchema = z.strictObject({
  /** Bad ticks of one instrument within `windowMs` that put it into quarantine. */
  offences: z.number().int().min(1).max(10_000),
  windowMs: milliseconds(100, 3_600_000),
  durationMs: milliseconds(100, 86_400_000),
  /** Every offence on probation doubles the quarantine up to this. */
  maxDurationMs: milliseconds(100, 86_400_000),
  /** Good ticks that end the probation. */
  probationTicks: z.number().int().min(1).max(1_000_000),
});

const simulatorSchema = z.strictObject({
  seed: z.number().int().min(0).max(4_294_967_295),
  /** Exchange seconds per second. */
  speed: z.number().min(0.1).max(1000),
  /** Simulated trading day; '' takes the default day, or the first full day of `bars`. */
  date: z.string().regex(/^(\d{4}-\d{2}-\d{2})?$/, 'must be YYYY-MM-DD'),
  /** Exchange time at which the day begins, `HH:MM:SS` IST; '' is the open. */
  from: z.string().regex(/^(\d{2}:\d{2}:\d{2})?$/, 'must be HH:MM:SS'),
  /** 0 takes a free port. */
  port: z.number().int().min(0).max(65_535),
  /** CSV of bars to play instead of the seeded day; '' for none. */
  bars: z.string().max(4096),
});

const paperSchema = z.strictObject({
  /** Exchange time between our command and its effect at the paper venue. */
  latencyMs: milliseconds(0, 60_000),
});

const ordersSchema = z.strictObject({
  /** An entry not filled after this much exchange time is cancelled. */
  entryTimeoutMs: milliseconds(100, 86_400_000),
  /** How far beyond the touch a marketable limit is priced. */
  marketableOffsetBps: basisPoints,
  /** Exit orders that are not filled are re-priced after this much exchange time. */
  chaseIntervalMs: milliseconds(10, 600_000),
  maxChases: z.number().int().min(1).max(1000),
  /** Which leg of a bracket rests at the venue; the other is watched by the engine. */
  restingLeg: z.enum(RESTING_LEGS),
  /** How far beyond its trigger the limit of a stop that rests at the venue lies. */
  stopLimitOffsetBps: basisPoints,
  /** A trailing stop moves by at least this many price increments at once. */
  trailStepIncrements: z.number().int().min(1).max(10_000),
  /** An open quantity without a stop for longer than this raises an alarm. */
  coverTimeoutMs: milliseconds(10, 60_000),
  /** An order without an answer for this long is of unknown outcome. */
  responseTimeoutMs: milliseconds(100, 60_000),
  /** A tick this much older than the session triggers no stop and no target. */
  staleTickMs: milliseconds(100, 600_000),
  /** A flatten that is not flat after this long raises an alarm, and goes on. */
  flattenTimeoutMs: milliseconds(1000, 3_600_000),
  /** Of a group that has been closed for this long only the quantities of its orders are remembered. */
  forgetAfterMs: milliseconds(60_000, 86_400_000),
});

const strategySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and dashes'),
  kind: z.enum(['ema-crossover', 'donchian-breakout']),
  /** Names like `NSE:SBIN-EQ`, or one of these sets: `equities`, `futures`, `options`. */
  instruments: z.union([
    z.enum(['equities', 'futures', 'options']),
    z.array(z.string().max(80)).min(1).max(1000),
  ]),
  params: z.record(z.string(), z.union([z.number(), z.boolean()])),
});

/** At least 2, so that one entry fits beside what is reserved for exits. */
const messagesOf = (max: number) => z.number().int().min(2).max(max);

const riskSchema = z
  .strictObject({
    capitalPaise: paise,
    sizing: z.enum(SIZING_METHODS),
    /** Part of the capital a stop may cost, in basis points. */
    riskPerTradeBps: basisPoints,
    sizingAtrMultiple: z.number().min(0.1).max(100),
    sizingVolatilityBps: z.number().min(0.01).max(10_000),
    sizingBarSeconds: z.number().int().min(1).max(3600),
    maxOrderQuantity: z.number().int().min(1).max(2_147_483_647),
    maxOrderValuePaise: paise,
    maxOpenValuePaise: paise,
    /** Orders one entry may be cut into where it exceeds the exchange's freeze quantity. */
    maxSlices: z.number().int().min(1).max(ENTRY_SLICES_MAX),
    maxPositionQuantity: z.number().int().min(1).max(2_147_483_647),
    maxPositionValuePaise: paise,
    maxOpenPositions: z.number().int().min(1).max(1000),
    maxGrossExposurePaise: paise,
    /** An order's limit lies within this of a fresh reference price. */
    collarBps: basisPoints,
    /** A reference older than this, in exchange time, denies. */
    staleReferenceMs: milliseconds(1, 600_000),
    maxMessagesPerSecond: messagesOf(10_000),
    maxMessagesPerMinute: messagesOf(600_000),
    maxMessagesPerHour: messagesOf(10_000_000),
    /** Entries leave at least a quarter of the rate to exits and cancels. */
    exitReserveBps: z.number().int().min(2_500).max(5_000),
    maxStrategyOrdersPerSecond: messagesOf(10_000),
    maxStrategyOrdersPerMinute: messagesOf(600_000),
    maxStrategyOrdersPerHour: messagesOf(10_000_000),
    maxRoundTrips: z.number().int().min(1).max(100_000),
    roundTripWindowMs: milliseconds(1000, 86_400_000),
    duplicateWindowMs: milliseconds(0, 3_600_000),
    product: z.enum(PRODUCTS),
    marginIntradayBps: basisPoints,
    marginDeliveryBps: basisPoints,
    marginFutureBps: basisPoints,
    marginOptionSellBps: basisPoints,
    maxMarginUseBps: basisPoints,
    maxHeatBps: basisPoints,
    maxDailyLossBps: basisPoints,
    maxDailyDrawdownBps: basisPoints,
    maxTotalDrawdownBps: basisPoints,
    flattenOnLoss: z.boolean(),
    /** Shares of `maxGrossExposurePaise`. */
    maxInstrumentShareBps: basisPoints,
    maxSectorShareBps: basisPoints,
    maxStrategyShareBps: basisPoints,
    maxVolumeShareBps: basisPoints,
    unknownProfile: z.enum(['allow', 'deny']),
    restricted: z.array(z.string().min(1).max(80)).max(10_000),
  })
  .refine(
    (risk) => risk.maxTotalDrawdownBps >= risk.maxDailyDrawdownBps,
    'maxTotalDrawdownBps must not be below maxDailyDrawdownBps',
  ) satisfies z.ZodType<RiskLimits & { capitalPaise: number }>;

/** When intraday positions are closed; the hours themselves are in `config/calendars`. See `FlatSchedule`. */
const sessionSchema = z.strictObject({
  /** Flat this long before continuous trading of the segment ends. */
  closeMarginMs: milliseconds(0, 3_600_000),
  /** Flat this long before the broker squares off. */
  squareOffMarginMs: milliseconds(0, 3_600_000),
  /** A session for which the broker has not said when it squares off: taken to be this long before the close. */
  unstatedSquareOffMs: milliseconds(0, 3_600_000),
  /** Contracts are flat this much earlier on the day they expire. */
  expiryLeadMs: milliseconds(0, 21_600_000),
  /** Entries end this long before their segment must be flat. */
  entryCutoffMs: milliseconds(0, 21_600_000),
}) satisfies z.ZodType<FlatSettings>;

/** How orders and positions are compared with the venue's books; see `WatchSettings`. All times are session time. */
const watchSchema = z.strictObject({
  ordersEveryMs: milliseconds(1000, 3_600_000),
  positionsEveryMs: milliseconds(1000, 3_600_000),
  disconnectedOrdersEveryMs: milliseconds(1000, 3_600_000),
  confirmAfterMs: milliseconds(100, 600_000),
  lateAfterMs: milliseconds(100, 600_000),
  askEveryMs: milliseconds(1000, 5000),
  haltInstrumentAfterMs: milliseconds(1000, 15_000),
  haltAccountAfterMs: milliseconds(1000, 60_000),
  stuckAfterMs: milliseconds(1000, 600_000),
  orderQueryTimeoutMs: milliseconds(100, 5000),
  bookTimeoutMs: milliseconds(100, 600_000),
  bookGapMs: milliseconds(100, 60_000),
  backoffMaxMs: milliseconds(1000, 600_000),
  orderQueriesPerSecond: z.number().int().min(1).max(1000),
  singleQueriesMax: z.number().int().min(1).max(1000),
  bookLagMs: milliseconds(0, 600_000),
  bookRowsMax: z.number().int().min(100).max(10_000_000),
  externalOrdersMax: z.number().int().min(1).max(1_000_000),
  sameDifferenceMax: z.number().int().min(1).max(100),
  unattributed: z.enum(['report', 'close']),
}) satisfies z.ZodType<WatchSettings>;

/** How GTTs are held; see `GttSettings`. */
const gttSchema = z.strictObject({
  maxWaiting: z.number().int().min(1).max(100_000),
  longestDays: z.number().int().min(1).max(3650),
  maxTickAgeMs: milliseconds(100, 600_000),
  answerTimeoutMs: milliseconds(1000, 600_000),
}) satisfies z.ZodType<GttSettings>;

/** How the signals of many strategies are brought together; see `SignalArbiter`. */
const arbitrationSchema = z.strictObject({
  /** Session time that entries of one instrument wait for each other; 0: what arrives in one round. */
  windowMs: milliseconds(0, 60_000),
  /** A signal older than this is refused. */
  maxAgeMs: milliseconds(10, 600_000),
});

const logSchema = z.strictObject({
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
  /** Also write `log/tickring.log` under the data folder. */
  isFileEnabled: z.boolean(),
});

const dataSchema = z.strictObject({
  /** The only folder the engine writes. */
  dir: z.string().min(1).max(4096),
  /** Record every published tick of the session under the data folder. */
  recordTicks: z.boolean(),
});

export const settingsSchema = z.strictObject({
  engine: engineSchema,
  server: serverSchema,
  data: dataSchema,
  session: sessionSchema,
  watch: watchSchema,
  gtt: gttSchema,
  arbitration: arbitrationSchema,
  feed: feedSchema,
  instruments: instrumentsSchema,
  broker: brokerSchema,
  quarantine: quarantineSchema,
  simulator: simulatorSchema,
  paper: paperSchema,
  orders: ordersSchema,
  strategies: z.array(strategySchema).min(1).max(1000),
  risk: riskSchema,
  log: logSchema,
});

export type Settings = z.infer<typeof settingsSchema>;
export type StrategySettings = z.infer<typeof strategySchema>;

/** Keys whose values are secrets: they take part in `configSha` only as present or absent, and are never shown. */
export const SECRET_SETTINGS = ['feed.apiKey', 'feed.feedToken', 'feed.authToken'] as const;
