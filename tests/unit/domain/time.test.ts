import { describe, expect, it } from 'vitest';
import { ANCHOR_AFTER_MIDNIGHT_MS, barAnchorMs } from '../../../src/domain/time.ts';

const istMs = (text: string) => Date.parse(`${text}+05:30`);

describe('the bar anchor', () => {
  it('is 09:15 IST of the Indian day, also for moments on the other side of UTC midnight', () => {
    const anchor = istMs('2026-11-19T09:15:00');
    expect(barAnchorMs(istMs('2026-11-19T15:29:59'))).toBe(anchor);
    expect(barAnchorMs(istMs('2026-11-19T00:00:00'))).toBe(anchor);
    expect(barAnchorMs(istMs('2026-11-19T23:59:59.999'))).toBe(anchor);
    expect(barAnchorMs(istMs('2026-11-20T00:00:00'))).toBe(anchor + 86_400_000);
  });

  it('lies 9 hours and 15 minutes after midnight', () => {
    const midnight = istMs('2026-11-19T00:00:00');
    expect(barAnchorMs(midnight) - ANCHOR_AFTER_MIDNIGHT_MS).toBe(midnight);
  });
});
