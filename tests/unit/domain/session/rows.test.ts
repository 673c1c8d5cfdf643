import { describe, expect, it } from 'vitest';
import { SESSION_SEGMENTS } from '../../../../src/domain/instrument/instrument.ts';
import { EOD, EOD_NAMES } from '../../../../src/domain/session/rows.ts';

describe('rows of the session folder', () => {
  it('every segment that trades has an end of day of its own', () => {
    const tradable = SESSION_SEGMENTS.filter((segment) => segment !== 'index');
    expect(EOD_NAMES.filter((name) => name !== 'derivatives_expiring')).toEqual(tradable);
    const keys = EOD_NAMES.map((schedule) => EOD.keyOf?.({ schedule, days: [] }));
    expect(new Set(keys).size).toBe(EOD_NAMES.length);
  });
});
