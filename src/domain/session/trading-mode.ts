/**
 * The trading mode of an account as a pure state machine, in the thread that owns the session.
 *
 *   start ─→ PAPER ──arm──→ LIVE ──disarm──→ CUSTODY ──release──→ PAPER
 *   start ─→ CUSTODY (live exposure or unknown orders) ──arm──→ LIVE
 *
 * PAPER fills at the paper venue. LIVE sends to the broker. CUSTODY sends to the broker what reduces, protects or cancels, and opens
 * nothing. LIVE is armed by a human for one session, never by a start (LG-01); whatever goes wrong leads to CUSTODY, never straight to PAPER.
 * A lost lease takes from CUSTODY what was left to it: it keeps its mode and sends nothing.
 */
import { assert } from '../assert.ts';
import { type DateKey, istDateKey } from '../instrument/ist-date.ts';
import {
  type ArmEvidence,
  type ArmRefusal,
  armRefusals,
  type LiveFootprint,
  type ReleaseEvidence,
  type ReleaseRefusal,
  releaseRefusals,
} from './arm-evidence.ts';

export const TRADING_MODES = ['paper', 'live', 'custody'] as const;
export type TradingMode = (typeof TRADING_MODES)[number];

/** What ends LIVE (LG-04). */
export const DISARM_CAUSES = [
  'operator',
  'kill',
  'session_end',
  'token_loss',
  'lease_loss',
  'clock_step',
  'recon_mismatch',
  'journal_failure',
  'feed_down',
  'stall',
] as const;
export type DisarmCause = (typeof DISARM_CAUSES)[number];

/** Why the mode is what it is. */
export const MODE_CAUSES = [
  'started',
  'live_exposure',
  'armed',
  'released',
  ...DISARM_CAUSES,
] as const;
export type ModeCause = (typeof MODE_CAUSES)[number];

export interface ModeState {
  readonly mode: TradingMode;
  readonly cause: ModeCause;
  readonly account: string;
  /** Names this start of the engine: the tag prefix of its orders. */
  readonly sessionId: number;
  /** Of the account's lease; 0 when it is not held, and then nothing goes to the broker. */
  readonly epoch: number;
  /** Date LIVE was armed for; '' unless the mode is live. */
  readonly sessionDate: DateKey | '';
  /** LIVE ends here, epoch milliseconds; 0 unless the mode is live. */
  readonly sessionEndMs: number;
  /** The risk limits the human armed with; '' unless the mode is live. */
  readonly riskConfigSha: string;
  /** Armed with more orders and positions than a kill can send for in 2 s (KS-03): show it. */
  readonly isKillSlow: boolean;
  /** Who armed or released; '' when nobody did. */
  readonly actor: string;
  readonly timeMs: number;
}

/** The typed confirmation: one command, one decision. */
export interface ArmCommand {
  readonly kind: 'arm';
  readonly actor: string;
  /** As typed; `armPhrase` is what it must be. */
  readonly phrase: string;
  /** SHA of the risk configuration as it was shown to the human, echoed. */
  readonly riskConfigSha: string;
  readonly evidence: ArmEvidence;
  readonly timeMs: number;
}

export interface ReleaseCommand {
  readonly kind: 'release';
  readonly actor: string;
  readonly evidence: ReleaseEvidence;
  readonly timeMs: number;
}

export type ModeCommand =
  | ArmCommand
  | ReleaseCommand
  | { readonly kind: 'disarm'; readonly cause: DisarmCause; readonly timeMs: number }
  | { readonly kind: 'timer'; readonly timeMs: number };

export type ModeEvent =
  | {
      readonly kind: 'armed';
      readonly actor: string;
      readonly epoch: number;
      readonly sessionDate: DateKey;
      readonly sessionEndMs: number;
      readonly riskConfigSha: string;
      readonly isKillSlow: boolean;
      readonly timeMs: number;
    }
  | { readonly kind: 'disarmed'; readonly cause: DisarmCause; readonly timeMs: number }
  | { readonly kind: 'released'; readonly actor: string; readonly timeMs: number };

/** Refused with every reason at once, or the events (none when the command changes nothing). */
export interface ModeDecision {
  readonly events: readonly ModeEvent[];
  readonly refusals: readonly (ArmRefusal | ReleaseRefusal)[];
}

export interface ModeStart {
  readonly account: string;
  readonly sessionId: number;
  readonly epoch: number;
  /** Of the live ledger as recovered, and of the broker where it was asked. */
  readonly footprint: LiveFootprint;
  readonly timeMs: number;
}

