/** The oco agent: owns every order and bracket; turns approved intents into venue commands and reports into order events. */
import { ORDER_POLL_BATCH } from '../contract/limits.ts';
import { createOrderCore, type OrderCore } from '../domain/order/order-core.ts';
import type { Approved, OrderEvent, OrderIntent } from '../domain/order/types.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { drainQueue, QueueOutput, queueReader } from './queue-ends.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

const BATCHES = 4;

export class OcoAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly core: OrderCore;
  private readonly ticks: TickConsumer;
  private readonly reports;
  private readonly intents;
  private readonly commands;
  private readonly fills;
  private readonly orderEvents;
  private readonly events: MetricCell;
  private readonly held: MetricCell;
  private readonly anomalies;
  private readonly takenAge: LatencyHistogram;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.reports = queueReader(session.reports);
    this.intents = queueReader(session.intents);
    this.commands = new QueueOutput(context, session.commands, {
      name: 'commands',
      reader: 'venue',
    });
    this.fills = new QueueOutput(context, session.fills, { name: 'fills', reader: 'risk' });
    this.orderEvents = new QueueOutput(context, session.orderEvents, {
      name: 'orderEvents',
      reader: 'publish',
    });
    this.takenAge = session.metrics.histogram('orderPathAge', { stage: 'taken' });
    this.events = session.metrics.cell('orderEvents');
    this.held = session.metrics.cell('orderEventsHeld');
    const anomaly = (kind: string) => session.metrics.cell('orderAnomalies', { kind });
    this.anomalies = {
      unknownReports: anomaly('unknown_report'),
      lateFills: anomaly('late_fill'),
      abandonedCancels: anomaly('abandoned_cancel'),
      stuckExits: anomaly('stuck_exit'),
      exhaustedChases: anomaly('exhausted_chase'),
    };
    this.core = createOrderCore({
      instruments: init.instruments,
      settings: init.settings.orders,
      isKilled: () => session.control.isKilled(),
      effects: {
        command: (command) => this.commands.write(command),
        event: (event) => this.onEvent(event),
      },
    });
    this.ticks = new TickConsumer(context, (tick) => this.core.onTick(tick));
  }

  onStart(): void {
    warmUp(this.context.init);
    this.ticks.attach();
  }

  /**
   * Reports before intents before ticks: what the venue has done is known before anything new is asked of it. No input is taken
   * while the way out is full; the fan-out's queue does not count, clients must not hold up orders.
   */
  doWork(): number {
    const hasRoom = () => this.commands.hasRoom() && this.fills.hasRoom();
    const reports = drainQueue(
      this.reports,
      ORDER_POLL_BATCH,
      (report) => this.core.onReport(report),
      hasRoom,
    );
    const intents = drainQueue(
      this.intents,
      ORDER_POLL_BATCH,
      (intent) => this.onIntent(intent),
      hasRoom,
    );
    const ticks = hasRoom() ? this.ticks.poll(BATCHES) : 0;
    if (reports > 0) this.countAnomalies();
    this.commands.settle();
    this.fills.settle();
    this.orderEvents.settle();
    return reports + intents + ticks;
  }

  private countAnomalies(): void {
    const { stats } = this.core;
    const { anomalies } = this;
    anomalies.unknownReports.set(stats.unknownOrderReports);
    anomalies.lateFills.set(stats.lateFills);
    anomalies.abandonedCancels.set(stats.abandonedCancels);
    anomalies.stuckExits.set(stats.stuckExits);
    anomalies.exhaustedChases.set(stats.exhaustedChases);
  }

  onClose(): void {
    this.ticks.detach();
  }

  private onIntent(intent: OrderIntent): void {
    this.takenAge.record(this.context.nowNs() - intent.originReceiveNs, 1);
    // What is read from the intent queue was written by the risk gate, which approves.
    this.core.onIntent(intent as Approved<OrderIntent>);
  }

  private onEvent(event: OrderEvent): void {
    this.events.add(1);
    if (this.context.has('risk')) this.fills.write(event);
    if (this.context.has('publish')) this.orderEvents.write(event);
    this.held.set(this.orderEvents.keptCount);
  }
}
