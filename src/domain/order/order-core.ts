/** The order core: approved intents, venue reports and ticks in; commands and order events out. Stepped by the oco thread. */
import { assert } from '../assert.ts';
import type { OrderEffects } from '../effects.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { QuoteTable } from '../position/quote-table.ts';
import type { Tick } from '../tick/tick.ts';
import { Bracket } from './bracket.ts';
import { BracketRules } from './bracket-rules.ts';
import { applyFill, isLive, type Order, transition } from './order.ts';
import { OrderDesk } from './order-desk.ts';
import type { OrderSettings } from './order-settings.ts';
import type { Approved, OrderIntent, VenueReport } from './types.ts';

export interface OrderCoreOptions {
  readonly instruments: readonly Instrument[];
  readonly settings: OrderSettings;
  readonly effects: OrderEffects;
  /** The kill latch; read once per intent, just before its entry is sent. */
  readonly isKilled: () => boolean;
}

export interface OrderCoreStats {
  readonly openGroups: number;
  /** Reports of orders that are not ours. */
  readonly unknownOrderReports: number;
  /** Fill reports that brought nothing new. */
  readonly repeatedFills: number;
  /** Fills of orders that were already cancelled or rejected; applied (OL-05). */
  readonly lateFills: number;
  /** Exit intents that found nothing to close. */
  readonly idleExits: number;
  /** Entries that the kill latch stopped. */
  readonly withheldEntries: number;
  readonly abandonedCancels: number;
  readonly exhaustedChases: number;
  readonly stuckExits: number;
  readonly refusedTargets: number;
  readonly overshoots: number;
}

export class OrderCore {
  readonly #options: OrderCoreOptions;
  readonly #desk: OrderDesk;
  readonly #rules: BracketRules;
  readonly #quotes: QuoteTable;
  /** Every bracket of the session by group id: a late fill reopens a closed one. */
  readonly #brackets = new Map<number, Bracket>();
  readonly #open = new Set<Bracket>();
  /** Open brackets by instrument; undefined until an instrument has had one. */
  readonly #openOn: (Bracket[] | undefined)[];
  #nextDeadlineMs = Number.POSITIVE_INFINITY;
  #unknownOrderReports = 0;
  #repeatedFills = 0;
  #lateFills = 0;
  #idleExits = 0;
  #withheldEntries = 0;

  constructor(options: OrderCoreOptions) {
    this.#options = options;
    this.#desk = new OrderDesk(options.effects);
    this.#quotes = new QuoteTable(options.instruments.length);
    this.#rules = new BracketRules(this.#desk, this.#quotes, options.settings);
    this.#openOn = new Array(options.instruments.length).fill(undefined);
  }

  onTick(tick: Tick): void {
    this.#quotes.record(tick);
    const desk = this.#desk;
    if (tick.exchangeTimeMs > desk.timeMs) desk.timeMs = tick.exchangeTimeMs;
    if (desk.timeMs >= this.#nextDeadlineMs) this.#expireEntries(tick.receiveTimeNs);
    const brackets = this.#openOn[tick.instrumentIndex];
    if (brackets === undefined || brackets.length === 0) return;
    desk.originReceiveNs = tick.receiveTimeNs;
    // Backwards: a bracket that closes takes itself out of the list.
    for (let at = brackets.length - 1; at >= 0; at -= 1) {
      const bracket = brackets[at] as Bracket;
      this.#rules.watch(bracket, tick);
      this.#closeIfFinished(bracket);
    }
  }

  onIntent(intent: Approved<OrderIntent>): void {
    this.#desk.advanceTo(intent.timeMs);
    this.#desk.originReceiveNs = intent.originReceiveNs;
    if (intent.kind === 'entry') this.#enter(intent);
    else this.#exit(intent);
  }

  onReport(report: VenueReport): void {
    this.#desk.advanceTo(report.timeMs);
    this.#desk.originReceiveNs = 0;
    const order = this.#desk.find(report.orderId);
    if (order === undefined || order.role === 'stop') {
      this.#unknownOrderReports += 1;
      return;
    }
    const bracket = this.#brackets.get(order.groupId);
    assert(bracket !== undefined, 'every order belongs to a bracket');
    this.#apply(order, report);
    if (bracket.isClosed && !bracket.isFinished) this.#attach(bracket);
    if (bracket.isClosed) return;
    this.#rules.settle(bracket);
    this.#closeIfFinished(bracket);
  }

  /** Closes every bracket now. Causes up to five commands and events per open bracket. */
  flatten(): void {
    this.#desk.originReceiveNs = 0;
    for (const bracket of [...this.#open]) this.#close(bracket);
  }

  get stats(): OrderCoreStats {
    return {
      openGroups: this.#open.size,
      unknownOrderReports: this.#unknownOrderReports,
      repeatedFills: this.#repeatedFills,
      lateFills: this.#lateFills,
      idleExits: this.#idleExits,
      withheldEntries: this.#withheldEntries,
      abandonedCancels: this.#desk.abandonedCancels,
      exhaustedChases: this.#rules.exhaustedChases,
      stuckExits: this.#rules.stuckExits,
      refusedTargets: this.#rules.refusedTargets,
      overshoots: this.#rules.overshoots,
    };
  }

  #enter(intent: OrderIntent): void {
    const instrument = this.#options.instruments[intent.instrumentIndex];
    assert(instrument !== undefined, 'an approved intent names a known instrument');
    const deadlineMs = this.#desk.timeMs + this.#options.settings.entryTimeoutMs;
    const bracket = new Bracket(intent, instrument, deadlineMs);
    this.#brackets.set(intent.intentId, bracket);
    const request = {
      role: 'entry',
      side: intent.side,
      quantity: intent.quantity,
      limitPaise: intent.limitPaise,
      triggerPaise: 0,
    } as const;
    if (this.#options.isKilled()) {
      const entry = this.#desk.open(bracket, request);
      transition(entry, 'withheld');
      this.#desk.emit(entry, undefined, 'kill_latch');
      bracket.isClosed = true;
      this.#withheldEntries += 1;
      return;
    }
    this.#attach(bracket);
    if (deadlineMs < this.#nextDeadlineMs) this.#nextDeadlineMs = deadlineMs;
    this.#desk.place(bracket, request);
  }

  #exit(intent: OrderIntent): void {
    const brackets = this.#openOn[intent.instrumentIndex] ?? [];
    const own = brackets.filter(
      ({ strategyIndex, side }) => strategyIndex === intent.strategyIndex && side === -intent.side,
    );
    if (own.length === 0) this.#idleExits += 1;
    for (const bracket of own) this.#close(bracket);
  }

  #close(bracket: Bracket): void {
    if (!bracket.isExiting) this.#rules.beginExit(bracket);
    this.#rules.settle(bracket);
    this.#closeIfFinished(bracket);
  }

  /** Cancels what is left of entries that had their time. Runs when the earliest deadline has passed, not on every tick. */
  #expireEntries(receiveTimeNs: number): void {
    this.#desk.originReceiveNs = receiveTimeNs;
    let nextDeadlineMs = Number.POSITIVE_INFINITY;
    for (const bracket of this.#open) {
      if (bracket.isEntryOver || !isLive(bracket.entry)) continue;
      if (bracket.entryDeadlineMs > this.#desk.timeMs) {
        nextDeadlineMs = Math.min(nextDeadlineMs, bracket.entryDeadlineMs);
        continue;
      }
      bracket.isEntryOver = true;
      this.#rules.settle(bracket);
    }
    this.#nextDeadlineMs = nextDeadlineMs;
  }

