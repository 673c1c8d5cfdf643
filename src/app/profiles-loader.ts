/** Sectors and usual volumes from `config/market/profiles.yaml`. */
import { join } from 'node:path';
import { profilesSchema } from '../contract/profiles.ts';
import type { ProfileEntry } from '../domain/risk/instrument-profile.ts';
import { readConfigFile } from './config-file.ts';
import { PACKAGE_ROOT } from './package-root.ts';

const PROFILES_FILE = join(PACKAGE_ROOT, 'config', 'market', 'profiles.yaml');

/** Throws `SettingsError` when the file is not a list of profiles. */
export function loadProfiles(file = PROFILES_FILE): readonly ProfileEntry[] {
  return readConfigFile(file, 'profiles', profilesSchema);
}