const NOTHING: ModeDecision = { events: [], refusals: [] };
const UNARMED = { sessionDate: '', sessionEndMs: 0, riskConfigSha: '', isKillSlow: false } as const;

/** LG-01: PAPER, or CUSTODY when anything is or may be open at the broker. */
export function startMode({ footprint, ...start }: ModeStart): ModeState {
  const { openPositions, openOrders, unknownOrders } = footprint;
  const isExposed = openPositions > 0 || openOrders > 0 || unknownOrders > 0;
  return {
    mode: isExposed ? 'custody' : 'paper',
    cause: isExposed ? 'live_exposure' : 'started',
    actor: '',
    ...UNARMED,
    ...start,
  };
}

/** What a human types to arm: it names the account and the date, so that it is never typed by habit. */
export function armPhrase(account: string, sessionDate: DateKey): string {
  return `LIVE ${account} ${sessionDate}`;
}

export function decideMode(state: ModeState, command: ModeCommand): ModeDecision {
  switch (command.kind) {
    case 'arm':
      return decideArm(state, command);
    case 'disarm':
      return disarm(state, command.cause, command.timeMs);
    case 'release':
      return decideRelease(state, command);
    case 'timer':
      // A clock that leaves the date it was armed for, either way, ends LIVE too.
      return command.timeMs >= state.sessionEndMs ||
        istDateKey(command.timeMs) !== state.sessionDate
        ? disarm(state, 'session_end', command.timeMs)
        : NOTHING;
    default:
      command satisfies never;
      return NOTHING;
  }
}

export function evolveMode(state: ModeState, event: ModeEvent): ModeState {
  switch (event.kind) {
    case 'armed': {
      assert(
        event.epoch > 0 && event.riskConfigSha !== '' && event.actor !== '',
        'LG-02 LIVE is armed by somebody, with limits that were shown and an epoch that is held',
      );
      assert(event.timeMs < event.sessionEndMs, 'SE-07 LIVE is armed within a known session');
      const { kind: _, ...armed } = event;
      return { ...state, ...armed, mode: 'live', cause: 'armed' };
    }
    case 'disarmed': {
      assert(state.mode !== 'paper', 'LG-04 only what may send to the broker is disarmed');
      const { cause, timeMs } = event;
      const epoch = cause === 'lease_loss' ? 0 : state.epoch;
      return { ...state, ...UNARMED, mode: 'custody', cause, epoch, timeMs };
    }
    case 'released': {
      assert(state.mode === 'custody', 'LG-05 only CUSTODY is released to PAPER');
      const { actor, timeMs } = event;
      return { ...state, ...UNARMED, mode: 'paper', cause: 'released', actor, timeMs };
    }
    default:
      event satisfies never;
      return state;
  }
}

function decideArm(state: ModeState, command: ArmCommand): ModeDecision {
  const { evidence, actor, timeMs, riskConfigSha } = command;
  const sessionDate = istDateKey(timeMs);
  const refusals = armRefusals(evidence, timeMs);
  if (state.mode === 'live') refusals.push('already_live');
  if (command.phrase.trim() !== armPhrase(state.account, sessionDate)) {
    refusals.push('phrase_mismatch');
  }
  if (riskConfigSha === '' || riskConfigSha !== evidence.riskConfigSha) {
    refusals.push('config_not_echoed');
  }
  if (state.mode === 'paper' && evidence.paperOpenItems > 0) refusals.push('paper_not_flat');
  if (refusals.length > 0) return { events: [], refusals };
  const { epoch, sessionEndMs, footprint, killOpsPerSecond } = evidence;
  const isKillSlow = footprint.openOrders + footprint.openPositions > 2 * killOpsPerSecond;
  const armed = { actor, epoch, sessionDate, sessionEndMs, riskConfigSha, isKillSlow, timeMs };
  return { events: [{ kind: 'armed', ...armed }], refusals };
}

function disarm(state: ModeState, cause: DisarmCause, timeMs: number): ModeDecision {
  const losesLease = cause === 'lease_loss' && state.mode === 'custody' && state.epoch > 0;
  if (state.mode !== 'live' && !losesLease) return NOTHING;
  return { events: [{ kind: 'disarmed', cause, timeMs }], refusals: [] };
}

function decideRelease(state: ModeState, command: ReleaseCommand): ModeDecision {
  const { actor, evidence, timeMs } = command;
  const refusals = releaseRefusals(evidence, timeMs);
  if (state.mode !== 'custody') refusals.push('not_in_custody');
  if (refusals.length > 0) return { events: [], refusals };
  return { events: [{ kind: 'released', actor, timeMs }], refusals };
}
