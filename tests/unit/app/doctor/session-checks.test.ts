/** Calendar, configuration, credentials, instruments, ports, journal, and how the results are written. */
import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { CredentialsError } from '../../../../src/app/credentials-error.ts';
import { checkCalendar } from '../../../../src/app/doctor/calendar-check.ts';
import { checksText, fail, ok, runChecks, warn } from '../../../../src/app/doctor/check.ts';
import { checkConfig } from '../../../../src/app/doctor/config-check.ts';
import { checkCredentials, checkStaticIp } from '../../../../src/app/doctor/credential-checks.ts';
import { checkInstruments } from '../../../../src/app/doctor/instruments-check.ts';
import { checkJournal } from '../../../../src/app/doctor/journal-check.ts';
import { lastDueDate } from '../../../../src/app/doctor/kept-instruments.ts';
import { checkPort } from '../../../../src/app/doctor/port-check.ts';
import { credentialsSchema } from '../../../../src/contract/credentials.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';

describe('the calendar', () => {
  const calendar = new SessionCalendar(loadCalendar());
  const at = (time: string) => checkCalendar(Date.parse(time), (date) => calendar.sessionOn(date));

  it.each([
    ['2026-11-20T05:00:00Z', 'ok', 'session 2026-11-20'],
    ['2026-11-20T14:00:00Z', 'ok', 'next session 2026-11-23'],
    ['2026-12-31T14:00:00Z', 'warn', '2027, which has no calendar'],
    ['2027-01-04T05:00:00Z', 'fail', 'no calendar of 2027'],
    // Already the next day in India.
    ['2026-12-31T19:00:00Z', 'fail', 'no calendar of 2027'],
  ])('at %s: %s', (time, status, detail) => {
    const result = at(time);
    expect(result.status).toBe(status);
    expect(result.detail).toContain(detail);
  });

  it('without any session fails', () => {
    const closed = new SessionCalendar(loadCalendar()).sessionOn('2026-11-22');
    const result = checkCalendar(Date.parse('2026-11-22T05:00:00Z'), () => closed);
    expect(result.status).toBe('fail');
  });
});

describe('the configuration', () => {
  const valid = { folder: '/c', variables: [], configSha: 'a'.repeat(64), problems: [] };

  it('says where it came from', () => {
    expect(checkConfig(valid)).toMatchObject({ status: 'ok', detail: `${'a'.repeat(12)} from /c` });
    expect(checkConfig({ ...valid, variables: ['TICKRING_A__B'] }).detail).toContain(
      'changed by TICKRING_A__B',
    );
  });

  it('says every problem', () => {
    expect(checkConfig({ ...valid, problems: ['a', 'b'] })).toMatchObject({
      status: 'fail',
      detail: 'a; b',
    });
  });
});

describe('the credentials', () => {
  const credentials = credentialsSchema.parse({
    clientCode: 'A1234567',
    pin: '7391',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEH',
    apiKey: 'kY7canary',
    staticIp: '',
  });
  const refuse =
    (code: 'credentials_missing' | 'credentials_unsafe' | 'credentials_invalid') => () => {
      throw new CredentialsError({ code, problems: ['this'] });
    };

  it('are complete, and not shown', () => {
    const result = checkCredentials(() => ({ credentials, source: 'environment' }), true);
    expect(result).toEqual(ok('credentials', 'complete and safe, from environment'));
  });

  it('may be missing on paper, and may not live', () => {
    expect(checkCredentials(refuse('credentials_missing'), false).status).toBe('ok');
    expect(checkCredentials(refuse('credentials_missing'), true).status).toBe('fail');
  });

  it.each(['credentials_unsafe', 'credentials_invalid'] as const)(
    'fail in any mode: %s',
    (code) => {
      expect(checkCredentials(refuse(code), false)).toMatchObject({
        status: 'fail',
        detail: 'this',
      });
      expect(checkCredentials(refuse(code), true).status).toBe('fail');
    },
  );

  it.each([
    [undefined, 'ok', 'fail'],
    ['', 'ok', 'fail'],
    ['203.0.113.7', 'ok', 'ok'],
    ['8.8.8.8', 'ok', 'ok'],
    ['192.168.1.4', 'warn', 'warn'],
    ['172.20.0.1', 'warn', 'warn'],
    ['127.0.0.1', 'warn', 'warn'],
    ['100.64.0.1', 'warn', 'warn'],
  ])('have the static address %s: %s on paper, %s live', (staticIp, paper, live) => {
    const ownAddresses = ['8.8.8.8'];
    expect(checkStaticIp({ staticIp, ownAddresses, isLive: false }).status).toBe(paper);
    expect(checkStaticIp({ staticIp, ownAddresses, isLive: true }).status).toBe(live);
  });
});

