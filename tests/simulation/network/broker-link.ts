/**
 * The broker's request channel as an engine sees it: every request may be lost, delayed, applied without an answer, answered 5xx, or
 * refused for its rate. The port in the process gives up after `timeoutMs` and says `unknown`, which is all it knows.
 */

import { orderTag } from '../../../src/domain/order/order-tag.ts';
import type {
  RejectReason,
  ReportKind,
  VenueCommand,
  VenueReport,
} from '../../../src/domain/order/types.ts';
import type { Marks } from '../run/marks.ts';
import { RateWindow } from '../venue/rate-window.ts';
import type { TruthVenue } from '../venue/truth-venue.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { BrokerBooks } from './broker-books.ts';
import { answerTo, bookFailed, bookRow, reportOf } from './reports.ts';

export interface BrokerLinkOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly venue: TruthVenue;
  readonly books: BrokerBooks;
  /** After this the port gives up, ms. */
  readonly timeoutMs: number;
  /** Place, modify and cancel that the broker takes in a second, rolling and of the clock. */
  readonly messagesPerSecond: number;
  /** A command reached the venue and is about to be applied. */
  arrived(command: VenueCommand, tag: string): void;
}

/** One way back: to the process that sent the request, while it lives. A book has many rows, anything else is one report. */
export type Answer = (reports: readonly VenueReport[]) => void;

const LATENCY_MS = 20;
const LATENCY_TAIL_MS = 30;
const DELAY_MEAN_MS = 20_000;
/** Share of brokers that prove an absence, and how long after the first question. */
const PROOF_SHARE = 0.6;
const PROOF_MS = 180_000;

/** Draws of one request. */
const DRAW = {
  lost: 0,
  delayed: 1,
  delay: 2,
  error: 3,
  applied: 4,
  answerLost: 5,
  out: 6,
  back: 7,
};
const DRAWS = 8;

