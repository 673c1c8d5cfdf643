/** Two SmartAPI packets made from the venue's field table by an independent program, with their fields. */
import type { PacketFields } from '../../src/contract/wire/smartapi-packet-writer.ts';

export interface GoldenPacket {
  readonly hex: string;
  readonly fields: PacketFields;
}

const HEAD = { exchangeType: 1, token: '3045' } as const;

export const GOLDEN_LTP: GoldenPacket = {
  hex: '01013330343500000000000000000000000000000000000000000040e2010000000000005e56eea1010000933e010000000000',
  fields: {
    ...HEAD,
    mode: 'ltp',
    sequence: 123_456,
    exchangeTimeMs: 1_795_000_000_000,
    lastPaise: 81_555,
  },
};

export const GOLDEN_QUOTE: GoldenPacket = {
  hex:
    '02013330343500000000000000000000000000000000000000000041e2010000000000fa5e56eea1010000983e010000000000' +
    '0a000000000000005c3e010000000000364336000000000000000000fa9e2941000000009f9a3341303d0100000000' +
    '00243f010000000000683c010000000000cc3c010000000000',
  fields: {
    ...HEAD,
    mode: 'quote',
    sequence: 123_457,
    exchangeTimeMs: 1_795_000_000_250,
    lastPaise: 81_560,
    lastQuantity: 10,
    averagePaise: 81_500,
    volume: 3_556_150,
    totalBuyQuantity: 839_549,
    totalSellQuantity: 1_284_767,
    openPaise: 81_200,
    highPaise: 81_700,
    lowPaise: 81_000,
    closePaise: 81_100,
  },
};
