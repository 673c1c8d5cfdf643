import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ManualRuntime, settled } from '../../../support/manual-runtime.ts';
import { noAnswer, refusal, type SessionRig, sessionRig } from '../../../support/session-rig.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 2026-11-20 23:00 IST. */
const LATE_EVENING_MS = Date.UTC(2026, 10, 20, 17, 30);
/** 2026-11-20 01:00 IST, and how long from then to the refresh before the market opens. */
const NIGHT_MS = LATE_EVENING_MS - 22 * HOUR_MS;
const UNTIL_REFRESH_MS = 7 * HOUR_MS + 45 * MINUTE_MS;

async function loggedIn(runtime = new ManualRuntime()): Promise<SessionRig> {
  const rig = sessionRig(runtime);
  await rig.session.login();
  return rig;
}

describe('BrokerSession: login', () => {
  it('logs in with client code, PIN and one-time password', async () => {
    const rig = sessionRig();
    expect(rig.session.tokens).toBeUndefined();
    expect(await rig.session.login()).toBeUndefined();
    expect(rig.sent).toHaveLength(1);
    expect(rig.sent[0]).toMatchObject({
      name: 'login',
      body: { clientcode: 'T12345', password: '4711' },
      jwtToken: undefined,
    });
    expect(rig.sent[0]?.body['totp']).toMatch(/^\d{6}$/);
    expect(rig.session.tokens).toMatchObject({
      generation: 1,
      jwtToken: 'jwt-token-1',
      feedToken: 'feed-token-1',
      clientCode: 'T12345',
      apiKey: 'key-of-the-app',
    });
    expect(rig.tokens).toEqual([rig.session.tokens]);
    expect(rig.session.snapshot()).toMatchObject({ phase: 'ready', logins: 1, loss: undefined });
  });

  it('F27 makes one login for all who need it at once', async () => {
    const rig = sessionRig();
    rig.hold();
    const waiting = [
      rig.session.ready('normal', 5000),
      rig.session.ready('exit', 5000),
      rig.session.ready('normal', 5000),
    ];
    await settled();
    expect(rig.session.snapshot().phase).toBe('logging_in');
    rig.release();
    expect(await Promise.all(waiting)).toEqual([true, true, true]);
    expect(rig.logins()).toBe(1);
  });

  it('lets nobody wait longer than they want to', async () => {
    const rig = sessionRig();
    rig.hold();
    expect(await rig.session.ready('normal', 0)).toBe(false);
    const waiting = rig.session.ready('normal', 300);
    await rig.runtime.pass(300);
    expect(await waiting).toBe(false);
    rig.release();
    await settled();
    expect(await rig.session.ready('normal', 0)).toBe(true);
    expect(rig.logins()).toBe(1);
  });

  it('tries again, later each time, while the broker cannot be reached, and says so once', async () => {
    const rig = sessionRig();
    rig.runtime.chance = 0.999;
    rig.script.login.push(
      noAnswer(),
      noAnswer(),
      refusal('rate', 'AB1021'),
      refusal('request', 'AB1004'),
    );
    expect(await rig.session.login()).toMatchObject({ cause: 'unreachable', isFinal: false });
    expect(rig.session.snapshot().phase).toBe('waiting');
    await rig.runtime.pass(30_000);
    expect(rig.session.snapshot().phase).toBe('ready');
    const gaps = rig.sent.map(({ timeMs }, at) =>
      Math.round(timeMs - (rig.sent[at - 1]?.timeMs ?? timeMs)),
    );
    expect(gaps).toEqual([0, 1000, 1999, 3998, 7996]);
    expect(rig.losses.map(({ cause }) => cause)).toEqual(['unreachable']);
  });

  it('lets an exit shorten the wait for the next login, to a second at least', async () => {
    const rig = sessionRig();
    rig.script.login.push(noAnswer(), noAnswer(), noAnswer(), noAnswer());
    await rig.session.login();
    await rig.runtime.pass(2500);
    expect(rig.logins()).toBe(3);
    await rig.runtime.pass(900);
    expect(await rig.session.ready('normal', 0)).toBe(false);
    expect(rig.logins()).toBe(3);
    expect(await rig.session.ready('exit', 0)).toBe(false);
    expect(rig.logins()).toBe(4);
    void rig.session.ready('exit', 0);
    void rig.session.ready('normal', 0);
    expect(rig.logins()).toBe(4);
  });
});

