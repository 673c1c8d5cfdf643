/** Independently computed indicator values on real bars, from the folder beside the repository; absent elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
const ORACLE = `${SHARED}oracles/indicators.json`;

export const HAS_INDICATOR_ORACLE = existsSync(ORACLE);

export interface OracleCase {
  readonly series: string;
  readonly file: string;
  /** How many bars of the file the values are for, from its beginning. */
  readonly bars: number;
  readonly indicator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly rel_tol: number;
  readonly output: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface OracleBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Cases whose indicator begins with `prefix`. */
export function oracleCases(prefix: string): OracleCase[] {
  const { cases } = JSON.parse(readFileSync(ORACLE, 'utf8')) as { cases: OracleCase[] };
  return cases.filter(({ indicator }) => indicator.startsWith(prefix));
}

export function oracleBars({ file, bars }: OracleCase): OracleBar[] {
  const [header = '', ...lines] = readFileSync(SHARED + file, 'utf8')
    .trim()
    .split('\n');
  const columns = header.split(',');
  const column = (name: string) => columns.indexOf(name);
  return lines.slice(0, bars).map((line) => {
    const cells = line.split(',');
    const read = (name: string) => Number(cells[column(name)]);
    return { high: read('high'), low: read('low'), close: read('close') };
  });
}
