import { describe, expect, it } from 'vitest';
import {
  ARM_REFUSALS,
  type ArmEvidence,
  armRefusals,
  FRESH_WITHIN_MS,
  RECONCILED_WITHIN_MS,
  RELEASE_REFUSALS,
  releaseRefusals,
} from '../../../../src/domain/session/arm-evidence.ts';
import { ARM_MS, FLAT, GOOD_EVIDENCE } from '../../../support/mode-evidence.ts';

const refusalsOf = (changes: Partial<ArmEvidence>) =>
  armRefusals({ ...GOOD_EVIDENCE, ...changes }, ARM_MS);

describe('the evidence', () => {
  it('LG-02 good readings lack nothing', () => {
    expect(refusalsOf({})).toEqual([]);
    expect(refusalsOf({ reconciledMs: ARM_MS - RECONCILED_WITHIN_MS })).toEqual([]);
    expect(refusalsOf({ newestTickMs: ARM_MS - FRESH_WITHIN_MS })).toEqual([]);
  });

  it.each<[string, Partial<ArmEvidence>]>([
    ['reconciliation_not_clean', { reconciledMs: 0 }],
    ['reconciliation_not_clean', { reconciledMs: ARM_MS - RECONCILED_WITHIN_MS - 1 }],
    ['reconciliation_not_clean', { reconciledMs: ARM_MS + 60_000 }],
    ['reconciliation_not_clean', { reconciledMs: Number.NaN }],
    ['unknown_orders', { footprint: { ...FLAT, unknownOrders: 1 } }],
    ['feed_not_fresh', { newestTickMs: 0 }],
    ['feed_not_fresh', { newestTickMs: ARM_MS - FRESH_WITHIN_MS - 1 }],
    ['no_session', { sessionEndMs: 0 }],
    ['no_session', { sessionEndMs: ARM_MS }],
    ['clock_not_sound', { clockFault: 'exchange_skew' }],
    ['clock_not_sound', { clockOffsetMs: 2_001 }],
    ['clock_not_sound', { clockOffsetMs: Number.NaN }],
    ['journal_not_healthy', { isJournalHealthy: false }],
    ['killed', { isKilled: true }],
    ['not_logged_in', { isLoggedIn: false }],
    ['epoch_not_held', { epoch: 0 }],
  ])('LG-02 lacks %s', (refusal, changes) => {
    expect(refusalsOf(changes)).toEqual([refusal]);
  });

  it('names every reason at once', () => {
    expect(refusalsOf({ isKilled: true, epoch: 0, newestTickMs: 0 })).toEqual([
      'feed_not_fresh',
      'killed',
      'epoch_not_held',
    ]);
  });

  it('for a release: reconciled, nothing open, nothing unknown', () => {
    const evidence = { footprint: FLAT, reconciledMs: ARM_MS - 1 };
    expect(releaseRefusals(evidence, ARM_MS)).toEqual([]);
    expect(releaseRefusals({ ...evidence, reconciledMs: 0 }, ARM_MS)).toEqual([
      'reconciliation_not_clean',
    ]);
    for (const open of [{ openPositions: 1 }, { openOrders: 1 }]) {
      expect(releaseRefusals({ ...evidence, footprint: { ...FLAT, ...open } }, ARM_MS)).toEqual([
        'exposure_left',
      ]);
    }
  });

  it('AP-03 refusals are closed lists of distinct codes', () => {
    for (const list of [ARM_REFUSALS, RELEASE_REFUSALS]) {
      expect(new Set<string>(list).size).toBe(list.length);
      for (const code of list) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });
});