describe('BrokerSession: refused logins', () => {
  it('never repeats a login with a wrong PIN', async () => {
    const rig = sessionRig();
    rig.script.login.push(refusal('request', 'AB1007'));
    const loss = await rig.session.login();
    expect(loss).toMatchObject({ cause: 'credentials_refused', isFinal: true });
    expect(loss?.message).toContain('AB1007');
    await rig.runtime.pass(24 * HOUR_MS);
    expect(await rig.session.ready('exit', 1000)).toBe(false);
    expect(rig.logins()).toBe(1);
    expect(rig.losses).toEqual([loss]);
    expect(rig.session.snapshot()).toMatchObject({ phase: 'lost', loss });
  });

  it('logs in again after a final loss when a person asks for it', async () => {
    const rig = sessionRig();
    rig.script.login.push(refusal('auth', 'AG8004'));
    await rig.session.login();
    expect(await rig.session.login()).toBeUndefined();
    expect(rig.session.snapshot().phase).toBe('ready');
  });

  it('F20 tries a refused one-time password once more, in the next window', async () => {
    const rig = sessionRig();
    rig.runtime.stepWall(12_000);
    rig.script.login.push(refusal('request', 'AB1050'));
    const login = rig.session.login();
    await settled();
    expect(rig.logins()).toBe(1);
    expect(await rig.runtime.until(login)).toBeUndefined();
    const [first, second] = rig.sent;
    expect(second?.timeMs).toBe((first?.timeMs ?? 0) + 19_000);
    expect(second?.body['totp']).not.toBe(first?.body['totp']);
    expect(rig.session.snapshot().phase).toBe('ready');
  });

  it('F20 gives up after the second one and names the clock skew', async () => {
    const rig = sessionRig();
    const refused = { ...refusal('request', 'AB1050'), skewMs: 45_000 };
    rig.script.login.push(refused, refused);
    const loss = await rig.runtime.until(rig.session.login());
    expect(loss).toMatchObject({ cause: 'totp_refused', isFinal: true });
    expect(loss?.message).toContain('Clock skew: the host clock is 45 s ahead');
    await rig.runtime.pass(HOUR_MS);
    expect(rig.logins()).toBe(2);
    expect(rig.losses).toEqual([loss]);
    expect(rig.session.snapshot().clockSkewMs).toBe(45_000);
  });

  it('F20 takes the date of either answer', async () => {
    const refused = refusal('request', 'AB1050');
    for (const answers of [
      [{ ...refused, skewMs: -60_000 }, refused],
      [
        { ...refused, skewMs: 5000 },
        { ...refused, skewMs: -60_000 },
      ],
    ]) {
      const rig = sessionRig();
      rig.script.login.push(...answers);
      const loss = await rig.runtime.until(rig.session.login());
      expect(loss?.message).toContain('60 s behind');
    }
  });

  it('F20 makes no second attempt once it was closed', async () => {
    const rig = sessionRig();
    rig.script.login.push(refusal('request', 'AB1050'));
    const login = rig.session.login();
    await settled();
    rig.session.close();
    await rig.runtime.until(login);
    expect(rig.logins()).toBe(1);
    expect(rig.losses).toEqual([]);
  });
});

