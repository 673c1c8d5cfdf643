import { describe, expect, it } from 'vitest';
import { clockSkewMs, totpDiagnosis } from '../../../../src/venue/angel/session-clock-skew.ts';
import { MORNING_MS } from '../../../support/manual-runtime.ts';

const DATE = new Date(MORNING_MS).toUTCString();

describe('clockSkewMs', () => {
  it('F20 tells how far the host is ahead, give or take the second the date was cut to', () => {
    expect(clockSkewMs(MORNING_MS + 500, DATE)).toBe(0);
    expect(clockSkewMs(MORNING_MS + 47_500, DATE)).toBe(47_000);
    expect(clockSkewMs(MORNING_MS - 44_500, DATE)).toBe(-45_000);
  });

  it('says nothing without a date, or with one that is none', () => {
    expect(clockSkewMs(MORNING_MS, undefined)).toBeUndefined();
    expect(clockSkewMs(MORNING_MS, 'yesterday')).toBeUndefined();
  });
});

describe('totpDiagnosis', () => {
  it('F20 names a skew above 15 s and its direction', () => {
    expect(totpDiagnosis(47_000)).toContain('Clock skew: the host clock is 47 s ahead of');
    expect(totpDiagnosis(-15_001)).toContain('15 s behind');
  });

  it('F20 points at the secret when the clocks agree', () => {
    expect(totpDiagnosis(15_000)).toContain('check the TOTP secret');
    expect(totpDiagnosis(15_000)).not.toContain('skew');
  });

  it('F20 names both when the answers had no date', () => {
    expect(totpDiagnosis(undefined)).toMatch(/clock skew.*TOTP secret/);
  });
});
