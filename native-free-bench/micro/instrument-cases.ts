/**
 * Micro benchmarks of the instrument master: load of a whole scrip master, lookup by token and by
 * symbol.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/app/package-root.ts';
import { loadScripMaster, parseScripMaster } from '../../src/feed/angel/scrip-master.ts';
import type { InstrumentMaster } from '../../src/feed/angel/scrip-master-table.ts';
import type { MicroCase } from './micro-case.ts';

/** A real file of 130,473 rows, where the shared data folder is at hand. */
const REAL_MASTER = join(
  PACKAGE_ROOT,
  '../shared/data/instruments/angel_OpenAPIScripMaster_B_130473.json.gz',
);
const GENERATED_ROWS = 130_000;
const LOOKUPS = 1000;
const STRIDE = 131;

interface Loaded {
  readonly master: InstrumentMaster;
  readonly source: string;
  /** Best and worst of the loads. */
  readonly loadsMs: readonly number[];
}

/** A master of as many rows as the real one has, for machines without it. */
function generatedJson(rows: number): string {
  return JSON.stringify(
    Array.from({ length: rows }, (_, row) => ({
      token: String(100_000 + row),
      symbol: `GEN${row}-EQ`,
      name: `GEN${row}`,
      expiry: '',
      strike: '-1.000000',
      lotsize: '1',
      instrumenttype: '',
      exch_seg: 'NSE',
      tick_size: '5.000000',
    })),
  );
}

export function loadMaster(isSmoke: boolean): Loaded {
  const isReal = !isSmoke && existsSync(REAL_MASTER);
  const json = isReal ? '' : generatedJson(isSmoke ? 2000 : GENERATED_ROWS);
  const load = () => (isReal ? loadScripMaster(REAL_MASTER) : parseScripMaster(json));
  const loadsMs: number[] = [];
  let master: InstrumentMaster | undefined;
  for (let run = 0; run < (isSmoke ? 1 : 3); run++) {
    const startMs = performance.now();
    master = load();
    loadsMs.push(performance.now() - startMs);
  }
  if (master === undefined) throw new Error('the scrip master was not loaded');
  return { master, source: isReal ? 'real file, gzip' : 'generated', loadsMs };
}

export function lookupCases(master: InstrumentMaster): MicroCase[] {
  const rows = Array.from({ length: LOOKUPS }, (_, k) => (k * STRIDE) % master.count);
  const served = rows.filter((row) => master.isServed(row));
  const keys = served.map((row) => {
    const { exchange, token, symbol } = master.instrumentAt(row, 0);
    return { exchange, token, symbol };
  });
  return [
    {
      name: 'instrument lookup by token',
      operations: keys.length,
      run() {
        let sum = 0;
        for (const { exchange, token } of keys) sum += master.rowOfToken(exchange, token);
        return sum;
      },
    },
    {
      name: 'instrument lookup by symbol',
      operations: keys.length,
      run() {
        let sum = 0;
        for (const { exchange, symbol } of keys) sum += master.rowOfSymbol(exchange, symbol);
        return sum;
      },
    },
  ];
}
