/**
 * The settings schema: every key there is, its type, its bounds. Values live in `config/*.yaml`; each can be overridden by the
 * environment variable `TICKRING_<SECTION>__<KEY>` (camelCase becomes UPPER_SNAKE). Unknown keys are errors.
 */
import { z } from 'zod';
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

const riskSchema = z.strictObject({
  capitalPaise: paise,
  /** Part of the capital a stop may cost, in basis points. */
  riskPerTradeBps: basisPoints,
  maxOrderQuantity: z.number().int().min(1).max(2_147_483_647),
  maxOrderValuePaise: paise,
  maxPositionQuantity: z.number().int().min(1).max(2_147_483_647),
  maxPositionValuePaise: paise,
  maxOpenPositions: z.number().int().min(1).max(1000),
  maxGrossExposurePaise: paise,
  /** An order's limit lies within this of a fresh reference price. */
  collarBps: basisPoints,
  /** A reference older than this, in exchange time, denies. */
  staleReferenceMs: milliseconds(1, 600_000),
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
  feed: feedSchema,
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
