/** The public name of an instrument, and what may be traded. */
import { expect, test } from 'vitest';
import {
  INSTRUMENT_KINDS,
  type Instrument,
  instrumentName,
  isTradable,
  mayOpen,
} from '../../../../src/domain/instrument/instrument.ts';

test('an instrument is named by exchange and symbol', () => {
  expect(instrumentName({ exchange: 'NSE', symbol: 'Nifty 50' })).toBe('NSE:Nifty 50');
});

test('everything but an index is traded', () => {
  const tradable = INSTRUMENT_KINDS.filter((kind) => isTradable({ kind } as Instrument));
  expect(tradable).toEqual(['equity', 'future', 'option']);
});

test('what is doubted may be closed and not opened; an index neither', () => {
  const doubted = { kind: 'option', doubt: 'freeze_below_lot' } as Instrument;
  expect([isTradable(doubted), mayOpen(doubted)]).toEqual([true, false]);
  expect(mayOpen({ kind: 'option' } as Instrument)).toBe(true);
  expect(mayOpen({ kind: 'index' } as Instrument)).toBe(false);
});
