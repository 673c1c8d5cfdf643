import { describe, expect, it } from 'vitest';
import { isTotpGood, totpAt } from '../../../../../src/venue/simulated/rest/totp.ts';

/** "12345678901234567890" of RFC 6238, appendix B, in base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('totpAt', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('gives the code of RFC 6238 at %i seconds', (seconds, code) => {
    expect(totpAt(SECRET, seconds * 1000)).toBe(code);
  });

  it('ignores case, blanks and padding of the secret, and refuses other characters', () => {
    expect(totpAt('gezd gnbv gy3t qojq gezd gnbv gy3t qojq==', 59_000)).toBe('287082');
    expect(() => totpAt('0000', 0)).toThrow('base32');
  });
});

describe('isTotpGood', () => {
  it('takes the code of the step, the one before and the one after, and no other', () => {
    const now = 1_795_000_015_000;
    const taken = [-2, -1, 0, 1, 2].map((steps) =>
      isTotpGood(SECRET, totpAt(SECRET, now + steps * 30_000), now),
    );
    expect(taken).toEqual([false, true, true, true, false]);
    expect(isTotpGood(SECRET, '', now)).toBe(false);
  });
});
