/** Instruments as the trading tests need them: a stock, a future in lots, an index. Hours that never close. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import type { MarketHours } from '../../src/domain/time.ts';

export const ALWAYS_OPEN: MarketHours = { isOpen: () => true };
export const ALWAYS_CLOSED: MarketHours = { isOpen: () => false };

export function stock(index: number, changes: Partial<Instrument> = {}): Instrument {
  return {
    index,
    exchange: 'NSE',
    symbol: `STOCK${index}-EQ`,
    token: String(1000 + index),
    name: `STOCK${index}`,
    kind: 'equity',
    segment: 'cash',
    lotSize: 1,
    priceIncrementPaise: 5,
    freezeQuantity: 0,
    lowerCircuitPaise: 0,
    upperCircuitPaise: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
    ...changes,
  };
}

export function future(index: number, changes: Partial<Instrument> = {}): Instrument {
  return stock(index, {
    exchange: 'NFO',
    symbol: `INDEX${index}FUT`,
    kind: 'future',
    segment: 'derivatives',
    lotSize: 75,
    priceIncrementPaise: 10,
    freezeQuantity: 1800,
    expiry: '2026-11-23',
    ...changes,
  });
}

export function index(at: number): Instrument {
  return stock(at, { kind: 'index', segment: 'index', priceIncrementPaise: 0 });
}
