/** The market simulator's state machine, apart from HTTP: the clock, the clients, what each is sent and when. */
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { PACKET_FAULTS, type PacketFaultName } from '../../contract/wire/simulator-control.ts';
import { encodeToken } from '../../contract/wire/smartapi-packet-writer.ts';
import { f64At } from '../../domain/cells.ts';
import { EXCHANGE_TYPES } from '../../domain/instrument/instrument.ts';
import { DECODED, DECODED_CELLS } from '../../domain/tick/decoded-tick.ts';
import type { FaultPlan } from './control/fault-plan.ts';
import { ExchangeClock } from './exchange-clock.ts';
import type { MarketSource } from './market-source.ts';
import { type Silence, StreamClient, type WireName } from './stream-client.ts';
import { Subscriptions, type WireIndex, wireIndexOf } from './subscriptions.ts';

export interface StreamSessionOptions {
  readonly market: MarketSource;
  /** Exchange seconds per second. */
  readonly speed: number;
  readonly maxBacklogBytes: number;
  /** One sentence per event worth a human's attention. */
  readonly log: (message: string) => void;
  /** Strikes subscriptions and frames. */
  readonly faults: FaultPlan;
}

/** What else lives on the simulated market. */
export interface MarketListener {
  onUpdate(instrumentIndex: number, cells: Float64Array): void;
  /** Exchange time has come this far; the updates up to it were told. */
  onTime(exchangeMs: number): void;
}

/** One pace emits no more: a few megabytes, which sockets can take between two paces. */
const UPDATES_PER_PACE = 8_192;
/** Part of the backlog limit from which a client counts as behind. */
const WAIT_BACKLOG_PART = 0.25;

/** Counters since the start. */
export interface StreamStats {
  readonly clients: number;
  readonly updates: number;
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly slowClientsClosed: number;
  readonly exchangeTimeMs: number;
  /** Exchange milliseconds lost because the process could not keep up with its speed. */
  readonly slippedMs: number;
  readonly isDayOver: boolean;
}

/** `realMs` arguments are stamps of one monotonic clock, milliseconds. */
export class StreamSession {
  readonly #market: MarketSource;
  readonly #options: StreamSessionOptions;
  readonly #clock: ExchangeClock;
  readonly #index: WireIndex;
  readonly #names: readonly WireName[];
  /** The latest update of every instrument, for those who subscribe later. */
  readonly #latest: Float64Array[];
  readonly #clients = new Set<StreamClient>();
  readonly #emit: (instrumentIndex: number, cells: Float64Array) => void;
  #listener: MarketListener | null = null;
  #updates = 0;
  #pastPackets = 0;
  #pastBytes = 0;
  #slowClientsClosed = 0;
  #isEndLogged = false;

