import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateWindow } from '../../../../src/domain/order/duplicate-window.ts';
import { RowImage } from '../../../support/row-image.ts';

const SETTINGS = { windowMs: 1_000, capacity: 4 };

function windowOf(image = new RowImage()): DuplicateWindow {
  return new DuplicateWindow(SETTINGS, image.record);
}

describe('the duplicate window', () => {
  it('RG-07 the same content within the window is a duplicate, at its end it is new', () => {
    const seen = windowOf();
    expect(seen.admit('a', 5_000)).toBe('new');
    expect(seen.admit('a', 5_999)).toBe('duplicate');
    expect(seen.admit('b', 5_999)).toBe('new');
    expect(seen.admit('a', 6_000)).toBe('new');
    expect(seen.admit('a', 6_999)).toBe('duplicate');
  });

  it('RG-07 a duplicate does not prolong the window', () => {
    const seen = windowOf();
    seen.admit('a', 5_000);
    seen.admit('a', 5_900);
    expect(seen.admit('a', 6_000)).toBe('new');
  });

  it('a clock that steps back leaves duplicates duplicates', () => {
    const seen = windowOf();
    seen.admit('a', 5_000);
    expect(seen.admit('a', 1_000)).toBe('duplicate');
  });

  it('refuses new contents while it is full of recent ones', () => {
    const seen = windowOf();
    for (const hash of ['a', 'b', 'c', 'd']) expect(seen.admit(hash, 5_000)).toBe('new');
    expect(seen.admit('e', 5_999)).toBe('window_full');
    expect(seen.admit('d', 5_999)).toBe('duplicate');
    expect(seen.admit('e', 6_000)).toBe('new');
  });

  it('RG-07 agrees with a list of everything admitted, also after a restart', () => {
    const request = fc.record({
      hash: fc.constantFrom('a', 'b', 'c'),
      elapsedMs: fc.integer({ min: 0, max: 700 }),
      isRestart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
        const image = new RowImage();
        let seen = windowOf(image);
        const admitted: { hash: string; timeMs: number }[] = [];
        let timeMs = 10_000;
        for (const { hash, elapsedMs, isRestart } of requests) {
          timeMs += elapsedMs;
          if (isRestart) {
            seen = windowOf(image);
            seen.restore(image);
          }
          const isDuplicate = admitted.some(
            (other) => other.hash === hash && timeMs - other.timeMs < SETTINGS.windowMs,
          );
          expect(seen.admit(hash, timeMs)).toBe(isDuplicate ? 'duplicate' : 'new');
          if (!isDuplicate) admitted.push({ hash, timeMs });
        }
      }),
      { numRuns: 300 },
    );
  });
});
