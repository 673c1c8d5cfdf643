import { describe, expect, it } from 'vitest';
import type { VenueCommand } from '../../../src/domain/order/types.ts';
import { SessionMode } from '../../../src/domain/session/session-mode.ts';
import { armPhrase } from '../../../src/domain/session/trading-mode.ts';
import type { CheckContext } from '../../simulation/check/check-context.ts';
import { FullDiskChecks } from '../../simulation/check/full-disk-checks.ts';
import { ModeChecks } from '../../simulation/check/mode-checks.ts';
import { RequestChecks } from '../../simulation/check/request-checks.ts';
import { Violation } from '../../simulation/check/violation.ts';
import { Marks } from '../../simulation/run/marks.ts';

const CONTEXT = { marks: new Marks() } as unknown as CheckContext;
const NOON_MS = Date.parse('2026-01-05T06:30:00Z');

function failed(act: () => void): string {
  try {
    act();
  } catch (fault) {
    if (fault instanceof Violation) return fault.id;
    throw fault;
  }
  return '';
}

describe('checks of requests', () => {
  const taken = { outcome: 'taken', intentId: 7 };
  const approved = { outcome: 'approved', intentId: 7 };

  function clients() {
    const checks = new RequestChecks(CONTEXT, 5_000);
    return (
      said: object,
      { key = 'a', meaning = 'buy', status = 200, rows = 0, timeMs = 0, isSound = true } = {},
    ) =>
      failed(() => {
        const request = { raw: { kind: 'entry', symbol: 'X' } as never, key, meaning, isSound };
        checks.onAnswer({
          request,
          answer: { status, answer: JSON.stringify(said) },
          rows,
          timeMs,
        });
      });
  }

  it('ID-02 a key gets one signal and one answer', () => {
    const answer = clients();
    expect(answer(taken, { status: 202, rows: 3 })).toBe('');
    expect(answer({ outcome: 'in_progress' }, { status: 409 })).toBe('');
    expect(answer(approved)).toBe('');
    expect(answer(approved)).toBe('');
    expect(answer({ outcome: 'denied', intentId: 7 }, { status: 422 })).toBe('ID-02');
    expect(answer({ outcome: 'in_progress' }, { status: 409 })).toBe('ID-02');
    expect(answer({ outcome: 'taken', intentId: 8 }, { status: 202 })).toBe('ID-02');
  });

  it('ID-02 a key with another body is refused', () => {
    const answer = clients();
    answer(taken, { status: 202 });
    expect(answer({ outcome: 'key_reused' }, { meaning: 'sell', status: 422 })).toBe('');
    expect(answer(approved, { meaning: 'sell' })).toBe('ID-02');
  });

  it('ID-02 no signal answers two keys', () => {
    const answer = clients();
    answer(taken, { status: 202 });
    expect(answer(taken, { key: 'b', status: 202 })).toBe('ID-02');
  });

  it('RG-07 the same content is not taken twice within the window', () => {
    const answer = clients();
    expect(answer(taken, { key: '' })).toBe('');
    expect(answer({ outcome: 'duplicate' }, { key: '', status: 409, timeMs: 10 })).toBe('');
    const next = { outcome: 'taken', intentId: 8 };
    expect(answer(next, { key: '', timeMs: 4_999 })).toBe('RG-07');
    expect(answer(next, { key: '', timeMs: 5_000 })).toBe('');
  });

  it('AP-02 what was refused has recorded nothing', () => {
    const answer = clients();
    expect(answer({ outcome: 'malformed' }, { status: 400, isSound: false })).toBe('');
    expect(answer({ outcome: 'malformed' }, { status: 400, isSound: false, rows: 1 })).toBe(
      'AP-02',
    );
  });
});

