/** Settings from `config/*.yaml`, then the environment, then the command line; checked once, as a whole. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  CREDENTIAL_PREFIX,
  CREDENTIAL_VARIABLES,
  CREDENTIALS_FILE_VARIABLE,
} from '../contract/credentials.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { SECRET_SETTINGS, type Settings, settingsSchema } from '../contract/settings.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Exit code of a wrong configuration (sysexits EX_CONFIG). */
export const EXIT_CONFIG = 78;

const ENVIRONMENT_PREFIX = 'TICKRING_';

/** Variables with the prefix that are not settings. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'TICKRING_CONFIG_DIR',
  'TICKRING_ORACLES',
  CREDENTIALS_FILE_VARIABLE,
  ...Object.values(CREDENTIAL_VARIABLES),
]);

/** What is named like a secret is not shown, wherever it stands: a misspelt key holds the same value as the right one. */
const SECRET_NAME = /key|token|secret|password|pin$|totp/i;

type Tree = Record<string, unknown>;

/** Every problem of a configuration: one line each, naming the key, the value and what is allowed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'settings_invalid' satisfies ErrorCode;
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** SHA-256 of the effective settings, hex; secrets count only as present or absent. */
  readonly configSha: string;
}

export interface SettingsSources {
  /** Folder of YAML files; default: `TICKRING_CONFIG_DIR`, else the package's `config`. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Highest precedence: a partial tree, for example from command-line flags. */
  readonly overrides?: Tree;
}

/** Throws `SettingsError` with all problems at once. */
export function loadSettings(sources: SettingsSources = {}): LoadedSettings {
  const environment = sources.environment ?? process.env;
  const folder = configFolder(sources);
  const problems: string[] = [];
  const tree = readFolder(folder, problems);
  applyEnvironment(tree, environment, problems);
  merge(tree, sources.overrides ?? {});
  const parsed = settingsSchema.safeParse(tree);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(...describeIssue(issue, tree));
  }
  if (problems.length > 0 || !parsed.success) throw new SettingsError(problems);
  return { settings: parsed.data, configSha: fingerprint(parsed.data) };
}

/** Where the YAML files are taken from. */
export function configFolder({ folder, environment = process.env }: SettingsSources): string {
  return folder ?? environment['TICKRING_CONFIG_DIR'] ?? join(PACKAGE_ROOT, 'config');
}

/** Sections may be spread over files; a section or key given twice is a problem. */
function readFolder(folder: string, problems: string[]): Tree {
  const tree: Tree = {};
  let files: string[];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  } catch {
    problems.push(
      `config folder: ${folder} cannot be read; set TICKRING_CONFIG_DIR to one that can`,
    );
    return tree;
  }
  for (const file of files.sort()) {
    try {
      const content: unknown = parse(readFileSync(join(folder, file), 'utf8'));
      for (const [section, value] of Object.entries((content ?? {}) as Tree)) {
        if (section in tree) problems.push(`${section}: given twice, again in ${file}`);
        tree[section] = value;
      }
    } catch (error) {
      problems.push(`${file}: not YAML: ${firstLine(error)}`);
    }
  }
  return tree;
}

function applyEnvironment(
  tree: Tree,
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): void {
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(ENVIRONMENT_PREFIX) || text === undefined || OTHER_VARIABLES.has(name)) {
      continue;
    }
    const path = name.slice(ENVIRONMENT_PREFIX.length).split('__').map(camelCase);
    const [section, key] = path;
    const shape = settingsSchema.shape[section as keyof Settings] as
      | { readonly shape?: Record<string, unknown> }
      | undefined;
    const isKnown =
      shape !== undefined && path.length === 2 && key !== undefined && key in (shape.shape ?? {});
    if (!isKnown || section === undefined || key === undefined) {
      problems.push(
        name.startsWith(CREDENTIAL_PREFIX)
          ? `${name}: no such credential; see .env.example for those there are`
          : `${name}: unknown setting (value ${showOf(name, text)}); allowed are TICKRING_<SECTION>__<KEY> with the keys of config/*.yaml`,
      );
      continue;
    }
    const target = isTree(tree[section]) ? tree[section] : {};
    target[key] = parseText(text, target[key]);
    tree[section] = target;
  }
}

/** A string stays a string where the setting is one; anything else is read as YAML (`8080`, `true`, `[a, b]`). */
function parseText(text: string, current: unknown): unknown {
  if (typeof current === 'string' && !text.startsWith('[')) return text;
  try {
    return parse(text) ?? text;
  } catch {
    return text;
  }
}

function camelCase(upperSnake: string): string {
  return upperSnake
    .toLowerCase()
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function merge(target: Tree, source: Tree): void {
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) continue;
    const current = target[key];
    if (isTree(current) && isTree(value)) merge(current, value);
    else target[key] = value;
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeIssue(
  issue: { path: PropertyKey[]; message: string; code: string; keys?: string[] },
  tree: Tree,
): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => {
      const full = [...path, key];
      return `${full.join('.')}: unknown key (value ${showOf(key, lookUp(tree, full))}); remove it or see config/*.yaml for the keys there are`;
    });
  }
  const name = path.join('.');
  const isSecret = (SECRET_SETTINGS as readonly string[]).includes(name);
  const value = isSecret ? '(hidden)' : show(lookUp(tree, path));
  return [`${name}: ${value} is not allowed: ${issue.message}`];
}

function lookUp(tree: Tree, path: readonly string[]): unknown {
  let value: unknown = tree;
  for (const key of path) value = (value as Tree | undefined)?.[key];
  return value;
}

function showOf(name: string, value: unknown): string {
  return SECRET_NAME.test(name) ? '(hidden)' : show(value);
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function firstLine(error: unknown): string {
  return String((error as Error).message).split('\n')[0] ?? '';
}

function fingerprint(settings: Settings): string {
  const visible = structuredClone(settings) as unknown as Record<string, Tree>;
  for (const path of SECRET_SETTINGS) {
    const [section, key] = path.split('.') as [string, string];
    const values = visible[section] as Tree;
    values[key] = values[key] === '' ? 'absent' : 'present';
  }
  return createHash('sha256').update(canonical(visible)).digest('hex');
}

/** JSON with sorted keys, so that the order of files and keys does not change the fingerprint. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isTree(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}
