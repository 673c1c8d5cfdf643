/**
 * Takes secrets away from where others look for them: the environment, which child processes inherit and a diagnostic report prints. Main
 * thread, once, before anything is started. `/proc/<pid>/environ` keeps what the process began with, for its own user; a
 * credentials file leaves nothing there.
 */
import {
  CREDENTIAL_VARIABLES,
  CREDENTIALS_FILE_VARIABLE,
  SECRET_CREDENTIALS,
} from '../contract/credentials.ts';
import type { Redactor } from '../contract/redaction.ts';
import { SECRET_SETTINGS, type Settings } from '../contract/settings.ts';
import { SettingsError } from './settings-loader.ts';

/** Of the shipped configuration; the simulator takes anything. */
const PLACEHOLDER = 'simulated';

type Environment = Record<string, string | undefined>;

/** What the environment said of credentials: the five variables and the name of the file, as far as they were set. */
export type CredentialVariables = Readonly<Record<string, string>>;

/** Removes the credentials from `environment`, and has their values redacted from now on. */
export function takeCredentialVariables(
  environment: Environment,
  redactor: Redactor,
): CredentialVariables {
  const taken: Record<string, string> = {};
  for (const name of [...Object.values(CREDENTIAL_VARIABLES), CREDENTIALS_FILE_VARIABLE]) {
    const value = environment[name];
    if (value === undefined) continue;
    taken[name] = value;
    delete environment[name];
  }
  for (const name of SECRET_CREDENTIALS) redactor.register(taken[CREDENTIAL_VARIABLES[name]] ?? '');
  excludeEnvironmentFromReports();
  return taken;
}

/** The same for secrets among the settings, once those are loaded. */
export function takeSecretSettings(
  settings: Settings,
  environment: Environment,
  redactor: Redactor,
): void {
  for (const path of SECRET_SETTINGS) {
    const [section, key] = path.split('.') as ['feed', 'apiKey' | 'feedToken' | 'authToken'];
    const value = settings[section][key];
    if (value !== PLACEHOLDER) redactor.register(value);
    delete environment[variableOf(section, key)];
  }
}

/** Throws `SettingsError` where the environment turns the verification of certificates off: no secret may be sent then. */
export function requireCertificateChecks(environment: Environment): void {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  throw new SettingsError([
    'NODE_TLS_REJECT_UNAUTHORIZED: 0 lets anybody pose as the broker; unset it',
  ]);
}

function variableOf(section: string, key: string): string {
  const upper = key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return `TICKRING_${section.toUpperCase()}__${upper}`;
}

/** Where Node knows how (22.13 and newer); without, the report lists a process environment that no longer has them. */
function excludeEnvironmentFromReports(): void {
  const report = process.report as { excludeEnv?: boolean };
  if (report.excludeEnv !== undefined) report.excludeEnv = true;
}
