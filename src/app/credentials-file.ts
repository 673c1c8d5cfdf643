/** The credentials file: opened only when nobody else can read or replace it, read line by line. Main thread, at start. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { CREDENTIAL_VARIABLES } from '../contract/credentials.ts';
import { CredentialsError } from './credentials-error.ts';

const OTHERS_MASK = 0o077;
const BYTES_MAX = 16_384;
const NAMES: readonly string[] = Object.values(CREDENTIAL_VARIABLES);

/** `NAME=value` or `NAME="value"` or `NAME='value'`; nothing is expanded, nothing escaped. */
const ASSIGNMENT =
  /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#]*))\s*(?:#.*)?$/;

/**
 * The variables of the file; undefined when there is none. Throws `CredentialsError`: `credentials_unsafe` for a symbolic link, something that is
 * no file, another owner, or rights for anybody but the owner; `credentials_invalid` for a line that is no assignment.
 */
export function readCredentialsFile(path: string): Readonly<Record<string, string>> | undefined {
  const handle = openCredentials(path);
  if (handle === undefined) return undefined;
  try {
    // Of the open file, not of the name: what is judged is what is read.
    requireOurs(path, fstatSync(handle));
    return parseCredentials(path, readFileSync(handle, 'utf8'));
  } finally {
    closeSync(handle);
  }
}

function openCredentials(path: string): number | undefined {
  // Without O_NONBLOCK a pipe of that name would hold up the start.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw unsafe(`${path} is a symbolic link; put the file itself there`);
    throw unsafe(`${path} cannot be opened (${code ?? 'no reason given'}); run as its owner`);
  }
}

function requireOurs(path: string, stat: Stats): void {
  if (!stat.isFile()) throw unsafe(`${path} is not a file; put the file itself there`);
  const user = process.getuid?.();
  if (user !== undefined && stat.uid !== user) {
    throw unsafe(`${path} belongs to another user; run as its owner, or copy it`);
  }
  if ((stat.mode & OTHERS_MASK) !== 0) {
    throw unsafe(`${path} can be read or changed by others; run chmod 600 on it`);
  }
  if (stat.size > BYTES_MAX) throw unsafe(`${path} is too large to be credentials; check the path`);
}

/** Errors name the line by number: a line that is wrong may be a secret in the wrong place. */
function parseCredentials(path: string, text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [, name = '', double, single, bare] = ASSIGNMENT.exec(line.trim()) ?? [];
    const at = `${path} line ${index + 1}`;
    if (name === '') problems.push(`${at} is not NAME=value`);
    else if (!NAMES.includes(name)) problems.push(`${at} names none of ${NAMES.join(', ')}`);
    else if (name in values) problems.push(`${at} gives ${name} a second time`);
    else values[name] = double ?? single ?? bare ?? '';
  }
  if (problems.length === 0) return values;
  throw new CredentialsError({ code: 'credentials_invalid', problems });
}

function unsafe(problem: string): CredentialsError {
  return new CredentialsError({ code: 'credentials_unsafe', problems: [problem] });
}