describe('checks of the mode', () => {
  function start(openOrders = 0): SessionMode {
    const footprint = { openPositions: 0, openOrders, unknownOrders: 0 };
    const terms = { account: 'A', sessionId: 1, epoch: 1, footprint, timeMs: NOON_MS };
    return new SessionMode(terms, () => undefined);
  }

  function arm(mode: SessionMode) {
    const evidence = {
      footprint: { openPositions: 0, openOrders: 0, unknownOrders: 0 },
      ...{ reconciledMs: NOON_MS, newestTickMs: NOON_MS, sessionEndMs: NOON_MS + 3_600_000 },
      ...{ riskConfigSha: 'x', clockOffsetMs: 0, clockFault: '' as const, epoch: 1 },
      ...{
        isJournalHealthy: true,
        isKilled: false,
        isLoggedIn: true,
        paperOpenItems: 0,
        killOpsPerSecond: 8,
      },
    };
    const phrase = armPhrase('A', '2026-01-05');
    const told = { kind: 'arm', actor: 'me', riskConfigSha: 'x', timeMs: NOON_MS } as const;
    return mode.run({ ...told, phrase, evidence });
  }

  it('LG-01 a start is unarmed, and CUSTODY only after live exposure', () => {
    const checks = new ModeChecks(CONTEXT);
    expect(failed(() => checks.onStart(start(), 'live'))).toBe('');
    expect(failed(() => checks.onStart(start(1), 'live'))).toBe('');
    expect(failed(() => checks.onStart(start(1), 'paper'))).toBe('LG-01');
    const armed = start();
    arm(armed);
    expect(failed(() => checks.onStart(armed, ''))).toBe('LG-01');
  });

  it('LG-02 the phrase of another day arms nothing', () => {
    const checks = new ModeChecks(CONTEXT);
    const mode = start();
    const decision = arm(mode);
    expect(failed(() => checks.onArmed(mode, decision, true))).toBe('');
    expect(failed(() => checks.onArmed(mode, decision, false))).toBe('LG-02');
  });

  it('LG-03 what LIVE was armed with is void in the next start, and nothing opens in CUSTODY', () => {
    const checks = new ModeChecks(CONTEXT);
    const mode = start();
    checks.onArmed(mode, arm(mode), true);
    expect(failed(() => checks.onStart(start(1), 'live'))).toBe('');
    expect(failed(() => checks.onOpening(start(1), 5))).toBe('LG-03');
    expect(failed(() => checks.onOpening(start(), 5))).toBe('');
  });

  it('LG-04 LIVE that goes on after a kill is found', () => {
    const checks = new ModeChecks(CONTEXT);
    const mode = start();
    arm(mode);
    const wait = () => {
      for (let second = 0; second < 20; second += 1) checks.onSecond(mode, true);
    };
    expect(failed(wait)).toBe('LG-04');
  });
});

describe('checks of a full disk', () => {
  const exit = { kind: 'place', orderId: 65, queryId: 0, isReducing: true } as VenueCommand;

  it('KS-05 what opens does not leave, and is not approved', () => {
    const checks = new FullDiskChecks(CONTEXT);
    const entry = { ...exit, isReducing: false };
    expect(failed(() => checks.onSend(exit, true))).toBe('');
    expect(failed(() => checks.onSend(entry, false))).toBe('');
    expect(failed(() => checks.onSend(entry, true))).toBe('KS-05');
    expect(failed(() => checks.onApproved({ kind: 'entry', intentId: 1 } as never))).toBe('KS-05');
    expect(failed(() => checks.onApproved({ kind: 'exit', intentId: 1 } as never))).toBe('');
  });

  it('KS-05 what reduces leaves soon', () => {
    const checks = new FullDiskChecks(CONTEXT);
    const wait = () => {
      for (let second = 0; second < 40; second += 1) checks.onSecond();
    };
    checks.onAsked(exit);
    checks.onSend(exit, true);
    expect(failed(wait)).toBe('');
    checks.onAsked(exit);
    expect(failed(wait)).toBe('KS-05');
  });
});
