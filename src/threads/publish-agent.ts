/** The publish agent: everything clients see. Reads the tick ring as a display reader, so it can never hold up trading. */
import { fileURLToPath } from 'node:url';
import { ORDER_POLL_BATCH, TICK_COPY_BATCH, TICK_PUBLISH_BATCH_MAX } from '../contract/limits.ts';
import { METRICS } from '../contract/metrics.ts';
import type { Journaled } from '../contract/records/order-path.ts';
import { JOURNAL_WRITERS } from '../contract/topology.ts';
import type { DecisionView, HealthView } from '../contract/wire/client-stream.ts';
import { DisplayReader } from '../ring/display-reader.ts';
import { TickView } from '../ring/tick-view.ts';
import type { Fanout } from '../web/port.ts';
import { startWeb, type Web } from '../web/server.ts';
import type { Agent } from './agent.ts';
import { FanoutMetrics } from './fanout-metrics.ts';
import { GatedQueue } from './gated-queue.ts';
import { healthOf } from './health.ts';
import { metricsSource } from './metrics-source.ts';
import { queueReader } from './queue-ends.ts';
import { tickReaderSlot } from './session.ts';
import { SessionViews } from './session-views.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickRecorder } from './tick-recorder.ts';

const RISK = JOURNAL_WRITERS.indexOf('risk');
const OCO = JOURNAL_WRITERS.indexOf('oco');
const BATCHES = 8;
const DECISIONS_KEPT = 200;
/** Positions, account and health are looked at this often. */
const STATE_INTERVAL_MS = 250;
const HEALTH_INTERVAL_MS = 1000;

const TERMINAL_SCRIPTS = fileURLToPath(new URL('../web/terminal', import.meta.url));

export class PublishAgent implements Agent {
  /** Ticks do not ring for a display reader; at 6 M ticks/s this is half a ring. */
  readonly lookAroundMs = 5;
  private readonly context: ThreadContext;
  private readonly views: SessionViews;
  private readonly reader: DisplayReader;
  private readonly tick: TickView;
  private readonly orderEvents;
  private readonly decisions;
  private readonly recentDecisions: DecisionView[] = [];
  private readonly positionVersions: Int32Array;
  private readonly fanoutMetrics: FanoutMetrics;
  private readonly recorder: TickRecorder | undefined;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly cells;
  private web: Web | undefined;
  private skippedSeen = 0;

  constructor(context: ThreadContext) {
    const { session, init } = context;
    this.context = context;
    this.views = new SessionViews(session, init);
    this.reader = new DisplayReader(session.ticks, {
      slot: tickReaderSlot('publish'),
      copyBatch: TICK_COPY_BATCH,
      writerBatch: TICK_PUBLISH_BATCH_MAX,
    });
    this.tick = new TickView(this.reader.records);
    // Nothing is shown before it is durable (ID-04).
    const shown = (writer: number) => (record: Journaled) =>
      session.durable.isDurable(writer, record.journalSequence);
    this.orderEvents = new GatedQueue(queueReader(session.orderEvents), shown(OCO));
    this.decisions = new GatedQueue(queueReader(session.decisions), shown(RISK));
    this.positionVersions = new Int32Array(init.instruments.length);
    this.fanoutMetrics = new FanoutMetrics(session.metrics);
    this.recorder = init.settings.data.recordTicks ? TickRecorder.open(init) : undefined;
    const labels = { reader: 'publish' };
    this.cells = {
      lag: session.metrics.cell('readerLag', labels),
      read: session.metrics.cell('readerRead', labels),
      skipped: session.metrics.cell('readerSkipped', labels),
    };
  }

