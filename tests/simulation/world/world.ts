/** The outside of the engine in one place: prices, venue, broker books, request channel, order stream, feed, clocks. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { istDateKey } from '../../../src/domain/instrument/ist-date.ts';
import { CalendarHours } from '../../../src/domain/instrument/market-hours.ts';
import type { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';
import type { VenueCommand, VenueReport } from '../../../src/domain/order/types.ts';
import type { Tick } from '../../../src/domain/tick/tick.ts';
import { BrokerBooks } from '../network/broker-books.ts';
import { BrokerLink } from '../network/broker-link.ts';
import { FeedLink } from '../network/feed-link.ts';
import { OrderStream } from '../network/order-stream.ts';
import type { Marks } from '../run/marks.ts';
import { type TruthChange, TruthVenue } from '../venue/truth-venue.ts';
import type { DayPlan, Span } from './day-plan.ts';
import type { EventHeap } from './event-heap.ts';
import type { FaultProfile } from './fault-profile.ts';
import type { KeyedRandom } from './keyed-random.ts';
import { PriceProcess } from './price-process.ts';
import type { Listing } from './universe.ts';
import { WallClock } from './wall-clock.ts';

export interface WorldOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly listings: readonly Listing[];
  readonly calendar: SessionCalendar;
  readonly plan: DayPlan;
  readonly responseTimeoutMs: number;
  readonly messagesPerSecond: number;
  /** To the process that is alive. */
  tick(tick: Tick): void;
  pushed(report: VenueReport): void;
  changed(change: TruthChange): void;
  arrived(command: VenueCommand, tag: string): void;
}

const GAP_BPS_MOST = 300;

export class World {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly marks: Marks;
  readonly instruments: readonly Instrument[];
  readonly venue: TruthVenue;
  readonly link: BrokerLink;
  readonly stream: OrderStream;
  readonly feed: FeedLink;
  readonly wall: WallClock;
  readonly prices: readonly PriceProcess[];
  readonly hours: CalendarHours;
  readonly calendar: SessionCalendar;
  readonly #options: WorldOptions;
  readonly #books: BrokerBooks;
  readonly #wasOpen: boolean[];
  isHealed = false;

  constructor(options: WorldOptions) {
    const { heap, random, profile, marks, listings, plan } = options;
    this.#options = options;
    this.heap = heap;
    this.random = random;
    this.marks = marks;
    this.instruments = listings.map(({ instrument }) => instrument);
    this.calendar = options.calendar;
    this.hours = new CalendarHours(options.calendar);
    this.prices = listings.map((listing) => new PriceProcess(listing, random, profile));
    const isFast = random.unit('clock', 0, 0) < 0.5;
    this.wall = new WallClock(heap.nowMs, isFast ? profile.clockDriftPpm : -profile.clockDriftPpm);
    this.venue = new TruthVenue({
      instruments: this.instruments,
      quotes: this.prices.map(({ quote }) => quote),
      random,
      profile,
      marks,
      isOpen: (instrument) => this.isOpen(instrument),
      changed: (change) => {
        options.changed(change);
        this.stream.publish(change);
      },
    });
    this.#books = new BrokerBooks(this.venue, profile.staleBookMs);
    this.link = new BrokerLink({
      ...{ heap, random, profile, marks },
      venue: this.venue,
      books: this.#books,
      timeoutMs: options.responseTimeoutMs,
      messagesPerSecond: options.messagesPerSecond,
      arrived: options.arrived,
    });
    this.stream = new OrderStream({ heap, random, profile, marks, deliver: options.pushed });
    this.feed = new FeedLink({
      ...{ heap, random, profile, marks },
      instruments: listings.length,
      startMs: heap.nowMs,
      deliver: options.tick,
    });
    this.#wasOpen = listings.map(() => false);
    this.#gapOpen(plan.spans[0] as Span, 0);
  }

  isOpen(instrument: Instrument, timeMs = this.heap.nowMs): boolean {
    return this.hours.isOpen(instrument.segment, timeMs);
  }

  /** Faults stop, what was broken works again; what they left behind stays. */
  heal(): void {
    this.isHealed = true;
    this.wall.heal(this.heap.nowMs);
    this.venue.heal();
    this.link.heal();
    this.#books.heal();
    this.stream.heal();
    this.feed.heal();
  }

  /** A new trading day begins. */
  startDay(number: number, span: Span): void {
    this.venue.startDay();
    if (number > 0) this.#gapOpen(span, number);
  }

  /** One second of market: prices move, orders trade, the feed says so; what closed expires. */
  second(): void {
    this.instruments.forEach((instrument, at) => {
      const isOpen = this.isOpen(instrument);
      if (this.#wasOpen[at] && !isOpen) {
        this.marks.hit(`session.closed.${instrument.segment}`);
        this.venue.expire(at);
      }
      this.#wasOpen[at] = isOpen;
      if (!isOpen) return;
      const price = this.prices[at] as PriceProcess;
      price.advance(this.heap.nowMs);
      if (price.isLocked) this.marks.hit('fault.circuitLocked');
      this.venue.onQuote(at);
      this.feed.publish(at, price.quote);
    });
  }

  get dateKey(): string {
    return istDateKey(this.heap.nowMs);
  }

  #gapOpen(span: Span, number: number): void {
    const isGapDay = this.#options.plan.template === 'gap_open';
    this.prices.forEach((price, at) => {
      const draw = this.random.unit('day', 100 + at, number);
      const reach = isGapDay ? GAP_BPS_MOST : GAP_BPS_MOST / 10;
      price.gap((draw * 2 - 1) * reach);
      price.quote.timeMs = span.fromMs;
    });
  }
}
