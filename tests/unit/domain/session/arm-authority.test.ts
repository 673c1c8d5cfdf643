import { describe, expect, it } from 'vitest';
import { ArmAuthority, ArmCapability } from '../../../../src/domain/session/arm-authority.ts';
import {
  decideMode,
  evolveMode,
  type ModeState,
  startMode,
} from '../../../../src/domain/session/trading-mode.ts';
import { ARM_MS, armCommand, modeStart } from '../../../support/mode-evidence.ts';

const PAPER = startMode(modeStart());
const LIVE = decideMode(PAPER, armCommand()).events.reduce<ModeState>(evolveMode, PAPER);
const CUSTODY = evolveMode(LIVE, { kind: 'disarmed', cause: 'kill', timeMs: ARM_MS });

describe('the arm authority', () => {
  it('LG-03 PAPER has no capability, so nothing can be sent', () => {
    const authority = new ArmAuthority();
    expect(authority.permits(authority.current, true)).toBe(false);
    authority.follow(PAPER);
    expect(authority.current).toBeNull();
    expect(authority.permits(null, true)).toBe(false);
  });

  it('LG-03 LIVE permits everything to the very object it issued, and to no copy of it', () => {
    const authority = new ArmAuthority();
    authority.follow(LIVE);
    const { current } = authority;
    expect(current).toMatchObject({ account: 'A12345', sessionId: 42, epoch: 7, scope: 'all' });
    expect(authority.permits(current, false)).toBe(true);
    expect(authority.permits(new ArmCapability(LIVE, 'all'), false)).toBe(false);
    authority.follow(LIVE);
    expect(authority.current).toBe(current);
  });

  it('LG-03 no capability is made that PAPER could send with, or CUSTODY open with', () => {
    expect(() => new ArmCapability(PAPER, 'reduce')).toThrow('LG-03');
    expect(() => new ArmCapability(CUSTODY, 'all')).toThrow('LG-03');
    expect(() => new ArmCapability({ ...LIVE, epoch: 0 }, 'all')).toThrow('LG-03');
  });

  it('LG-04 disarming voids what was issued; CUSTODY permits only what reduces', () => {
    const authority = new ArmAuthority();
    authority.follow(LIVE);
    const armed = authority.current;
    authority.follow(CUSTODY);
    expect(authority.permits(armed, false)).toBe(false);
    expect(authority.permits(armed, true)).toBe(false);
    expect(authority.permits(authority.current, false)).toBe(false);
    expect(authority.permits(authority.current, true)).toBe(true);
  });

  it('LG-03 without the epoch nothing is permitted in any mode', () => {
    const authority = new ArmAuthority();
    for (const state of [LIVE, CUSTODY]) {
      authority.follow({ ...state, epoch: 0 });
      expect(authority.current).toBeNull();
    }
  });
});
