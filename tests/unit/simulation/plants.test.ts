import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plant } from '../../simulation/plants/plant.ts';
import { PlantError, plantedText } from '../../simulation/plants/plant-runner.ts';
import { PLANTS } from '../../simulation/plants/plants.ts';
import { projectRoot } from '../../simulation/world/real-market.ts';

const PROGRAM = join(projectRoot(), 'dist', 'tests', 'simulation', 'main.js');
/** Processes at a time; each simulates on one core. */
const AT_ONCE = 2;
const WHOLE_MS = 480_000;

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

function simulate(plant: Plant): Promise<Outcome> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(process.execPath, [PROGRAM, '--plant', plant.name]);
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('exit', (code) => resolve({ code, output }));
  });
}

async function simulateAll(): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const waiting = [...PLANTS];
  const work = async () => {
    for (let plant = waiting.shift(); plant !== undefined; plant = waiting.shift()) {
      outcomes.set(plant.name, await simulate(plant));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

describe('planted bugs', () => {
  it('are at least twenty-four, each with a name of its own', () => {
    expect(PLANTS.length).toBeGreaterThanOrEqual(24);
    expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
  });

  it('no longer apply when their text is not there exactly once', () => {
    const plant = PLANTS[0] as Plant;
    expect(plantedText(plant, `before\n${plant.find}\nafter`)).toContain(plant.replace);
    expect(() => plantedText(plant, 'nothing')).toThrow(PlantError);
    expect(() => plantedText(plant, plant.find + plant.find)).toThrow(PlantError);
  });

  it(
    'are found, every one, by the check that is meant to find it',
    async () => {
      const outcomes = await simulateAll();
      const missed = PLANTS.filter(({ name, expected }) => {
        const outcome = outcomes.get(name);
        const isFailure = outcome?.code === 127 || outcome?.code === 129 || outcome?.code === 128;
        const isMeant = expected.some((id) =>
          outcome?.output.includes(id === 'assert' || id === 'crash' ? 'FAIL 127' : id),
        );
        return !isFailure || !isMeant;
      });
      expect(missed.map(({ name }) => `${name}: ${outcomes.get(name)?.code}`)).toEqual([]);
    },
    WHOLE_MS,
  );
});
