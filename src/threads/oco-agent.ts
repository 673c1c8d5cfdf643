/** The oco agent: owns every order and group; turns approved intents into venue commands and reports into order events. */
import { ORDER_POLL_BATCH } from '../contract/limits.ts';
import type { ThreadInit } from '../contract/messages.ts';
import type { OrderAnomaly } from '../contract/metrics.ts';
import { assert } from '../domain/assert.ts';
import { SESSION_ROW, type SessionRow } from '../domain/input-rows.ts';
import { instrumentName } from '../domain/instrument/instrument.ts';
import type { ExternalExposure } from '../domain/order/external-exposure.ts';
import type { OrderEvent, OrderIntent, VenueCommand } from '../domain/order/types.ts';
import { STATE_CAUSES } from '../domain/risk/trading-state.ts';
import { SessionMode } from '../domain/session/session-mode.ts';
import { OrderStation } from '../domain/station/order-station.ts';
import type { Tick } from '../domain/tick/tick.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { JournalOutput } from './journal-output.ts';
import { drainQueue, QueueOutput, queueReader } from './queue-ends.ts';
import { RestoredImage } from './restored-image.ts';
import { SessionTimeReader } from './session-time.ts';
import { orderStationOptions } from './station-options.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

const BATCHES = 4;
const NOTHING_LIVE = { openPositions: 0, openOrders: 0, unknownOrders: 0 };

export class OcoAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly station: OrderStation;
  private readonly journal: JournalOutput;
  private readonly ticks: TickConsumer;
  private readonly time: SessionTimeReader;
  private readonly reports;
  private readonly intents;
  private readonly answers;
  private readonly commands;
  private readonly requests;
  private readonly fills;
  private readonly externals;
  private readonly orderEvents;
  private readonly events: MetricCell;
  private readonly held: MetricCell;
  private readonly gauges;
  private readonly anomalies;
  private readonly takenAge: LatencyHistogram;
  private flattenCause = 0;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.reports = queueReader(session.reports);
    this.intents = queueReader(session.intents);
    this.answers = queueReader(session.answers);
    this.commands = new QueueOutput(context, session.commands, {
      name: 'commands',
      reader: 'venue',
    });
    this.requests = new QueueOutput(context, session.requests, {
      name: 'requests',
      reader: 'risk',
    });
    this.fills = new QueueOutput(context, session.fills, { name: 'fills', reader: 'risk' });
    this.externals = new QueueOutput(context, session.externals, {
      name: 'externals',
      reader: 'risk',
    });
    this.orderEvents = new QueueOutput(context, session.orderEvents, {
      name: 'orderEvents',
      reader: 'publish',
    });
    this.takenAge = session.metrics.histogram('orderPathAge', { stage: 'taken' });
    this.events = session.metrics.cell('orderEvents');
    this.held = session.metrics.cell('orderEventsHeld');
    this.gauges = openGauges(session.metrics);
    this.anomalies = openAnomalies(session.metrics);
    this.journal = new JournalOutput(context, 'oco');
    this.time = new SessionTimeReader(session);
    this.station = new OrderStation({
      ...orderStationOptions(init),
      effects: {
        command: (command) => this.onCommand(command),
        event: (event) => this.onEvent(event),
        request: (signal) =>
          this.requests.write({ ...signal, journalSequence: this.journal.sequence }),
        external: (exposure) => this.onExternal(exposure),
        record: this.journal.record,
      },
    });
    this.ticks = new TickConsumer(context, (tick) => this.onTick(tick));
  }

  onStart(): void {
    const { init, session } = this.context;
    warmUp(init);
    this.journal.record(SESSION_ROW, sessionRowOf(init));
    // No broker is connected: nothing live can be open, and every start is paper (LG-01).
    new SessionMode(
      {
        account: init.journal.account,
        sessionId: init.tagPrefix,
        epoch: 0,
        footprint: NOTHING_LIVE,
        timeMs: Date.now(),
      },
      this.journal.record,
    );
    this.station.restore(new RestoredImage(init.restored), this.time.nowMs(this.context.nowNs()));
    for (const { action, actor, reason } of init.orders) {
      if (action === 'reset_kill') this.station.resetKill({ actor, reason });
    }
    this.journal.commit();
    if (this.station.core.custody.isKilled) session.control.kill();
    session.control.setReconciled(this.station.isReconciled);
    this.ticks.attach();
  }

  /**
   * The clock first after a stall; then reports before intents before ticks: what the venue has done is known before anything new is asked
   * of it. No input is taken while the way out is full; the fan-out's queue does not count, clients must not hold up orders.
   */
  doWork(): number {
    const { station } = this;
    const hasRoom = () => this.commands.hasRoom() && this.fills.hasRoom() && this.journal.hasRoom();
    const clockMs = this.time.nowMs(this.context.nowNs());
    this.step(() => station.catchUp(clockMs));
    this.obey();
    const answers = drainQueue(this.answers, ORDER_POLL_BATCH, (answer) =>
      this.step(() => station.onAnswer(answer)),
    );
    const reports = drainQueue(
      this.reports,
      ORDER_POLL_BATCH,
      (report) => this.step(() => station.onReport(report)),
      hasRoom,
    );
    const intents = drainQueue(
      this.intents,
      ORDER_POLL_BATCH,
      (intent) => this.onIntent(intent),
      hasRoom,
    );
    const ticks = hasRoom() ? this.ticks.poll(BATCHES) : 0;
    if (ticks === 0) this.step(() => station.onClock(clockMs));
    if (reports + intents > 0 || ticks === 0) this.show();
    const { commands, requests, fills, externals, orderEvents } = this;
    for (const output of [commands, requests, fills, externals, orderEvents]) output.settle();
    return answers + reports + intents + ticks;
  }

  onClose(): void {
    this.ticks.detach();
  }

  /** The shared words that ask for something: the kill latch, and risk's wish that everything be closed. */
  private obey(): void {
    const { control } = this.context.session;
    if (control.isKilled()) {
      this.step(() => this.station.kill({ actor: 'operator', reason: 'kill latch' }));
      assert(
        this.station.core.custody.isKilled,
        'KS-04 a kill begins in the cycle that reads the latch, whoever else is stuck or dead',
      );
    }
    const cause = control.flattenCause();
    if (cause === this.flattenCause) return;
    this.flattenCause = cause;
    const reason = STATE_CAUSES[cause - 1];
    if (reason === undefined) return;
    this.step(() => this.station.flatten({ actor: 'risk', reason }));
  }

  private onTick(tick: Tick): void {
    this.station.onTick(tick);
    this.journal.commit();
  }

  private onIntent(intent: OrderIntent): void {
    this.takenAge.record(this.context.nowNs() - intent.originReceiveNs, 1);
    this.step(() => this.station.onIntent(intent));
  }

  /** One input and all it causes. */
  private step(input: () => void): void {
    input();
    this.journal.commit();
  }

  private onCommand(command: VenueCommand): void {
    const isOpening =
      !command.isReducing && (command.kind === 'place' || command.kind === 'modify');
    if (isOpening) this.journal.markOpening();
    this.commands.write({ ...command, journalSequence: this.journal.sequence });
  }

  private onEvent(event: OrderEvent): void {
    const journaled = { ...event, journalSequence: this.journal.sequence };
    this.events.add(1);
    if (this.context.has('risk')) this.fills.write(journaled);
    if (this.context.has('publish')) this.orderEvents.write(journaled);
    this.held.set(this.orderEvents.keptCount);
  }

  private onExternal(exposure: ExternalExposure): void {
    if (!this.context.has('risk')) return;
    this.externals.write({ ...exposure, journalSequence: this.journal.sequence });
  }

  private show(): void {
    const { station, gauges, anomalies } = this;
    const { stats } = station.core;
    this.context.session.control.setReconciled(station.isReconciled);
    gauges.openGroups.set(stats.openGroups);
    gauges.isReconciled.set(station.isReconciled ? 1 : 0);
    gauges.unprotected.set(stats.unprotectedGroups);
    gauges.waitingGtts.set(station.gtt.stats.waiting);
    anomalies.unknownReports.set(stats.unknownOrderReports);
    anomalies.unknownOrders.set(stats.unknownOrders);
    anomalies.lateFills.set(stats.lateFills);
    anomalies.abandonedCancels.set(stats.abandonedCancels);
    anomalies.stuckExits.set(stats.stuckExits);
    anomalies.exhaustedChases.set(stats.exhaustedChases);
    anomalies.overshoots.set(stats.overshoots);
    anomalies.adjustments.set(stats.adjustments);
    anomalies.deniedEntries.set(stats.deniedEntries);
    anomalies.alarms.set(stats.alarms);
  }
}

