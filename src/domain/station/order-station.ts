/**
 * The order core with everything that stands around it: order watch, GTT book, message budget, timer. One door for its inputs, each of which
 * is recorded before it acts; live threads, replay, simulation and the lockstep engine drive it alike.
 */
import type { OrderStationEffects } from '../effects.ts';
import { WATCH_REQUEST_ROW } from '../external-rows.ts';
import {
  ANSWER_ROW,
  CLOCK_ROW,
  FILL_ROW,
  GTT_REQUEST_ROW,
  type GttAction,
  INTENT_ROW,
  OPERATOR_ROW,
  type OperatorAction,
  REPORT_ROW,
  TIMER_ROW,
} from '../input-rows.ts';
import type { FlatSchedule } from '../instrument/flat-schedule.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { StateImage } from '../journal-row.ts';
import type { GttRequest } from '../order/gtt/gtt.ts';
import { GttBook } from '../order/gtt/gtt-book.ts';
import type { GttAnswer } from '../order/gtt/gtt-port.ts';
import type { GttSettings } from '../order/gtt/gtt-settings.ts';
import { sentTimesOf } from '../order/messages-sent.ts';
import { createOrderCore, type OrderCore } from '../order/order-core.ts';
import type { OrderSettings } from '../order/order-settings.ts';
import {
  type Approved,
  isBooked,
  type OrderEvent,
  type OrderIntent,
  type VenueReport,
} from '../order/types.ts';
import { isBookTerminal } from '../order/watch/book-row.ts';
import { VenueWatch } from '../order/watch/order-watch.ts';
import type { WatchSettings } from '../order/watch/watch-settings.ts';
import type { Decision } from '../risk/deny-reason.ts';
import { type MessageRate, MessageThrottle } from '../risk/message-throttle.ts';
import { isStalled, SessionTimer } from '../session-timer.ts';
import type { Tick } from '../tick/tick.ts';
import { type MarketHours, SECOND_MS } from '../time.ts';
import { ExternalTeller } from './external-teller.ts';

export interface OrderStationOptions {
  readonly instruments: readonly Instrument[];
  readonly orders: OrderSettings;
  readonly watch: WatchSettings;
  readonly gtt: GttSettings;
  /** What may be sent to the venue in all (RG-05). */
  readonly messageRate: MessageRate;
  readonly hours: MarketHours;
  readonly flatSchedule?: FlatSchedule;
  readonly tagPrefix: number;
  readonly effects: OrderStationEffects;
}

/** Who asked, and why; for the record. */
export interface OperatorRequest {
  readonly actor: string;
  readonly reason: string;
}

/** What a human asks of the GTT book. */
export type GttAsk =
  | { readonly action: 'create'; readonly request: GttRequest }
  | { readonly action: Exclude<GttAction, 'create'>; readonly gttId: number };

/** What a human says of what is not ours: an order, or a difference that kept coming back. */
export type WatchAsk =
  | { readonly action: 'claim_external'; readonly venueOrderId: number }
  | { readonly action: 'acknowledge_difference'; readonly instrumentIndex: number };

/** In the place of a new GTT's terms, where one is named by its id. */
const NO_REQUEST: GttRequest = {
  kind: 'entry',
  instrumentIndex: 0,
  side: 1,
  quantity: 0,
  condition: 'at_or_above',
  triggerPaise: 0,
  limitPaise: 0,
  otherTriggerPaise: 0,
  otherLimitPaise: 0,
  stopOffsetPaise: 0,
  targetOffsetPaise: 0,
  secondTargetOffsetPaise: 0,
  firstTargetShareBps: 0,
  trailOffsetPaise: 0,
  lastDay: 0,
};

/** The time is recorded this often, so that a restart knows where the day was left. */
const CLOCK_INTERVAL_MS = 5 * SECOND_MS;

export class OrderStation {
  readonly core: OrderCore;
  readonly gtt: GttBook;
  readonly #options: OrderStationOptions;
  readonly #timer: SessionTimer;
  readonly #throttle: MessageThrottle;
  readonly #externals: ExternalTeller;
  #watch: VenueWatch | undefined;
  /** Ticks handled: the number of the next one. */
  #tick = 0;
  #timeMs = 0;
  #nextClockMs = 0;
  #isKilled = false;
  /** Rows of the book that is being received which are not recorded. */
  #skipped = 0;

