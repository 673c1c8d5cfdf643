/** Checks of every command at the moment it leaves the process, and of what arrives at the venue. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { orderTag } from '../../../src/domain/order/order-tag.ts';
import {
  type BookStatus,
  groupIdOf,
  type ReportKind,
  type VenueCommand,
  type VenueReport,
} from '../../../src/domain/order/types.ts';
import { RateWindow } from '../venue/rate-window.ts';
import { type CheckContext, check } from './check-context.ts';
import { isOver, type KnownOrder } from './order-ledger.ts';

const SETTLING: ReadonlySet<ReportKind> = new Set([
  'modified',
  'modify_rejected',
  'cancelled',
  'cancel_rejected',
  'unknown',
  'rejected',
  'expired',
]);
const SETTLED_STATUSES: ReadonlySet<BookStatus | ''> = new Set([
  'filled',
  'cancelled',
  'rejected',
  'expired',
]);

interface Mutation {
  readonly command: VenueCommand;
  readonly sentMs: number;
  readonly start: number;
}

export interface SendFacts {
  readonly command: VenueCommand;
  readonly tag: string;
  /** Which start of the process sent it. */
  readonly start: number;
  /** The order is in durable rows at this moment. */
  readonly isDurable: boolean;
}

/** Of the engine’s settings. */
export interface SendLimits {
  readonly messagesPerSecond: number;
  readonly messagesPerMinute: number;
  readonly messagesPerHour: number;
  /** An unanswered change may be asked again after this. */
  readonly responseTimeoutMs: number;
}

interface Rate {
  readonly name: string;
  readonly window: RateWindow;
  readonly most: number;
}

const TAG_LENGTH_MAX = 15;
/** From a decision to the wire. */
const HAND_OVER_MS = 1_500;

export class SendChecks {
  readonly #context: CheckContext;
  readonly #limits: SendLimits;
  /** What the exchange counts: it lives on whoever sends, so a restart of the engine begins no window anew. */
  readonly #rates: readonly Rate[];
  readonly #tagOf = new Map<number, string>();
  readonly #posted = new Set<string>();
  /** Refused by the venue with proof, without a record of an order there. */
  readonly #refused = new Set<string>();
  readonly #mutations = new Map<number, Mutation>();

