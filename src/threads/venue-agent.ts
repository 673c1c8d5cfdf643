/** The venue agent, paper: commands in, reports out, fills against the ticks. The last place before an order exists. */
import { ORDER_POLL_BATCH } from '../contract/limits.ts';
import type { Journaled } from '../contract/records/order-path.ts';
import { JOURNAL_WRITERS } from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { createPaperVenue, type PaperVenue } from '../domain/matching/paper-venue.ts';
import { venueOrdersOf, venuePositionsOf } from '../domain/matching/venue-memory.ts';
import { commandReport } from '../domain/matching/venue-report.ts';
import { sentTimesOf } from '../domain/order/messages-sent.ts';
import { ORDER_ROW } from '../domain/order/rows.ts';
import type { RejectReason, VenueCommand } from '../domain/order/types.ts';
import { MessageThrottle } from '../domain/risk/message-throttle.ts';
import { accountRate } from '../domain/risk/risk-limits.ts';
import { isStalled } from '../domain/session-timer.ts';
import type { Tick } from '../domain/tick/tick.ts';
import { JOURNAL_HEALTHY } from '../ring/durable-cursors.ts';
import type { LatencyHistogram } from '../ring/latency-histogram.ts';
import type { MetricCell } from '../ring/shared-metrics.ts';
import type { Agent } from './agent.ts';
import { GatedQueue } from './gated-queue.ts';
import { QueueOutput, queueReader } from './queue-ends.ts';
import { RestoredImage } from './restored-image.ts';
import { SessionTimeReader } from './session-time.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickConsumer } from './tick-consumer.ts';
import { warmUp } from './warm-up.ts';

/** Batches of ticks per cycle. */
const BATCHES = 16;
const OCO = JOURNAL_WRITERS.indexOf('oco');

export class VenueAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly ticks: TickConsumer;
  private readonly time: SessionTimeReader;
  private readonly venue: PaperVenue;
  private readonly commands: GatedQueue<VenueCommand & Journaled>;
  private readonly reports;
  private readonly throttle: MessageThrottle;
  private readonly tickToOrder: LatencyHistogram;
  private readonly sent: MetricCell;
  private readonly fills: MetricCell;
  /** Newest exchange time seen: the paper venue's clock. */
  private sessionTimeMs = 0;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.commands = new GatedQueue(queueReader(session.commands), (command) =>
      this.isReleased(command),
    );
    this.reports = new QueueOutput(context, session.reports, { name: 'reports', reader: 'oco' });
    this.time = new SessionTimeReader(session);
    this.throttle = new MessageThrottle(accountRate(init.settings.risk));
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
    const { init } = this.context;
    warmUp(init);
    const image = new RestoredImage(init.restored);
    // What had not left by then never will: counting it all the same is on the safe side.
    this.throttle.restore(sentTimesOf(image));
    const orders = image.rows(ORDER_ROW);
    this.venue.restore(venueOrdersOf(orders), venuePositionsOf(orders));
    this.ticks.attach();
  }

  /** The clock first after a stall. Commands before ticks: an order that waits here is older than the ticks behind it. */
  doWork(): number {
    const clockMs = this.time.nowMs(this.context.nowNs());
    if (isStalled(this.sessionTimeMs, clockMs)) this.advance(clockMs);
    const hasRoom = () => this.reports.hasRoom();
    const taken = this.commands.drain(
      ORDER_POLL_BATCH,
      (command) => this.onCommand(command),
      hasRoom,
    );
    const handled = hasRoom() ? this.ticks.poll(BATCHES) : 0;
    if (handled === 0 && hasRoom()) this.advance(clockMs);
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

  private advance(nowMs: number): void {
    if (nowMs <= this.sessionTimeMs) return;
    this.sessionTimeMs = nowMs;
    this.venue.onTimer(nowMs);
  }

  /**
   * Durable before sent (ID-03). Where nothing can be made durable any more, what only reduces goes out all the same (KS-05), and the rest
   * goes on to be refused.
   */
  private isReleased(command: VenueCommand & Journaled): boolean {
    const { durable } = this.context.session;
    const isDurable = durable.isDurable(OCO, command.journalSequence);
    if (!isDurable && durable.state === JOURNAL_HEALTHY) return false;
    if (command.kind.startsWith('query')) return true;
    // What waited for one sync leaves together; the venue counts what arrives (RG-05).
    return this.throttle.tryReducing(this.sessionTimeMs);
  }

  private onCommand(command: VenueCommand & Journaled): void {
    const reason = this.refusal(command);
    if (reason !== '') {
      const kind = command.kind === 'place' ? 'rejected' : 'modify_rejected';
      const head = { kind, timeMs: this.sessionTimeMs } as const;
      this.reports.write(commandReport(head, command, { reason }));
      return;
    }
    if (command.kind === 'place' && !command.isReducing) {
      this.tickToOrder.record(this.context.nowNs() - command.originReceiveNs, 1);
    }
    assert(
      command.isReducing ||
        (command.kind !== 'place' && command.kind !== 'modify') ||
        this.context.session.durable.isDurable(OCO, command.journalSequence),
      'ID-03 KS-05 what opens a position is durable before it is sent',
    );
    if (!command.kind.startsWith('query')) this.sent.add(1);
    this.venue.onCommand(command, this.sessionTimeMs);
  }

  /** Asked immediately before the order is submitted: what was approved before the latch was set does not leave. */
  private refusal(command: VenueCommand & Journaled): RejectReason | '' {
    const isOpening =
      !command.isReducing && (command.kind === 'place' || command.kind === 'modify');
    if (!isOpening) return '';
    const { control, durable } = this.context.session;
    if (control.isKilled()) return 'kill_latch';
    if (control.isHalted()) return 'halted';
    return durable.isDurable(OCO, command.journalSequence) ? '' : 'not_durable';
  }
}