  constructor(options: StreamSessionOptions) {
    const { market, speed } = options;
    const { instruments, openTimeMs, closeTimeMs } = market;
    this.#market = market;
    this.#options = options;
    this.#clock = new ExchangeClock({ startMs: openTimeMs, endMs: closeTimeMs, speed });
    this.#index = wireIndexOf(instruments);
    this.#names = instruments.map(({ exchange, token }) => ({
      exchangeType: EXCHANGE_TYPES[exchange],
      tokenBytes: encodeToken(token),
    }));
    this.#latest = instruments.map(() => new Float64Array(DECODED_CELLS));
    this.#emit = (instrumentIndex, cells) => this.#onUpdate(instrumentIndex, cells);
    // The opening state is there before the clock runs, for whoever subscribes first.
    market.next(openTimeMs, this.#emit);
  }

  /** From now on; what the market has said already is told at once. */
  listen(listener: MarketListener): void {
    this.#listener = listener;
    this.#latest.forEach((cells, at) => {
      if (f64At(cells, DECODED.exchangeTimeMs) > 0) listener.onUpdate(at, cells);
    });
  }

  get exchangeTimeMs(): number {
    return this.#clock.nowMs;
  }

  get isRunning(): boolean {
    return this.#clock.isRunning;
  }

  /** (token, mode) pairs per client. */
  get subscriptionSizes(): number[] {
    return [...this.#clients].map(({ subscriptions }) => subscriptions.size);
  }

  countOf(clientCode: string): number {
    return [...this.#clients].filter((client) => client.clientCode === clientCode).length;
  }

  /** Value of the header that tells a client what time it is. */
  get clockHeader(): string {
    return `${Math.floor(this.#clock.nowMs)};speed=${this.#clock.speed}`;
  }

  get stats(): StreamStats {
    let packetsSent = this.#pastPackets;
    let bytesSent = this.#pastBytes;
    for (const client of this.#clients) {
      packetsSent += client.packetsSent;
      bytesSent += client.bytesSent;
    }
    return {
      clients: this.#clients.size,
      updates: this.#updates,
      packetsSent,
      bytesSent,
      slowClientsClosed: this.#slowClientsClosed,
      exchangeTimeMs: this.#clock.nowMs,
      slippedMs: this.#clock.slippedMs,
      isDayOver: this.#clock.isOver,
    };
  }

  /** Takes over an upgraded connection. */
  accept({ webSocket, socket, clientCode }: Accepted, now: () => number): void {
    const { maxBacklogBytes, faults } = this.#options;
    const drawFault = () => (faults.isEmpty ? null : packetFault(faults));
    const client = new StreamClient({
      ...{ socket, webSocket, clientCode, maxBacklogBytes, drawFault },
      subscriptions: new Subscriptions(this.#market.instruments.length, this.#index),
    });
    this.#clients.add(client);
    this.#options.log(`A client connected; ${this.#clients.size} now.`);
    webSocket.on('message', (data, isBinary) => this.#onMessage(client, { data, isBinary }, now()));
    webSocket.on('ping', (data) => {
      if (client.isAnswering) webSocket.pong(data);
    });
    // `ws` closes the connection by itself after a protocol error; `close` follows.
    webSocket.on('error', (error) =>
      this.#options.log(`A client broke the protocol: ${error.message}`),
    );
    webSocket.on('close', () => this.#onClose(client));
  }

  /**
   * Brings the market and every client to the present, or as far towards it as `UPDATES_PER_PACE` allows. Called every few
   * milliseconds; between two calls the sockets drain.
   */
  pace(realMs: number): void {
    if (!this.#clock.isRunning) return;
    this.#clock.observe(realMs);
    const enough = this.#updates + UPDATES_PER_PACE;
    while (this.#clock.isOwed && this.#updates < enough && !this.#mustWait(realMs)) {
      this.#playTo(this.#clock.step());
    }
    this.#flush();
  }

  /** As if the first subscription had come. */
  startClock(realMs: number): void {
    if (this.#clock.isRunning) return;
    this.#clock.start(realMs);
    this.#options.log(`The simulated day starts, at ${this.#clock.speed} × real time.`);
  }

  /** Plays this much exchange time at once, whether the clock runs or not. */
  advance(exchangeMs: number): void {
    const untilMs = this.#clock.nowMs + exchangeMs;
    while (this.#clock.nowMs < untilMs && !this.#clock.isOver) {
      this.#playTo(this.#clock.skip(untilMs - this.#clock.nowMs));
      this.#flush();
    }
  }

  /** Those of one client, or all; without a goodbye. */
  disconnect(clientCode?: string): void {
    for (const client of this.#clients) {
      if ((clientCode ?? client.clientCode) === client.clientCode) client.webSocket.terminate();
    }
  }

  /** Of the connections there are. */
  silence(kind: Silence): void {
    for (const client of this.#clients) client.silence(kind);
  }

  #playTo(exchangeMs: number): void {
    this.#market.next(exchangeMs, this.#emit);
    this.#listener?.onTime(exchangeMs);
    if (!this.#clock.isOver || this.#isEndLogged) return;
    this.#isEndLogged = true;
    this.#options.log('The simulated day is over: no more packets; pings are still answered.');
  }

  #flush(): void {
    for (const client of this.#clients) {
      client.flush();
      this.#closeIfBehind(client);
    }
  }

  /**
   * The clock waits while every client is behind and some of them is reading: at a speed nobody can follow, the day then
   * plays as fast as it is read. A client that does not read makes nobody wait.
   */
  #mustWait(realMs: number): boolean {
    let isReading = false;
    for (const client of this.#clients) {
      if (client.backlogBytes <= this.#options.maxBacklogBytes * WAIT_BACKLOG_PART) return false;
      if (client.isReading(realMs)) isReading = true;
    }
    return isReading;
  }

  #onUpdate(instrumentIndex: number, cells: Float64Array): void {
    const latest = this.#latest[instrumentIndex] as Float64Array;
    const name = this.#names[instrumentIndex] as WireName;
    const { faults } = this.#options;
    const isFrozen = !faults.isEmpty && faults.draw(['stream_freeze']) !== null;
    if (!isFrozen) latest.set(cells);
    this.#updates++;
    this.#listener?.onUpdate(instrumentIndex, cells);
    for (const client of this.#clients) client.onUpdate(instrumentIndex, name, latest);
  }

  #onMessage(
    client: StreamClient,
    message: { readonly data: RawData; readonly isBinary: boolean },
    realMs: number,
  ): void {
    if (!client.isAnswering) return;
    const text = message.isBinary ? '' : String(message.data);
    if (text === 'ping') {
      client.webSocket.send('pong');
      this.#closeIfBehind(client);
      return;
    }
    const outcome = client.subscriptions.apply(text);
    if ('error' in outcome) {
      client.webSocket.send(JSON.stringify(outcome.error));
      this.#closeIfBehind(client);
      return;
    }
    if (outcome.isSubscribe) {
      this.startClock(realMs);
      this.#disturb(client);
    }
    for (const { instrumentIndex, mode } of outcome.additions) {
      const latest = this.#latest[instrumentIndex] as Float64Array;
      const name = this.#names[instrumentIndex] as WireName;
      // Recorded instruments may have no data yet at the open.
      if (f64At(latest, DECODED.exchangeTimeMs) > 0) client.frame(mode, name, latest);
    }
    client.flush();
  }

  #disturb(client: StreamClient): void {
    const fault = this.#options.faults.draw(['stream_mute', 'stream_half_open', 'stream_drop']);
    if (fault?.name === 'stream_drop') client.webSocket.terminate();
    else if (fault !== null) client.silence(fault.name === 'stream_mute' ? 'mute' : 'half_open');
  }

  #closeIfBehind(client: StreamClient): void {
    if (!client.isBehind || !this.#clients.has(client)) return;
    this.#slowClientsClosed++;
    const backlog = client.backlogBytes;
    this.#options.log(`A client that does not read was disconnected at ${backlog} bytes.`);
    client.webSocket.terminate();
    // Not at its `close` event: until that comes, nothing more is framed for it.
    this.#onClose(client);
  }

  #onClose(client: StreamClient): void {
    if (!this.#clients.delete(client)) return;
    this.#pastPackets += client.packetsSent;
    this.#pastBytes += client.bytesSent;
    this.#options.log(`A client left; ${this.#clients.size} now.`);
  }
}

function packetFault(faults: FaultPlan): PacketFaultName | null {
  const fault = faults.draw(PACKET_FAULTS);
  return PACKET_FAULTS.find((name) => name === fault?.name) ?? null;
}

/** An upgraded connection. */
export interface Accepted {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
  /** '' without accounts. */
  readonly clientCode: string;
}
