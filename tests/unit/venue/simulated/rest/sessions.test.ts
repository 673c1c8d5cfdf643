import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../../src/domain/instrument/ist-date.ts';
import { Sessions } from '../../../../../src/venue/simulated/rest/sessions.ts';
import { accountOf } from '../../../../support/simulated-broker-rig.ts';
import { SESSION_OPEN_MS as NOW } from '../../../../support/tick-stream.ts';

const account = accountOf();

describe('Sessions', () => {
  it('gives three different tokens that look like JSON web tokens and name one session', () => {
    const sessions = new Sessions(1);
    const { tokens } = sessions.open(account, NOW, false);
    const all = [tokens.jwtToken, tokens.refreshToken, tokens.feedToken];
    expect(new Set(all).size).toBe(3);
    for (const token of all) expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{43}$/);
    expect(sessions.checkJwt(tokens.jwtToken, NOW).standing).toBe('live');
    expect(sessions.checkRefreshToken(tokens.refreshToken, NOW).session?.account).toBe(account);
    expect(sessions.checkJwt(tokens.refreshToken, NOW)).toEqual({
      standing: 'invalid',
      session: null,
    });
  });

  it('makes the same tokens from the same seed and others from another', () => {
    const jwtOf = (seed: number) => new Sessions(seed).open(account, NOW, false).tokens.jwtToken;
    expect(jwtOf(1)).toBe(jwtOf(1));
    expect(jwtOf(1)).not.toBe(jwtOf(2));
  });

  it('F27 ends every session at the Indian midnight', () => {
    const sessions = new Sessions(1);
    const { tokens } = sessions.open(account, NOW, false);
    const tomorrow = NOW + DAY_MS;
    expect(sessions.checkJwt(tokens.jwtToken, tomorrow).standing).toBe('expired');
    expect(sessions.checkRefreshToken(tokens.refreshToken, tomorrow).standing).toBe('expired');
  });

  it('rotates all three tokens and forgets the old ones', () => {
    const sessions = new Sessions(1);
    const first = sessions.open(account, NOW, false);
    const second = sessions.rotate(first, NOW);
    expect(sessions.checkJwt(first.tokens.jwtToken, NOW).standing).toBe('invalid');
    expect(sessions.checkRefreshToken(first.tokens.refreshToken, NOW).standing).toBe('invalid');
    expect(sessions.checkJwt(second.tokens.jwtToken, NOW).standing).toBe('live');
  });

  it('keeps several sessions of one client unless the newest is to be the only one', () => {
    const sessions = new Sessions(1);
    const first = sessions.open(account, NOW, false);
    const second = sessions.open(account, NOW, false);
    expect([first.standing, second.standing]).toEqual(['live', 'live']);
    sessions.open(account, NOW, true);
    expect([first.standing, second.standing]).toEqual(['invalid', 'invalid']);
  });

  it('expires access tokens of one client and leaves its refresh tokens', () => {
    const sessions = new Sessions(1);
    const mine = sessions.open(account, NOW, false);
    const other = sessions.open(accountOf({ clientCode: 'T2' }), NOW, false);
    sessions.expire(account.clientCode);
    expect([mine.standing, mine.refreshStanding, other.standing]).toEqual([
      'expired',
      'live',
      'live',
    ]);
    sessions.end();
    expect([mine.refreshStanding, other.standing]).toEqual(['invalid', 'invalid']);
  });
});
