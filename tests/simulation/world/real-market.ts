/** What the product ships about the real market, found from wherever the simulator runs: calendars and charges of `config`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { calendarSchema } from '../../../src/contract/calendar.ts';
import { chargeScheduleSchema } from '../../../src/contract/charges.ts';
import { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';
import { ChargeTariff } from '../../../src/domain/position/charge-tariff.ts';

export interface RealMarket {
  readonly calendar: SessionCalendar;
  readonly tariff: ChargeTariff;
}

/** The folder with `package.json` and `config`, above this file. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'config', 'calendars'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The simulator runs inside the project');
    folder = parent;
  }
  return folder;
}

export function realMarket(): RealMarket {
  const config = join(projectRoot(), 'config');
  const read = (...path: string[]): unknown => parse(readFileSync(join(config, ...path), 'utf8'));
  const years = readdirSync(join(config, 'calendars'))
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => read('calendars', file));
  const schedule = chargeScheduleSchema.parse(read('market', 'charges.yaml'));
  return {
    calendar: new SessionCalendar(calendarSchema.parse({ years })),
    tariff: new ChargeTariff(schedule),
  };
}
