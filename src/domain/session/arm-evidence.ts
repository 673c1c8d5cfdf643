/** What must be shown before LIVE is armed (LG-02) or CUSTODY is left, and why it was not enough. Pure functions of the evidence. */
import { CLOCK_TOLERANCE_MS, type ClockFault } from './clock-guard.ts';

/** What is open at the broker, as far as is known. External orders and positions count. */
export interface LiveFootprint {
  readonly openPositions: number;
  readonly openOrders: number;
  readonly unknownOrders: number;
}

export interface ReleaseEvidence {
  readonly footprint: LiveFootprint;
  /** When the newest reconciliation with the broker ended without a difference, epoch milliseconds; 0: never, or the newest failed. */
  readonly reconciledMs: number;
}

/** Readings of one moment; each is what the thread that knows it last said. */
export interface ArmEvidence extends ReleaseEvidence {
  /** Of the risk configuration in force. */
  readonly riskConfigSha: string;
  /** Exchange time of the newest tick of the subscribed instruments; 0 when there is none. */
  readonly newestTickMs: number;
  /** End of the date's session by the calendar (`sessionEndMs`); 0 when the calendar has none for the date (SE-07). */
  readonly sessionEndMs: number;
  /** Wall time less its projection; NaN when nobody measured. */
  readonly clockOffsetMs: number;
  readonly clockFault: ClockFault | '';
  readonly isJournalHealthy: boolean;
  readonly isKilled: boolean;
  /** The broker takes our requests; what ends LIVE when it is lost (LG-04) must be there to begin it. */
  readonly isLoggedIn: boolean;
  /** Of the account's lease as held now; 0 when it is not. */
  readonly epoch: number;
  /** Positions and orders of the paper ledger that are not over. */
  readonly paperOpenItems: number;
  /** Orders and cancels the broker takes per second. */
  readonly killOpsPerSecond: number;
}

const COMMON_REFUSALS = ['reconciliation_not_clean', 'unknown_orders'] as const;

export const ARM_REFUSALS = [
  ...COMMON_REFUSALS,
  'feed_not_fresh',
  'no_session',
  'clock_not_sound',
  'journal_not_healthy',
  'killed',
  'not_logged_in',
  'epoch_not_held',
  'already_live',
  'phrase_mismatch',
  'config_not_echoed',
  'paper_not_flat',
] as const;
export type ArmRefusal = (typeof ARM_REFUSALS)[number];

export const RELEASE_REFUSALS = [...COMMON_REFUSALS, 'exposure_left', 'not_in_custody'] as const;
export type ReleaseRefusal = (typeof RELEASE_REFUSALS)[number];

/** Positions are reconciled every 60 s; one missed run is forgiven. */
export const RECONCILED_WITHIN_MS = 120_000;
export const FRESH_WITHIN_MS = 5_000;

/** What the readings lack, every reason at once, in the order of `ARM_REFUSALS`. */
export function armRefusals(evidence: ArmEvidence, timeMs: number): ArmRefusal[] {
  const refusals: ArmRefusal[] = commonRefusals(evidence, timeMs);
  if (!isWithin(evidence.newestTickMs, timeMs, FRESH_WITHIN_MS)) refusals.push('feed_not_fresh');
  if (!(timeMs < evidence.sessionEndMs)) refusals.push('no_session');
  const isOffsetSmall = Math.abs(evidence.clockOffsetMs) <= CLOCK_TOLERANCE_MS;
  if (evidence.clockFault !== '' || !isOffsetSmall) refusals.push('clock_not_sound');
  if (!evidence.isJournalHealthy) refusals.push('journal_not_healthy');
  if (evidence.isKilled) refusals.push('killed');
  if (!evidence.isLoggedIn) refusals.push('not_logged_in');
  if (!(evidence.epoch > 0)) refusals.push('epoch_not_held');
  return refusals;
}

export function releaseRefusals(evidence: ReleaseEvidence, timeMs: number): ReleaseRefusal[] {
  const refusals: ReleaseRefusal[] = commonRefusals(evidence, timeMs);
  const { openPositions, openOrders } = evidence.footprint;
  if (openPositions > 0 || openOrders > 0) refusals.push('exposure_left');
  return refusals;
}

function commonRefusals(
  { reconciledMs, footprint }: ReleaseEvidence,
  timeMs: number,
): (typeof COMMON_REFUSALS)[number][] {
  const refusals: (typeof COMMON_REFUSALS)[number][] = [];
  if (!isWithin(reconciledMs, timeMs, RECONCILED_WITHIN_MS)) {
    refusals.push('reconciliation_not_clean');
  }
  if (footprint.unknownOrders > 0) refusals.push('unknown_orders');
  return refusals;
}

/** Was `momentMs` at most `spanMs` ago? A moment ahead of `timeMs` by more than the clock tolerance proves nothing. */
function isWithin(momentMs: number, timeMs: number, spanMs: number): boolean {
  const ageMs = timeMs - momentMs;
  return momentMs > 0 && ageMs <= spanMs && ageMs >= -CLOCK_TOLERANCE_MS;
}
