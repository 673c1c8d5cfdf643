/** The order core: approved intents, venue reports, ticks and time in; commands and order events out. Stepped by the oco thread. */
import type { OrderEffects } from '../effects.ts';
import type { FlatSchedule } from '../instrument/flat-schedule.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import { QuoteTable } from '../position/quote-table.ts';
import { StateHash } from '../state-hash.ts';
import type { Tick } from '../tick/tick.ts';
import type { MarketHours } from '../time.ts';
import { CorrectionDesk } from './correction-desk.ts';
import { Custody } from './custody.ts';
import type { CustodyActor, CustodyRow } from './custody-row.ts';
import { EndOfDay } from './end-of-day.ts';
import type { RuleContext } from './exit-rules.ts';
import { FlattenDesk } from './flatten.ts';
import type { FlattenRow, FlattenScope, FlattenState } from './flatten-row.ts';
import { ForgetRules } from './forget-rules.ts';
import type { Group, GroupRow } from './group.ts';
import { GroupDesk } from './group-desk.ts';
import { GroupRegistry } from './group-registry.ts';
import type { Order } from './order.ts';
import { OrderDesk } from './order-desk.ts';
import type { OrderThrottle } from './order-request.ts';
import { restoreRegistry } from './order-restore.ts';
import type { OrderSettings } from './order-settings.ts';
import { newCounters, type OrderCoreStats, type OrderCounters } from './order-stats.ts';
import { OverdueRules } from './overdue-rules.ts';
import { ReportIntake } from './report-intake.ts';
import { ReportRules } from './report-rules.ts';
import { TriggerGate } from './trigger-gate.ts';
import type { Approved, OrderIntent, RejectReason, Side, VenueReport } from './types.ts';
import type { HaltScope, OrderWatch, VenuePosition, WatchPort, WatchQuery } from './watch-port.ts';

export interface OrderCoreOptions {
  readonly instruments: readonly Instrument[];
  readonly settings: OrderSettings;
  readonly effects: OrderEffects;
  /** A tick outside the continuous hours of its segment triggers nothing, and nothing but cancels is sent outside them. */
  readonly hours: MarketHours;
  /** The kill latch that all threads share; read just before each entry is sent. */
  readonly isKilled: () => boolean;
  /** Prefix of the tags of this start, see `order-tag.ts`. */
  readonly tagPrefix: number;
  /** No budget: every message may go. */
  readonly throttle?: OrderThrottle;
  /** Makes the order watch for this core. */
  readonly watch?: (port: WatchPort) => OrderWatch;
  /** When a segment has to be flat on each date. Never, when absent. */
  readonly flatSchedule?: FlatSchedule;
}

const EVERYTHING: FlattenScope = { scope: 'all', at: 0 };

export class OrderCore implements WatchPort {
  readonly record: RecordRow;
  readonly #options: OrderCoreOptions;
  readonly #counters: OrderCounters = newCounters();
  readonly #registry: GroupRegistry;
  readonly #quotes: QuoteTable;
  readonly #desk: OrderDesk;
  readonly #custody: Custody;
  readonly #groups: GroupDesk;
  readonly #intake: ReportIntake;
  readonly #overdue: OverdueRules;
  readonly #corrections: CorrectionDesk;
  readonly #forgets: ForgetRules;
  readonly #flattens: FlattenDesk;
  readonly #triggers: TriggerGate;
  readonly #endOfDay: EndOfDay | undefined;
  readonly #watch: OrderWatch | undefined;

