/**
 * Micro benchmarks of the instrument master: load of a whole scrip master from disk, look-up by
 * token, by symbol and by contract, search by words.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PACKAGE_ROOT } from '../../src/app/package-root.ts';
import { InstrumentSearch } from '../../src/feed/angel/instrument-search.ts';
import { loadScripMaster } from '../../src/feed/angel/scrip-master.ts';
import type { InstrumentMaster } from '../../src/feed/angel/scrip-master-table.ts';
import type { BenchResult } from '../harness/result.ts';
import { generatedMaster } from './generated-master.ts';
import type { MicroCase } from './micro-case.ts';

/** A real file of 130,473 rows, where the shared data folder is at hand. */
const REAL_MASTER = join(
  PACKAGE_ROOT,
  '../shared/data/instruments/angel_OpenAPIScripMaster_B_130473.json.gz',
);
const USUAL_ROWS = 130_000;
const LARGE_ROWS = 250_000;
const SMOKE_ROWS = 2000;
const LOADS = 3;
const LOOKUPS = 1000;
const STRIDE = 131;

interface Loaded {
  /** The large one. */
  readonly master: InstrumentMaster;
  readonly results: readonly BenchResult[];
}

/** Reads, inflates, parses and indexes a file of usual size (the real one, where there is one) and a large one. */
export function loadMasters(isSmoke: boolean): Loaded {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-'));
  try {
    const fileOf = (rows: number) => {
      const path = join(folder, `${rows}.json.gz`);
      writeFileSync(path, gzipSync(JSON.stringify(generatedMaster(rows))));
      return path;
    };
    const isReal = !isSmoke && existsSync(REAL_MASTER);
    const loads = isSmoke ? 1 : LOADS;
    const usual = load(isReal ? REAL_MASTER : fileOf(isSmoke ? SMOKE_ROWS : USUAL_ROWS), loads);
    const large = load(fileOf(isSmoke ? SMOKE_ROWS * 2 : LARGE_ROWS), loads);
    const source = isReal ? 'real file, gzip' : 'generated, gzip';
    return {
      master: large.master,
      results: [
        resultOf('scrip master load', source, usual),
        resultOf('large scrip master load', 'generated, gzip', large),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Load {
  readonly master: InstrumentMaster;
  /** Ascending. */
  readonly loadsMs: readonly number[];
}

function load(path: string, loads: number): Load {
  const loadsMs: number[] = [];
  let master: InstrumentMaster | undefined;
  for (let run = 0; run < loads; run++) {
    const startMs = performance.now();
    master = loadScripMaster(path);
    loadsMs.push(performance.now() - startMs);
  }
  if (master === undefined) throw new Error('the scrip master was not loaded');
  return { master, loadsMs: loadsMs.sort((a, b) => a - b) };
}

function resultOf(name: string, source: string, { master, loadsMs }: Load): BenchResult {
  return {
    name: `${name}, ${master.rowsRead} rows (${source})`,
    measure: 'loadMs',
    rounds: loadsMs.length,
    min: loadsMs[0] ?? 0,
    max: loadsMs.at(-1) ?? 0,
    loadMs: loadsMs[loadsMs.length >> 1] ?? 0,
  };
}

export function lookupCases(master: InstrumentMaster): MicroCase[] {
  const rows = Array.from({ length: LOOKUPS }, (_, k) => (k * STRIDE) % master.count);
  const keys = rows.map((row) => master.factsAt(row));
  const contracts = keys.filter(({ expiry }) => expiry !== '');
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
    {
      name: 'instrument lookup by contract',
      operations: contracts.length,
      run() {
        let sum = 0;
        for (const contract of contracts) sum += master.rowOfContract(contract);
        return sum;
      },
    },
  ];
}

/** As a person types: the last letters that still find much, and a whole contract. */
export function searchCases(master: InstrumentMaster): MicroCase[] {
  const search = new InstrumentSearch(master);
  const queries = ['stock', 'stock1', 'stock12 ce', 'stock12 nov2026 1500 pe', 'nothing of it'];
  return [
    {
      name: 'instrument search',
      operations: queries.length,
      run() {
        let sum = 0;
        for (const query of queries) sum += search.search(query, 20).total;
        return sum;
      },
    },
  ];
}