  async onStart(): Promise<void> {
    const { init, session } = this.context;
    const { server } = init.settings;
    this.reader.attach();
    const web = await startWeb({
      source: {
        instruments: init.instruments,
        tickSnapshot: (index) => this.views.tick(index),
        positions: () => this.positions(),
        risk: () => this.views.account(),
        health: () => this.health(),
        recentDecisions: () => this.recentDecisions,
      },
      metrics: metricsSource(session.metrics),
      metricCatalogue: METRICS,
      terminal:
        init.terminalFolder === ''
          ? undefined
          : { pages: init.terminalFolder, scripts: TERMINAL_SCRIPTS },
      settings: server,
    });
    this.web = web;
    if (web.fallbackReason !== '') {
      this.context.log('info', 'Fan-out runs on ws', { reason: web.fallbackReason });
    }
    this.every(server.flushIntervalMs, () => this.flush(web.fanout));
    this.every(STATE_INTERVAL_MS, () => this.publishState(web.fanout));
    this.every(HEALTH_INTERVAL_MS, () => web.fanout.healthChanged(this.health()));
    const host = server.host.includes(':') ? `[${server.host}]` : server.host;
    this.context.send({
      type: 'listening',
      url: `http://${host}:${web.port}`,
      webSocketEngine: web.engine,
    });
  }

  doWork(): number {
    const fanout = this.web?.fanout;
    if (fanout === undefined) return 0;
    const events = this.orderEvents.drain(ORDER_POLL_BATCH, (event) =>
      fanout.orderEvent(this.views.orderEvent(event)),
    );
    const decisions = this.decisions.drain(ORDER_POLL_BATCH, (decision) => {
      const view = this.views.decision(decision);
      this.recentDecisions.push(view);
      if (this.recentDecisions.length > DECISIONS_KEPT) this.recentDecisions.shift();
      fanout.decision(view);
    });
    return events + decisions + this.readTicks(fanout);
  }

  async onClose(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    if (this.web !== undefined) {
      this.publishState(this.web.fanout);
      this.flush(this.web.fanout);
      await this.web.close();
    }
    await this.recorder?.close();
  }

  private every(intervalMs: number, run: () => void): void {
    this.timers.push(setInterval(run, intervalMs));
  }

  private readTicks(fanout: Fanout): number {
    let handled = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const count = this.reader.poll();
      if (count === 0) break;
      this.mark(fanout, count);
      this.recorder?.write(this.reader.records, count, this.reader.sequence - count);
      handled += count;
    }
    if (handled > 0) {
      this.cells.read.set(this.reader.read);
      this.cells.lag.set(this.context.session.ticks.loadTotal() - this.reader.sequence);
    }
    if (this.reader.skipped !== this.skippedSeen) {
      this.skippedSeen = this.reader.skipped;
      this.cells.skipped.set(this.reader.skipped);
      fanout.resync();
    }
    return handled;
  }

  private mark(fanout: Fanout, count: number): void {
    const { tick, reader } = this;
    for (let k = 0; k < count; k++) {
      tick.moveTo(k * reader.stride, reader.sequence - count + k);
      fanout.markTick(
        tick.instrumentIndex,
        tick.lastPaise,
        tick.bidPaise,
        tick.askPaise,
        tick.volume,
        tick.exchangeTimeMs,
      );
    }
  }

  private flush(fanout: Fanout): void {
    fanout.flush(performance.now());
    this.fanoutMetrics.update(fanout.stats);
  }

  private publishState(fanout: Fanout): void {
    const changed: number[] = [];
    const { positionState } = this.context.session;
    for (let index = 0; index < this.positionVersions.length; index++) {
      const version = positionState.version(index);
      if (version === this.positionVersions[index]) continue;
      this.positionVersions[index] = version;
      changed.push(index);
    }
    const views = changed.flatMap((index) => this.views.positionOf(index) ?? []);
    if (views.length > 0) fanout.positionsChanged(views);
    fanout.riskChanged(this.views.account());
  }

  private positions() {
    return this.context.init.instruments.flatMap(({ index }) => this.views.positionOf(index) ?? []);
  }

  private health(): HealthView {
    return healthOf({
      session: this.context.session,
      init: this.context.init,
      views: this.views,
      webSocketEngine: this.web?.engine ?? 'ws',
      uptimeSeconds: Math.floor(this.context.nowNs() / 1e9),
    });
  }
}
