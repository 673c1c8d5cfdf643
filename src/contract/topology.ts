/**
 * The topology as data: every shared structure, its record, its one writer, its readers, and what happens when it is full.
 *
 *   socket → ingest ──tick ring──┬→ strategy 0..N ──signals──→ risk ──intents──→ oco ──commands──→ venue
 *                 └─market state │                              ↑ └─decisions──┐  │ ↑──reports──────┘
 *                                ├→ risk   (gates ingest)       ├──fills───────│──┤
 *                                ├→ oco    (gates ingest)       ├──requests────│──┤
 *                                ├→ venue  (gates ingest, paper)└──externals───│──┤
 *                                │                                             ▼  └─order events─┐
 *                                └→ publish (display, may be lapped) ←──────── publish ←─────────┘
 *
 *   risk ──rows──┬→ journal ──durable cursor──→ venue (commands), publish (order events, decisions)
 *   oco  ──rows──┘
 */

import type { FieldKind, Layout } from './layout.ts';
import {
  JOURNAL_QUEUE_BYTES,
  MAX_STRATEGY_THREADS,
  ORDER_EVENT_QUEUE_CAPACITY,
  ORDER_QUEUE_CAPACITY,
  TICK_RING_CAPACITY,
} from './limits.ts';
import {
  COMMAND,
  DECISION,
  EXTERNAL_EXPOSURE,
  INTENT,
  ORDER_EVENT,
  REPORT,
  SIGNAL,
} from './records/order-path.ts';
import { MARKET_STATE, POSITION_STATE, RISK_STATE, SESSION_TIME } from './records/state.ts';
import { TICK } from './records/tick.ts';

export const ROLES = ['ingest', 'strategy', 'risk', 'oco', 'venue', 'journal', 'publish'] as const;
export type Role = (typeof ROLES)[number];

type AnyLayout = Layout<Record<string, FieldKind>>;

/** `broadcast`: every reader sees every record. `queue`: lossless, one reader. `table`: last value per slot. */
export interface SharedStructure {
  readonly kind: 'broadcast' | 'queue' | 'table';
  readonly layout: AnyLayout;
  /** Records; a power of two for rings. 0: one slot per instrument. */
  readonly capacity: number;
  readonly writer: Role;
  /** Readers the writer waits for. */
  readonly gatingReaders: readonly Role[];
  /** Readers that may be lapped (`broadcast`) or simply look (`table`). */
  readonly displayReaders: readonly Role[];
  /** One instance per strategy thread. */
  readonly isPerStrategyThread: boolean;
  readonly whenFull: 'conflate' | 'refuse and halt entries' | 'overwrite';
}

const queue = (layout: AnyLayout, writer: Role, reader: Role): SharedStructure => ({
  kind: 'queue',
  layout,
  capacity: ORDER_QUEUE_CAPACITY,
  writer,
  gatingReaders: [reader],
  displayReaders: [],
  isPerStrategyThread: false,
  whenFull: 'refuse and halt entries',
});

const table = (layout: AnyLayout, writer: Role, capacity: number): SharedStructure => ({
  kind: 'table',
  layout,
  capacity,
  writer,
  gatingReaders: [],
  displayReaders: ['publish'],
  isPerStrategyThread: false,
  whenFull: 'overwrite',
});

export const TOPOLOGY = {
  ticks: {
    kind: 'broadcast',
    layout: TICK,
    capacity: TICK_RING_CAPACITY,
    writer: 'ingest',
    gatingReaders: ['strategy', 'risk', 'oco', 'venue'],
    displayReaders: ['publish'],
    isPerStrategyThread: false,
    whenFull: 'conflate',
  },
  signals: { ...queue(SIGNAL, 'strategy', 'risk'), isPerStrategyThread: true },
  intents: queue(INTENT, 'risk', 'oco'),
  commands: queue(COMMAND, 'oco', 'venue'),
  reports: queue(REPORT, 'venue', 'oco'),
  /** Order events for positions and exposure. */
  fills: queue(ORDER_EVENT, 'oco', 'risk'),
  /** The same events for clients. */
  orderEvents: {
    ...queue(ORDER_EVENT, 'oco', 'publish'),
    capacity: ORDER_EVENT_QUEUE_CAPACITY,
  },
  /** Requests of the order core's own (a triggered GTT): they go through the risk gate like any other. */
  requests: queue(SIGNAL, 'oco', 'risk'),
  /** What others hold and may still trade in this account, by instrument, whenever it changed. */
  externals: queue(EXTERNAL_EXPOSURE, 'oco', 'risk'),
  /** What risk said to those requests. */
  answers: queue(DECISION, 'risk', 'oco'),
  decisions: queue(DECISION, 'risk', 'publish'),
  marketState: table(MARKET_STATE, 'ingest', 0),
  positionState: table(POSITION_STATE, 'risk', 0),
  riskState: table(RISK_STATE, 'risk', 1),
  /** The session clock, for threads that must know the time when no tick comes. */
  sessionTime: {
    ...table(SESSION_TIME, 'ingest', 1),
    displayReaders: ['risk', 'oco', 'venue'],
  },
} as const satisfies Record<string, SharedStructure>;

/**
 * Who hands rows to the journal, in the order in which the journal takes them: what risk wrote before oco acted on it is in the journal
 * before what oco wrote. `JOURNAL_WRITERS[n]` has queue and durable cursor n.
 */
export const JOURNAL_WRITERS = ['risk', 'oco'] as const;
export type JournalWriterRole = (typeof JOURNAL_WRITERS)[number];
/** Bytes of each of those queues; a full one holds its writer up, which then takes no input. */
export const JOURNAL_QUEUE = { capacityBytes: JOURNAL_QUEUE_BYTES, reader: 'journal' } as const;

/** Reader slots of the tick ring, by thread name; the order is the slot number. */
export const TICK_READERS = [
  'risk',
  'oco',
  'venue',
  'publish',
  ...Array.from({ length: MAX_STRATEGY_THREADS }, (_, index) => `strategy_${index}`),
] as readonly string[];

/** Names of queues as metrics and messages show them: `signals_0`, `intents`, … */
export const QUEUE_NAMES = Object.entries(TOPOLOGY)
  .filter(([, structure]) => structure.kind === 'queue')
  .flatMap(([name, structure]) =>
    structure.isPerStrategyThread
      ? Array.from({ length: MAX_STRATEGY_THREADS }, (_, index) => `${name}_${index}`)
      : [name],
  ) as readonly string[];

/** Every thread an engine may run, by name. */
export const THREAD_NAMES = [
  'ingest',
  ...Array.from({ length: MAX_STRATEGY_THREADS }, (_, index) => `strategy_${index}`),
  'risk',
  'oco',
  'venue',
  'journal',
  'publish',
] as readonly string[];
