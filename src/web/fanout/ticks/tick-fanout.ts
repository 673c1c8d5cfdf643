/** The tick half of the hub: gathers ticks, encodes each batch once per channel and encoding, conflates for slow clients. Publish thread. */
import { assert } from '../../../domain/assert.ts';
import { f64At, i32At } from '../../../domain/cells.ts';
import { instrumentName } from '../../../domain/instrument/instrument.ts';
import type { FanoutSource, FanoutStats } from '../../port.ts';
import { Channel, ENCODINGS } from '../channel.ts';
import type { ClientSession } from '../client-session.ts';
import type { Encoding } from '../port.ts';
import type { MessageArena } from './message-arena.ts';
import { InstrumentSet, TickBatch, TickColumns } from './tick-batch.ts';
import { JsonTickEncoder, MsgpackTickEncoder, type TickEncoder } from './tick-encoder.ts';

/** Queues a message for a client; false when the client is slow and missed it. */
export type Offer = (session: ClientSession, bytes: Uint8Array) => boolean;

type SessionChannel = Channel<ClientSession>;

export class TickFanout {
  readonly all: SessionChannel = new Channel('ticks:*', 'all-ticks');
  readonly #source: FanoutSource;
  readonly #stats: FanoutStats;
  readonly #names: readonly string[];
  readonly #indexByName: ReadonlyMap<string, number>;
  readonly #encoders: Readonly<Record<Encoding, TickEncoder>>;
  readonly #batch: TickBatch;
  /** Last value of each instrument, row = instrument index. */
  readonly #latest: TickColumns;
  readonly #seen: InstrumentSet;
  /** Channels of single instruments that were ever asked for, by instrument, and those somebody listens to. */
  readonly #singles = new Map<number, SessionChannel>();
  readonly #activeSingles = new Set<SessionChannel>();
  readonly #batchRows: Uint32Array;
  readonly #instrumentRows: Uint32Array;

