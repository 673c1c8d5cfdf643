import { describe, expect, it } from 'vitest';
import { SeededDraws } from '../../../../../src/venue/simulated/control/seeded-draws.ts';

describe('SeededDraws', () => {
  it('repeats itself for a seed and a label, and differs for others', () => {
    const units = (seed: number, label: string) => {
      const draws = new SeededDraws(seed, label);
      return Array.from({ length: 5 }, () => draws.unit());
    };
    expect(units(1, 'a')).toEqual(units(1, 'a'));
    expect(units(1, 'a')).not.toEqual(units(2, 'a'));
    expect(units(1, 'a')).not.toEqual(units(1, 'b'));
  });

  it('spreads evenly over the unit interval', () => {
    const draws = new SeededDraws(7, 'spread');
    const units = Array.from({ length: 2000 }, () => draws.unit());
    expect(units.every((unit) => unit >= 0 && unit < 1)).toBe(true);
    expect(units.filter((unit) => unit < 0.25).length).toBeGreaterThan(400);
    expect(units.filter((unit) => unit < 0.25).length).toBeLessThan(600);
  });

  it('makes UUIDs of version 4', () => {
    const draws = new SeededDraws(1, 'ids');
    expect(draws.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(draws.uuid()).not.toBe(draws.uuid());
  });
});
