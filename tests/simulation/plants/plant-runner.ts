/** Applies a planted bug to a copy of the compiled engine and runs the simulator there, in a process of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../world/real-market.ts';
import type { Plant } from './plant.ts';
import { PLANTS } from './plants.ts';

const COPIED = [
  'src/domain',
  'src/journal',
  'src/contract',
  'tests/simulation',
  'tests/support/memory-disk.js',
];
const EXIT_USAGE = 64;
const DEFAULT_BUDGET_MS = '20000';

export class PlantError extends Error {}

/** The text with the bug in it. Throws `PlantError` unless its place is there exactly once. */
export function plantedText(plant: Plant, text: string): string {
  const parts = text.split(plant.find);
  if (parts.length === 2) return parts.join(plant.replace);
  throw new PlantError(
    `The plant ${plant.name} no longer applies: its text occurs ${parts.length - 1} times in ${plant.file}.`,
  );
}

/** The `dist` folder this program was compiled to. */
function distFolder(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
}

/** A copy of the engine with the bug; returns its simulator. The caller removes the folder. */
function plantCopy(plant: Plant, dist: string): { folder: string; program: string } {
  const text = plantedText(plant, readFileSync(join(dist, plant.file), 'utf8'));
  // Inside the project, so that its packages and its configuration are found.
  const folder = join(projectRoot(), 'var', 'plants', `${plant.name}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of COPIED) {
    if (existsSync(join(dist, path))) {
      cpSync(join(dist, path), join(folder, path), { recursive: true });
    }
  }
  writeFileSync(join(folder, plant.file), text);
  return { folder, program: join(folder, 'tests', 'simulation', 'main.js') };
}

/** Exit code of the simulator that looked for the bug: 0 means it was not found. */
export function runPlant(name: string, args: readonly string[]): number {
  const plant = PLANTS.find((candidate) => candidate.name === name);
  if (plant === undefined) {
    process.stderr.write(`There is no plant "${name}"; --list-plants names them.\n`);
    return EXIT_USAGE;
  }
  const { folder, program } = plantCopy(plant, distFolder());
  try {
    const own = args.filter((arg, at) => arg !== '--plant' && args[at - 1] !== '--plant');
    const budget = own.includes('--budget-ms') ? [] : ['--budget-ms', DEFAULT_BUDGET_MS];
    const flags = ['--seeds', '100000', '--workers', '1', ...plant.flags, ...budget, ...own];
    const run = spawnSync(process.execPath, [program, ...flags], { stdio: 'inherit' });
    return run.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
