import { describe, expect, it } from 'vitest';
import {
  requireCertificateChecks,
  takeCredentialVariables,
  takeSecretSettings,
} from '../../../src/app/process-secrets.ts';
import { loadSettings, SettingsError } from '../../../src/app/settings-loader.ts';
import { Redactor } from '../../../src/contract/redaction.ts';

describe('the environment of a process', () => {
  it('SC-31 has no credential left when they were taken', () => {
    const redactor = new Redactor();
    const environment: Record<string, string | undefined> = {
      PATH: '/bin',
      TICKRING_ANGEL_CLIENT_CODE: 'A1234567',
      TICKRING_ANGEL_PIN: '7391',
      TICKRING_ANGEL_API_KEY: 'kY7canary',
      TICKRING_CREDENTIALS_FILE: '/x',
    };
    expect(takeCredentialVariables(environment, redactor)).toEqual({
      TICKRING_ANGEL_CLIENT_CODE: 'A1234567',
      TICKRING_ANGEL_PIN: '7391',
      TICKRING_ANGEL_API_KEY: 'kY7canary',
      TICKRING_CREDENTIALS_FILE: '/x',
    });
    expect(environment).toEqual({ PATH: '/bin' });
    expect(redactor.redact('kY7canary of A1234567')).toBe('[secret] of A1234567');
  });

  it('SC-31 has no secret setting left when the settings are loaded', () => {
    const redactor = new Redactor();
    const environment: Record<string, string | undefined> = {
      TICKRING_FEED__API_KEY: 'canary-key',
      TICKRING_FEED__FEED_TOKEN: 'canary-feed',
      TICKRING_FEED__AUTH_TOKEN: 'canary-auth',
      TICKRING_SERVER__PORT: '0',
    };
    const { settings } = loadSettings({ environment });
    takeSecretSettings(settings, environment, redactor);
    expect(environment).toEqual({ TICKRING_SERVER__PORT: '0' });
    expect(redactor.redact('canary-key canary-feed canary-auth')).toBe(
      '[secret] [secret] [secret]',
    );
  });

  it('keeps the words of the shipped configuration readable', () => {
    const redactor = new Redactor();
    takeSecretSettings(loadSettings({ environment: {} }).settings, {}, redactor);
    expect(redactor.redact('simulated')).toBe('simulated');
  });

  it('SC-34 must not turn the verification of certificates off', () => {
    expect(() => requireCertificateChecks({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
      SettingsError,
    );
    requireCertificateChecks({ NODE_TLS_REJECT_UNAUTHORIZED: '1' });
    requireCertificateChecks({});
  });
});

describe('the settings', () => {
  it('pass over the credentials, which are not theirs', () => {
    const environment = {
      TICKRING_ANGEL_PIN: '7391',
      TICKRING_ANGEL_STATIC_IP: '1.2.3.4',
      TICKRING_CREDENTIALS_FILE: '/x',
    };
    expect(() => loadSettings({ environment })).not.toThrow();
  });

  it.each([
    ['TICKRING_ANGEL_PINN', 'no such credential'],
    ['TICKRING_FEED__APIKEY', 'unknown setting (value (hidden))'],
    ['TICKRING_FEED__ACCESS_TOKEN', 'unknown setting (value (hidden))'],
    ['TICKRING_TOTP__SEED', 'unknown setting (value (hidden))'],
  ])('do not show what a misspelt secret holds: %s', (name, problem) => {
    const run = () => loadSettings({ environment: { [name]: 'CANARYVALUE' } });
    expect(run).toThrow(problem);
    expect(run).not.toThrow('CANARYVALUE');
  });
});
