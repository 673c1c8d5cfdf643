/** Credentials on real files. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCredentials } from '../../../src/app/credentials.ts';
import { CredentialsError } from '../../../src/app/credentials-error.ts';
import { PACKAGE_ROOT } from '../../../src/app/package-root.ts';
import { CREDENTIAL_VARIABLES } from '../../../src/contract/credentials.ts';
import { Redactor } from '../../../src/contract/redaction.ts';

const GOOD = {
  TICKRING_ANGEL_CLIENT_CODE: 'A1234567',
  TICKRING_ANGEL_PIN: '7391',
  TICKRING_ANGEL_TOTP_SECRET: 'JBSWY3DPEHPK3PXPJBSWY3DPEH',
  TICKRING_ANGEL_API_KEY: 'kY7canary',
  TICKRING_ANGEL_STATIC_IP: '203.0.113.7',
};
type Variables = Record<string, string>;

let folder = '';
let file = '';
let redactor = new Redactor();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-credentials-'));
  file = join(folder, 'credentials.env');
  redactor = new Redactor();
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(values: Variables | string, mode = 0o600, path = file): void {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path, typeof values === 'string' ? values : lines.join(''), { mode });
  chmodSync(path, mode);
}

function load(variables: Variables = {}) {
  return loadCredentials({ variables, dataFolder: folder, redactor });
}

function errorOf(run: () => unknown): CredentialsError {
  try {
    run();
  } catch (error) {
    if (error instanceof CredentialsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function expectNothingShown(text: string, values: readonly string[]): void {
  for (const value of values) expect(text).not.toContain(value);
}

describe('credentials', () => {
  it('come from the environment', () => {
    const { credentials, source } = load(GOOD);
    expect(source).toBe('environment');
    expect(credentials.clientCode).toBe('A1234567');
    expect(credentials.pin.reveal()).toBe('7391');
    expect(credentials.totpSecret.reveal()).toBe(GOOD.TICKRING_ANGEL_TOTP_SECRET);
    expect(credentials.apiKey.reveal()).toBe('kY7canary');
    expect(credentials.staticIp).toBe('203.0.113.7');
  });

  it('come from a file of mode 600 in the data folder', () => {
    write(GOOD);
    const { credentials, source } = load();
    expect(source).toBe(file);
    expect(credentials.apiKey.reveal()).toBe('kY7canary');
  });

  it('come from the file that is named, in the forms of a dotenv file', () => {
    const path = join(folder, 'elsewhere');
    write(
      [
        '\uFEFF# comment',
        '',
        'export TICKRING_ANGEL_CLIENT_CODE="A1234567" # the account',
        "TICKRING_ANGEL_PIN='7391'",
        ' TICKRING_ANGEL_TOTP_SECRET = JBSWY3DPEHPK3PXPJBSWY3DPEH\r',
        'TICKRING_ANGEL_API_KEY=kY7canary',
        'TICKRING_ANGEL_STATIC_IP=',
      ].join('\n'),
      0o400,
      path,
    );
    const { credentials } = load({ TICKRING_CREDENTIALS_FILE: path });
    expect(credentials.clientCode).toBe('A1234567');
    expect(credentials.pin.reveal()).toBe('7391');
    expect(credentials.totpSecret.reveal()).toBe(GOOD.TICKRING_ANGEL_TOTP_SECRET);
    expect(credentials.staticIp).toBe('');
  });

  it('come from both where they agree, and an empty variable says nothing', () => {
    const { TICKRING_ANGEL_PIN: _, ...rest } = GOOD;
    write(GOOD);
    const { source, credentials } = load({ ...rest, TICKRING_ANGEL_PIN: '' });
    expect(source).toBe(`environment and ${file}`);
    expect(credentials.pin.reveal()).toBe('7391');
  });

  it('do not show themselves when they are logged', () => {
    const { credentials } = load(GOOD);
    const shown = inspect(credentials, { depth: 9 }) + JSON.stringify(credentials);
    expectNothingShown(shown, ['7391', 'JBSWY3DP', 'kY7canary']);
  });

  it('are known to the redactor from then on', () => {
    write(GOOD);
    load();
    expect(redactor.redact('it is kY7canary')).toBe('it is [secret]');
    expect(redactor.redact('pin 7391')).toBe('pin [secret]');
  });

  it('are known to the redactor also where they are refused', () => {
    write({ ...GOOD, TICKRING_ANGEL_API_KEY: 'has spaces in it' });
    expect(errorOf(load).code).toBe('credentials_invalid');
  });
});

describe('an unsafe credentials file', () => {
  it.each([0o640, 0o604, 0o644, 0o620, 0o602, 0o660, 0o610, 0o777])(
    'SC-30 is refused with mode %o',
    (mode) => {
      write(GOOD, mode);
      const error = errorOf(load);
      expect(error.code).toBe('credentials_unsafe');
      expect(error.message).toContain('chmod 600');
    },
  );

  it('SC-30 is refused also where the environment is complete', () => {
    write(GOOD, 0o644);
    expect(errorOf(() => load(GOOD)).code).toBe('credentials_unsafe');
  });

  it('SC-40 is refused where it is a symbolic link, whatever that leads to', () => {
    const target = join(folder, 'real');
    write(GOOD, 0o600, target);
    symlinkSync(target, file);
    expect(errorOf(load)).toMatchObject({ code: 'credentials_unsafe' });
    expect(errorOf(load).message).toContain('symbolic link');
  });

  it('is refused where it is a folder', () => {
    mkdirSync(file);
    expect(errorOf(load).message).toContain('is not a file');
  });

  it('is refused where it is a pipe, without waiting for a writer', () => {
    execFileSync('mkfifo', ['-m', '600', file]);
    expect(errorOf(load).message).toContain('is not a file');
  });

  it('is refused where it is too large', () => {
    write(`#${'x'.repeat(20_000)}`);
    expect(errorOf(load).message).toContain('too large');
  });

  it('SC-30 is refused where it belongs to somebody else', () => {
    const getuid = process.getuid;
    write(GOOD);
    process.getuid = () => 4_000_000;
    try {
      expect(errorOf(load).message).toContain('belongs to another user');
    } finally {
      process.getuid = getuid as () => number;
    }
  });
});

describe('credentials that cannot be used', () => {
  it('are named where they are missing, with what to do', () => {
    const error = errorOf(() => load({ TICKRING_ANGEL_CLIENT_CODE: 'A1234567' }));
    expect(error.code).toBe('credentials_missing');
    expect(error.message).toContain(
      'TICKRING_ANGEL_PIN, TICKRING_ANGEL_TOTP_SECRET, TICKRING_ANGEL_API_KEY not set',
    );
    expect(error.message).toContain(file);
  });

  it('are missing where the file that is named does not exist', () => {
    const path = join(folder, 'nothing');
    const error = errorOf(() => load({ ...GOOD, TICKRING_CREDENTIALS_FILE: path }));
    expect(error.code).toBe('credentials_missing');
    expect(error.message).toContain(`${path} does not exist`);
  });

  it('are refused where environment and file disagree, and neither value is shown', () => {
    write(GOOD);
    const error = errorOf(() => load({ TICKRING_ANGEL_PIN: '1357' }));
    expect(error.code).toBe('credentials_invalid');
    expect(error.message).toContain('TICKRING_ANGEL_PIN has one value');
    expectNothingShown(error.message, ['1357', '7391']);
  });

  it.each([
    ['TICKRING_ANGEL_CLIENT_CODE', 'a1234567'],
    ['TICKRING_ANGEL_CLIENT_CODE', '../../etc'],
    ['TICKRING_ANGEL_PIN', '739'],
    ['TICKRING_ANGEL_PIN', '73915'],
    ['TICKRING_ANGEL_PIN', '7e91'],
    ['TICKRING_ANGEL_PIN', '٧٣٩١'],
    ['TICKRING_ANGEL_TOTP_SECRET', '246813'],
    ['TICKRING_ANGEL_TOTP_SECRET', 'JBSWY3DPEHPK3PX1'],
    ['TICKRING_ANGEL_TOTP_SECRET', 'jbswy3dpehpk3pxp'],
    ['TICKRING_ANGEL_TOTP_SECRET', 'JBSWY3DPEHPK3PXPJ'],
    ['TICKRING_ANGEL_API_KEY', 'short'],
    ['TICKRING_ANGEL_API_KEY', 'line\nbreak'],
    ['TICKRING_ANGEL_STATIC_IP', '203.0.113'],
    ['TICKRING_ANGEL_STATIC_IP', 'example.org'],
  ])('are refused by shape: %s as %j', (name, value) => {
    const error = errorOf(() => load({ ...GOOD, [name]: value }));
    expect(error.code).toBe('credentials_invalid');
    expect(error.problems).toHaveLength(1);
    expect(error.message).toMatch(new RegExp(`^${name} must be|^${name} is base32`));
    expect(inspect(error)).not.toContain(value);
  });

  it('tells every problem at once', () => {
    const bad = { ...GOOD, TICKRING_ANGEL_PIN: 'x', TICKRING_ANGEL_API_KEY: 'y' };
    expect(errorOf(() => load(bad)).problems).toHaveLength(2);
  });

  it.each([
    ['CANARYVALUE', 'is not NAME=value'],
    ['TICKRING_ANGEL_PINN=CANARYVALUE', 'names none of'],
    ['CANARYVALUE=', 'names none of'],
    ['TICKRING_ANGEL_PIN="CANARYVALUE', 'is not NAME=value'],
    ['TICKRING_ANGEL_PIN=7391 CANARYVALUE', 'is not NAME=value'],
    ['TICKRING_ANGEL_PIN=7391\nTICKRING_ANGEL_PIN=7391', 'a second time'],
  ])('name a bad line of the file by its number: %j', (line, problem) => {
    write(`# one\n${line}\n`);
    const error = errorOf(load);
    expect(error.code).toBe('credentials_invalid');
    expect(error.message).toContain(problem);
    expect(error.message).toMatch(/line [23] /);
    expectNothingShown(inspect(error), ['CANARYVALUE', '7391']);
  });
});

it('.env.example names every variable, and holds no value', () => {
  const text = readFileSync(join(PACKAGE_ROOT, '.env.example'), 'utf8');
  const assigned = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(assigned.sort()).toEqual(
    Object.values(CREDENTIAL_VARIABLES)
      .map((name) => `${name}=`)
      .sort(),
  );
});
