import { describe, expect, it } from 'vitest';
import { EXIT_LEGS_RESERVED, OFFSET_INCREMENTS_MIN } from '../../../src/domain/limits.ts';
import {
  intentIdOf,
  LEGS_PER_GROUP,
  MAX_STRATEGIES,
  orderIdOf,
} from '../../../src/domain/order/types.ts';

describe('the bounds of the domain', () => {
  it('keep the largest derived id exact', () => {
    const largest = orderIdOf(intentIdOf(MAX_STRATEGIES - 1, 2 ** 32 - 1), LEGS_PER_GROUP - 1);
    expect(Number.isSafeInteger(largest)).toBe(true);
    expect(largest - 1).not.toBe(largest);
  });

  it('leave a way out of every bracket and stops that survive rounding', () => {
    expect(EXIT_LEGS_RESERVED).toBeGreaterThan(1);
    expect(OFFSET_INCREMENTS_MIN).toBeGreaterThan(1);
  });
});
