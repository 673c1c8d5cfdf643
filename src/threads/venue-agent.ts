/** The venue agent, paper: commands in, reports out, fills against the ticks. The last place before an order exists. */
import { ORDER_POLL_BATCH } from '../contract/limits.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { createPaperVenue, type PaperVenue } from '../domain/matching/paper-venue.ts';
import { ENTRY_LEG, legOf, type VenueCommand } from '../domain/order/types.ts';
import type { Tick } from '../domain/tick/tick.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { drainQueue, QueueOutput, queueReader } from './queue-ends.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

/** Batches of ticks per cycle; between cycles the event loop runs. */
const BATCHES = 16;

export class VenueAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly ticks: TickConsumer;
  private readonly venue: PaperVenue;
  private readonly commands;
  private readonly reports;
  private readonly tickToOrder: LatencyHistogram;
  private readonly sent: MetricCell;
  private readonly fills: MetricCell;
  /** Newest exchange time seen: the paper venue's clock. */
  private sessionTimeMs = 0;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.commands = queueReader(session.commands);
    this.reports = new QueueOutput(context, session.reports, { name: 'reports', reader: 'oco' });
    this.sent = session.metrics.cell('ordersSent');
    this.fills = session.metrics.cell('orderFills');
    this.tickToOrder = session.metrics.histogram('tickToOrder');
    this.venue = createPaperVenue({
      instruments: init.instruments,
      settings: init.settings.paper,
      hours: new CalendarHours(new SessionCalendar(init.calendar)),
      effects: {
        report: (report) => {
          if (report.kind === 'fill') this.fills.add(1);
          this.reports.write(report);
        },
      },
    });
    this.ticks = new TickConsumer(context, (tick) => this.onTick(tick));
  }

  onStart(): void {
    warmUp(this.context.init);
    this.ticks.attach();
  }

  /** Commands before ticks: an order that waits here is older than the ticks behind it. */
  doWork(): number {
    const taken = drainQueue(
      this.commands,
      ORDER_POLL_BATCH,
      (command) => this.onCommand(command),
      () => this.reports.hasRoom(),
    );
    const handled = this.reports.hasRoom() ? this.ticks.poll(BATCHES) : 0;
    this.reports.settle();
    return taken + handled;
  }

  onClose(): void {
    this.ticks.detach();
  }

  private onTick(tick: Tick): void {
    if (tick.exchangeTimeMs > this.sessionTimeMs) this.sessionTimeMs = tick.exchangeTimeMs;
    this.venue.onTick(tick);
  }

  private onCommand(command: VenueCommand): void {
    // Read immediately before the order is submitted: what was approved before the latch was set does not leave.
    const isEntry = command.kind === 'place' && legOf(command.orderId) === ENTRY_LEG;
    if (isEntry && this.context.session.control.isKilled()) {
      this.reports.write({
        kind: 'rejected',
        orderId: command.orderId,
        instrumentIndex: command.instrumentIndex,
        quantity: command.quantity,
        limitPaise: command.limitPaise,
        cumulativeQuantity: 0,
        fillQuantity: 0,
        fillPaise: 0,
        reason: 'kill_latch',
        timeMs: this.sessionTimeMs,
      });
      return;
    }
    if (isEntry) {
      this.tickToOrder.record(this.context.nowNs() - command.originReceiveNs, 1);
    }
    this.sent.add(1);
    this.venue.onCommand(command, this.sessionTimeMs);
  }
}
