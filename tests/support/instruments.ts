/** A handful of real instruments for tests. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';

function equity(index: number, symbol: string, token: string): Instrument {
  return {
    index,
    exchange: 'NSE',
    symbol: `${symbol}-EQ`,
    token,
    name: symbol,
    kind: 'equity',
    segment: 'cash_cas',
    lotSize: 1,
    priceIncrementPaise: 5,
    freezeQuantity: 0,
    lowerCircuitPaise: 0,
    upperCircuitPaise: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
  };
}

export const instruments: readonly Instrument[] = [
  {
    ...equity(0, 'NIFTY', '99926000'),
    symbol: 'Nifty 50',
    kind: 'index',
    segment: 'index',
    priceIncrementPaise: 0,
  },
  equity(1, 'SBIN', '3045'),
  equity(2, 'INFY', '1594'),
  equity(3, 'ICICIBANK', '4963'),
];
