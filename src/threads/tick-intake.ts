/** From socket bytes to the ring: decode, validate, publish, count. Ingest thread; the `TickSink` of the feed session. */

import { TICK_PUBLISH_BATCH_MAX } from '../contract/limits.ts';
import { TOPOLOGY } from '../contract/topology.ts';
import { assert } from '../domain/assert.ts';
import { f64At } from '../domain/cells.ts';
import { DAY_MS, istDateKey, istDay, istMidnightMs } from '../domain/instrument/ist-date.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { SessionClock } from '../domain/instrument/session-clock.ts';
import { DECODED } from '../domain/tick/decoded-tick.ts';
import { ACCEPTED, DROP, DROP_REASONS } from '../domain/tick/drop-reason.ts';
import { TickValidator } from '../domain/tick/tick-validator.ts';
import { PacketDecoder } from '../feed/angel/decoder.ts';
import { TokenTable } from '../feed/angel/token-table.ts';
import type { TickSink } from '../feed/port.ts';
import { BroadcastWriter } from '../ring/broadcast-writer.ts';
import type { Doorbell } from '../ring/doorbell.ts';
import { MarketStateWriter } from '../ring/market-state.ts';
import { TickPublisher } from '../ring/tick-publisher.ts';
import { HostClock } from './host-clock.ts';
import { doorbellOf } from './session.ts';
import type { ThreadContext } from './thread-context.ts';

/** Ticks after which a long chunk is published in the middle, so that consumers start while it is still being decoded. */
const PUBLISH_EVERY = 256;

/**
 * Sleeping consumers are woken at most this often: waking four threads costs as much as decoding hundreds of ticks, and under
 * load the next chunk is already here. Below some thousand chunks a second every chunk rings at once.
 */
const RING_INTERVAL_NS = 500_000;

/** Critical readers beside the strategies. */
const TICK_CONSUMERS: readonly string[] = TOPOLOGY.ticks.gatingReaders;

/** Year 9999: no calendar goes further, and a corrupt timestamp may. */
const LAST_DATE_MS = 253_402_300_799_000;

export class TickIntake implements TickSink {
  readonly validator: TickValidator;
  readonly hostClock: HostClock;
  /** 1 for every instrument that delivered a packet since `resetProof`. */
  readonly isProven: Uint8Array;
  provenCount = 0;
  /** Receive stamp of the last accepted tick, ns; 0 before the first. */
  lastAcceptedNs = 0;
  private readonly context: ThreadContext;
  private readonly decoder: PacketDecoder;
  private readonly writer: BroadcastWriter;
  private readonly publisher: TickPublisher;
  /** Threads that wait for ticks, in the order they are woken: the one that decides first, first. Display readers look by themselves. */
  private readonly consumers: readonly Doorbell[];
  private readonly dropped = new Float64Array(DROP_REASONS.length + 1);
  private readonly cells;
  private sessionClock = new SessionClock({ kind: 'wall' });
  private received = 0;
  private unpublished = 0;
  private receiveTimeNs = 0;
  private isAnchored = false;
  /** A tick of this chunk was accepted, and the newest exchange time among them. */
  private hasAccepted = false;
  private newestMs = 0.5;
  /** Published since the bell was last rung. */
  private hasNews = false;
  private lastRingNs = 0;
  private lateRing: NodeJS.Immediate | undefined;
  /** Bounds of the session date, epoch ms. */
  private dayStartMs = 0;
  private dayEndMs = 0;
  private conflatedBefore = 0;

  constructor(context: ThreadContext) {
    const { session, init } = context;
    const { quarantine, feed } = init.settings;
    this.context = context;
    this.hostClock = new HostClock(context.nowNs);
    this.decoder = new PacketDecoder(new TokenTable(init.instruments));
    this.validator = new TickValidator({
      instruments: init.instruments,
      calendar: new SessionCalendar(init.calendar),
      settings: {
        closeToleranceMs: feed.closeToleranceMs,
        futureToleranceMs: feed.futureToleranceMs,
        quarantine,
      },
    });
    this.writer = new BroadcastWriter(session.ticks, TICK_PUBLISH_BATCH_MAX);
    const state = new MarketStateWriter(session.marketState);
    this.publisher = new TickPublisher(this.writer, state, init.instruments.length);
    this.isProven = new Uint8Array(init.instruments.length);
    this.consumers = init.threads
      .filter((thread) => thread.startsWith('strategy_') || TICK_CONSUMERS.includes(thread))
      .map((thread) => doorbellOf(session, thread));
    const { metrics } = session;
    this.cells = {
      received: metrics.cell('ticksReceived'),
      published: metrics.cell('ticksPublished'),
      conflated: metrics.cell('ticksConflated'),
      pending: metrics.cell('ticksPending'),
      dropped: DROP_REASONS.map((reason) => metrics.cell('ticksDropped', { reason })),
    };
    this.resume();
  }

  get clock(): SessionClock {
    return this.sessionClock;
  }

  /** A new connection may run on another clock. */
  setClock(clock: SessionClock): void {
    this.sessionClock = clock;
    this.validator.futureToleranceMs = clock.futureToleranceMs;
  }

  /** Ticks kept back because a critical reader is a full ring behind. */
  get pending(): number {
    return this.publisher.pending;
  }

