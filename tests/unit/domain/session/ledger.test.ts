import { describe, expect, it } from 'vitest';
import {
  assertSameLedger,
  ledgerKey,
  ledgerName,
  ledgerOf,
} from '../../../../src/domain/session/ledger.ts';

describe('ledgers', () => {
  it('LG-05 PAPER has its own; CUSTODY keeps that of LIVE', () => {
    expect([ledgerOf('paper'), ledgerOf('live'), ledgerOf('custody')]).toEqual([
      'paper',
      'live',
      'live',
    ]);
  });

  it('LG-05 the same order of two ledgers has two keys', () => {
    expect(ledgerKey('paper', 'A1', 7)).toBe('paper:A1:7');
    expect(ledgerKey('live', 'A1', 7)).toBe('live:A1:7');
    expect(() => ledgerName('live', 'A1:paper')).toThrow('an account is named');
  });

  it('LG-05 a journal takes events of its ledger only', () => {
    assertSameLedger('paper', 'paper');
    assertSameLedger('live', 'custody');
    expect(() => assertSameLedger('paper', 'custody')).toThrow('LG-05');
    expect(() => assertSameLedger('live', 'paper')).toThrow('LG-05');
  });
});
