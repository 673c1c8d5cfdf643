import { describe, expect, it } from 'vitest';
import { nextBoundaryMs, segmentPhase } from '../../../../src/domain/matching/session-phase.ts';
import { dailyHours, NEVER_CLOSES, NEVER_OPENS } from '../../../support/paper-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';

const CLOSE_MS = SESSION_OPEN_MS + 60_000;
const NEXT_MIDNIGHT_MS = SESSION_OPEN_MS + (14 * 60 + 45) * 60_000;

describe('the phases of a segment', () => {
  it('change at the close and at the end of the auction', () => {
    const hours = dailyHours(1, 2);
    const phases = [
      SESSION_OPEN_MS - 1,
      CLOSE_MS - 1,
      CLOSE_MS,
      CLOSE_MS + 119_999,
      CLOSE_MS + 120_000,
    ];
    expect(phases.map((timeMs) => segmentPhase(hours, 'cash', timeMs))).toEqual([
      'before_close',
      'before_close',
      'closing_auction',
      'closing_auction',
      'over',
    ]);
  });

  it('are two without an auction, and one where nothing trades or nothing ends', () => {
    expect(segmentPhase(dailyHours(1), 'cash', CLOSE_MS)).toBe('over');
    expect(segmentPhase(NEVER_OPENS, 'cash', CLOSE_MS)).toBe('over');
    expect(segmentPhase(NEVER_CLOSES, 'cash', CLOSE_MS)).toBe('before_close');
  });
});

describe('the next boundary', () => {
  it('is the next close, the next end of an auction, then midnight in India', () => {
    const hours = dailyHours(1, 2);
    expect(nextBoundaryMs(hours, SESSION_OPEN_MS)).toBe(CLOSE_MS);
    expect(nextBoundaryMs(hours, CLOSE_MS)).toBe(CLOSE_MS + 120_000);
    expect(nextBoundaryMs(hours, CLOSE_MS + 120_000)).toBe(NEXT_MIDNIGHT_MS);
    expect(nextBoundaryMs(NEVER_CLOSES, SESSION_OPEN_MS)).toBe(NEXT_MIDNIGHT_MS);
    expect(nextBoundaryMs(NEVER_OPENS, SESSION_OPEN_MS)).toBe(NEXT_MIDNIGHT_MS);
  });

  it('is the earliest of all segments', () => {
    const later = dailyHours(5);
    const hours = {
      ...later,
      closeMs: (segment: string, timeMs: number) =>
        later.closeMs('cash', timeMs) - (segment === 'derivatives' ? 1_000 : 0),
    };
    expect(nextBoundaryMs(hours, SESSION_OPEN_MS)).toBe(SESSION_OPEN_MS + 299_000);
  });
});