export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  readonly #rate = new RateWindow();
  /** Requests so far by order (queries: by 0): the count of the keyed draws. */
  readonly #requests = new Map<number, number>();
  /** Tags of places that left and have neither arrived nor been lost. */
  readonly #onTheWay = new Set<string>();
  /** When an order was first asked for in vain, by tag. */
  readonly #missedMs = new Map<string, number>();
  /** A broker that can prove, after a while, that it never got an order. */
  readonly #provesAbsence: boolean;
  /** Until then the broker knows no session of ours. */
  #lostUntilMs = 0;
  #isHealed = false;

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
    this.#provesAbsence = options.random.unit('book', 0, 0) < PROOF_SHARE;
  }

  heal(): void {
    this.#isHealed = true;
    this.#lostUntilMs = 0;
  }

  /** The session ends, and is renewed then. */
  loseSession(untilMs: number): void {
    if (!this.#isHealed) this.#lostUntilMs = Math.max(this.#lostUntilMs, untilMs);
  }

  get hasSession(): boolean {
    return this.#options.heap.nowMs >= this.#lostUntilMs;
  }

  send(command: VenueCommand, answer: Answer): void {
    const { heap, random, profile, marks } = this.#options;
    const key = command.orderId;
    const n = (this.#requests.get(key) ?? 0) * DRAWS;
    this.#requests.set(key, n / DRAWS + 1);
    const faults = this.#isHealed ? null : profile;
    const isQuery = command.queryId !== 0;
    const gaveUp = { isTrue: false };
    const timeoutAt = heap.nowMs + this.#options.timeoutMs;
    let isAnswered = false;
    const reply = (reports: readonly VenueReport[]) => {
      if (gaveUp.isTrue || isAnswered) return;
      isAnswered = true;
      if (reports.length > 0) answer(reports);
    };
    heap.at(timeoutAt, () => {
      if (isAnswered) return;
      gaveUp.isTrue = true;
      marks.hit('port.timeout');
      answer([noAnswer(command, heap.nowMs)]);
    });
    if (faults !== null && random.chance(faults.requestLost, 'request', key, n + DRAW.lost)) {
      marks.hit(`fault.requestLost.${command.kind}`);
      return;
    }
    let outMs = LATENCY_MS + random.wait(LATENCY_TAIL_MS, 'request', key, n + DRAW.out);
    if (faults !== null && random.chance(faults.requestDelayed, 'request', key, n + DRAW.delayed)) {
      marks.hit(`fault.requestDelayed.${command.kind}`);
      outMs += random.wait(DELAY_MEAN_MS, 'request', key, n + DRAW.delay);
    }
    const isError =
      faults !== null && random.chance(faults.serverError, 'request', key, n + DRAW.error);
    const isApplied = !isError || random.unit('request', key, n + DRAW.applied) < 0.5;
    const isLost =
      faults !== null && random.chance(faults.responseLost, 'response', key, n + DRAW.answerLost);
    const backMs = LATENCY_MS + random.wait(LATENCY_TAIL_MS, 'response', key, n + DRAW.back);
    const tag = orderTag(command.tagPrefix, command.orderId);
    if (command.kind === 'place') this.#onTheWay.add(tag);
    heap.after(outMs, () => {
      if (command.kind === 'place') this.#onTheWay.delete(tag);
      if (!this.hasSession) {
        const reports = this.#refuse(command);
        if (reports.length > 0 && !isLost) heap.after(backMs, () => reply(reports));
        return;
      }
      const reports = isApplied || isQuery ? this.#apply(command, n) : [];
      if (isError) marks.hit(`fault.serverError.${command.kind}.${isApplied ? 'applied' : 'not'}`);
      if (isLost) {
        marks.hit(`fault.responseLost.${command.kind}`);
        return;
      }
      heap.after(backMs, () => reply(isError ? [noAnswer(command, heap.nowMs)] : reports));
    });
  }

  /**
   * The broker has no such order. That proves nothing while its faults last, except at a broker that keeps proof; later every one can
   * prove that nothing is on the way, and that nothing by that name will be taken any more.
   */
  #absent(command: VenueCommand): VenueReport {
    const { heap, marks } = this.#options;
    const timeMs = heap.nowMs;
    const tag = orderTag(command.tagPrefix, command.orderId);
    const missedMs = this.#missedMs.get(tag) ?? timeMs;
    this.#missedMs.set(tag, missedMs);
    const isOld = timeMs - missedMs > PROOF_MS;
    const isProven = this.#isHealed || (this.#provesAbsence && isOld);
    // A book lags: what the venue has is no proof of absence, though the book does not show it yet.
    const mayAppear = this.#onTheWay.has(tag) || this.#options.venue.find(tag) !== undefined;
    if (!isProven || mayAppear) {
      marks.hit('venue.notFound');
      return answerTo(command, 'not_found', { reason: '', timeMs });
    }
    marks.hit('venue.neverReceived');
    return answerTo(command, 'rejected', { reason: 'never_received', timeMs });
  }

  /**
   * Who is not logged in is refused before anything is looked at. For a place that is proof that there is no order; of a change the port
   * says nothing, so that it is asked again as one that went unanswered.
   */
  #refuse(command: VenueCommand): readonly VenueReport[] {
    const { heap, marks } = this.#options;
    const timeMs = heap.nowMs;
    marks.hit(`fault.sessionLost.${command.kind}`);
    if (command.queryId !== 0) return [bookFailed(command.queryId, timeMs)];
    if (command.kind !== 'place') return [];
    return [answerTo(command, 'rejected', { reason: 'venue_error', timeMs })];
  }

  /** The command takes effect; what the broker says of it. */
  #apply(command: VenueCommand, n: number): readonly VenueReport[] {
    const { heap, venue, books, random, profile, marks } = this.#options;
    const timeMs = heap.nowMs;
    if (command.queryId !== 0) {
      const isFailed =
        !this.#isHealed && random.chance(profile.queryFailed, 'book', command.queryId, n);
      if (isFailed) marks.hit(`fault.queryFailed.${command.kind}`);
      if (isFailed) return [bookFailed(command.queryId, timeMs)];
      if (command.kind === 'query_orders') return books.orders(command.queryId, timeMs);
      if (command.kind === 'query_positions') return books.positions(command.queryId, timeMs);
      const found = books.find(orderTag(command.tagPrefix, command.orderId));
      if (found === undefined) return [this.#absent(command)];
      return [bookRow(found, command.queryId, timeMs)];
    }
    const tag = orderTag(command.tagPrefix, command.orderId);
    if (this.#rate.count(timeMs) > this.#options.messagesPerSecond) {
      marks.hit(`venue.rateLimited.${command.kind}`);
      return [answerTo(command, refusalOf(command), { reason: 'rate_limited', timeMs })];
    }
    this.#options.arrived(command, tag);
    if (command.kind === 'place') {
      const order = venue.place({ ...command, tag, isExternal: false }, timeMs);
      const kind = order.status === 'rejected' ? 'rejected' : 'accepted';
      return [reportOf(kind, order, { reason: order.reason, timeMs })];
    }
    const order = venue.find(tag);
    if (order === undefined) {
      return [answerTo(command, refusalOf(command), { reason: 'unknown_order', timeMs })];
    }
    const reason: RejectReason | '' =
      command.kind === 'modify' ? venue.modify(order, command) : venue.cancel(order);
    if (reason !== '') return [reportOf(refusalOf(command), order, { reason, timeMs })];
    const kind = command.kind === 'modify' ? 'modified' : 'cancelled';
    return [reportOf(kind, order, { timeMs })];
  }
}

function refusalOf(command: VenueCommand): ReportKind {
  if (command.kind === 'modify') return 'modify_rejected';
  return command.kind === 'cancel' ? 'cancel_rejected' : 'rejected';
}

/** What a port says when no answer came: a failed query, or an outcome nobody knows. */
function noAnswer(command: VenueCommand, timeMs: number): VenueReport {
  if (command.queryId !== 0) return bookFailed(command.queryId, timeMs);
  return answerTo(command, 'unknown', { reason: '', timeMs });
}