  #apply(order: Order, report: VenueReport): void {
    order.reportedQuantity = Math.max(order.reportedQuantity, report.cumulativeQuantity);
    const isAmended = confirmAmendment(order, report);
    switch (report.kind) {
      case 'accepted':
        if (transition(order, 'accepted_report')) this.#desk.emit(order);
        return;
      case 'rejected':
        if (transition(order, 'rejected_report')) this.#desk.emit(order, undefined, report.reason);
        return;
      case 'fill':
        this.#applyFill(order, report);
        return;
      case 'modified':
        if (transition(order, 'modified_report') || isAmended) this.#desk.emit(order);
        return;
      case 'modify_rejected':
        transition(order, 'modify_rejected_report');
        if (order.inFlight !== 'modify') return;
        order.inFlight = 'none';
        this.#desk.emit(order, undefined, report.reason);
        return;
      case 'cancelled':
        if (transition(order, 'cancelled_report')) this.#desk.emit(order);
        return;
      case 'cancel_rejected':
        this.#applyCancelRejected(order, report);
        return;
      default:
        report.kind satisfies never;
    }
  }

  #applyFill(order: Order, report: VenueReport): void {
    const wasLive = isLive(order);
    const added = applyFill(order, report.cumulativeQuantity, report.fillPaise);
    if (added === 0) {
      this.#repeatedFills += 1;
      return;
    }
    if (!wasLive) this.#lateFills += 1;
    this.#desk.emit(order, { fillQuantity: added, fillPaise: report.fillPaise });
  }

  #applyCancelRejected(order: Order, report: VenueReport): void {
    const isPartlyFilled = order.filledQuantity > 0;
    const cause = isPartlyFilled
      ? 'cancel_rejected_partly_filled_report'
      : 'cancel_rejected_report';
    if (!transition(order, cause)) return;
    order.inFlight = 'none';
    order.retryAtMs = this.#desk.timeMs + this.#options.settings.chaseIntervalMs;
    this.#desk.emit(order, undefined, report.reason);
  }

  #attach(bracket: Bracket): void {
    bracket.isClosed = false;
    this.#open.add(bracket);
    const brackets = this.#openOn[bracket.instrument.index];
    if (brackets === undefined) this.#openOn[bracket.instrument.index] = [bracket];
    else brackets.push(bracket);
  }

  #closeIfFinished(bracket: Bracket): void {
    if (bracket.isClosed || !bracket.isFinished) return;
    bracket.isClosed = true;
    this.#open.delete(bracket);
    const brackets = this.#openOn[bracket.instrument.index] ?? [];
    brackets.splice(brackets.indexOf(bracket), 1);
  }
}

/**
 * Every report shows the order as the venue has it. When that is what our modify asked for, the modify is confirmed, whichever
 * report says so; an older state says nothing.
 */
function confirmAmendment(order: Order, report: VenueReport): boolean {
  if (order.requestedQuantity === 0) return false;
  if (report.quantity !== order.requestedQuantity) return false;
  if (report.limitPaise !== order.requestedLimitPaise) return false;
  if (order.inFlight === 'modify') order.inFlight = 'none';
  order.quantity = report.quantity;
  order.limitPaise = report.limitPaise;
  order.requestedQuantity = 0;
  order.requestedLimitPaise = 0;
  return true;
}

export function createOrderCore(options: OrderCoreOptions): OrderCore {
  return new OrderCore(options);
}
