/** Quotes as SmartAPI's REST side writes them, from the latest update of an instrument. Simulator process. */
import type { WireLtp } from '../../../contract/wire/smartapi-lookup.ts';
import type {
  QuoteMode,
  WireDepthLevel,
  WireFullQuote,
  WireLtpQuote,
  WireOhlcQuote,
} from '../../../contract/wire/smartapi-market.ts';
import { istStamp } from '../../../contract/wire/smartapi-time.ts';
import { f64At } from '../../../domain/cells.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { DECODED, DEPTH_CELLS, DEPTH_LEVELS } from '../../../domain/tick/decoded-tick.ts';

/** `cells` have the `DECODED` layout. */
export function quoteRow(
  mode: QuoteMode,
  instrument: Instrument,
  cells: Float64Array,
): WireLtpQuote | WireOhlcQuote | WireFullQuote {
  const last: WireLtpQuote = {
    exchange: instrument.exchange,
    tradingSymbol: instrument.symbol,
    symbolToken: instrument.token,
    ltp: rupeesAt(cells, DECODED.lastPaise),
  };
  if (mode === 'LTP') return last;
  const day: WireOhlcQuote = { ...last, ...dayOf(cells) };
  return mode === 'OHLC' ? day : { ...day, ...restOf(cells) };
}

export function ltpRow(instrument: Instrument, cells: Float64Array): WireLtp {
  return {
    exchange: instrument.exchange,
    tradingsymbol: instrument.symbol,
    symboltoken: instrument.token,
    ...dayOf(cells),
    ltp: rupeesAt(cells, DECODED.lastPaise),
  };
}

function dayOf(cells: Float64Array): Pick<WireOhlcQuote, 'open' | 'high' | 'low' | 'close'> {
  return {
    open: rupeesAt(cells, DECODED.openPaise),
    high: rupeesAt(cells, DECODED.highPaise),
    low: rupeesAt(cells, DECODED.lowPaise),
    close: rupeesAt(cells, DECODED.closePaise),
  };
}

function restOf(cells: Float64Array): Omit<WireFullQuote, keyof WireOhlcQuote> {
  const timeMs = f64At(cells, DECODED.exchangeTimeMs);
  const changePaise = f64At(cells, DECODED.lastPaise) - f64At(cells, DECODED.closePaise);
  const closePaise = f64At(cells, DECODED.closePaise);
  return {
    lastTradeQty: f64At(cells, DECODED.lastQuantity),
    exchFeedTime: istStamp(timeMs),
    exchTradeTime: istStamp(timeMs),
    netChange: changePaise / 100,
    percentChange: closePaise === 0 ? 0 : Math.round((changePaise / closePaise) * 10_000) / 100,
    avgPrice: rupeesAt(cells, DECODED.averagePaise),
    tradeVolume: f64At(cells, DECODED.volume),
    opnInterest: f64At(cells, DECODED.openInterest),
    lowerCircuit: rupeesAt(cells, DECODED.lowerCircuitPaise),
    upperCircuit: rupeesAt(cells, DECODED.upperCircuitPaise),
    totBuyQuan: f64At(cells, DECODED.totalBuyQuantity),
    totSellQuan: f64At(cells, DECODED.totalSellQuantity),
    // The simulated market has one day.
    '52WeekLow': rupeesAt(cells, DECODED.lowPaise),
    '52WeekHigh': rupeesAt(cells, DECODED.highPaise),
    depth: { buy: levelsOf(cells, DECODED.bids), sell: levelsOf(cells, DECODED.asks) },
  };
}

function levelsOf(cells: Float64Array, from: number): WireDepthLevel[] {
  return Array.from({ length: DEPTH_LEVELS }, (_, level) => {
    const at = from + level * DEPTH_CELLS;
    return {
      price: rupeesAt(cells, at),
      quantity: f64At(cells, at + 1),
      orders: f64At(cells, at + 2),
    };
  });
}

function rupeesAt(cells: Float64Array, at: number): number {
  return Math.round(f64At(cells, at)) / 100;
}