/** Strategies that are configured no more keep their place: their index is in ids that stand. */
function sessionRowOf(init: ThreadInit): SessionRow {
  const { journal, settings, tagPrefix, configSha, version, instruments } = init;
  const [previous] = new RestoredImage(init.restored).rows(SESSION_ROW);
  const strategies = [...(previous?.strategies ?? [])];
  for (const { index, settings: strategy } of init.strategies) strategies[index] = strategy.id;
  return {
    account: journal.account,
    mode: settings.engine.mode,
    date: journal.date,
    epoch: journal.epoch,
    tagPrefix,
    startWallMs: journal.startWallMs,
    configSha,
    version,
    instruments: instruments.map(instrumentName),
    strategies,
  };
}

type Metrics = ThreadContext['session']['metrics'];

function openGauges(metrics: Metrics) {
  return {
    openGroups: metrics.cell('openGroups'),
    isReconciled: metrics.cell('reconciled'),
    unprotected: metrics.cell('unprotectedGroups'),
    waitingGtts: metrics.cell('gttsWaiting'),
  };
}

function openAnomalies(metrics: Metrics) {
  const anomaly = (kind: OrderAnomaly) => metrics.cell('orderAnomalies', { kind });
  return {
    unknownReports: anomaly('unknown_report'),
    unknownOrders: anomaly('unknown_order'),
    lateFills: anomaly('late_fill'),
    abandonedCancels: anomaly('abandoned_cancel'),
    stuckExits: anomaly('stuck_exit'),
    exhaustedChases: anomaly('exhausted_chase'),
    overshoots: anomaly('overshoot'),
    adjustments: anomaly('adjustment'),
    deniedEntries: anomaly('denied_entry'),
    alarms: anomaly('alarm'),
  };
}
