/** The simulated exchange: the paper venue's matching, fed with the market's own updates. Simulator process. */
import { f64At } from '../../../domain/cells.ts';
import type { Instrument, InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { createPaperVenue, type PaperVenue } from '../../../domain/matching/paper-venue.ts';
import type { VenueHours } from '../../../domain/matching/session-phase.ts';
import type { CommandKind, VenueCommand, VenueReport } from '../../../domain/order/types.ts';
import { type BrokerOrder, openQuantity } from './broker-order.ts';
import { emptyTick, type MarketTick } from './market-tick.ts';

export interface ExchangeOptions {
  readonly instruments: readonly Instrument[];
  readonly hours: VenueHours;
  /** Exchange time from a command to its effect. */
  readonly latencyMs: number;
  /** Called from within `send`, `onTick`, `onTime` and `fillNow`; a report names the order's number as `orderId`. */
  readonly onReport: (report: VenueReport) => void;
}

/** With these as its extremes a tick triggers no stop. */
const NO_HIGH = Number.NEGATIVE_INFINITY;
const NO_LOW = Number.POSITIVE_INFINITY;

/** Every order, whoever sent it, meets the displayed quantity of the market's updates and nothing else. */
export class Exchange {
  readonly #venue: PaperVenue;
  readonly #instruments: readonly Instrument[];
  readonly #madeUp: MarketTick = emptyTick();
  readonly #lastPaise: Float64Array;
  readonly #volume: Float64Array;
  /** Instruments of which an update offers one lot at most. */
  readonly #drips = new Set<InstrumentIndex>();
  #timeMs = 0;

  constructor({ instruments, hours, latencyMs, onReport }: ExchangeOptions) {
    this.#instruments = instruments;
    this.#lastPaise = new Float64Array(instruments.length);
    this.#volume = new Float64Array(instruments.length);
    const effects = { report: onReport };
    this.#venue = createPaperVenue({ instruments, hours, settings: { latencyMs }, effects });
  }

  /** Of the last update; 0 before the first. */
  lastPaise(at: InstrumentIndex): number {
    return f64At(this.#lastPaise, at);
  }

  onTick(tick: MarketTick): void {
    const at = tick.instrumentIndex;
    this.#lastPaise[at] = tick.lastPaise;
    this.#volume[at] = tick.volume;
    if (this.#drips.has(at)) {
      const lot = this.#instruments[at]?.lotSize ?? 1;
      tick.bidQuantity = Math.min(lot, tick.bidQuantity);
      tick.askQuantity = Math.min(lot, tick.askQuantity);
    }
    if (tick.exchangeTimeMs > this.#timeMs) this.#timeMs = tick.exchangeTimeMs;
    this.#venue.onTick(tick);
  }

  /** Commands that are due take effect, sessions end. */
  onTime(timeMs: number): void {
    if (timeMs > this.#timeMs) this.#timeMs = timeMs;
    this.#venue.onTimer(this.#timeMs);
  }

  /** Without latency the reports come before this returns. */
  send(kind: Extract<CommandKind, 'place' | 'modify' | 'cancel'>, order: BrokerOrder): void {
    this.#venue.onCommand(commandOf(kind, order, this.#timeMs), this.#timeMs);
    this.#venue.onTimer(this.#timeMs);
  }

  /**
   * Somebody meets the order at its own limit, now, with all it still wants; whatever of `live` rests at that price or a better one is met
   * as well. An untriggered stop is not met.
   */
  fillNow({ instrument, side, limitPaise }: BrokerOrder, live: readonly BrokerOrder[]): void {
    const met = live.filter(
      (other) =>
        other.instrument === instrument &&
        other.side === side &&
        (other.limitPaise - limitPaise) * side >= 0,
    );
    const wanted = met.reduce((sum, other) => sum + openQuantity(other), 0);
    const at = instrument.index;
    const tick = this.#madeUp;
    tick.instrumentIndex = at;
    tick.exchangeTimeMs = this.#timeMs;
    tick.volume = f64At(this.#volume, at);
    tick.lastPaise = f64At(this.#lastPaise, at);
    tick.highPaise = NO_HIGH;
    tick.lowPaise = NO_LOW;
    tick.bidPaise = side === 1 ? 0 : limitPaise;
    tick.askPaise = side === 1 ? limitPaise : 0;
    tick.bidQuantity = wanted;
    tick.askQuantity = wanted;
    this.#venue.onTick(tick);
  }

  /** From now on, or no longer, updates of the instrument offer one lot at most. */
  setDrip(at: InstrumentIndex, isOn: boolean): void {
    if (isOn) this.#drips.add(at);
    else this.#drips.delete(at);
  }
}

function commandOf(kind: CommandKind, order: BrokerOrder, timeMs: number): VenueCommand {
  const isStop = order.variety === 'STOPLOSS';
  return {
    kind,
    orderId: order.number,
    tagPrefix: 0,
    queryId: 0,
    orderType: isStop ? 'stop_limit' : 'limit',
    instrumentIndex: order.instrument.index,
    side: order.side,
    quantity: order.quantity,
    limitPaise: order.limitPaise,
    triggerPaise: isStop ? order.triggerPaise : 0,
    isReducing: false,
    timeMs,
    originReceiveNs: 0,
  };
}
