import { describe, expect, it } from 'vitest';
import {
  type ExternalExposure,
  isSameExposure,
  noExposure,
} from '../../../../src/domain/order/external-exposure.ts';

describe('an external exposure', () => {
  it('is the same whenever it was found, and another when anything else differs', () => {
    const exposure = noExposure(3);
    expect(isSameExposure(exposure, { ...exposure, timeMs: 9 })).toBe(true);
    for (const field of Object.keys(exposure) as (keyof ExternalExposure)[]) {
      const isSame = isSameExposure(exposure, { ...exposure, [field]: 77 });
      expect([field, isSame]).toEqual([field, field === 'timeMs']);
    }
  });
});
