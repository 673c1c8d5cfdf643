import { describe, expect, it } from 'vitest';
import { DENY_REASONS, TRADING_STATES } from '../../../../src/domain/risk/deny-reason.ts';

describe('deny reasons and trading states', () => {
  it('AP-03 are closed lists of stable, distinct codes', () => {
    for (const list of [DENY_REASONS, TRADING_STATES]) {
      expect(new Set<string>(list).size).toBe(list.length);
      for (const code of list) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });
});