  /** Session time at stamp `atNs`, epoch ms; not finite while nothing has anchored the clock. */
  sessionMs(atNs: number): number {
    return this.clock.nowMs(atNs, this.hostClock.nowMs(atNs));
  }

  onChunkStart(): void {
    this.receiveTimeNs = this.context.nowNs();
    this.publisher.stamp(this.receiveTimeNs);
    const sessionNowMs = this.sessionMs(this.receiveTimeNs);
    this.validator.sessionNowMs = sessionNowMs;
    this.isAnchored = Number.isFinite(sessionNowMs);
    if (this.isAnchored) this.followDate(sessionNowMs);
  }

  onPacket(view: DataView, offset: number, length: number): void {
    const { decoder, validator } = this;
    this.received++;
    let code = decoder.decode(view, offset, length);
    if (code === ACCEPTED) {
      const { instrumentIndex, cells } = decoder;
      if (this.isProven[instrumentIndex] === 0) this.prove(instrumentIndex);
      // Until a tick anchors the clock, each packet is judged by the session of its own date.
      if (!this.isAnchored) this.followDate(f64At(cells, DECODED.exchangeTimeMs));
      code = validator.check(instrumentIndex, cells);
      if (code === ACCEPTED) {
        this.accept(instrumentIndex, cells);
        return;
      }
      if (code === DROP.future_exchange_time) {
        this.clock.observeFuture(f64At(cells, DECODED.exchangeTimeMs), this.receiveTimeNs);
      }
    }
    this.dropped[code] = f64At(this.dropped, code) + 1;
  }

  onChunkEnd(): void {
    if (this.hasAccepted) this.observe();
    this.flush();
    this.count();
    if (!this.hasNews) return;
    if (this.receiveTimeNs - this.lastRingNs >= RING_INTERVAL_NS) this.ring();
    else if (this.lateRing === undefined) this.lateRing = setImmediate(() => this.ring());
  }

  /** Wakes the consumers. */
  ring(): void {
    clearImmediate(this.lateRing);
    this.lateRing = undefined;
    this.hasNews = false;
    this.lastRingNs = this.receiveTimeNs;
    for (const doorbell of this.consumers) doorbell.ring();
    // Ticks are kept back: this thread's own cycle publishes them as soon as there is room.
    if (this.publisher.pending > 0) this.context.doorbell.ring();
  }

  /** Publishes everything there is room for. Consumers that are awake see it; `ring` wakes the others. */
  flush(): void {
    this.unpublished = 0;
    if (this.publisher.flush() > 0) this.hasNews = true;
  }

  /** Brings the shared counters up to date. They add up at any time: received = published + conflated + Σ dropped + pending. */
  count(): void {
    const { cells } = this;
    cells.received.set(this.received);
    cells.conflated.set(this.conflatedBefore + this.publisher.conflated);
    cells.pending.set(this.publisher.pending);
    cells.published.set(this.writer.published);
    let explained = this.writer.published + this.publisher.pending;
    explained += this.conflatedBefore + this.publisher.conflated;
    for (let code = 1; code < this.dropped.length; code++) {
      cells.dropped[code - 1]?.set(f64At(this.dropped, code));
      explained += f64At(this.dropped, code);
    }
    assert(explained === this.received, 'FD-02 every packet received is accounted for');
  }

  resetProof(): void {
    this.isProven.fill(0);
    this.provenCount = 0;
  }

  /** After a crash the counters go on where the dead thread left them; what it had kept back counts as conflated. */
  private resume(): void {
    const { cells } = this;
    cells.dropped.forEach((cell, index) => {
      this.dropped[index + 1] = cell.value;
    });
    const droppedTotal = cells.dropped.reduce((total, cell) => total + cell.value, 0);
    const published = this.writer.published;
    const unexplained = cells.received.value - published - droppedTotal;
    this.conflatedBefore = Math.max(cells.conflated.value, unexplained);
    this.received = published + droppedTotal + this.conflatedBefore;
  }

  private accept(instrumentIndex: number, cells: Float64Array): void {
    const exchangeTimeMs = f64At(cells, DECODED.exchangeTimeMs);
    if (!this.hasAccepted || exchangeTimeMs > this.newestMs) this.newestMs = exchangeTimeMs;
    this.hasAccepted = true;
    this.publisher.offer(instrumentIndex, cells);
    if (++this.unpublished >= PUBLISH_EVERY) this.publish();
  }

  /** The newest exchange time of the chunk speaks for it. */
  private observe(): void {
    this.hasAccepted = false;
    this.clock.observe(this.newestMs, this.receiveTimeNs);
    this.lastAcceptedNs = this.receiveTimeNs;
  }

  private publish(): void {
    this.unpublished = 0;
    if (this.publisher.publish() > 0) this.hasNews = true;
  }

  private prove(instrumentIndex: number): void {
    this.isProven[instrumentIndex] = 1;
    this.provenCount++;
  }

  /** The session being accepted follows the session clock from day to day. */
  private followDate(sessionMs: number): void {
    if (!(sessionMs > 0 && sessionMs < LAST_DATE_MS)) return;
    if (sessionMs >= this.dayStartMs && sessionMs < this.dayEndMs) return;
    const day = istDay(sessionMs);
    this.dayStartMs = istMidnightMs(day);
    this.dayEndMs = this.dayStartMs + DAY_MS;
    this.validator.startSession(istDateKey(sessionMs));
  }
}
