/** The charge tables from `config/market/charges.yaml`. */
import { join } from 'node:path';
import { chargeScheduleSchema } from '../contract/charges.ts';
import type { ChargeSchedule } from '../domain/position/charge-tariff.ts';
import { readConfigFile } from './config-file.ts';
import { PACKAGE_ROOT } from './package-root.ts';

const CHARGES_FILE = join(PACKAGE_ROOT, 'config', 'market', 'charges.yaml');

/** Throws `SettingsError` when the file is not a table of charges. */
export function loadCharges(file = CHARGES_FILE): ChargeSchedule {
  return readConfigFile(file, 'charges', chargeScheduleSchema);
}
