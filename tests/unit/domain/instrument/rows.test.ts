import { describe, expect, it } from 'vitest';
import { MARKET_CIRCUIT } from '../../../../src/domain/instrument/rows.ts';

describe('rows of the instrument folder', () => {
  it('the newest breach replaces the one before, whatever its day', () => {
    const key = (day: number) =>
      MARKET_CIRCUIT.keyOf?.({ day, breachedLevels: 1, haltedUntilMs: 0 });
    expect(key(20_776)).toBe(key(20_777));
    expect(key(20_776)).toBeDefined();
  });
});