describe('BrokerSession: loss and renewal', () => {
  it('F27 logs in once when the tokens are refused, however many say so', async () => {
    const rig = await loggedIn();
    await rig.runtime.pass(HOUR_MS);
    for (let call = 0; call < 5; call += 1) rig.session.rejected(1);
    expect(rig.session.tokens).toBeUndefined();
    expect(rig.losses).toMatchObject([{ cause: 'session_ended', isFinal: false }]);
    await settled();
    expect(rig.logins()).toBe(2);
    expect(rig.session.tokens).toMatchObject({ generation: 2, jwtToken: 'jwt-token-2' });
    rig.session.rejected(1);
    expect(rig.session.tokens?.generation).toBe(2);
    expect(rig.session.snapshot()).toMatchObject({ losses: 1, logins: 2 });
  });

  it('F27 does not race another login of the same client code for the session', async () => {
    const rig = await loggedIn();
    const times: number[] = [];
    for (let kick = 0; kick < 6; kick += 1) {
      const before = rig.logins();
      const startMs = rig.runtime.monotonicMs();
      rig.session.rejected(rig.session.tokens?.generation ?? -1);
      while (rig.logins() === before) await rig.runtime.pass(250);
      await settled();
      times.push(rig.runtime.monotonicMs() - startMs);
    }
    expect(times).toEqual([0, 1000, 1000, 2000, 4000, 8000]);
  });

  it('F27 refreshes before the token ends, and keeps the old tokens until then', async () => {
    const rig = await loggedIn(new ManualRuntime(NIGHT_MS));
    rig.hold();
    await rig.runtime.pass(UNTIL_REFRESH_MS);
    expect(rig.sent.map(({ name }) => name)).toEqual(['login', 'refresh']);
    expect(rig.sent[1]).toMatchObject({
      body: { refreshToken: 'refresh-token-1' },
      jwtToken: 'jwt-token-1',
    });
    expect(await rig.session.ready('normal', 0)).toBe(true);
    expect(rig.session.tokens?.generation).toBe(1);
    rig.release();
    await settled();
    expect(rig.session.tokens?.generation).toBe(2);
    expect(rig.tokens.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(rig.session.snapshot()).toMatchObject({ refreshes: 1, logins: 1, losses: 0 });
  });

  it('F27 falls back to one login when the refresh fails', async () => {
    const rig = await loggedIn(new ManualRuntime(NIGHT_MS));
    rig.script.refresh.push(refusal('auth', 'AB8051'));
    await rig.runtime.pass(12 * HOUR_MS);
    expect(rig.sent.map(({ name }) => name)).toEqual(['login', 'refresh', 'login']);
    expect(rig.session.tokens?.generation).toBe(2);
    expect(rig.losses).toEqual([]);
  });

  it('F27 keeps tokens that may still hold while their renewal fails, and goes on trying', async () => {
    const rig = await loggedIn(new ManualRuntime(NIGHT_MS));
    rig.script.refresh.push(noAnswer(), noAnswer());
    rig.script.login.push(noAnswer(), noAnswer());
    await rig.runtime.pass(UNTIL_REFRESH_MS);
    expect(rig.session.tokens?.generation).toBe(1);
    await rig.runtime.pass(MINUTE_MS);
    expect(rig.session.tokens?.generation).toBe(2);
    expect(rig.session.snapshot()).toMatchObject({ phase: 'ready', refreshes: 1, logins: 1 });
  });

  it('F27 ends a session with refused credentials when its tokens end, without another login', async () => {
    const rig = await loggedIn(new ManualRuntime(NIGHT_MS));
    rig.script.refresh.push(noAnswer());
    rig.script.login.push(refusal('request', 'AB1000'));
    await rig.runtime.pass(13 * HOUR_MS);
    expect(rig.session.tokens?.generation).toBe(1);
    expect(rig.logins()).toBe(2);
    rig.session.rejected(1);
    await rig.runtime.pass(HOUR_MS);
    expect(rig.logins()).toBe(2);
    expect(rig.session.snapshot().phase).toBe('lost');
    expect(rig.losses).toMatchObject([{ cause: 'credentials_refused', isFinal: true }]);
  });

  it('F27 survives midnight in India with a login of its own', async () => {
    const rig = await loggedIn(new ManualRuntime(LATE_EVENING_MS));
    await rig.runtime.pass(HOUR_MS + 4999);
    expect(rig.logins()).toBe(1);
    await rig.runtime.pass(1);
    expect(rig.logins()).toBe(2);
    expect(rig.session.tokens?.generation).toBe(2);
    await rig.runtime.pass(48 * HOUR_MS);
    expect(rig.session.snapshot()).toMatchObject({ phase: 'ready', losses: 0, logins: 4 });
  });

  it('F19 finds a schedule that a stepped clock has passed within a minute', async () => {
    const rig = await loggedIn(new ManualRuntime(LATE_EVENING_MS));
    rig.runtime.stepWall(2 * HOUR_MS);
    await rig.runtime.pass(MINUTE_MS);
    expect(rig.logins()).toBe(2);
  });

  it('F27 waits for a refresh in flight instead of logging in beside it', async () => {
    const rig = await loggedIn(new ManualRuntime(NIGHT_MS));
    rig.hold();
    await rig.runtime.pass(UNTIL_REFRESH_MS);
    rig.session.rejected(1);
    const waiting = rig.session.ready('normal', 1000);
    rig.release();
    expect(await waiting).toBe(true);
    expect(rig.sent.map(({ name }) => name)).toEqual(['login', 'refresh']);
  });
});

describe('BrokerSession: the end', () => {
  it('logs out at the broker and asks for nothing more', async () => {
    const rig = await loggedIn();
    await rig.session.logout();
    expect(rig.sent.at(-1)).toMatchObject({
      name: 'logout',
      body: { clientcode: 'T12345' },
      jwtToken: 'jwt-token-1',
    });
    expect(rig.session.isClosed).toBe(true);
    expect(rig.runtime.timerCount).toBe(0);
    expect(await rig.session.ready('exit', 1000)).toBe(false);
    await rig.session.login();
    await rig.session.logout();
    expect(rig.sent).toHaveLength(2);
  });

  it('ends although the broker does not confirm the logout', async () => {
    const rig = await loggedIn();
    rig.script.logout.push(noAnswer());
    await rig.session.logout();
    expect(rig.session.isClosed).toBe(true);
    expect(rig.runtime.lines.at(-1)?.level).toBe('warn');
  });

  it('takes no tokens that arrive after it was closed', async () => {
    const rig = sessionRig();
    rig.hold();
    const login = rig.session.login();
    rig.session.close();
    rig.release();
    await login;
    expect(rig.session.tokens).toBeUndefined();
    expect(rig.tokens).toEqual([]);
    expect(rig.redactor.redact('jwt-token-1')).toBe('[secret]');
  });

  it('tells a listener nothing more once it was removed', async () => {
    const rig = sessionRig();
    const heard: number[] = [];
    const remove = rig.session.addListener({
      onTokens: ({ generation }) => heard.push(generation),
      onAuthLost: () => heard.push(-1),
    });
    await rig.session.login();
    remove();
    rig.session.rejected(1);
    await settled();
    expect(heard).toEqual([1]);
  });
});

describe('BrokerSession: secrets', () => {
  it('AP-05 shows neither credentials nor tokens to whoever looks at it', async () => {
    const rig = await loggedIn();
    const shown = [rig.session, rig.session.tokens, rig.session.snapshot()]
      .flatMap((value) => [
        inspect(value, { depth: 10, showHidden: true, getters: false }),
        JSON.stringify(value),
        String(value),
      ])
      .join('\n');
    for (const secret of [
      '4711',
      'GEZDGNBV',
      'key-of-the-app',
      'jwt-token-1',
      'refresh-token-1',
      'feed-token-1',
    ]) {
      expect(shown).not.toContain(secret);
    }
    for (const token of ['jwt-token-1', 'refresh-token-1', 'feed-token-1', 'key-of-the-app']) {
      expect(rig.redactor.redact(`the broker said ${token}`)).toBe('the broker said [secret]');
    }
  });
});
