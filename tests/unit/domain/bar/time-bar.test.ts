import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { TimeBars } from '../../../../src/domain/bar/time-bar.ts';
import type { Tick } from '../../../../src/domain/tick/tick.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from '../../../support/tick-stream.ts';

/** A tick `seconds` after 09:15:00. */
function at(seconds: number, lastPaise: number, changes: Partial<Tick> = {}): Tick {
  return tickOf({ exchangeTimeMs: SESSION_OPEN_MS + seconds * 1000, lastPaise, ...changes });
}

describe('time bars', () => {
  it('close with the first tick of a later bucket and carry what their ticks were', () => {
    const bars = new TimeBars(1, 60);
    expect(bars.onTick(at(0, 10_000, { volume: 500 }))).toBe(false);
    expect(bars.onTick(at(10, 10_050, { volume: 520 }))).toBe(false);
    expect(bars.onTick(at(59.999, 9_990, { volume: 530 }))).toBe(false);
    expect(bars.onTick(at(60, 10_010, { volume: 600 }))).toBe(true);
    expect(bars.closed).toEqual({
      instrumentIndex: 0,
      intervalMs: 60_000,
      openTimeMs: SESSION_OPEN_MS,
      openPaise: 10_000,
      highPaise: 10_050,
      lowPaise: 9_990,
      closePaise: 9_990,
      volume: 30,
      tickCount: 3,
    });
  });

  it('are stamped at their open, anchored to 09:15, whatever their interval and first tick', () => {
    for (const seconds of [1, 7, 60, 300, 3600]) {
      const bars = new TimeBars(1, seconds);
      bars.onTick(at(seconds * 3 + seconds / 2, 10_000));
      bars.onTick(at(seconds * 9 + 0.25, 10_000));
      expect(bars.closed.openTimeMs).toBe(SESSION_OPEN_MS + seconds * 3000);
    }
  });

  it('skip buckets without ticks instead of inventing bars', () => {
    const bars = new TimeBars(1, 60);
    bars.onTick(at(0, 10_000));
    expect(bars.onTick(at(600, 10_100))).toBe(true);
    expect(bars.closed.closePaise).toBe(10_000);
    expect(bars.onTick(at(660, 10_200))).toBe(true);
    expect(bars.closed.openTimeMs).toBe(SESSION_OPEN_MS + 600_000);
  });

  it('take the extremes of conflated ticks', () => {
    const bars = new TimeBars(1, 60);
    bars.onTick(at(0, 10_000));
    bars.onTick(at(1, 10_010, { highPaise: 10_200, lowPaise: 9_800, isConflated: true }));
    bars.onTick(at(60, 10_000));
    expect(bars.closed).toMatchObject({ highPaise: 10_200, lowPaise: 9_800, closePaise: 10_010 });
  });

  it('never count volume backwards or twice when the day volume falls and recovers', () => {
    const bars = new TimeBars(1, 60);
    bars.onTick(at(0, 10_000, { volume: 1000 }));
    bars.onTick(at(1, 10_000, { volume: 1100 }));
    bars.onTick(at(2, 10_000, { volume: 900 }));
    bars.onTick(at(3, 10_000, { volume: 1150 }));
    bars.onTick(at(60, 10_000, { volume: 1150 }));
    expect(bars.closed.volume).toBe(150);
  });

  it('give the volume of a tick that opens a bar to that bar', () => {
    const bars = new TimeBars(1, 60);
    bars.onTick(at(0, 10_000, { volume: 1000 }));
    bars.onTick(at(60, 10_000, { volume: 1040 }));
    bars.onTick(at(120, 10_000, { volume: 1040 }));
    expect(bars.closed.volume).toBe(40);
  });

  it('start a day anew: no bar spans the night, volume counts from zero', () => {
    const bars = new TimeBars(1, 86_400);
    bars.onTick(at(0, 10_000, { volume: 5000 }));
    const nextOpen = 86_400;
    expect(bars.onTick(at(nextOpen - 420, 10_100, { volume: 30 }))).toBe(true);
    expect(bars.closed.openTimeMs).toBe(SESSION_OPEN_MS);
    bars.onTick(at(nextOpen, 10_200, { volume: 70 }));
    expect(bars.closed.volume).toBe(30);
    bars.onTick(at(2 * nextOpen, 10_200, { volume: 1 }));
    expect(bars.closed.openTimeMs).toBe(SESSION_OPEN_MS + nextOpen * 1000);
    expect(bars.closed.volume).toBe(40);
  });

  it('keep a late tick in the open bar (FD-08)', () => {
    const bars = new TimeBars(1, 60);
    bars.onTick(at(60, 10_000));
    expect(bars.onTick(at(59, 9_900))).toBe(false);
    bars.onTick(at(120, 10_000));
    expect(bars.closed).toMatchObject({ lowPaise: 9_900, tickCount: 2 });
  });

  it('keep instruments apart', () => {
    const bars = new TimeBars(3, 60);
    bars.onTick(at(0, 10_000));
    bars.onTick(at(0, 20_000, { instrumentIndex: 2 }));
    expect(bars.onTick(at(61, 20_500, { instrumentIndex: 2 }))).toBe(true);
    expect(bars.closed).toMatchObject({ instrumentIndex: 2, openPaise: 20_000 });
    expect(bars.onTick(at(61, 10_500))).toBe(true);
    expect(bars.closed).toMatchObject({ instrumentIndex: 0, openPaise: 10_000 });
  });

  it('FD-08 put every tick into exactly one bar that brackets it', () => {
    const random = seededRandom(11);
    const bars = new TimeBars(1, 5);
    let counted = 0;
    let seconds = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    const ticks = 5000;
    for (let tick = 0; tick < ticks; tick += 1) {
      seconds += random() * 3;
      const lastPaise = 10_000 + Math.floor(random() * 1000);
      if (bars.onTick(at(seconds, lastPaise))) {
        counted += bars.closed.tickCount;
        expect(bars.closed.lowPaise).toBe(low);
        expect(bars.closed.highPaise).toBe(high);
        low = Number.POSITIVE_INFINITY;
        high = 0;
      }
      low = Math.min(low, lastPaise);
      high = Math.max(high, lastPaise);
    }
    bars.onTick(at(seconds + 60, 10_000));
    expect(counted + bars.closed.tickCount).toBe(ticks);
  });

  it('refuse an interval that is not whole seconds of at most a day', () => {
    for (const seconds of [0, -1, 1.5, Number.NaN, 86_401]) {
      expect(() => new TimeBars(1, seconds)).toThrow(InvariantError);
    }
  });
});
