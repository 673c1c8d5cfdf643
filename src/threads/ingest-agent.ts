/** The ingest agent: owns the market-data session, and tells the state of the feed in three separate facts. */

import { VENUE_MESSAGE_BYTES_MAX } from '../contract/limits.ts';
import { MARKET_STATE } from '../contract/records/state.ts';
import { EXCHANGE_TYPES } from '../domain/instrument/instrument.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { SessionClock } from '../domain/instrument/session-clock.ts';
import { DROP } from '../domain/tick/drop-reason.ts';
import { AngelStreamSession, STREAM_SESSION_DEFAULTS } from '../feed/angel/stream-session.ts';
import type { FeedCloseCause } from '../feed/port.ts';
import { openInPlace } from '../feed/websocket/client.ts';
import { systemTimers } from '../feed/websocket/timers.ts';
import { openWithWs } from '../feed/websocket/ws-client.ts';
import type { Agent } from './agent.ts';
import { CLOCK_FAULT_TEXT, clockFaultNumber } from './host-clock.ts';
import { chooseClock } from './session-clock-choice.ts';
import { SessionTimeWriter } from './session-time.ts';
import type { ThreadContext } from './thread-context.ts';
import { TickIntake } from './tick-intake.ts';

/** The state of the feed is written this often. */
const REPORT_INTERVAL_NS = 100e6;
const SUBSCRIPTION_ERROR_CHARACTERS = 200;

export class IngestAgent implements Agent {
  private readonly context: ThreadContext;
  private readonly intake: TickIntake;
  private readonly stream: AngelStreamSession;
  private readonly cells;
  private readonly hours: CalendarHours;
  private readonly isQuarantined: Uint8Array;
  private readonly sessionTime: SessionTimeWriter;
  private nextReportNs = 0;
  private isStopped = false;
  private hasClock = false;

  constructor(context: ThreadContext) {
    const { init, session } = context;
    this.context = context;
    this.intake = new TickIntake(context);
    this.hours = new CalendarHours(new SessionCalendar(init.calendar));
    this.isQuarantined = new Uint8Array(init.instruments.length);
    this.sessionTime = new SessionTimeWriter(session);
    this.stream = this.createStream();
    const { metrics } = session;
    this.cells = {
      connects: metrics.cell('feedConnects'),
      disconnects: metrics.cell('feedDisconnects'),
      texts: metrics.cell('feedTexts'),
      isAlive: metrics.cell('feedSocketAlive'),
      desired: metrics.cell('feedSubscriptionsDesired'),
      proven: metrics.cell('feedSubscriptionsProven'),
      isFresh: metrics.cell('feedDataFresh'),
      lastTickAge: metrics.cell('feedLastTickAge'),
      skew: metrics.cell('feedClockSkew'),
      clockFault: metrics.cell('clockFault'),
      sessionTime: metrics.cell('sessionTime'),
      quarantined: metrics.cell('instrumentsQuarantined'),
    };
  }

  onStart(): void {
    const { init } = this.context;
    this.stream.subscribe(
      init.instruments.map(({ exchange, token }) => ({
        exchangeType: EXCHANGE_TYPES[exchange],
        token,
      })),
      init.settings.feed.mode,
    );
    this.cells.desired.set(init.instruments.length);
    this.stream.start();
  }

  /** The socket drives the ticks; a cycle publishes what was kept back and writes the state of the feed. */
  doWork(isDraining: boolean): number {
    if (isDraining && !this.isStopped) {
      this.isStopped = true;
      void this.stream.stop();
    }
    if (this.intake.pending > 0) {
      this.intake.flush();
      this.intake.count();
      this.intake.ring();
    }
    const nowNs = this.context.nowNs();
    if (nowNs >= this.nextReportNs) {
      this.nextReportNs = nowNs + REPORT_INTERVAL_NS;
      this.report(nowNs);
    }
    return this.intake.pending;
  }

  async onClose(): Promise<void> {
    await this.stream.stop();
    this.intake.flush();
    this.intake.count();
    this.intake.ring();
    this.report(this.context.nowNs());
  }

  private createStream(): AngelStreamSession {
    const { feed } = this.context.init.settings;
    return new AngelStreamSession(
      {
        ...STREAM_SESSION_DEFAULTS,
        url: feed.streamUrl,
        credentials: {
          authorization: feed.authToken,
          apiKey: feed.apiKey,
          clientCode: feed.clientCode,
          feedToken: feed.feedToken,
        },
        heartbeatMs: feed.heartbeatMs,
        silenceTimeoutMs: feed.silenceTimeoutMs,
        connectTimeoutMs: feed.connectTimeoutMs,
        maxPayloadBytes: VENUE_MESSAGE_BYTES_MAX,
        backoff: { baseMs: feed.reconnectMinMs, capMs: feed.reconnectMaxMs },
      },
      {
        sink: this.intake,
        events: {
          onOpen: (headers) => this.onOpen(headers),
          onClose: (cause, retryInMs) => this.onDisconnect(cause, retryInMs),
          onText: (text) => this.onText(text),
        },
        open: feed.client === 'ws' ? openWithWs : openInPlace,
        timers: systemTimers,
        random: Math.random,
      },
    );
  }