  constructor(options: OrderCoreOptions) {
    const { instruments, settings, effects, tagPrefix, throttle, hours } = options;
    this.#options = options;
    this.record = effects.record;
    const registry = new GroupRegistry(instruments);
    const counters = this.#counters;
    const isWatched = options.watch !== undefined;
    const desk = new OrderDesk({
      ...{ effects, registry, settings, counters, tagPrefix, throttle, hours, isWatched },
    });
    const { staleTickMs } = settings;
    const alarm = desk.alarm.bind(desk);
    this.#triggers = new TriggerGate({ instruments, hours, staleTickMs, alarm });
    const quotes = new QuoteTable(instruments.length);
    const context: RuleContext = { desk, registry, quotes, settings, counters };
    this.#registry = registry;
    this.#desk = desk;
    this.#quotes = quotes;
    this.#custody = new Custody(effects.record);
    this.#forgets = new ForgetRules(context, effects.record);
    this.#groups = new GroupDesk(context, {
      custody: this.#custody,
      forgets: this.#forgets,
      gate: (group) => this.#entryReason(group),
    });
    const reports = new ReportRules(context);
    this.#overdue = new OverdueRules(context, reports);
    this.#intake = new ReportIntake(context, {
      ...{ reports, forgets: this.#forgets, groups: this.#groups },
    });
    this.#corrections = new CorrectionDesk(context, this.#custody, (group) =>
      this.#groups.resettle(group),
    );
    this.#flattens = new FlattenDesk({
      desk,
      registry,
      settings,
      record: effects.record,
      close: (group) => this.#groups.close(group),
      queryPositions: () => this.query('query_positions', 0),
      netQuantity: (at) => this.netQuantity(at),
      closeUnattributed: (at, quantity, venueQuantity) =>
        this.closeUnattributed(at, quantity, { venueQuantity }),
      lastActivityMs: (at) => registry.lastActivityMs(at),
    });
    const flat = options.flatSchedule;
    if (flat !== undefined) {
      this.#endOfDay = new EndOfDay(desk, instruments, { flat, record: effects.record });
    }
    this.#watch = options.watch?.(this);
  }

  onTick(tick: Tick): void {
    this.#quotes.record(tick);
    const desk = this.#desk;
    if (tick.exchangeTimeMs > desk.timeMs) desk.timeMs = tick.exchangeTimeMs;
    this.#triggers.observe(tick, desk.timeMs);
    const groups = this.#registry.openOn(tick.instrumentIndex);
    const isDue = desk.timeMs >= desk.wakeMs;
    if (groups.length === 0 && !isDue) return;
    desk.originReceiveNs = tick.receiveTimeNs;
    if (isDue) this.#runTimers();
    const countsAtMs = groups.length > 0 ? this.#triggers.countsAtMs(tick, desk.timeMs) : 0;
    // Backwards: a group that closes takes itself out of the list.
    for (let at = groups.length - 1; at >= 0; at -= 1) {
      const group = groups[at] as Group;
      this.#groups.watch(group, tick, countsAtMs);
    }
    this.#finish();
  }

  onIntent(intent: Approved<OrderIntent>): void {
    this.#desk.advanceTo(intent.timeMs);
    this.#desk.originReceiveNs = intent.originReceiveNs;
    if (intent.kind === 'entry') this.#groups.enter(intent);
    else if (intent.kind === 'oco') this.#groups.adopt(intent);
    else this.#groups.exit(intent);
    this.#finish();
  }

  onReport(report: VenueReport): void {
    this.#desk.advanceTo(report.timeMs);
    this.#desk.originReceiveNs = 0;
    switch (report.kind) {
      case 'not_found':
      case 'book_order':
      case 'book_position':
      case 'book_end':
      case 'book_failed':
        if (!this.#flattens.onBook(report)) this.#watch?.onReport(report);
        break;
      default:
        if (this.#intake.apply(report)) this.#watch?.onReport(report);
    }
    this.#finish();
  }

  /** Time passes without a tick: answers that are overdue, entries that had their time, the end of the day. */
  onTimer(timeMs: number): void {
    this.#desk.advanceTo(timeMs);
    this.#desk.originReceiveNs = 0;
    this.#triggers.onTimer(timeMs, this.#desk.timeMs);
    this.#forgets.advance();
    this.#runTimers();
    this.#watch?.onTimer(this.#desk.timeMs);
    this.#finish();
  }

  /** Closes every group in scope and then asks the venue whether it is flat. Repeating it changes nothing (KS-06). */
  flatten(cause: string, scope: FlattenScope = EVERYTHING): void {
    this.#desk.originReceiveNs = 0;
    this.#flattens.begin(cause, scope);
    this.#finish();
  }

  /** State of the newest flatten of the scope; '' when there was none since the start of the session. */
  flattenState(scope: FlattenScope = EVERYTHING): FlattenState | '' {
    return this.#flattens.state(scope);
  }

  /** KS-01 KS-02: the latch first, then everything that has not left is denied, then everything is closed, until the venue says flat. */
  kill(timeMs: number, cause = 'operator'): void {
    this.#desk.advanceTo(timeMs);
    this.#desk.originReceiveNs = 0;
    this.#custody.kill(cause, this.#desk.timeMs);
    this.#groups.purge();
    this.#flattens.begin('kill', EVERYTHING);
    this.#finish();
  }

  /** The only way out of a kill. False when there was none. */
  resetKill(actor: CustodyActor, reason: string): boolean {
    return this.#custody.resetKill(actor, reason, this.#desk.timeMs);
  }

  /** No entries until `resume`; exits go on. */
  pause(actor: CustodyActor, reason: string): void {
    this.#custody.pause(actor, reason, this.#desk.timeMs);
  }

  /** Ends a pause and the halts of the order watch; a kill stays. */
  resume(actor: CustodyActor, reason: string): void {
    this.#custody.resume(actor, reason, this.#desk.timeMs);
  }

  /**
   * Closes a position that no group explains by a reduce-only group of its own. `side` is that of the position; who calls answers for the
   * venue holding it beyond our books.
   */
  closePosition(instrumentIndex: number, side: Side, quantity: number): void {
    this.#desk.originReceiveNs = 0;
    const venueQuantity = this.netQuantity(instrumentIndex) + side * quantity;
    this.closeUnattributed(instrumentIndex, side * quantity, { venueQuantity });
    this.#finish();
  }

  /** Loads what was recorded; causes nothing. Called once, before any input; `recover` follows after a crash. */
  restore(image: StateImage): void {
    this.#custody.restore(image);
    this.#flattens.restore(image);
    this.#endOfDay?.restore(image);
    const clock = restoreRegistry(image, this.#registry);
    const forgotten = this.#forgets.restore(image);
    this.#desk.eventSequence = Math.max(clock.eventSequence, forgotten.eventSequence);
    this.#desk.advanceTo(Math.max(clock.timeMs, forgotten.timeMs));
    this.#registry.restoreSequence(forgotten.openSequence);
    this.#desk.wakeMs = 0;
    this.#desk.outbox.restore(image);
    this.#watch?.restore?.(image);
  }

  /** What a restart means for what was on its way: see `OverdueRules.resume`. */
  recover(timeMs: number): void {
    this.#desk.advanceTo(timeMs);
    this.#desk.originReceiveNs = 0;
    this.#groups.recover(this.#overdue);
    this.#finish();
  }

  get custody(): CustodyRow {
    return this.#custody.row;
  }

  get stats(): OrderCoreStats {
    const { isKilled, isPaused, isHalted } = this.#custody.row;
    return {
      openGroups: this.#registry.openCount,
      waitingGroups: this.#registry.waitingCount,
      forgottenGroups: this.#forgets.size,
      ...{ isKilled, isPaused, isHalted },
      ...this.#counters,
    };
  }

  /** The core holds the group, or has forgotten it since: its intent was approved. */
  hasHadGroup(groupId: number): boolean {
    return this.#registry.group(groupId) !== undefined || this.#forgets.has(groupId);
  }

  /** Cumulative quantity a forgotten order ended with; −1 for any other, and for one that never left us. */
  forgottenQuantity(orderId: number): number {
    return this.#forgets.quantityOf(orderId);
  }

  /** Every group that is not forgotten, by id; live objects. */
  *groups(): Generator<GroupRow> {
    for (const group of this.#registry.groups()) yield group.row;
  }

  /** Every order that is not forgotten, by group and leg; live objects. */
  *orders(): Generator<Order> {
    for (const group of this.#registry.groups()) yield* group.orders;
  }

  /** Flattens that are not over. */
  get flattens(): Iterable<FlattenRow> {
    return this.#flattens.rows;
  }

  /** 16 hexadecimal digits over everything a restart brings back. */
  stateHash(): string {
    const hash = new StateHash();
    hash.addRecord(this.#custody.row);
    for (const row of this.groups()) hash.addRecord(row);
    for (const order of this.orders()) hash.addRecord(order);
    for (const row of this.flattens) hash.addRecord(row);
    return hash.digest();
  }

  liveOrders(): Iterable<Order> {
    return this.#registry.liveOrders();
  }

  find(orderId: number): Order | undefined {
    return this.#registry.find(orderId);
  }

  netQuantity(at: number): number {
    return this.#registry.netQuantity(at) + this.#corrections.unpricedQuantity(at);
  }

  instrumentsWithPosition(): readonly number[] {
    const all = this.#options.instruments.map(({ index }) => index);
    return all.filter((at) => this.netQuantity(at) !== 0);
  }

  /** Part of `onReport`; only the order watch calls it, from inside one of its own methods. */
  applyReport(report: VenueReport): void {
    this.#intake.collect(report);
  }

  query(kind: WatchQuery, orderId: number): number {
    const queryId = this.#custody.nextQueryId();
    this.#desk.query(kind, queryId, this.#registry.find(orderId));
    return queryId;
  }

  closeUnattributed(at: number, signedQuantity: number, evidence: VenuePosition): void {
    this.#corrections.close(at, signedQuantity, evidence);
  }

  halt(scope: HaltScope, at: number, cause: string): void {
    const isNew =
      scope === 'account'
        ? this.#custody.haltAccount(cause)
        : this.#custody.haltInstrument(at, cause);
    if (isNew) this.alarm('halt', scope === 'account' ? -1 : at, cause);
  }

  alarm(cause: string, at: number, detail: string): void {
    this.#desk.alarm(cause, at, detail);
  }

  #entryReason(group: Group): RejectReason | '' {
    if (this.#options.isKilled()) return 'kill_latch';
    const reason = this.#custody.entryReason(group.instrument.index);
    if (reason !== '') return reason;
    if (this.#endOfDay?.isOver(group.instrument) === true) return 'session_over';
    return this.#desk.isOpen(group.instrument) ? '' : 'out_of_session';
  }

  #runTimers(): void {
    const desk = this.#desk;
    desk.wakeMs = Number.POSITIVE_INFINITY;
    this.#endOfDay?.check((scope) => this.#flattens.begin('end_of_day', scope));
    for (const group of [...this.#registry.open]) this.#groups.onTime(group, this.#overdue);
    this.#flattens.advance();
  }

  /** The last act of every input: lets out what it caused. */
  #finish(): void {
    this.#intake.settleAll();
    this.#flattens.advance();
    this.#desk.outbox.flush();
    if (this.#watch !== undefined) this.#desk.tellSent(this.#watch);
  }
}

export function createOrderCore(options: OrderCoreOptions): OrderCore {
  return new OrderCore(options);
}
