import { describe, expect, it } from 'vitest';
import { contractOfFile } from '../../../../src/feed/recorded/contract-name.ts';

describe('contractOfFile', () => {
  it.each([
    ['/data/NIFTY_1m_2024.csv.gz', { kind: 'cash', name: 'NIFTY' }],
    ['BANKNIFTY_5m_smartapi_20250826_20251121.csv', { kind: 'cash', name: 'BANKNIFTY' }],
    ['sbin_5m.csv', { kind: 'cash', name: 'SBIN' }],
    ['BAJAJ-AUTO.csv', { kind: 'cash', name: 'BAJAJ-AUTO' }],
    ['NIFTY25DECFUT_5m.csv.gz', { kind: 'future', name: 'NIFTY', month: '2025-12' }],
    ['BANKNIFTY23NOV26FUT.csv', { kind: 'future', name: 'BANKNIFTY', month: '2026-11' }],
    [
      'NIFTY25DEC26200CE_1m.csv',
      { kind: 'option', name: 'NIFTY', month: '2025-12', strikePaise: 2_620_000, optionType: 'CE' },
    ],
    [
      'NIFTY23NOV2626000PE.csv',
      { kind: 'option', name: 'NIFTY', month: '2026-11', strikePaise: 2_600_000, optionType: 'PE' },
    ],
    [
      'BANKNIFTY25DEC58000CE.csv',
      {
        kind: 'option',
        name: 'BANKNIFTY',
        month: '2025-12',
        strikePaise: 5_800_000,
        optionType: 'CE',
      },
    ],
  ])('reads %s', (path, contract) => {
    expect(contractOfFile(path)).toEqual(contract);
  });
});