  private onOpen(headers: Readonly<Record<string, string | string[] | undefined>>): void {
    const { feed } = this.context.init.settings;
    const source = chooseClock({
      clock: feed.clock,
      url: feed.streamUrl,
      headers,
      receiveTimeNs: this.context.nowNs(),
    });
    this.intake.setClock(new SessionClock(source, feed.futureToleranceMs));
    this.hasClock = true;
    this.intake.resetProof();
    this.cells.connects.add(1);
    this.context.log('info', 'Market data connected', { url: feed.streamUrl, clock: source.kind });
  }

  private onDisconnect(cause: FeedCloseCause, retryInMs: number): void {
    this.cells.disconnects.add(1);
    this.cells.isAlive.set(0);
    this.context.log(cause === 'closed_by_us' ? 'info' : 'warn', 'Market data disconnected', {
      cause,
      retryInMs,
    });
  }

  private onText(text: string): void {
    this.cells.texts.add(1);
    this.context.log('warn', 'The venue sent a text message', {
      text: text.slice(0, SUBSCRIPTION_ERROR_CHARACTERS),
    });
  }

  /** Socket alive, subscription proven, data fresh: three facts, because each fails without the others. */
  private report(nowNs: number): void {
    const { intake, cells, stream } = this;
    const sessionNowMs = intake.sessionMs(nowNs);
    // Before the first connection nobody knows which day the venue has.
    if (this.hasClock) this.sessionTime.write(sessionNowMs, nowNs, intake.clock.speed);
    const ageMs = intake.lastAcceptedNs === 0 ? 0 : (nowNs - intake.lastAcceptedNs) / 1e6;
    cells.isAlive.set(stream.state.isSocketAlive ? 1 : 0);
    cells.proven.set(intake.provenCount);
    cells.lastTickAge.set(ageMs / 1000);
    cells.isFresh.set(this.isFresh(sessionNowMs, ageMs) ? 1 : 0);
    cells.skew.set(Number.isNaN(intake.clock.skewMs) ? 0 : -intake.clock.skewMs / 1000);
    const isKnown = this.hasClock && Number.isFinite(sessionNowMs);
    cells.sessionTime.set(isKnown ? sessionNowMs / 1000 : 0);
    this.checkHostClock();
    this.reportQuarantine();
  }

  /** Only a session that goes by the wall clock depends on it. The fault stands until the next start. */
  private checkHostClock(): void {
    const { clock, hostClock } = this.intake;
    if (!this.hasClock || clock.kind !== 'wall') return;
    const { skewMs } = clock;
    const fault = hostClock.check(skewMs);
    if (fault === '') return;
    this.context.session.control.setClockFault(clockFaultNumber(fault));
    this.cells.clockFault.set(clockFaultNumber(fault));
    this.context.log('error', CLOCK_FAULT_TEXT[fault], {
      fault,
      wallOffsetMs: Math.round(hostClock.offsetMs()),
      exchangeSkewMs: Number.isNaN(skewMs) ? 0 : Math.round(skewMs),
    });
  }

  /** Silence is stale only while some segment of the instruments is open. */
  private isFresh(sessionNowMs: number, ageMs: number): boolean {
    const { intake, hours } = this;
    const { instruments, settings } = this.context.init;
    if (!instruments.some(({ segment }) => hours.isOpen(segment, sessionNowMs))) return true;
    return intake.lastAcceptedNs > 0 && ageMs < settings.feed.staleAfterMs;
  }

  private reportQuarantine(): void {
    const { marketState } = this.context.session;
    const held = this.intake.validator.quarantined();
    this.cells.quarantined.set(held.length);
    if (held.length === 0 && !this.isQuarantined.includes(1)) return;
    const reasons = new Map(held.map((entry) => [entry.instrumentIndex, entry]));
    for (let index = 0; index < this.isQuarantined.length; index++) {
      const entry = reasons.get(index);
      if (entry === undefined && this.isQuarantined[index] === 0) continue;
      const base = marketState.begin(index);
      const { u32, f64 } = marketState.records;
      u32[base + MARKET_STATE.at.quarantineReason] = entry ? DROP[entry.reason] : 0;
      f64[(base >> 1) + MARKET_STATE.at.quarantineUntilMs] = entry?.untilMs ?? 0;
      marketState.commit(index);
      if (entry && this.isQuarantined[index] === 0) {
        this.context.log('warn', 'Instrument quarantined', { index, reason: entry.reason });
      }
      this.isQuarantined[index] = entry ? 1 : 0;
    }
  }
}
