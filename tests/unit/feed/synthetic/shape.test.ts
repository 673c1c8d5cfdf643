import { describe, expect, it } from 'vitest';
import { DayShape } from '../../../../src/feed/synthetic/shape.ts';

const MINUTE = 60_000;
const SESSION = 375 * MINUTE;
const minutes = Array.from({ length: 375 }, (_, minute) => minute * MINUTE);

describe('DayShape', () => {
  const shape = new DayShape(SESSION);

  it('leaves the volume of the day what it is without it', () => {
    const mean = minutes.reduce((sum, at) => sum + shape.volumeAt(at), 0) / minutes.length;
    expect(mean).toBeCloseTo(1, 9);
  });

  it('leaves the variance of the day what it is without it', () => {
    const mean = minutes.reduce((sum, at) => sum + shape.volatilityAt(at) ** 2, 0) / minutes.length;
    expect(mean).toBeCloseTo(1, 9);
  });

  it('is highest at the open, lowest at noon, and rises towards the close', () => {
    for (const at of ['volumeAt', 'volatilityAt'] as const) {
      const noon = shape[at](180 * MINUTE);
      expect(shape[at](0)).toBeGreaterThan(2 * noon);
      expect(shape[at](SESSION - MINUTE)).toBeGreaterThan(1.2 * noon);
      expect(shape[at](0)).toBeGreaterThan(shape[at](SESSION - MINUTE));
    }
  });

  it('holds its last value after the session', () => {
    expect(shape.volumeAt(SESSION + MINUTE)).toBe(shape.volumeAt(SESSION - 1));
  });
});
