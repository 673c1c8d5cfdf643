/** An update of the simulated market as a domain tick, one reused object. Simulator process. */
import { f64At } from '../../../domain/cells.ts';
import type { InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { DECODED } from '../../../domain/tick/decoded-tick.ts';
import type { Tick } from '../../../domain/tick/tick.ts';

export type MarketTick = { -readonly [Field in keyof Tick]: Tick[Field] };

export function emptyTick(): MarketTick {
  return {
    sequence: 0,
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

/** `cells` have the `DECODED` layout. */
export function loadTick(tick: MarketTick, at: InstrumentIndex, cells: Float64Array): void {
  const lastPaise = f64At(cells, DECODED.lastPaise);
  tick.instrumentIndex = at;
  tick.exchangeTimeMs = f64At(cells, DECODED.exchangeTimeMs);
  tick.volume = f64At(cells, DECODED.volume);
  tick.lastPaise = lastPaise;
  tick.highPaise = lastPaise;
  tick.lowPaise = lastPaise;
  tick.lastQuantity = f64At(cells, DECODED.lastQuantity);
  tick.bidPaise = f64At(cells, DECODED.bids);
  tick.askPaise = f64At(cells, DECODED.asks);
  tick.bidQuantity = f64At(cells, DECODED.bids + 1);
  tick.askQuantity = f64At(cells, DECODED.asks + 1);
}
