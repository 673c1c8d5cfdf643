/** The order half of the hub: one message per event, `seq` is the event's own sequence, nothing is dropped. Publish thread. */
import type { OrderEventView } from '../../contract/wire/client-stream.ts';
import { Channel, ENCODINGS } from './channel.ts';
import type { ClientSession } from './client-session.ts';
import { encodeMessage } from './encode.ts';
import { OrderLog } from './order-log.ts';
import type { Encoding } from './port.ts';
import type { Offer } from './ticks/tick-fanout.ts';

/** Events waiting for a flush before they are sent without one. */
const MAX_PENDING_EVENTS = 256;

export class OrderFanout {
  readonly channel: Channel<ClientSession> = new Channel('orders', 'orders');
  readonly #log: OrderLog;
  #hasGap = false;

  constructor(history: number) {
    this.#log = new OrderLog(history);
  }

  /** Returns true when so much is waiting that it should be flushed now. */
  append(view: OrderEventView): boolean {
    if (this.#log.append(view) === 'gap') this.#hasGap = true;
    return this.#log.lastSequence - this.channel.seq >= MAX_PENDING_EVENTS;
  }

  /** `offerLossless` returns false when it had to close the client. After a gap in the input everybody gets a snapshot. */
  flush(offerLossless: Offer): void {
    const events = this.#hasGap ? undefined : this.#log.after(this.channel.seq);
    this.channel.seq = this.#log.lastSequence;
    this.#hasGap = false;
    if (events?.length === 0) return;
    for (const encoding of ENCODINGS) {
      const sessions = this.channel.subscribers(encoding);
      if (sessions.size === 0) continue;
      const messages = events?.map((event) => encodeEvent(event, encoding)) ?? [
        this.snapshot(encoding),
      ];
      for (const session of sessions) {
        for (const message of messages) if (!offerLossless(session, message)) break;
      }
    }
  }

  snapshot(encoding: Encoding): Uint8Array {
    const data = this.#log.snapshot();
    return encodeMessage(
      { channel: this.channel.name, type: 'snapshot', seq: this.#log.lastSequence, data },
      encoding,
    );
  }

  /** The messages after `seq`; undefined when they are not held or `seq` is not of this run. */
  after(seq: number, encoding: Encoding): readonly Uint8Array[] | undefined {
    return this.#log.after(seq)?.map((event) => encodeEvent(event, encoding));
  }
}

function encodeEvent(event: OrderEventView, encoding: Encoding): Uint8Array {
  return encodeMessage(
    { channel: 'orders', type: 'update', seq: event.sequence, data: [event] },
    encoding,
  );
}
