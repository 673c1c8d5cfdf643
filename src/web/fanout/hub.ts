/**
 * The hub: clients subscribe, get a snapshot, then updates. Messages are queued per client and leave in `#settle`, so that
 * one flush is one write per client. Publish thread.
 */
import { randomUUID } from 'node:crypto';
import type {
  ClientRequest,
  DecisionView,
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  StreamErrorMessage,
  StreamPong,
} from '../../contract/wire/client-stream.ts';
import type { Fanout, FanoutSource, FanoutStats } from '../port.ts';
import type { Channel } from './channel.ts';
import { parseRequest } from './client-request.ts';
import { ClientSession } from './client-session.ts';
import { encodeMessage } from './encode.ts';
import { OrderFanout } from './order-fanout.ts';
import type { ClientEvents, ClientSocket, Encoding } from './port.ts';
import { StateFanout } from './state-fanout.ts';
import { MessageArena } from './ticks/message-arena.ts';
import { type Offer, TickFanout } from './ticks/tick-fanout.ts';

export interface HubOptions {
  /** Replaceable data waiting for one client before it is given latest values only; order events get as much again. */
  readonly clientBufferBytes: number;
  /** Order events kept for `resume`. */
  readonly orderHistory: number;
  readonly maxTicksPerMessage: number;
  /** See `WebSocketServerPort.copiesOnSend`. */
  readonly engineCopiesOnSend: boolean;
}

type SessionChannel = Channel<ClientSession>;

const CLOSE_POLICY = 1008;
const CLOSE_TRY_AGAIN = 1013;

export class Hub implements Fanout {
  readonly stats: FanoutStats = {
    clients: 0,
    slowClients: 0,
    clientsAccepted: 0,
    clientsRefused: 0,
    messagesSent: 0,
    bytesSent: 0,
    tickDeliveries: 0,
    ticksConflated: 0,
    closedSlow: 0,
    closedMisbehaving: 0,
    badRequests: 0,
  };
  readonly #source: FanoutSource;
  readonly #options: HubOptions;
  readonly #arena: MessageArena;
  readonly #ticks: TickFanout;
  readonly #orders: OrderFanout;
  readonly #states: StateFanout;
  /** Says which run order sequences belong to, so that a resume from an earlier run can be refused. */
  readonly #runId = randomUUID();
  readonly #slow = new Set<ClientSession>();
  /** Sessions with something in their outbox. */
  readonly #unsent = new Set<ClientSession>();
  #nowMs = 0;