  constructor(context: CheckContext, limits: SendLimits) {
    this.#context = context;
    this.#limits = limits;
    this.#rates = [
      { name: 'second', window: new RateWindow(1_000), most: limits.messagesPerSecond },
      { name: 'minute', window: new RateWindow(60_000), most: limits.messagesPerMinute },
      { name: 'hour', window: new RateWindow(3_600_000), most: limits.messagesPerHour },
    ];
  }

  wasPosted(orderId: number): boolean {
    return this.#tagOf.has(orderId);
  }

  tagOf(orderId: number): string {
    return this.#tagOf.get(orderId) ?? '';
  }

  wasRefused(orderId: number): boolean {
    return this.#refused.has(this.tagOf(orderId));
  }

  get postedOrders(): Iterable<number> {
    return this.#tagOf.keys();
  }

  /** Nobody knows any more that it was ours, so its id may be given again, with the tag of another start. */
  disown(orderId: number): void {
    this.#tagOf.delete(orderId);
  }

  refused(orderId: number): void {
    this.#refused.add(this.tagOf(orderId));
  }

  /** Our own port kept it back: it never left, and it never will. */
  withheld(orderId: number, tag: string): void {
    this.#tagOf.set(orderId, tag);
    this.#posted.add(tag);
    this.#refused.add(tag);
  }

  /** The engine hears of an order: the change it asked for last may be settled by it. */
  heard(report: VenueReport): void {
    const mutation = this.#mutations.get(report.orderId);
    if (mutation?.command.tagPrefix !== report.tagPrefix) return;
    const { quantity, limitPaise } = mutation.command;
    const isAsAsked = report.quantity === quantity && report.limitPaise === limitPaise;
    const isSettled = SETTLING.has(report.kind) || SETTLED_STATUSES.has(report.bookStatus);
    if (isAsAsked || isSettled) this.#mutations.delete(report.orderId);
  }

  heardBook(reports: readonly VenueReport[]): void {
    if (this.#mutations.size > 0) for (const report of reports) this.heard(report);
  }

  onSend(facts: SendFacts): void {
    const { command } = facts;
    if (command.queryId !== 0) return;
    for (const rate of this.#rates) this.#checkRate(rate);
    if (command.kind === 'place') this.#checkPlace(facts);
    else this.#checkMutation(facts);
  }

  /** The command is about to take effect at the venue. */
  onArrival(command: VenueCommand, tag: string): void {
    const { venue, ledger } = this.#context;
    if (command.kind === 'place') {
      check(venue.find(tag) === undefined, 'ID-01', () => `${tag} is at the venue already`);
      if (!command.isReducing) return;
      const groupId = groupIdOf(command.orderId);
      const isEntered = ledger.enteredQuantity(groupId) > 0 || this.#isFilledAtVenue(groupId);
      check(isEntered, 'OC-06', () => `child ${tag} of an entry without a fill`);
      return;
    }
    const order = venue.find(tag);
    const isOurs = order === undefined ? this.#posted.has(tag) : !order.terms.isExternal;
    check(isOurs, 'OL-12', () => `${command.kind} of an order that is not ours`);
  }

  #checkRate({ name, window, most }: Rate): void {
    const count = window.count(this.#context.nowMs());
    check(count <= most, 'RG-05', () => `${count} messages within one ${name}, ${most} at most`);
    if (count === most) this.#context.marks.hit(`rate.full.${name}`);
  }

  #isFilledAtVenue(groupId: number): boolean {
    const { venue, ledger } = this.#context;
    for (const { orderId, role } of ledger.groups.get(groupId) ?? []) {
      if (role !== 'entry' || !this.wasPosted(orderId)) continue;
      if ((venue.find(this.tagOf(orderId))?.cumulativeQuantity ?? 0) > 0) return true;
    }
    return false;
  }

  #checkPlace({ command, tag, isDurable }: SendFacts): void {
    const { instruments, ledger } = this.#context;
    const nowMs = this.#context.nowMs();
    const { orderId } = command;
    check(tag.length <= TAG_LENGTH_MAX, 'ID-07', () => `${tag} is longer than 15 characters`);
    const earlier = this.#tagOf.get(orderId);
    check(earlier === undefined, 'ID-06', () => `${tag} is posted again (first as ${earlier})`);
    check(!this.#posted.has(tag), 'ID-07', () => `${tag} names another order already`);
    this.#tagOf.set(orderId, tag);
    this.#posted.add(tag);
    check(isDurable, 'ID-03', () => `${tag} is sent before its order is durable`);
    const isExposing = !command.isReducing;
    check(
      !isExposing || !this.#context.isKilled(),
      'KS-01',
      () => `${tag} opens a position after the kill`,
    );
    const instrument = instruments[command.instrumentIndex] as Instrument;
    if (this.#context.isClockRight()) {
      const isOpen =
        this.#context.isOpen(instrument, nowMs) ||
        this.#context.isOpen(instrument, nowMs - HAND_OVER_MS);
      check(isOpen, 'SE-01', () => `${tag} is placed outside the hours of ${instrument.symbol}`);
      const isInTime = nowMs < this.#context.flatByMs(instrument) + HAND_OVER_MS;
      check(!isExposing || isInTime, 'SE-03', () => `${tag} is opened after the flat-by time`);
    }
    const known = ledger.orders.get(orderId);
    check(known !== undefined, 'OL-01', () => `${tag} was never told of before it was sent`);
  }

  /** The engine asks for it; it leaves later. Side and size of a reducing order against what its group holds, as the engine knows it. */
  onAsked(command: VenueCommand): void {
    if (command.kind !== 'place' && command.kind !== 'modify') return;
    const { ledger } = this.#context;
    const known = ledger.orders.get(command.orderId);
    if (known?.role === 'target' || known?.role === 'stop') this.#checkChildren(command, known);
    if (command.kind === 'modify') {
      const filled = known?.filledQuantity ?? 0;
      check(
        command.quantity >= filled,
        'OL-10',
        () => `modify of ${command.orderId} to ${command.quantity}, ${filled} are filled`,
      );
      return;
    }
    if (!command.isReducing) return;
    if (known?.role === 'exit') this.#checkSiblings(known, command.quantity);
    const tag = orderTag(command.tagPrefix, command.orderId);
    const groupId = groupIdOf(command.orderId);
    const role = ledger.orders.get(command.orderId)?.role;
    check(role !== 'entry', 'RG-10', () => `entry ${tag} says it reduces`);
    const open = ledger.openQuantity(groupId) * ledger.directionOf(groupId);
    const isOpposite = open !== 0 && Math.sign(open) === -command.side;
    check(
      isOpposite && command.quantity <= Math.abs(open),
      'RG-10',
      () => `${tag} reduces by ${command.side * command.quantity}, the group holds ${open}`,
    );
  }

  /** An exit takes what no target may still sell, and only once the venue has said that the entry is over (OC-05). */
  #checkSiblings({ orderId, groupId }: KnownOrder, quantity: number): void {
    const { ledger } = this.#context;
    let left = 0;
    for (const order of ledger.groups.get(groupId) ?? []) {
      const { role, status } = order;
      if (isOver(status) || status === 'held') continue;
      if (role === 'target') left += order.quantity - order.filledQuantity;
      check(
        role !== 'entry' || status === 'unknown',
        'OC-05',
        () => `exit ${orderId} while entry ${order.orderId} is ${status}`,
      );
    }
    const open = Math.abs(ledger.openQuantity(groupId));
    check(
      quantity + left <= open,
      'OC-05',
      () => `exit ${orderId} of ${quantity} beside targets of ${left}, ${open} are open`,
    );
  }

  /** What the children of one role may sell together, with this one as it is now asked for (OC-01). */
  #checkChildren(command: VenueCommand, child: KnownOrder): void {
    const { ledger } = this.#context;
    // Over in this very input: the venue refuses it.
    if (isOver(child.status)) return;
    let intended = command.quantity;
    for (const order of ledger.groups.get(child.groupId) ?? []) {
      if (order.role !== child.role || order.orderId === child.orderId) continue;
      // Held by the engine as a second line; the venue has nothing of it.
      if (order.status === 'held') continue;
      intended += isOver(order.status) ? order.filledQuantity : order.quantity;
    }
    const entered = ledger.enteredQuantity(child.groupId);
    check(
      intended <= entered,
      'OC-01',
      () => `group ${child.groupId}: ${child.role}s of ${intended}, entered ${entered}`,
    );
  }

  #checkMutation({ command, tag, start }: SendFacts): void {
    const { ledger } = this.#context;
    const nowMs = this.#context.nowMs();
    const earlier = this.#mutations.get(command.orderId);
    // An engine whose clock is wrong cannot say how long it has waited.
    const isFree =
      earlier === undefined ||
      earlier.start !== start ||
      !this.#context.isClockRight() ||
      nowMs - earlier.sentMs >= this.#limits.responseTimeoutMs - HAND_OVER_MS;
    check(isFree, 'OL-10', () => `${command.kind} of ${tag} while another change is unanswered`);
    this.#mutations.set(command.orderId, { command, sentMs: nowMs, start });
    if (command.kind !== 'modify') return;
    const known = ledger.orders.get(command.orderId);
    if (known === undefined) return;
    const isGrowing = !command.isReducing && command.quantity > known.quantity;
    check(
      !isGrowing || !this.#context.isKilled() || isOver(known.status),
      'KS-01',
      () => `${tag} grows after the kill`,
    );
  }
}
