/** The channels that show state (positions, risk, signals, health): merged between flushes, sent again whole to who missed some. Publish thread. */
import type {
  DecisionView,
  HealthView,
  PositionView,
  RiskView,
} from '../../contract/wire/client-stream.ts';
import type { FanoutSource } from '../port.ts';
import { Channel, ENCODINGS } from './channel.ts';
import type { ClientSession } from './client-session.ts';
import { encodeMessage } from './encode.ts';
import type { Encoding } from './port.ts';
import type { Offer } from './ticks/tick-fanout.ts';

type SessionChannel = Channel<ClientSession>;

/** Decisions waiting for a flush; the oldest make room, as in the source's own list. */
const MAX_PENDING_DECISIONS = 1000;

export class StateFanout {
  readonly #source: FanoutSource;
  readonly #positions: SessionChannel = new Channel('positions', 'state');
  readonly #risk: SessionChannel = new Channel('risk', 'state');
  readonly #signals: SessionChannel = new Channel('signals', 'state');
  readonly #health: SessionChannel = new Channel('health', 'state');
  readonly #changedPositions = new Map<string, PositionView>();
  #newDecisions: DecisionView[] = [];
  #newRisk: RiskView | undefined;
  #newHealth: HealthView | undefined;

  constructor(source: FanoutSource) {
    this.#source = source;
  }

  channel(name: string): SessionChannel | undefined {
    return [this.#positions, this.#risk, this.#signals, this.#health].find(
      (channel) => channel.name === name,
    );
  }

  positionsChanged(views: readonly PositionView[]): void {
    for (const view of views) this.#changedPositions.set(view.instrument, view);
  }

  riskChanged(view: RiskView): void {
    this.#newRisk = view;
  }

  healthChanged(view: HealthView): void {
    this.#newHealth = view;
  }

  decision(view: DecisionView): void {
    if (!this.#signals.hasSubscribers) return;
    if (this.#newDecisions.length === MAX_PENDING_DECISIONS) this.#newDecisions.shift();
    this.#newDecisions.push(view);
  }

  flush(offer: Offer): void {
    if (this.#changedPositions.size > 0) {
      publish(this.#positions, [...this.#changedPositions.values()], offer);
      this.#changedPositions.clear();
    }
    if (this.#newDecisions.length > 0) {
      publish(this.#signals, this.#newDecisions, offer);
      this.#newDecisions = [];
    }
    if (this.#newRisk !== undefined) publish(this.#risk, this.#newRisk, offer);
    if (this.#newHealth !== undefined) publish(this.#health, this.#newHealth, offer);
    this.#newRisk = undefined;
    this.#newHealth = undefined;
  }

  /** The channel's whole state as the source has it now. */
  snapshot(channel: SessionChannel, encoding: Encoding): Uint8Array {
    const { name, seq } = channel;
    const data = this.#stateOf(channel);
    return encodeMessage({ channel: name, type: 'snapshot', seq, data }, encoding);
  }

  #stateOf(channel: SessionChannel): unknown {
    if (channel === this.#positions) return this.#source.positions();
    if (channel === this.#risk) return this.#source.risk();
    if (channel === this.#signals) return this.#source.recentDecisions();
    return this.#source.health();
  }
}

function publish(channel: SessionChannel, data: unknown, offer: Offer): void {
  if (!channel.hasSubscribers) return;
  channel.seq += 1;
  for (const encoding of ENCODINGS) {
    const sessions = channel.subscribers(encoding);
    if (sessions.size === 0) continue;
    const message = { channel: channel.name, type: 'update', seq: channel.seq, data } as const;
    const bytes = encodeMessage(message, encoding);
    for (const session of sessions) {
      if (!offer(session, bytes)) session.owedSnapshots.add(channel);
    }
  }
}