describe('the instruments', () => {
  const facts = {
    newest: { date: '2026-11-20', rows: 130_000 },
    damaged: [],
    dueDate: '2026-11-20',
    bringsOwn: false,
  };
  const check = (changes: object, isLive: boolean) =>
    checkInstruments({ ...facts, ...changes, isLive });

  it('are of the last sync that was due, or newer', () => {
    expect(check({}, true)).toMatchObject({ status: 'ok', detail: '130000 of 2026-11-20' });
    expect(check({ dueDate: '' }, true).status).toBe('ok');
    expect(check({ dueDate: '2026-11-19' }, true).status).toBe('ok');
    expect(check({ dueDate: '2026-11-23' }, false).status).toBe('warn');
    expect(check({ dueDate: '2026-11-23' }, true)).toMatchObject({
      status: 'fail',
      detail: '130000 of 2026-11-20, but 2026-11-23 was due',
    });
  });

  it('are not there, or are damaged', () => {
    expect(check({ newest: undefined }, false).status).toBe('warn');
    expect(check({ newest: undefined }, true).status).toBe('fail');
    const damaged = check({ newest: undefined, damaged: ['2026-11-20'] }, true);
    expect(damaged.detail).toBe('none kept yet (damaged: 2026-11-20)');
  });

  it('come with the simulator on paper', () => {
    expect(check({ newest: undefined, bringsOwn: true }, false).status).toBe('ok');
    expect(check({ newest: undefined, bringsOwn: true }, true).status).toBe('fail');
  });

  it.each([
    ['2026-11-20T02:59:00Z', '2026-11-19'],
    ['2026-11-20T03:00:00Z', '2026-11-20'],
    ['2026-11-22T12:00:00Z', '2026-11-20'],
    ['2026-11-23T02:00:00Z', '2026-11-20'],
  ])('were due, at %s, on %s', (time, date) => {
    expect(lastDueDate(Date.parse(time), new SessionCalendar(loadCalendar()))).toBe(date);
  });
});

describe('a port', () => {
  const facts = { key: 'server.port', host: '127.0.0.1', port: 8000, enginePid: 0 };
  const check = (changes: object, code: string) =>
    checkPort({ ...facts, ...changes }, () => Promise.resolve(code));

  it.each([
    [{}, '', 'ok', '127.0.0.1:8000 is free'],
    [{ port: 0 }, 'EADDRINUSE', 'ok', 'any free port'],
    [{}, 'EADDRINUSE', 'fail', 'is in use'],
    [{ enginePid: 7 }, 'EADDRINUSE', 'warn', 'an engine runs as process 7'],
    [{ port: 80 }, 'EACCES', 'fail', '(EACCES)'],
    [{ enginePid: 7 }, 'EADDRNOTAVAIL', 'fail', '(EADDRNOTAVAIL)'],
  ])('%o %s: %s', async (changes, code, status, detail) => {
    const result = await check(changes, code);
    expect(result.name).toBe('port-server');
    expect(result.status).toBe(status);
    expect(result.detail).toContain(detail);
  });
});

describe('the journal', () => {
  const segment = { name: '1.seg', verdict: 'clean' as const, problem: '', records: 7 };
  const check = (newest: Parameters<typeof checkJournal>[0]['newestSegment'], pid = 0) =>
    checkJournal({ ownerPid: () => pid, newestSegment: newest });

  it('is whole, or not there yet, or torn by a crash', () => {
    expect(check(() => 'none')).toEqual(ok('journal', 'none yet'));
    expect(check(() => segment).detail).toBe('1.seg, 7 records, not in use');
    expect(check(() => segment, 9).detail).toBe('1.seg, 7 records, in use by process 9');
    expect(check(() => ({ ...segment, verdict: 'torn' })).status).toBe('ok');
  });

  it('is damaged, or cannot be read', () => {
    const damaged = { ...segment, verdict: 'quarantined' as const, problem: 'record 3 is bad' };
    expect(check(() => damaged)).toMatchObject({
      status: 'fail',
      detail: '1.seg is damaged: record 3 is bad',
    });
    const result = check(() => {
      throw new Error('others can enter it');
    });
    expect(result).toMatchObject({ status: 'fail', detail: 'others can enter it' });
  });
});

describe('the results', () => {
  it('hold one for every check, also for one that breaks', async () => {
    const results = await runChecks([
      { name: 'a', run: () => ok('a', 'good') },
      { name: 'b', run: () => Promise.reject(new Error('broken probe')) },
      { name: 'c', run: async () => warn('c', 'so so', 'Do that') },
    ]);
    expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a ok',
      'b fail',
      'c warn',
    ]);
    expect(results[1]?.detail).toContain('broken probe');
  });

  it('are a line each, with what to do, and a count', () => {
    const text = checksText([
      ok('a', 'good'),
      warn('b', 'so so', 'Do that'),
      fail('c', 'bad', 'Mend it'),
    ]);
    expect(text.split('\n')).toEqual([
      'ok    a                good',
      'warn  b                so so. Do that',
      'fail  c                bad. Mend it',
      '',
      '1 ok, 1 to know, 1 to mend',
      '',
    ]);
  });
});
