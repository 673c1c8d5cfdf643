import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { Donchian } from '../../../../src/domain/indicator/donchian.ts';
import { seededRandom } from '../../../support/tick-stream.ts';

describe('a Donchian channel', () => {
  it('is unknown until its period is full', () => {
    const channel = new Donchian(3);
    channel.update(10, 5);
    channel.update(12, 6);
    expect(channel.isReady).toBe(false);
    expect(channel.upper).toBeNaN();
    channel.update(11, 7);
    expect([channel.upper, channel.lower]).toEqual([12, 5]);
  });

  it('equals the extremes of the last bars, recomputed from scratch', () => {
    const random = seededRandom(5);
    for (const period of [1, 2, 7, 20]) {
      const channel = new Donchian(period);
      const bars: [number, number][] = [];
      for (let at = 0; at < 2000; at += 1) {
        // Few distinct prices, so that extremes repeat and leave the window while a twin stays.
        const low = Math.floor(random() * 12);
        const high = low + Math.floor(random() * 4);
        bars.push([high, low]);
        channel.update(high, low);
        if (bars.length < period) continue;
        const window = bars.slice(-period);
        expect(channel.upper).toBe(Math.max(...window.map(([top]) => top)));
        expect(channel.lower).toBe(Math.min(...window.map(([, bottom]) => bottom)));
      }
    }
  });

  it('refuses a period that is not a whole number in range', () => {
    for (const period of [0, 1.5, 10_001]) {
      expect(() => new Donchian(period)).toThrow(InvariantError);
    }
  });
});
