/**
 * The metric catalogue: closed, so that a name nobody emits cannot be alerted on. Values live in shared memory (see
 * `ring/shared-metrics.ts`), written by one thread each and read when Prometheus scrapes.
 */

import { DENY_REASONS } from '../domain/risk/deny-reason.ts';
import { DROP_REASONS } from '../domain/tick/drop-reason.ts';
import { JOURNAL_WRITERS, QUEUE_NAMES, THREAD_NAMES, TICK_READERS } from './topology.ts';

export interface MetricDefinition {
  /** Prometheus name. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Every label with its closed list of values; {} when there are none. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const counter = (
  name: string,
  help: string,
  labels: MetricDefinition['labels'] = {},
): MetricDefinition => ({ name: `tickring_${name}_total`, type: 'counter', help, labels });

const gauge = (
  name: string,
  help: string,
  labels: MetricDefinition['labels'] = {},
): MetricDefinition => ({ name: `tickring_${name}`, type: 'gauge', help, labels });

/** Histograms record nanoseconds and are exposed in seconds. */
const histogram = (
  name: string,
  help: string,
  labels: MetricDefinition['labels'] = {},
): MetricDefinition => ({ name: `tickring_${name}_seconds`, type: 'histogram', help, labels });

/** Threads that consume the tick ring and measure their latency. */
const CONSUMERS = TICK_READERS.filter((reader) => reader !== 'publish');

/** Hand-overs of the order path before the venue port, in order. */
export const ORDER_PATH_STAGES = ['signalled', 'approved', 'taken'] as const;

/** What the order core met and must not happen often. */
export const ORDER_ANOMALIES = [
  'unknown_report',
  'unknown_order',
  'late_fill',
  'abandoned_cancel',
  'stuck_exit',
  'exhausted_chase',
  'overshoot',
  'adjustment',
  'denied_entry',
  'alarm',
] as const;
export type OrderAnomaly = (typeof ORDER_ANOMALIES)[number];

export const METRICS = {
  ticksReceived: counter('ticks_received', 'Market-data packets received, valid or not.'),
  ticksPublished: counter('ticks_published', 'Ticks published to the tick ring.'),
  ticksConflated: counter(
    'ticks_conflated',
    'Ticks merged into a later one while a critical reader was a full ring behind.',
  ),
  ticksPending: gauge('ticks_pending', 'Merged ticks that wait for room in the ring.'),
  ticksDropped: counter('ticks_dropped', 'Packets refused before the ring, by reason.', {
    reason: DROP_REASONS,
  }),
  feedConnects: counter('feed_connects', 'Market-data connections that were opened.'),
  feedDisconnects: counter('feed_disconnects', 'Market-data connections that were lost.'),
  feedTexts: counter('feed_texts', 'Text messages of the venue that were no heartbeat answer.'),
  feedSocketAlive: gauge('feed_socket_alive', '1 while the market-data socket is open and heard.'),
  feedSubscriptionsDesired: gauge('feed_subscriptions_desired', 'Instruments subscribed to.'),
  feedSubscriptionsProven: gauge(
    'feed_subscriptions_proven',
    'Instruments that delivered a packet since the last subscribe.',
  ),
  feedDataFresh: gauge('feed_data_fresh', '1 while data is as fresh as the session demands.'),
  feedLastTickAge: gauge('feed_last_tick_age_seconds', 'Time since the last published tick.'),
  feedClockSkew: gauge(
    'feed_clock_skew_seconds',
    'Session clock minus the newest exchange timestamp.',
  ),
  clockFault: gauge(
    'clock_fault',
    '0 while the clock of the host is trusted; 1: it was set; 2: it and the exchange disagree.',
  ),
  sessionTime: gauge('session_time_seconds', 'Session clock, seconds since the epoch.'),
  instrumentsQuarantined: gauge('instruments_quarantined', 'Instruments in quarantine.'),
  readerLag: gauge('reader_lag', 'Ticks published and not yet read, by reader.', {
    reader: TICK_READERS,
  }),
  readerRead: counter('reader_read', 'Ticks read, by reader.', { reader: TICK_READERS }),
  readerSkipped: counter('reader_skipped', 'Ticks a display reader was too late for.', {
    reader: ['publish'],
  }),
  queueDepth: gauge('queue_depth', 'Records written and not yet read, by queue.', {
    queue: QUEUE_NAMES,
  }),
  queueRefused: counter('queue_refused', 'Writes refused because the queue was full.', {
    queue: QUEUE_NAMES,
  }),
  threadUp: gauge('thread_up', '1 while the thread runs.', { thread: THREAD_NAMES }),
  threadCycles: counter('thread_cycles', 'Duty cycles.', { thread: THREAD_NAMES }),
  threadStalls: counter('thread_stalls', 'Duty cycles longer than the stall threshold.', {
    thread: THREAD_NAMES,
  }),
  threadCycleMax: gauge('thread_cycle_max_seconds', 'Longest duty cycle so far.', {
    thread: THREAD_NAMES,
  }),
  threadRestarts: counter('thread_restarts', 'Restarts by the supervisor.', {
    thread: THREAD_NAMES,
  }),
  receiveToConsumer: histogram(
    'receive_to_consumer',
    'From the receive stamp of a tick to the end of its handling, by reader.',
    { reader: CONSUMERS },
  ),
  tickToOrder: histogram(
    'tick_to_order',
    'From the receive stamp of the tick that caused an order to its command at the venue port.',
  ),
  orderPathAge: histogram(
    'order_path_age',
    'From the receive stamp of the tick that caused an order to each stage on its way: signalled by the strategy, approved by risk, taken by oco.',
    { stage: ORDER_PATH_STAGES },
  ),
  strategyExecution: histogram(
    'strategy_execution',
    'Duty cycle of a strategy thread per batch of ticks.',
    { reader: TICK_READERS.filter((reader) => reader.startsWith('strategy_')) },
  ),
  signals: counter('signals', 'Signals received by risk.'),
  strategiesDisabled: gauge('strategies_disabled', 'Strategies disabled after an error.', {
    thread: THREAD_NAMES.filter((thread) => thread.startsWith('strategy_')),
  }),
  decisionsApproved: counter('decisions_approved', 'Signals approved by risk.'),
  decisionsDenied: counter('decisions_denied', 'Signals denied by risk, by reason.', {
    reason: DENY_REASONS,
  }),
  ordersSent: counter('orders_sent', 'Commands handed to the venue port.'),
  orderFills: counter('order_fills', 'Fills reported by the venue.'),
  orderEvents: counter('order_events', 'Order events.'),
  orderEventsHeld: gauge('order_events_held', 'Order events waiting for room to the publisher.'),
  orderAnomalies: counter('order_anomalies', 'What the order core met and must not happen often.', {
    kind: ORDER_ANOMALIES,
  }),
  openGroups: gauge('open_groups', 'Brackets and other groups of orders that are not over.'),
  unprotectedGroups: gauge(
    'unprotected_groups',
    'Times a group had open units without a stop for too long.',
  ),
  reconciled: gauge('reconciled', "1 while the venue's books agree with ours."),
  gttsWaiting: gauge('gtts_waiting', 'GTTs that wait for their trigger.'),
  tradingState: gauge('trading_state', '0 active, 1 reducing, 2 halted.'),
  killLatch: gauge('kill_latch', '1 while the kill latch is set.'),
  openPositions: gauge('open_positions', 'Instruments with a position.'),
  charges: gauge('charges_rupees', 'Charges of the account.'),
  dayPnl: gauge('day_pnl_rupees', 'P&L of the session date, charges taken off.'),
  realisedPnl: gauge('realised_pnl_rupees', 'Realised P&L of the session.'),
  unrealisedPnl: gauge('unrealised_pnl_rupees', 'Unrealised P&L at the last prices.'),
  grossExposure: gauge('gross_exposure_rupees', 'Sum of absolute position values.'),
  journalRecords: counter('journal_records', 'Rows made durable.'),
  journalCommits: counter('journal_commits', 'Writes to the journal, each with one sync.'),
  journalCommit: histogram('journal_commit', 'One write and its sync.'),
  journalRefusedSteps: counter('journal_refused_steps', 'Steps a full disk did not take.'),
  journalSnapshots: counter('journal_snapshots', 'Snapshots written.'),
  journalHealthy: gauge('journal_healthy', '1 while everything can be made durable.'),
  journalQueueBytes: gauge('journal_queue_bytes', 'Bytes waiting for the journal, by writer.', {
    writer: JOURNAL_WRITERS,
  }),
  fanoutClients: gauge('fanout_clients', 'Connected stream clients.'),
  fanoutMessages: counter('fanout_messages', 'Messages sent to stream clients.'),
  fanoutDeliveries: counter('fanout_deliveries', 'Ticks delivered: tick × client.'),
  fanoutBytes: counter('fanout_bytes', 'Bytes sent to stream clients.'),
  fanoutConflated: counter('fanout_conflated', 'Ticks conflated for clients that were slow.'),
  fanoutSlowClients: gauge('fanout_slow_clients', 'Clients that get latest values only.'),
  fanoutRefused: counter('fanout_refused', 'Client connections refused.'),
  fanoutBadRequests: counter('fanout_bad_requests', 'Client messages that were refused.'),
  fanoutClosed: counter('fanout_closed', 'Stream clients closed by the engine, by reason.', {
    reason: ['slow', 'misbehaving'],
  }),
} as const satisfies Record<string, MetricDefinition>;

export type MetricKey = keyof typeof METRICS;

/** Every combination of label values of a metric, in catalogue order; one empty combination when it has no labels. */
export function labelCombinations(
  definition: MetricDefinition,
): readonly Readonly<Record<string, string>>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(definition.labels)) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [label]: value })),
    );
  }
  return combinations;
}
