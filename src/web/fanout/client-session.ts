/** One client: what it listens to, what waits to be sent, and what it is owed because it was slow. Publish thread. */
import { assert } from '../../domain/assert.ts';
import type { Channel } from './channel.ts';
import type { ClientSocket, Encoding } from './port.ts';
import { InstrumentSet } from './ticks/tick-batch.ts';

/** Requests a client may send at once, and per second in the long run. */
const REQUEST_BURST = 100;
const REQUESTS_PER_SECOND = 50;
/** Bad or excess requests after which the client is closed. */
const MAX_STRIKES = 20;

export class ClientSession {
  readonly socket: ClientSocket;
  readonly encoding: Encoding;
  readonly subscriptions = new Set<Channel<ClientSession>>();
  /** Channels whose messages it missed while it was slow, or whose first snapshot did not fit. */
  readonly owedSnapshots = new Set<Channel<ClientSession>>();
  /** Instruments it missed ticks of, on `ticks:*` and on channels of single instruments. Made when first needed. */
  owedOnAll: InstrumentSet | undefined;
  owedOnSingle: InstrumentSet | undefined;
  /** Latest values only, until the socket has drained to half its limit. */
  isSlow = false;
  isClosed = false;

  readonly #limitBytes: number;
  readonly #instruments: number;
  readonly #outbox: Uint8Array[] = [];
  /** Buffered in the socket when the outbox was started, plus the outbox. */
  #pendingBytes = 0;
  #strikes = 0;
  #requestTokens = REQUEST_BURST;
  #refilledAtMs: number;

  /** `limitBytes` bounds what may wait for this client; lossless messages get the same room again. */
  constructor(
    socket: ClientSocket,
    options: {
      readonly encoding: Encoding;
      readonly limitBytes: number;
      readonly instruments: number;
      readonly nowMs: number;
    },
  ) {
    this.socket = socket;
    this.encoding = options.encoding;
    this.#limitBytes = options.limitBytes;
    this.#instruments = options.instruments;
    this.#refilledAtMs = options.nowMs;
  }

  /** Queues a message that may be replaced by a later one; false, and the client is slow, when there is no room. */
  offer(bytes: Uint8Array): boolean {
    if (this.isSlow) return false;
    if (this.offerNow(bytes)) return true;
    this.isSlow = true;
    return false;
  }

  /**
   * Queues when there is room, slow or not. An idle socket always has room, so that one message larger than the
   * limit still gets through.
   */
  offerNow(bytes: Uint8Array): boolean {
    return this.#queue(bytes, this.#limitBytes) || (this.#pendingBytes === 0 && this.#push(bytes));
  }

  /** Queues a message that must not be lost; false when the client has to be closed instead. */
  offerLossless(bytes: Uint8Array): boolean {
    return this.#queue(bytes, 2 * this.#limitBytes);
  }

  /** Room for lossless messages, in bytes. */
  losslessRoomBytes(): number {
    this.#measure();
    return 2 * this.#limitBytes - this.#pendingBytes;
  }

  hasDrained(): boolean {
    return this.socket.bufferedBytes() <= this.#limitBytes / 2;
  }

  oweOnAll(): InstrumentSet {
    this.owedOnAll ??= new InstrumentSet(this.#instruments);
    return this.owedOnAll;
  }

  oweOnSingle(): InstrumentSet {
    this.owedOnSingle ??= new InstrumentSet(this.#instruments);
    return this.owedOnSingle;
  }

  /** Hands the outbox to the socket; returns the bytes handed over. */
  deliver(): { readonly messages: number; readonly bytes: number } {
    const messages = this.#outbox.length;
    let bytes = 0;
    if (!this.isClosed) {
      for (const message of this.#outbox) bytes += message.length;
      this.socket.sendAll(this.#outbox, this.encoding === 'msgpack');
    }
    this.#outbox.length = 0;
    return { messages, bytes };
  }

  /** False when the client sends requests faster than it may. */
  takeRequestToken(nowMs: number): boolean {
    const earned = ((nowMs - this.#refilledAtMs) / 1000) * REQUESTS_PER_SECOND;
    this.#requestTokens = Math.min(REQUEST_BURST, this.#requestTokens + Math.max(0, earned));
    this.#refilledAtMs = nowMs;
    if (this.#requestTokens < 1) return false;
    this.#requestTokens -= 1;
    return true;
  }

  /** Counts a bad request; true when it was one too many. */
  strike(): boolean {
    this.#strikes += 1;
    return this.#strikes > MAX_STRIKES;
  }

  #queue(bytes: Uint8Array, limitBytes: number): boolean {
    this.#measure();
    return this.#pendingBytes + bytes.length <= limitBytes && this.#push(bytes);
  }

  #measure(): void {
    if (this.#outbox.length === 0) this.#pendingBytes = this.socket.bufferedBytes();
  }

  #push(bytes: Uint8Array): true {
    this.#outbox.push(bytes);
    this.#pendingBytes += bytes.length;
    assert(
      this.#outbox.length === 1 || this.#pendingBytes <= 2 * this.#limitBytes,
      'FO-01 what waits for a client is bounded',
    );
    return true;
  }
}
