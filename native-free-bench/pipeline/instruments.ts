/** The invented list every pipeline benchmark trades: liquid equities with wide circuit bands. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';

export const INSTRUMENT_COUNT = 75;
export const PRICE_INCREMENT_PAISE = 5;
export const LOWER_CIRCUIT_PAISE = 10_000;
export const UPPER_CIRCUIT_PAISE = 400_000;

const FIRST_TOKEN = 10_001;
const BASE_PAISE = 80_000;
const BASE_STEP_PAISE = 500;

/** Price the walk of instrument `index` swings around, paise. */
export function basePaise(index: number): number {
  return BASE_PAISE + index * BASE_STEP_PAISE;
}

export function benchInstruments(count: number = INSTRUMENT_COUNT): Instrument[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `BENCH${String(index).padStart(3, '0')}`;
    return {
      index,
      exchange: 'NSE',
      symbol: `${name}-EQ`,
      token: String(FIRST_TOKEN + index),
      name,
      kind: 'equity',
      segment: 'cash',
      lotSize: 1,
      priceIncrementPaise: PRICE_INCREMENT_PAISE,
      freezeQuantity: 0,
      lowerCircuitPaise: LOWER_CIRCUIT_PAISE,
      upperCircuitPaise: UPPER_CIRCUIT_PAISE,
      expiry: '',
      strikePaise: 0,
      optionType: '',
    };
  });
}
