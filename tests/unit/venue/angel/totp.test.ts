import { describe, expect, it } from 'vitest';
import { TotpSecretError, totpOf } from '../../../../src/venue/angel/totp.ts';

/** RFC 6238, appendix B: '12345678901234567890' in base32, and the last six digits of the SHA-1 codes. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

describe('totpOf', () => {
  it.each(VECTORS)('gives the code of the RFC for second %d', (second, code) => {
    expect(totpOf(SECRET)(second * 1000)).toBe(code);
  });

  it('changes at multiples of 30 seconds only', () => {
    const codeAt = totpOf(SECRET);
    expect(codeAt(59_999)).toBe(codeAt(30_000));
    expect(codeAt(60_000)).not.toBe(codeAt(59_999));
  });

  it('takes a secret as people copy it', () => {
    const spaced = 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq';
    expect(totpOf(spaced)(59_000)).toBe('287082');
  });

  it('takes the shortest secret in use', () => {
    expect(totpOf('JBSWY3DPEHPK3PXP')(0)).toMatch(/^\d{6}$/);
  });

  it.each(['', '12345678', 'GEZDGNBV', 'GEZDGNBVGY3TQOJQ0189', 'not base32 at all!'])(
    'refuses a secret that cannot be one, without quoting it',
    (secret) => {
      expect(() => totpOf(secret)).toThrow(TotpSecretError);
      try {
        totpOf(secret);
      } catch (error) {
        expect((error as TotpSecretError).code).toBe('credentials_invalid');
        expect((error as Error).cause).toBeUndefined();
        if (secret !== '') expect(String(error)).not.toContain(secret);
      }
    },
  );
});