  constructor(source: FanoutSource, options: HubOptions) {
    this.#source = source;
    this.#options = options;
    this.#arena = new MessageArena(options.engineCopiesOnSend);
    this.#ticks = new TickFanout(source, this.stats, {
      arena: this.#arena,
      maxTicksPerMessage: options.maxTicksPerMessage,
    });
    this.#orders = new OrderFanout(options.orderHistory);
    this.#states = new StateFanout(source);
  }

  markTick(
    instrumentIndex: number,
    lastPaise: number,
    bidPaise: number,
    askPaise: number,
    volume: number,
    exchangeTimeMs: number,
  ): void {
    if (this.#ticks.mark(instrumentIndex, lastPaise, bidPaise, askPaise, volume, exchangeTimeMs)) {
      this.#ticks.flush(this.#offer);
      this.#settle();
    }
  }

  resync(): void {
    this.#ticks.differences((instrument, view) => {
      const { lastPaise, bidPaise, askPaise, volume, exchangeTimeMs } = view;
      this.markTick(instrument, lastPaise, bidPaise, askPaise, volume, exchangeTimeMs);
    });
  }

  orderEvent(view: OrderEventView): void {
    if (this.#orders.append(view)) {
      this.#orders.flush(this.#offerLossless);
      this.#settle();
    }
  }

  decision(view: DecisionView): void {
    this.#states.decision(view);
  }

  positionsChanged(views: readonly PositionView[]): void {
    this.#states.positionsChanged(views);
  }

  riskChanged(view: RiskView): void {
    this.#states.riskChanged(view);
  }

  healthChanged(view: HealthView): void {
    this.#states.healthChanged(view);
  }

  flush(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#orders.flush(this.#offerLossless);
    this.#ticks.flush(this.#offer);
    this.#states.flush(this.#offer);
    for (const session of this.#slow) if (session.hasDrained()) this.#catchUp(session);
    this.#settle();
    this.stats.slowClients = this.#slow.size;
  }

  /** A client connected. */
  open(socket: ClientSocket, encoding: Encoding): ClientEvents {
    const session = new ClientSession(socket, {
      encoding,
      limitBytes: this.#options.clientBufferBytes,
      instruments: this.#source.instruments.length,
      nowMs: this.#nowMs,
    });
    this.stats.clients += 1;
    this.stats.clientsAccepted += 1;
    return {
      onMessage: (bytes, isBinary) => {
        if (session.isClosed) return;
        this.#receive(session, bytes, isBinary);
        this.#settle();
      },
      onClose: () => this.#forget(session),
    };
  }

  /** The one way a client becomes slow. */
  readonly #offer: Offer = (session, bytes) => {
    if (session.isClosed) return false;
    if (!session.offer(bytes)) {
      this.#slow.add(session);
      return false;
    }
    this.#unsent.add(session);
    return true;
  };

  readonly #offerLossless: Offer = (session, bytes) => {
    if (session.isClosed) return false;
    if (session.offerLossless(bytes)) {
      this.#unsent.add(session);
      return true;
    }
    this.stats.closedSlow += 1;
    this.#close(session, CLOSE_TRY_AGAIN, 'Order events piled up. Reconnect and resume by seq.');
    return false;
  };

  /** Gives a drained client what it missed; it stays slow when that does not fit. */
  #catchUp(session: ClientSession): void {
    this.#unsent.add(session);
    for (const channel of session.owedSnapshots) {
      if (!session.offerNow(this.#snapshot(channel, session))) return;
      session.owedSnapshots.delete(channel);
    }
    if (!this.#ticks.sendOwed(session)) return;
    session.isSlow = false;
    this.#slow.delete(session);
  }

  #settle(): void {
    for (const session of this.#unsent) this.#deliver(session);
    this.#unsent.clear();
    this.#arena.reset();
  }

  #deliver(session: ClientSession): void {
    const { messages, bytes } = session.deliver();
    this.stats.messagesSent += messages;
    this.stats.bytesSent += bytes;
  }

  #receive(session: ClientSession, bytes: Uint8Array, isBinary: boolean): void {
    if (!session.takeRequestToken(this.#nowMs)) {
      this.#refuse(session, 'rate_limited', 'Too many requests. Send at most 50 a second.');
      return;
    }
    const parsed = parseRequest(bytes, isBinary);
    if (parsed.isValid) this.#answer(session, parsed.request);
    else this.#refuse(session, parsed.code, parsed.message);
  }

  #answer(session: ClientSession, request: ClientRequest): void {
    switch (request.op) {
      case 'ping':
        this.#say(session, { channel: '', type: 'pong', runId: this.#runId });
        return;
      case 'subscribe':
        this.#subscribe(session, request.channels);
        return;
      case 'unsubscribe':
        for (const name of request.channels) {
          const channel = this.#channel(name);
          if (channel !== undefined) this.#leave(session, channel);
        }
        return;
      case 'resume':
        this.#resume(session, request.seq, request.runId);
        return;
      default:
        request satisfies never;
    }
  }

  #subscribe(session: ClientSession, names: readonly string[]): void {
    const unknown: string[] = [];
    // What is waiting goes to those who listened already; the snapshot contains it.
    this.#orders.flush(this.#offerLossless);
    this.#ticks.flush(this.#offer);
    for (const name of new Set(names)) {
      const channel = this.#channel(name);
      if (channel === undefined) {
        unknown.push(name);
        continue;
      }
      this.#join(session, channel);
      this.#sendSnapshot(session, channel);
    }
    if (unknown.length === 0) return;
    const some = unknown.slice(0, 5).join(', ');
    const advice = 'Subscribe ticks:* to see every name.';
    this.#refuse(session, 'unknown_channel', `No such instrument: ${some}. ${advice}`);
  }

  #resume(session: ClientSession, seq: number, runId: string | undefined): void {
    this.#orders.flush(this.#offerLossless);
    const isThisRun = runId === undefined || runId === this.#runId;
    const messages = isThisRun ? this.#orders.after(seq, session.encoding) : undefined;
    const totalBytes = messages?.reduce((sum, message) => sum + message.length, 0) ?? 0;
    this.#join(session, this.#orders.channel);
    if (messages !== undefined && totalBytes <= session.losslessRoomBytes()) {
      for (const message of messages) this.#offerLossless(session, message);
      return;
    }
    const message = `Order events after ${seq} are not held any more. A snapshot follows.`;
    this.#say(session, { channel: '', type: 'error', code: 'resume_too_old', message });
    this.#sendSnapshot(session, this.#orders.channel);
  }

  /** Tells the client what was wrong with its request, and closes it when that has happened too often. */
  #refuse(session: ClientSession, code: string, message: string): void {
    this.stats.badRequests += 1;
    this.#say(session, { channel: '', type: 'error', code, message });
    if (!session.strike()) return;
    this.stats.closedMisbehaving += 1;
    this.#close(session, CLOSE_POLICY, 'Too many bad requests.');
  }

  /** An answer is dropped when the client does not read what it already has. */
  #say(session: ClientSession, message: StreamPong | StreamErrorMessage): void {
    if (session.offerNow(encodeMessage(message, session.encoding))) this.#unsent.add(session);
  }

  #channel(name: string): SessionChannel | undefined {
    if (name === this.#orders.channel.name) return this.#orders.channel;
    return name.startsWith('ticks:') ? this.#ticks.channel(name) : this.#states.channel(name);
  }

  #join(session: ClientSession, channel: SessionChannel): void {
    channel.add(session);
    session.subscriptions.add(channel);
    if (channel.kind === 'instrument-ticks') this.#ticks.activate(channel);
  }

  #leave(session: ClientSession, channel: SessionChannel): void {
    channel.remove(session);
    session.subscriptions.delete(channel);
    session.owedSnapshots.delete(channel);
    this.#ticks.left(channel, session);
  }

  #sendSnapshot(session: ClientSession, channel: SessionChannel): void {
    const bytes = this.#snapshot(channel, session);
    if (channel.kind === 'orders') this.#offerLossless(session, bytes);
    else if (!this.#offer(session, bytes)) session.owedSnapshots.add(channel);
  }

  #snapshot(channel: SessionChannel, session: ClientSession): Uint8Array {
    switch (channel.kind) {
      case 'orders':
        return this.#orders.snapshot(session.encoding);
      case 'state':
        return this.#states.snapshot(channel, session.encoding);
      case 'all-ticks':
      case 'instrument-ticks':
        return this.#ticks.snapshot(channel, session);
    }
  }

  /** What is queued still goes out, so that the client knows where to resume. */
  #close(session: ClientSession, code: number, reason: string): void {
    this.#deliver(session);
    this.#forget(session);
    session.socket.close(code, reason);
  }

  #forget(session: ClientSession): void {
    if (session.isClosed) return;
    session.isClosed = true;
    this.stats.clients -= 1;
    this.#slow.delete(session);
    this.#unsent.delete(session);
    for (const channel of session.subscriptions) this.#leave(session, channel);
  }
}
