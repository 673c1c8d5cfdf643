/** The market-data feed: ticks of the true quotes, dropped, doubled, late, merged, or frozen, one instrument or all. */
import type { Tick } from '../../../src/domain/tick/tick.ts';
import type { Marks } from '../run/marks.ts';
import type { EventHeap } from '../world/event-heap.ts';
import type { FaultProfile } from '../world/fault-profile.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';
import type { Quote } from '../world/price-process.ts';

type MutableTick = { -readonly [Field in keyof Tick]: Tick[Field] };

export interface FeedLinkOptions {
  readonly heap: EventHeap;
  readonly random: KeyedRandom;
  readonly profile: FaultProfile;
  readonly marks: Marks;
  readonly instruments: number;
  /** When receive stamps begin, epoch milliseconds. */
  readonly startMs: number;
  /** The tick is valid during the call only. */
  deliver(tick: Tick): void;
}

interface Channel {
  frozenUntilMs: number;
  /** Extremes of ticks that were merged away; 0 when none. */
  highPaise: number;
  lowPaise: number;
  sent: number;
}

const LATE_MS = 4_000;

export class FeedLink {
  readonly #options: FeedLinkOptions;
  readonly #channels: Channel[];
  readonly #tick: MutableTick = blankTick();
  #isHealed = false;

  constructor(options: FeedLinkOptions) {
    this.#options = options;
    this.#channels = Array.from({ length: options.instruments }, () => ({
      frozenUntilMs: 0,
      highPaise: 0,
      lowPaise: 0,
      sent: 0,
    }));
  }

  /** Receive clock, ns. */
  get nowNs(): number {
    return (this.#options.heap.nowMs - this.#options.startMs) * 1e6;
  }

  heal(): void {
    this.#isHealed = true;
    for (const channel of this.#channels) channel.frozenUntilMs = 0;
  }

  /** No tick of the instrument, or of any when `at` is −1, until then. */
  freeze(at: number, untilMs: number): void {
    if (this.#isHealed) return;
    this.#options.marks.hit(at < 0 ? 'fault.feedBlackhole' : 'fault.feedFreeze');
    this.#channels.forEach((channel, index) => {
      if (at < 0 || index === at) channel.frozenUntilMs = Math.max(channel.frozenUntilMs, untilMs);
    });
  }

  publish(at: number, quote: Quote): void {
    const { heap, random, profile, marks } = this.#options;
    const channel = this.#channels[at] as Channel;
    channel.sent += 1;
    const n = channel.sent * 4;
    if (heap.nowMs < channel.frozenUntilMs) return;
    const faults = this.#isHealed ? null : profile;
    if (faults !== null && random.chance(faults.feedDrop, 'feed', at, n)) {
      marks.hit('fault.feedDrop');
      return;
    }
    if (faults !== null && random.chance(faults.feedConflate, 'feed', at, n + 1)) {
      marks.hit('fault.feedConflate');
      merge(channel, quote);
      return;
    }
    const isMerged = channel.highPaise > 0;
    if (isMerged) merge(channel, quote);
    const extremes = isMerged ? { ...channel } : quote;
    channel.highPaise = 0;
    if (faults !== null && random.chance(faults.feedReorder, 'feed', at, n + 2)) {
      marks.hit('fault.feedReorder');
      const late = { ...quote, highPaise: extremes.highPaise, lowPaise: extremes.lowPaise };
      heap.after(random.wait(LATE_MS, 'feed', at, n + 3), () => {
        this.#deliver(at, late, late, isMerged);
      });
      return;
    }
    this.#deliver(at, quote, extremes, isMerged);
    if (faults !== null && random.chance(faults.feedDuplicate, 'feed', at, n + 3)) {
      marks.hit('fault.feedDuplicate');
      this.#deliver(at, quote, extremes, isMerged);
    }
  }

  #deliver(
    at: number,
    quote: Quote,
    extremes: Pick<Quote, 'highPaise' | 'lowPaise'>,
    isConflated: boolean,
  ): void {
    const tick = this.#tick;
    tick.sequence += 1;
    tick.instrumentIndex = at;
    tick.exchangeTimeMs = quote.timeMs;
    tick.receiveTimeNs = this.nowNs;
    tick.volume = quote.volume;
    tick.lastPaise = quote.lastPaise;
    tick.bidPaise = quote.bidPaise;
    tick.askPaise = quote.askPaise;
    tick.bidQuantity = quote.bidQuantity;
    tick.askQuantity = quote.askQuantity;
    tick.highPaise = extremes.highPaise;
    tick.lowPaise = extremes.lowPaise;
    tick.lastQuantity = quote.lastQuantity;
    tick.isConflated = isConflated;
    this.#options.deliver(tick);
  }
}

function merge(channel: Channel, quote: Quote): void {
  channel.lowPaise =
    channel.highPaise === 0 ? quote.lowPaise : Math.min(channel.lowPaise, quote.lowPaise);
  channel.highPaise = Math.max(channel.highPaise, quote.highPaise);
}

function blankTick(): MutableTick {
  return {
    sequence: -1,
    instrumentIndex: 0,
    exchangeTimeMs: 0,
    receiveTimeNs: 0,
    volume: 0,
    lastPaise: 0,
    bidPaise: 0,
    askPaise: 0,
    bidQuantity: 0,
    askQuantity: 0,
    highPaise: 0,
    lowPaise: 0,
    lastQuantity: 0,
    isConflated: false,
  };
}
