/** The instruments of a simulated world: a few of the shapes the configured universe has. */
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';

/** Rough price level of each, paise; the price process starts there. */
export interface Listing {
  readonly instrument: Instrument;
  readonly startPaise: number;
  /** Standard deviation of one second's move, basis points. */
  readonly stepBps: number;
}

type Shape = Omit<Listing, 'instrument'> & {
  readonly instrument: Omit<
    Instrument,
    'index' | 'lowerCircuitPaise' | 'upperCircuitPaise' | 'exchange'
  >;
};

const STOCK = { kind: 'equity', expiry: '', strikePaise: 0, optionType: '', lotSize: 1 } as const;
const DERIVATIVE = { segment: 'derivatives', priceIncrementPaise: 5 } as const;

const SHAPES: readonly Shape[] = [
  {
    startPaise: 81_200,
    stepBps: 3,
    instrument: {
      ...STOCK,
      symbol: 'SBIN-EQ',
      token: '3045',
      name: 'SBIN',
      segment: 'cash_cas',
      priceIncrementPaise: 5,
      freezeQuantity: 100_000,
    },
  },
  {
    startPaise: 24_700,
    stepBps: 5,
    instrument: {
      ...STOCK,
      symbol: 'SMALLCO-EQ',
      token: '9001',
      name: 'SMALLCO',
      segment: 'cash',
      priceIncrementPaise: 1,
      freezeQuantity: 0,
    },
  },
  {
    startPaise: 2_605_000,
    stepBps: 2,
    instrument: {
      ...DERIVATIVE,
      symbol: 'NIFTYFUT',
      token: '35001',
      name: 'NIFTY',
      kind: 'future',
      lotSize: 75,
      priceIncrementPaise: 10,
      freezeQuantity: 1_800,
      expiry: '2027-12-28',
      strikePaise: 0,
      optionType: '',
    },
  },
  {
    startPaise: 14_000,
    stepBps: 15,
    instrument: {
      ...DERIVATIVE,
      symbol: 'NIFTY26000CE',
      token: '35002',
      name: 'NIFTY',
      kind: 'option',
      lotSize: 75,
      freezeQuantity: 1_800,
      expiry: '2027-12-28',
      strikePaise: 2_600_000,
      optionType: 'CE',
    },
  },
  {
    startPaise: 152_300,
    stepBps: 3,
    instrument: {
      ...STOCK,
      symbol: 'RELIANCE-EQ',
      token: '2885',
      name: 'RELIANCE',
      segment: 'cash_cas',
      priceIncrementPaise: 10,
      freezeQuantity: 50_000,
    },
  },
];

/** The first `count` listings, with circuit limits 20 % (derivatives 40 %) around the start. */
export function listings(count: number): readonly Listing[] {
  return SHAPES.slice(0, count).map(({ instrument, startPaise, stepBps }, index) => {
    const reach = instrument.segment === 'derivatives' ? 0.4 : 0.2;
    const increment = instrument.priceIncrementPaise;
    const onGrid = (paise: number) => Math.round(paise / increment) * increment;
    return {
      startPaise,
      stepBps,
      instrument: {
        ...instrument,
        index,
        exchange: instrument.segment === 'derivatives' ? 'NFO' : 'NSE',
        lowerCircuitPaise: onGrid(startPaise * (1 - reach)),
        upperCircuitPaise: onGrid(startPaise * (1 + reach)),
      },
    };
  });
}

export const LISTINGS_MAX = SHAPES.length;
