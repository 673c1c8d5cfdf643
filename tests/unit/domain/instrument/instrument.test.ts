/** The public name of an instrument, and what may be traded. */
import { expect, test } from 'vitest';
import {
  INSTRUMENT_KINDS,
  type Instrument,
  instrumentName,
  isTradable,
} from '../../../../src/domain/instrument/instrument.ts';

test('an instrument is named by exchange and symbol', () => {
  expect(instrumentName({ exchange: 'NSE', symbol: 'Nifty 50' })).toBe('NSE:Nifty 50');
});

test('everything but an index is traded', () => {
  const tradable = INSTRUMENT_KINDS.filter((kind) => isTradable({ kind } as Instrument));
  expect(tradable).toEqual(['equity', 'future', 'option']);
});
