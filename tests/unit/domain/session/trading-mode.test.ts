/** The mode's state machine, command by command. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmEvidence } from '../../../../src/domain/session/arm-evidence.ts';
import {
  type ArmCommand,
  armPhrase,
  DISARM_CAUSES,
  decideMode,
  evolveMode,
  type ModeCommand,
  type ModeState,
  startMode,
} from '../../../../src/domain/session/trading-mode.ts';
import {
  ACCOUNT,
  ARM_MS,
  armCommand,
  FLAT,
  modeStart,
  RISK_SHA,
  SESSION_DATE,
  SESSION_END_MS,
} from '../../../support/mode-evidence.ts';

function ran(state: ModeState, ...commands: ModeCommand[]): ModeState {
  return commands.reduce(
    (current, command) => decideMode(current, command).events.reduce(evolveMode, current),
    state,
  );
}

const PAPER = startMode(modeStart());
const LIVE = ran(PAPER, armCommand());
const CUSTODY = startMode(modeStart({ openPositions: 1 }));
const release = (footprint = FLAT): ModeCommand => ({
  kind: 'release',
  actor: 'operator',
  evidence: { footprint, reconciledMs: ARM_MS },
  timeMs: ARM_MS + 1_000,
});

describe('the trading mode', () => {
  it('LG-01 starts in PAPER, or in CUSTODY when anything is or may be open at the broker', () => {
    expect([PAPER.mode, PAPER.cause]).toEqual(['paper', 'started']);
    for (const footprint of [{ openPositions: 1 }, { openOrders: 1 }, { unknownOrders: 1 }]) {
      const { mode, cause } = startMode(modeStart(footprint));
      expect([mode, cause]).toEqual(['custody', 'live_exposure']);
    }
  });

  it('LG-02 one complete command arms LIVE for the account, the date and the risk limits shown', () => {
    expect(decideMode(PAPER, armCommand()).refusals).toEqual([]);
    expect(LIVE).toEqual({
      mode: 'live',
      cause: 'armed',
      account: ACCOUNT,
      sessionId: 42,
      epoch: 7,
      sessionDate: SESSION_DATE,
      sessionEndMs: SESSION_END_MS,
      riskConfigSha: RISK_SHA,
      isKillSlow: false,
      actor: 'operator',
      timeMs: ARM_MS,
    });
  });

  it.each<[string, Partial<ArmCommand>, Partial<ArmEvidence>]>([
    ['phrase_mismatch', { phrase: 'LIVE' }, {}],
    ['phrase_mismatch', { phrase: armPhrase(ACCOUNT, '2026-11-18') }, {}],
    ['phrase_mismatch', { phrase: armPhrase('B999', SESSION_DATE) }, {}],
    ['phrase_mismatch', { phrase: armPhrase(ACCOUNT, SESSION_DATE).toLowerCase() }, {}],
    ['config_not_echoed', { riskConfigSha: 'beef' }, {}],
    ['config_not_echoed', { riskConfigSha: '' }, { riskConfigSha: '' }],
    ['paper_not_flat', {}, { paperOpenItems: 1 }],
    ['killed', {}, { isKilled: true }],
    ['not_logged_in', {}, { isLoggedIn: false }],
    ['no_session', {}, { sessionEndMs: 0 }],
  ])('LG-02 refuses with %s and changes nothing', (refusal, changes, evidence) => {
    const decision = decideMode(PAPER, armCommand(evidence, changes));
    expect(decision).toEqual({ events: [], refusals: [refusal] });
  });

  it('forgives spaces around the phrase, and refuses a second arming', () => {
    const phrase = ` ${armPhrase(ACCOUNT, SESSION_DATE)}\n`;
    expect(decideMode(PAPER, armCommand({}, { phrase })).refusals).toEqual([]);
    expect(decideMode(LIVE, armCommand()).refusals).toEqual(['already_live']);
  });

  it('arms from CUSTODY too, with what is open there, once nothing is unknown', () => {
    const footprint = { openPositions: 1, openOrders: 2, unknownOrders: 0 };
    expect(ran(CUSTODY, armCommand({ footprint, paperOpenItems: 3 })).mode).toBe('live');
    const unknown = armCommand({ footprint: { ...footprint, unknownOrders: 1 } });
    expect(decideMode(CUSTODY, unknown).refusals).toEqual(['unknown_orders']);
  });

  it('KS-03 says when a kill cannot send for everything within 2 s', () => {
    const open = (openOrders: number) =>
      ran(CUSTODY, armCommand({ footprint: { ...FLAT, openPositions: 4, openOrders } }));
    expect([open(12).isKillSlow, open(13).isKillSlow]).toEqual([false, true]);
  });

  it.each(DISARM_CAUSES)('LG-04 %s ends LIVE and leaves CUSTODY', (cause) => {
    const disarmed = ran(LIVE, { kind: 'disarm', cause, timeMs: ARM_MS + 5 });
    expect(disarmed).toMatchObject({ mode: 'custody', cause, sessionDate: '', riskConfigSha: '' });
    expect(disarmed.epoch).toBe(cause === 'lease_loss' ? 0 : 7);
  });

  it('a lost lease takes the epoch from CUSTODY too; other causes change nothing outside LIVE', () => {
    const lost = ran(CUSTODY, { kind: 'disarm', cause: 'lease_loss', timeMs: ARM_MS });
    expect([lost.mode, lost.epoch]).toEqual(['custody', 0]);
    expect(decideMode(lost, { kind: 'disarm', cause: 'lease_loss', timeMs: 1 }).events).toEqual([]);
    for (const cause of DISARM_CAUSES) {
      expect(decideMode(PAPER, { kind: 'disarm', cause, timeMs: ARM_MS }).events).toEqual([]);
      if (cause === 'lease_loss') continue;
      expect(decideMode(CUSTODY, { kind: 'disarm', cause, timeMs: ARM_MS }).events).toEqual([]);
    }
  });

  it('LG-04 ends with its session, also when the clock leaves its date', () => {
    const modeAt = (timeMs: number) => ran(LIVE, { kind: 'timer', timeMs }).mode;
    expect(modeAt(SESSION_END_MS - 1)).toBe('live');
    expect(modeAt(SESSION_END_MS)).toBe('custody');
    expect(modeAt(ARM_MS - 86_400_000)).toBe('custody');
    expect(decideMode(PAPER, { kind: 'timer', timeMs: SESSION_END_MS }).events).toEqual([]);
  });

  it('leaves CUSTODY for PAPER only when the broker was seen flat', () => {
    expect(ran(CUSTODY, release()).mode).toBe('paper');
    expect(decideMode(CUSTODY, release({ ...FLAT, openOrders: 1 })).refusals).toEqual([
      'exposure_left',
    ]);
    for (const state of [PAPER, LIVE]) {
      expect(decideMode(state, release()).refusals).toEqual(['not_in_custody']);
    }
  });

  it('LG-04 LG-05 refuses events its state cannot have', () => {
    expect(() => evolveMode(PAPER, { kind: 'disarmed', cause: 'kill', timeMs: 1 })).toThrow(
      'LG-04',
    );
    expect(() => evolveMode(LIVE, { kind: 'released', actor: '', timeMs: 1 })).toThrow('LG-05');
  });

  it('LG-01 LG-04 LIVE comes from a complete arm command only and never turns into PAPER', () => {
    const command: fc.Arbitrary<ModeCommand> = fc.oneof(
      fc
        .record({ isComplete: fc.boolean() })
        .map(({ isComplete }) => armCommand(isComplete ? {} : { isJournalHealthy: false })),
      fc
        .constantFrom(...DISARM_CAUSES)
        .map((cause) => ({ kind: 'disarm', cause, timeMs: 1 }) as const),
      fc.constant(release()),
      fc
        .integer({ min: ARM_MS, max: SESSION_END_MS + 10 })
        .map((timeMs) => ({ kind: 'timer', timeMs }) as const),
    );
    fc.assert(
      fc.property(fc.boolean(), fc.array(command, { maxLength: 30 }), (isExposed, commands) => {
        let state = isExposed ? CUSTODY : PAPER;
        for (const next of commands) {
          const before = state;
          state = ran(state, next);
          if (state.mode === 'live' && before.mode !== 'live') {
            expect(next).toMatchObject({ kind: 'arm', evidence: { isJournalHealthy: true } });
          }
          if (before.mode === 'live') expect(state.mode).not.toBe('paper');
          expect(state.sessionEndMs > 0).toBe(state.mode === 'live');
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('an armed event', () => {
  const PAPER = startMode(modeStart());
  const [armed] = decideMode(PAPER, armCommand()).events;

  it('LG-02 SE-07 is not taken without its author, epoch, limits and session', () => {
    if (armed?.kind !== 'armed') throw new Error('the evidence of the rig arms');
    expect(evolveMode(PAPER, armed).mode).toBe('live');
    expect(() => evolveMode(PAPER, { ...armed, epoch: 0 })).toThrow('LG-02');
    expect(() => evolveMode(PAPER, { ...armed, riskConfigSha: '' })).toThrow('LG-02');
    expect(() => evolveMode(PAPER, { ...armed, actor: '' })).toThrow('LG-02');
    expect(() => evolveMode(PAPER, { ...armed, sessionEndMs: armed.timeMs })).toThrow('SE-07');
  });
});
