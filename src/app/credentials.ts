/** The broker's credentials from the environment, or from a file that only its owner can read. Main thread, at start. */
import { join, resolve } from 'node:path';
import {
  type BrokerCredentials,
  CREDENTIAL_VARIABLES,
  CREDENTIALS_FILE_VARIABLE,
  type CredentialName,
  credentialsSchema,
  SECRET_CREDENTIALS,
} from '../contract/credentials.ts';
import type { Redactor } from '../contract/redaction.ts';
import { CredentialsError } from './credentials-error.ts';
import { readCredentialsFile } from './credentials-file.ts';
import type { CredentialVariables } from './process-secrets.ts';

const DEFAULT_FILE = 'credentials.env';
const NAMES = Object.keys(CREDENTIAL_VARIABLES) as CredentialName[];

export interface CredentialSources {
  /** As `takeCredentialVariables` took them. */
  readonly variables: CredentialVariables;
  /** Holds `credentials.env`, unless `TICKRING_CREDENTIALS_FILE` names another file. */
  readonly dataFolder: string;
  /** Learns every value before it is looked at. */
  readonly redactor: Redactor;
}

export interface LoadedCredentials {
  readonly credentials: BrokerCredentials;
  /** Where they came from, for people: `environment`, the file, or both. */
  readonly source: string;
}

/** Where the credentials file is, whether or not it exists. */
function credentialsPath({ variables, dataFolder }: CredentialSources): string {
  const named = variables[CREDENTIALS_FILE_VARIABLE] ?? '';
  return named === '' ? join(resolve(dataFolder), DEFAULT_FILE) : resolve(named);
}

/**
 * Throws `CredentialsError`: `credentials_unsafe` (see `readCredentialsFile`), `credentials_missing` with what is not there,
 * `credentials_invalid` for a wrong shape, or for a variable that the file gives another value.
 */
export function loadCredentials(sources: CredentialSources): LoadedCredentials {
  const { variables, redactor } = sources;
  const path = credentialsPath(sources);
  const file = readCredentialsFile(path);
  if (file === undefined && (variables[CREDENTIALS_FILE_VARIABLE] ?? '') !== '') {
    throw missing([`${path} does not exist; create it, or unset ${CREDENTIALS_FILE_VARIABLE}`]);
  }
  for (const name of SECRET_CREDENTIALS) {
    for (const values of [variables, file]) {
      redactor.register(values?.[CREDENTIAL_VARIABLES[name]] ?? '');
    }
  }
  requireOneValueEach(variables, file ?? {}, path);
  const credentials = parse({ ...file, ...withoutEmpty(variables) }, path);
  const fromVariables = NAMES.some((name) => isSet(variables, name));
  const used = [...(fromVariables ? ['environment'] : []), ...(file === undefined ? [] : [path])];
  return { credentials, source: used.join(' and ') };
}

function requireOneValueEach(
  variables: CredentialVariables,
  file: Readonly<Record<string, string>>,
  path: string,
): void {
  const twice = NAMES.map((name) => CREDENTIAL_VARIABLES[name]).filter(
    (name) => variables[name] && file[name] && variables[name] !== file[name],
  );
  if (twice.length === 0) return;
  throw new CredentialsError({
    code: 'credentials_invalid',
    problems: twice.map(
      (name) => `${name} has one value in the environment and another in ${path}; remove one`,
    ),
  });
}

function parse(values: CredentialVariables, path: string): BrokerCredentials {
  const absent = NAMES.filter((name) => name !== 'staticIp' && !isSet(values, name));
  if (absent.length > 0) {
    const names = absent.map((name) => CREDENTIAL_VARIABLES[name]).join(', ');
    throw missing([`${names} not set; set them in the environment, or in ${path} (chmod 600)`]);
  }
  const tree = Object.fromEntries(
    NAMES.map((name) => [name, values[CREDENTIAL_VARIABLES[name]] ?? '']),
  );
  const parsed = credentialsSchema.safeParse(tree);
  if (parsed.success) return parsed.data;
  throw new CredentialsError({
    code: 'credentials_invalid',
    problems: parsed.error.issues.map(
      (issue) => `${CREDENTIAL_VARIABLES[issue.path[0] as CredentialName]} ${issue.message}`,
    ),
  });
}

function isSet(values: CredentialVariables, name: CredentialName): boolean {
  return (values[CREDENTIAL_VARIABLES[name]] ?? '') !== '';
}

function withoutEmpty(values: CredentialVariables): CredentialVariables {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

function missing(problems: readonly string[]): CredentialsError {
  return new CredentialsError({ code: 'credentials_missing', problems });
}
