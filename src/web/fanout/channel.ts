/** One channel of the client stream: its sequence and who listens, by encoding. Publish thread. */
import type { Encoding } from './port.ts';

export const ENCODINGS: readonly Encoding[] = ['msgpack', 'json'];

export type ChannelKind = 'all-ticks' | 'instrument-ticks' | 'orders' | 'state';

export class Channel<Session extends { readonly encoding: Encoding }> {
  readonly name: string;
  readonly kind: ChannelKind;
  /** Instrument of an `instrument-ticks` channel; -1 otherwise. */
  readonly instrumentIndex: number;
  /** Sequence of the latest message. */
  seq = 0;
  readonly #subscribers: Record<Encoding, Set<Session>> = { msgpack: new Set(), json: new Set() };

  constructor(name: string, kind: ChannelKind, instrumentIndex = -1) {
    this.name = name;
    this.kind = kind;
    this.instrumentIndex = instrumentIndex;
  }

  get hasSubscribers(): boolean {
    return this.#subscribers.msgpack.size > 0 || this.#subscribers.json.size > 0;
  }

  subscribers(encoding: Encoding): ReadonlySet<Session> {
    return this.#subscribers[encoding];
  }

  add(session: Session): void {
    this.#subscribers[session.encoding].add(session);
  }

  remove(session: Session): void {
    this.#subscribers[session.encoding].delete(session);
  }
}
