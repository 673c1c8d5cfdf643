/** The lot sizes of index derivatives from `config/market/lots.yaml`. */
import { join } from 'node:path';
import { lotRulesSchema } from '../contract/lot-rules.ts';
import type { LotRule } from '../domain/instrument/lot-rules.ts';
import { readConfigFile } from './config-file.ts';
import { PACKAGE_ROOT } from './package-root.ts';

const LOTS_FILE = join(PACKAGE_ROOT, 'config', 'market', 'lots.yaml');

/** Throws `SettingsError` when the file is not a table of lots. */
export function loadLotRules(file = LOTS_FILE): readonly LotRule[] {
  return readConfigFile(file, 'lots', lotRulesSchema);
}
