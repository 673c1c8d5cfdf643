import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src/feed/synthetic/random.ts';
import { Swing } from '../../../../src/feed/synthetic/swing.ts';

const data = { minSeconds: 20, maxSeconds: 80, amplitudeBps: 25 };

/** Offsets at every tenth of a second of an hour. */
function hour(seed: number): number[] {
  const swing = new Swing(new RandomStream(seed, 'swing'), data);
  return Array.from({ length: 36_000 }, (_, at) => swing.at(at * 100));
}

describe('Swing', () => {
  it('stays within its amplitude and begins at 0', () => {
    const offsets = hour(1);
    expect(offsets[0]).toBe(0);
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(25e-4);
  });

  it('turns after minSeconds to maxSeconds, each time to the other side', () => {
    const offsets = hour(2);
    const turns: { at: number; offset: number }[] = [];
    for (let at = 1; at < offsets.length - 1; at++) {
      const [before = 0, here = 0, after = 0] = offsets.slice(at - 1, at + 2);
      if ((here - before) * (after - here) < 0) turns.push({ at, offset: here });
    }
    expect(turns.length).toBeGreaterThan(40);
    for (let n = 1; n < turns.length; n++) {
      const seconds = ((turns[n]?.at ?? 0) - (turns[n - 1]?.at ?? 0)) / 10;
      expect(seconds).toBeGreaterThan(data.minSeconds - 0.5);
      expect(seconds).toBeLessThan(data.maxSeconds + 0.5);
      expect((turns[n]?.offset ?? 0) * (turns[n - 1]?.offset ?? 0)).toBeLessThan(0);
    }
  });

  it('does not depend on how often it is read', () => {
    const often = new Swing(new RandomStream(3, 'swing'), data);
    for (let at = 0; at < 1_000_000; at += 250) often.at(at);
    const once = new Swing(new RandomStream(3, 'swing'), data);
    expect(once.at(1_000_000)).toBe(often.at(1_000_000));
  });
});
