/** A start, and evidence with which LIVE may be armed; tests take something away. */
import type { ArmEvidence, LiveFootprint } from '../../src/domain/session/arm-evidence.ts';
import {
  type ArmCommand,
  armPhrase,
  type ModeStart,
} from '../../src/domain/session/trading-mode.ts';

export const ACCOUNT = 'A12345';
export const SESSION_DATE = '2026-11-19';
export const ARM_MS = Date.parse(`${SESSION_DATE}T09:30:00+05:30`);
export const SESSION_END_MS = Date.parse(`${SESSION_DATE}T15:40:00+05:30`);
export const RISK_SHA = 'f00d';

export const FLAT: LiveFootprint = { openPositions: 0, openOrders: 0, unknownOrders: 0 };

export const GOOD_EVIDENCE: ArmEvidence = {
  footprint: FLAT,
  reconciledMs: ARM_MS - 20_000,
  riskConfigSha: RISK_SHA,
  newestTickMs: ARM_MS - 200,
  sessionEndMs: SESSION_END_MS,
  clockOffsetMs: 3,
  clockFault: '',
  isJournalHealthy: true,
  isLoggedIn: true,
  isKilled: false,
  epoch: 7,
  paperOpenItems: 0,
  killOpsPerSecond: 8,
};

export function modeStart(footprint: Partial<LiveFootprint> = {}): ModeStart {
  return {
    account: ACCOUNT,
    sessionId: 42,
    epoch: 7,
    footprint: { ...FLAT, ...footprint },
    timeMs: ARM_MS - 60_000,
  };
}

export function armCommand(
  evidence: Partial<ArmEvidence> = {},
  changes: Partial<ArmCommand> = {},
): ArmCommand {
  return {
    kind: 'arm',
    actor: 'operator',
    phrase: armPhrase(ACCOUNT, SESSION_DATE),
    riskConfigSha: RISK_SHA,
    evidence: { ...GOOD_EVIDENCE, ...evidence },
    timeMs: ARM_MS,
    ...changes,
  };
}
