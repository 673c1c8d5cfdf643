import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../simulation/run/run-config.ts';
import { runSeed } from '../../simulation/run/run-seed.ts';
import { projectRoot, realMarket } from '../../simulation/world/real-market.ts';

interface Regression {
  /** The check it once failed. */
  readonly found: string;
  readonly config: RunConfig;
}

const FOLDER = join(projectRoot(), 'tests', 'simulation', 'regressions');
const market = realMarket();

describe('runs that once failed', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  it.each(files)('%s passes', (file) => {
    const { config } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Regression;
    const { code, message } = runSeed(config, market);
    expect({ code, message }).toEqual({ code: 0, message: '' });
  });
});

describe('a run', () => {
  it('does the same twice (JR-04)', () => {
    const config: RunConfig = { seed: 4, profile: 'swarm', off: [], horizon: 'episode' };
    const first = runSeed(config, market);
    const second = runSeed(config, market);
    expect(second).toEqual(first);
    expect(first.orders).toBeGreaterThan(0);
  });

  it('goes on as it did when one fault that never struck is left out', () => {
    const config: RunConfig = { seed: 6, profile: 'calm', off: [], horizon: 'episode' };
    const without = runSeed({ ...config, off: ['pushDrop'] }, market);
    expect(without.hash).toBe(runSeed(config, market).hash);
  });
});
