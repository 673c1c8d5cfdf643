import { describe, expect, it } from 'vitest';
import { RandomStream, streamKey } from '../../../../src/feed/synthetic/random.ts';

const DRAWS = 100_000;

function draws(take: (random: RandomStream) => number): number[] {
  const random = new RandomStream(42, 'test');
  return Array.from({ length: DRAWS }, () => take(random));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('RandomStream', () => {
  it('repeats itself under the same seed and label', () => {
    const first = new RandomStream(7, 'a');
    const second = new RandomStream(7, 'a');
    for (let n = 0; n < 100; n++) expect(second.word()).toBe(first.word());
  });

  it('has keys of their own for every seed and label', () => {
    const keys = [0, 1, 2, 2 ** 32, -1, 1.5e15].flatMap((seed) =>
      ['walk:SBIN', 'walk:TCS', 'swing:SBIN', ''].map((label) => streamKey(seed, label)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('draws uniforms in [0, 1) with the right mean and spread in every part', () => {
    const values = draws((random) => random.uniform());
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of values) {
      const part = Math.floor(value * 10);
      tenths[part] = (tenths[part] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count / DRAWS - 0.1)).toBeLessThan(0.005);
  });

  it('draws normals with mean 0 and variance 1', () => {
    const values = draws((random) => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.02);
    expect(Math.abs(mean(values.map((value) => value * value)) - 1)).toBeLessThan(0.02);
  });

  it('draws neighbours that do not follow one another', () => {
    const values = draws((random) => random.normal());
    const products = values.slice(1).map((value, at) => value * (values[at] ?? 0));
    expect(Math.abs(mean(products))).toBeLessThan(0.02);
  });
});
