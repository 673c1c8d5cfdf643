/** Independently computed expectations, from the folder `TICKRING_ORACLES` or the one beside the repository; absent elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE = fileURLToPath(new URL('../../../shared/oracles', import.meta.url));

/** A relative `TICKRING_ORACLES` is taken from the working directory. */
const FOLDER = resolve(process.env['TICKRING_ORACLES'] || BESIDE);

export interface Oracle<Case> {
  readonly isPresent: boolean;
  /** Empty when the file is absent. */
  readonly cases: readonly Case[];
}

/** Put into the name of a suite that compares with an oracle. */
export const SKIPPED_WITHOUT_ORACLE = 'skipped where the folder of oracles is absent';

/** `name` without folder and ending. A file without a list of cases throws: it is broken, not absent. */
export function oracleOf<Case>(name: string): Oracle<Case> {
  const file = join(FOLDER, `${name}.json`);
  if (!existsSync(file)) return { isPresent: false, cases: [] };
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases?: readonly Case[] };
  if (!Array.isArray(cases)) throw new Error(`${file} has no list of cases`);
  return { isPresent: true, cases };
}
