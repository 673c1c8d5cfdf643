/** Contracts by their terms, and the chains they make. */
import { describe, expect, it } from 'vitest';
import {
  type ContractKey,
  InstrumentChains,
} from '../../../../src/feed/angel/instrument-chains.ts';

const CALL: ContractKey = {
  exchange: 'NFO',
  name: 'NIFTY',
  expiry: '2026-12-29',
  strikePaise: 2_350_000,
  optionType: 'CE',
};
const FUTURE: ContractKey = { ...CALL, strikePaise: 0, optionType: '' };

function chainsOf(...keys: readonly ContractKey[]): InstrumentChains {
  const chains = new InstrumentChains();
  for (const [row, key] of keys.entries()) chains.add(key, row);
  return chains;
}

describe('a contract', () => {
  const chains = chainsOf(CALL, { ...CALL, optionType: 'PE' }, FUTURE, {
    ...CALL,
    strikePaise: 8837.5,
  });

  it('is found by all of its terms', () => {
    expect(chains.rowOf(CALL)).toBe(0);
    expect(chains.rowOf({ ...CALL, optionType: 'PE' })).toBe(1);
    expect(chains.rowOf(FUTURE)).toBe(2);
    expect(chains.rowOf({ ...CALL, strikePaise: 8837.5 })).toBe(3);
  });

  it.each<Partial<ContractKey>>([
    { exchange: 'BFO' },
    { name: 'BANKNIFTY' },
    { expiry: '2026-11-23' },
    { strikePaise: 2_350_001 },
    { optionType: '' },
    { strikePaise: 0 },
    { strikePaise: Number.NaN },
  ])('is not found with %o', (change) => {
    expect(chains.rowOf({ ...CALL, ...change })).toBe(-1);
  });

  it('that is listed twice is the first', () => {
    expect(chainsOf(CALL, CALL).rowOf(CALL)).toBe(0);
    expect(chainsOf(FUTURE, FUTURE).rowOf(FUTURE)).toBe(0);
  });
});

describe('a chain', () => {
  const chains = chainsOf(
    { ...CALL, expiry: '2027-01-26' },
    CALL,
    { ...CALL, strikePaise: 900_000, optionType: 'PE' },
    { ...CALL, optionType: 'PE' },
    { ...FUTURE, expiry: '2026-11-23' },
  );

  it('has expiries and strikes in order, each once', () => {
    expect(chains.expiriesOf(CALL)).toEqual(['2026-11-23', '2026-12-29', '2027-01-26']);
    expect(chains.strikesOf(CALL)).toEqual([900_000, 2_350_000]);
  });

  it('is empty where there is none', () => {
    expect(chains.strikesOf({ ...CALL, expiry: '2026-11-23' })).toEqual([]);
    expect(chains.strikesOf({ ...CALL, expiry: '2030-01-01' })).toEqual([]);
    expect(chains.expiriesOf({ exchange: 'BFO', name: 'NIFTY' })).toEqual([]);
    expect(chains.expiriesOf({ exchange: 'NFO', name: 'SBIN' })).toEqual([]);
  });
});