  constructor(
    source: FanoutSource,
    stats: FanoutStats,
    options: { readonly arena: MessageArena; readonly maxTicksPerMessage: number },
  ) {
    const { instruments } = source;
    this.#source = source;
    this.#stats = stats;
    this.#names = instruments.map(instrumentName);
    this.#indexByName = new Map(this.#names.map((name, index) => [name, index]));
    this.#encoders = {
      msgpack: new MsgpackTickEncoder(options.arena, this.#names),
      json: new JsonTickEncoder(this.#names),
    };
    this.#batch = new TickBatch(options.maxTicksPerMessage, instruments.length);
    this.#latest = new TickColumns(instruments.length);
    this.#seen = new InstrumentSet(instruments.length);
    this.#batchRows = new Uint32Array(options.maxTicksPerMessage);
    this.#instrumentRows = new Uint32Array(instruments.length);
  }

  /** Returns true when the batch is full and has to be flushed before the next tick. */
  mark(
    instrument: number,
    last: number,
    bid: number,
    ask: number,
    volume: number,
    timeMs: number,
  ): boolean {
    assert(instrument < this.#names.length, 'a tick belongs to a known instrument');
    this.#latest.set(instrument, instrument, last, bid, ask, volume, timeMs);
    this.#seen.add(instrument);
    if (!this.all.hasSubscribers && this.#activeSingles.size === 0) return false;
    const batch = this.#batch;
    batch.columns.set(batch.count, instrument, last, bid, ask, volume, timeMs);
    batch.touched.add(instrument);
    batch.count += 1;
    return batch.count === batch.capacity;
  }

  /** Calls `onTick` for every instrument whose last value here is not the source's. */
  differences(onTick: (instrument: number, view: TickValues) => void): void {
    for (let instrument = 0; instrument < this.#names.length; instrument++) {
      const view = this.#source.tickSnapshot(instrument);
      if (view !== undefined && !this.#isLatest(instrument, view)) onTick(instrument, view);
    }
  }

  /** The channel of that name; undefined when no such instrument exists. */
  channel(name: string): SessionChannel | undefined {
    if (name === this.all.name) return this.all;
    const instrument = this.#indexByName.get(name.slice('ticks:'.length));
    if (instrument === undefined) return undefined;
    let channel = this.#singles.get(instrument);
    if (channel === undefined) {
      channel = new Channel(name, 'instrument-ticks', instrument);
      this.#singles.set(instrument, channel);
    }
    return channel;
  }

  /** Somebody listens to the channel of one instrument. */
  activate(channel: SessionChannel): void {
    this.#activeSingles.add(channel);
  }

  /** A client stopped listening to a channel of any kind. */
  left(channel: SessionChannel, session: ClientSession): void {
    if (channel.kind === 'all-ticks') session.owedOnAll?.clear();
    if (channel.kind !== 'instrument-ticks') return;
    session.owedOnSingle?.delete(channel.instrumentIndex);
    if (!channel.hasSubscribers) this.#activeSingles.delete(channel);
  }

  flush(offer: Offer): void {
    const batch = this.#batch;
    if (batch.count === 0) return;
    if (this.all.hasSubscribers) this.#publish(this.all, batch.allRows, batch.count, offer);
    if (this.#activeSingles.size > 0) {
      batch.link();
      for (const channel of this.#activeSingles) {
        const count = batch.rowsOf(channel.instrumentIndex, this.#batchRows);
        if (count > 0) this.#publish(channel, this.#batchRows, count, offer);
      }
    }
    batch.clear();
  }

  /** The last values of a channel, as they are after the last flush. Clears what the client was owed on it. */
  snapshot(channel: SessionChannel, session: ClientSession): Uint8Array {
    const rows = this.#instrumentRows;
    let count = 0;
    if (channel === this.all) {
      session.owedOnAll?.clear();
      for (let instrument = 0; instrument < this.#names.length; instrument++) {
        if (this.#hasValue(instrument)) rows[count++] = instrument;
      }
    } else {
      session.owedOnSingle?.delete(channel.instrumentIndex);
      if (this.#hasValue(channel.instrumentIndex)) rows[count++] = channel.instrumentIndex;
    }
    const head = { channel: channel.name, type: 'snapshot', seq: channel.seq } as const;
    return this.#encoders[session.encoding].encode(head, this.#latest, rows, count);
  }

  /** Sends the latest value of every instrument the client missed; false when it has no room yet. */
  sendOwed(session: ClientSession): boolean {
    const rows = this.#instrumentRows;
    const owedOnAll = session.owedOnAll?.list(rows) ?? 0;
    if (owedOnAll > 0) {
      if (!session.offerNow(this.#encodeLatest(this.all, session, owedOnAll))) return false;
      session.owedOnAll?.clear();
    }
    const owed = session.owedOnSingle;
    if (owed === undefined) return true;
    for (const instrument of rows.slice(0, owed.list(rows))) {
      const channel = this.#singles.get(instrument);
      assert(channel !== undefined, 'a client is owed ticks of channels that exist');
      rows[0] = instrument;
      if (!session.offerNow(this.#encodeLatest(channel, session, 1))) return false;
      owed.delete(instrument);
    }
    return true;
  }

  #encodeLatest(channel: SessionChannel, session: ClientSession, count: number): Uint8Array {
    const head = { channel: channel.name, type: 'update', seq: channel.seq } as const;
    const encoder = this.#encoders[session.encoding];
    return encoder.encode(head, this.#latest, this.#instrumentRows, count);
  }

  #publish(channel: SessionChannel, rows: Uint32Array, count: number, offer: Offer): void {
    channel.seq += 1;
    const head = { channel: channel.name, type: 'update', seq: channel.seq } as const;
    for (const encoding of ENCODINGS) {
      const sessions = channel.subscribers(encoding);
      if (sessions.size === 0) continue;
      const bytes = this.#encoders[encoding].encode(head, this.#batch.columns, rows, count);
      for (const session of sessions) {
        if (offer(session, bytes)) this.#stats.tickDeliveries += count;
        else this.#owe(channel, session, count);
      }
    }
  }

  #owe(channel: SessionChannel, session: ClientSession, count: number): void {
    this.#stats.ticksConflated += count;
    if (channel === this.all) session.oweOnAll().addAll(this.#batch.touched);
    else session.oweOnSingle().add(channel.instrumentIndex);
  }

  #hasValue(instrument: number): boolean {
    if (this.#seen.has(instrument)) return true;
    const view = this.#source.tickSnapshot(instrument);
    if (view === undefined) return false;
    const { lastPaise, bidPaise, askPaise, volume, exchangeTimeMs } = view;
    this.#latest.set(instrument, instrument, lastPaise, bidPaise, askPaise, volume, exchangeTimeMs);
    this.#seen.add(instrument);
    return true;
  }

  #isLatest(instrument: number, view: TickValues): boolean {
    return (
      this.#seen.has(instrument) &&
      i32At(this.#latest.lastPaise, instrument) === view.lastPaise &&
      i32At(this.#latest.bidPaise, instrument) === view.bidPaise &&
      i32At(this.#latest.askPaise, instrument) === view.askPaise &&
      f64At(this.#latest.volume, instrument) === view.volume &&
      f64At(this.#latest.exchangeTimeMs, instrument) === view.exchangeTimeMs
    );
  }
}

export interface TickValues {
  readonly lastPaise: number;
  readonly bidPaise: number;
  readonly askPaise: number;
  readonly volume: number;
  readonly exchangeTimeMs: number;
}
