/** The charge tables from `config/market/charges.yaml`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { chargeScheduleSchema } from '../contract/charges.ts';
import type { ChargeSchedule } from '../domain/position/charge-tariff.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { SettingsError } from './settings-loader.ts';

/** Throws `SettingsError` when the file is not a table of charges. */
export function loadCharges(
  file = join(PACKAGE_ROOT, 'config', 'market', 'charges.yaml'),
): ChargeSchedule {
  const parsed = chargeScheduleSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map(({ path, message }) => `charges ${path.join('.')}: ${message}`),
  );
}
