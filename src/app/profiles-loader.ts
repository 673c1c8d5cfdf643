/** Sectors and usual volumes from `config/market/profiles.yaml`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { profilesSchema } from '../contract/profiles.ts';
import type { ProfileEntry } from '../domain/risk/instrument-profile.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { SettingsError } from './settings-loader.ts';

const PROFILES_FILE = join(PACKAGE_ROOT, 'config', 'market', 'profiles.yaml');

/** Throws `SettingsError` when the file is not a list of profiles. */
export function loadProfiles(file = PROFILES_FILE): readonly ProfileEntry[] {
  const parsed = profilesSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map(({ path, message }) => `profiles ${path.join('.')}: ${message}`),
  );
}
