/** Instruments as the market-data tests need them: only exchange and token matter. */
import type { Exchange, Instrument } from '../../src/domain/instrument/instrument.ts';

export function streamInstrument(exchange: Exchange, token: string, index: number): Instrument {
  return {
    index,
    exchange,
    symbol: `T${token}`,
    token,
    name: `T${token}`,
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
  };
}