  constructor(options: OrderStationOptions) {
    const { instruments, orders, hours, effects, tagPrefix, flatSchedule } = options;
    this.#options = options;
    this.#throttle = new MessageThrottle(options.messageRate);
    this.core = createOrderCore({
      instruments,
      settings: orders,
      hours,
      tagPrefix,
      effects: { ...effects, event: (event) => this.#onEvent(event) },
      throttle: this.#throttle,
      isKilled: () => this.#isKilled,
      watch: (port) => {
        const settings = options.watch;
        this.#watch = new VenueWatch({ port, settings, instrumentCount: instruments.length });
        return this.#watch;
      },
      ...(flatSchedule === undefined ? {} : { flatSchedule }),
    });
    this.gtt = new GttBook({
      instruments,
      settings: options.gtt,
      hours,
      effects: {
        request: (signal) => effects.request(signal),
        record: effects.record,
        alarm: (cause, gttId, detail) => this.core.alarm(cause, -1, `GTT ${gttId}: ${detail}`),
      },
    });
    this.#externals = new ExternalTeller({
      instrumentCount: instruments.length,
      tell: (exposure) => effects.external(exposure),
    });
    this.#timer = new SessionTimer((timeMs) => this.#onTimer(timeMs));
  }

  /** Nothing may open before the venue's books were compared with ours. */
  get isReconciled(): boolean {
    return this.#watch?.isReconciled ?? true;
  }

  get watch(): VenueWatch | undefined {
    return this.#watch;
  }

  /** Session time of the newest input, epoch milliseconds. */
  get timeMs(): number {
    return this.#timeMs;
  }

  onTick(tick: Tick): void {
    this.#tick = tick.sequence + 1;
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.core.onTick(tick);
    this.gtt.onTick(tick);
    this.#timer.onTick(tick.exchangeTimeMs);
  }

  onIntent(intent: OrderIntent): void {
    this.#options.effects.record(INTENT_ROW, { ...intent, tick: this.#tick });
    // Who writes to this door is the risk gate, which approves.
    this.core.onIntent(intent as Approved<OrderIntent>);
  }

  /** A book names every order of the day again and again; rows that say nothing new are counted and neither recorded nor looked at. */
  onReport(report: VenueReport): void {
    if (report.kind === 'book_order' && this.#isKnown(report)) {
      this.#skipped += 1;
      return;
    }
    this.onRecordedReport(report, this.#skipped);
    this.#skipped = 0;
  }

  /** The same for a replay, which knows how many rows were skipped before this one. */
  onRecordedReport(report: VenueReport, skipped: number): void {
    this.#options.effects.record(REPORT_ROW, { ...report, tick: this.#tick, skipped });
    if (skipped > 0) this.#watch?.skipRows(skipped);
    this.core.onReport(report);
    this.#tellExternals();
  }

  #isKnown({ orderId, tagPrefix, venueOrderId, bookStatus, ...report }: VenueReport): boolean {
    const order = this.core.find(orderId);
    if (order === undefined) {
      const isOver = bookStatus !== '' && isBookTerminal(bookStatus);
      return isOver && this.core.forgottenQuantity(orderId) === report.cumulativeQuantity;
    }
    return (
      order.status === bookStatus &&
      order.tagPrefix === tagPrefix &&
      order.venueOrderId === venueOrderId &&
      order.filledQuantity === report.cumulativeQuantity &&
      order.instrumentIndex === report.instrumentIndex &&
      order.side === report.side
    );
  }

  /** Risk's answer to a request of the GTT book. */
  onAnswer(
    decision: Pick<Decision, 'strategyIndex' | 'signalSequence' | 'reason' | 'timeMs'>,
  ): void {
    const { strategyIndex, signalSequence, reason, timeMs } = decision;
    this.#options.effects.record(ANSWER_ROW, {
      ...{ strategyIndex, signalSequence, reason, timeMs },
      tick: this.#tick,
    });
    this.gtt.onDecision(decision);
  }

  /** Call before the inputs that wait: a clock that a stall has left far ahead is taken before them (OL-10). */
  catchUp(clockMs: number): void {
    if (isStalled(this.#timeMs, clockMs)) this.onClock(clockMs);
  }

  /** A clock says what time it is. Makes a timer when no tick has made one lately. */
  onClock(timeMs: number): void {
    if (timeMs <= this.#timeMs || !this.#timer.isDue(timeMs)) return;
    this.#options.effects.record(TIMER_ROW, { core: 'orders', timeMs, tick: this.#tick });
    this.#timer.fire(timeMs);
  }

  /** Latches, and closes everything. Repeating it changes nothing. */
  kill({ actor, reason }: OperatorRequest): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#record('kill', { actor, reason });
    this.core.kill(this.#timeMs, actor);
  }

  resetKill(request: OperatorRequest): void {
    this.#isKilled = false;
    this.#record('reset_kill', request);
    this.core.resetKill('operator', request.reason);
  }

  flatten(request: OperatorRequest): void {
    this.#record('flatten', request);
    this.core.flatten(request.reason);
  }

  /** No entries until `resume`; exits go on. */
  pause(request: OperatorRequest): void {
    this.#record('pause', request);
    this.core.pause('operator', request.reason);
  }

  /** Ends a pause and the halts of the order watch; a kill stays. */
  resume(request: OperatorRequest): void {
    this.#record('resume', request);
    this.core.resume('operator', request.reason);
  }

  requestGtt(ask: GttAsk, { actor, reason }: OperatorRequest): GttAnswer {
    const { action } = ask;
    const timeMs = this.#timeMs;
    this.#options.effects.record(GTT_REQUEST_ROW, {
      ...(action === 'create' ? ask.request : NO_REQUEST),
      ...{ action, gttId: action === 'create' ? 0 : ask.gttId },
      ...{ actor, reason, timeMs },
      tick: this.#tick,
    });
    if (action === 'create') return this.gtt.create(ask.request, timeMs);
    return action === 'cancel'
      ? this.gtt.cancel(ask.gttId, timeMs)
      : this.gtt.resume(ask.gttId, timeMs);
  }

  /** False where there is no such order, or no difference that is refused. */
  requestWatch(ask: WatchAsk, { actor, reason }: OperatorRequest): boolean {
    const { action } = ask;
    this.#options.effects.record(WATCH_REQUEST_ROW, {
      action,
      venueOrderId: action === 'claim_external' ? ask.venueOrderId : 0,
      instrumentIndex: action === 'claim_external' ? -1 : ask.instrumentIndex,
      ...{ actor, reason, timeMs: this.#timeMs },
      tick: this.#tick,
    });
    const isDone =
      action === 'claim_external'
        ? this.#watch?.claimExternal(ask.venueOrderId)
        : this.#watch?.acknowledgeDifference(ask.instrumentIndex);
    this.#tellExternals();
    return isDone ?? false;
  }

  /** Loads what was recorded and settles what the stop interrupted. `timeMs`: session time now, 0 when not known yet. */
  restore(image: StateImage, timeMs: number): void {
    this.#throttle.restore(sentTimesOf(image));
    this.core.restore(image);
    this.gtt.restore(image);
    this.#isKilled = this.core.custody.isKilled;
    const resumeMs = Math.max(timeMs, image.rows(CLOCK_ROW)[0]?.timeMs ?? 0);
    this.#timeMs = resumeMs;
    this.#options.effects.record(OPERATOR_ROW, {
      core: 'orders',
      action: 'recover',
      actor: 'engine',
      reason: 'start',
      timeMs: resumeMs,
      tick: this.#tick,
    });
    this.gtt.onStart(resumeMs, (groupId) => this.core.hasHadGroup(groupId));
    this.core.recover(resumeMs);
    if (this.#watch === undefined) return;
    this.#watch.onStart();
    this.#externals.restore(this.#watch, image, resumeMs);
  }

  /** A fill is recorded for risk too, which books it later: a crash in between must not lose it. */
  #onEvent(event: OrderEvent): void {
    const { effects } = this.#options;
    if (isBooked(event)) {
      const { sequence, orderId, strategyIndex, instrumentIndex, side } = event;
      const { filledQuantity, fillQuantity, fillValuePaise, timeMs } = event;
      effects.record(FILL_ROW, {
        ...{ sequence, orderId, strategyIndex, instrumentIndex, side },
        ...{ filledQuantity, fillQuantity, fillValuePaise, timeMs },
      });
    }
    effects.event(event);
  }

  #tellExternals(): void {
    if (this.#watch !== undefined) this.#externals.tellChanges(this.#watch, this.#timeMs);
  }

  #onTimer(timeMs: number): void {
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
    this.core.onTimer(timeMs);
    this.#tellExternals();
    this.gtt.onTimer(timeMs);
    if (timeMs < this.#nextClockMs) return;
    this.#nextClockMs = timeMs + CLOCK_INTERVAL_MS;
    this.#options.effects.record(CLOCK_ROW, { timeMs, tick: this.#tick });
  }

  #record(action: OperatorAction, { actor, reason }: OperatorRequest): void {
    this.#options.effects.record(OPERATOR_ROW, {
      core: 'orders',
      action,
      actor,
      reason,
      timeMs: this.#timeMs,
      tick: this.#tick,
    });
  }
}
