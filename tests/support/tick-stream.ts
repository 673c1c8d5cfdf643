/** Ticks for the trading tests: one built by hand, or a seeded stream of several instruments that walks, trends and gaps. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';

/** 2026-11-19, 09:15:00 IST. */
export const SESSION_OPEN_MS = Date.UTC(2026, 10, 19, 3, 45);

/** A tick at 100.00 with a touch one increment wide on each side; `changes` win. */
export function tickOf(changes: Partial<Tick> = {}): Tick {
  const lastPaise = changes.lastPaise ?? 10_000;
  return {
    sequence: 0,
    instrumentIndex: 0,
    exchangeTimeMs: SESSION_OPEN_MS,
    receiveTimeNs: 0,
    volume: 1000,
    lastPaise,
    bidPaise: lastPaise - 5,
    askPaise: lastPaise + 5,
    bidQuantity: 1000,
    askQuantity: 1000,
    highPaise: lastPaise,
    lowPaise: lastPaise,
    lastQuantity: 10,
    isConflated: false,
    ...changes,
  };
}

/** Numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface StreamOptions {
  readonly seed: number;
  readonly instruments: readonly Instrument[];
  readonly ticks: number;
  /** Exchange time between two ticks of the stream. */
  readonly stepMs: number;
}

interface Walk {
  pricePaise: number;
  drift: number;
  volume: number;
}

/** Ticks in time order, instruments drawn at random; now and then a drift turns, a price gaps, or a tick is conflated. */
export function* tickStream(options: StreamOptions): Generator<Tick> {
  const random = seededRandom(options.seed);
  const walks: Walk[] = options.instruments.map(() => ({
    pricePaise: 50_000 + Math.floor(random() * 100_000),
    drift: 0,
    volume: 0,
  }));
  for (let sequence = 0; sequence < options.ticks; sequence += 1) {
    const at = Math.floor(random() * walks.length);
    const instrument = options.instruments[at] as Instrument;
    const walk = walks[at] as Walk;
    const step = Math.max(1, instrument.priceIncrementPaise);
    if (random() < 0.01) walk.drift = (random() - 0.5) * 4;
    const gap = random() < 0.001 ? (random() - 0.5) * 100 : 0;
    const moveSteps = Math.round(walk.drift + (random() - 0.5) * 6 + gap);
    const lowest = 100 * step;
    const previousPaise = Math.ceil(walk.pricePaise / step) * step;
    const lastPaise = Math.max(lowest, previousPaise + moveSteps * step);
    walk.pricePaise = lastPaise;
    const lastQuantity = instrument.lotSize * (1 + Math.floor(random() * 20));
    walk.volume += lastQuantity;
    const isConflated = random() < 0.02;
    const reach = isConflated ? Math.floor(random() * 5) * step : 0;
    yield {
      sequence,
      instrumentIndex: at,
      exchangeTimeMs: SESSION_OPEN_MS + sequence * options.stepMs,
      receiveTimeNs: sequence * options.stepMs * 1e6,
      volume: walk.volume,
      lastPaise,
      bidPaise: lastPaise - step,
      askPaise: lastPaise + step,
      bidQuantity: instrument.lotSize * Math.floor(random() * 40),
      askQuantity: instrument.lotSize * Math.floor(random() * 40),
      highPaise: lastPaise + reach,
      lowPaise: lastPaise - reach,
      lastQuantity,
      isConflated,
    };
  }
}
