import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLAG_NAMES } from '../../simulation/run/options.ts';
import type { RunConfig } from '../../simulation/run/run-config.ts';
import { runSeed } from '../../simulation/run/run-seed.ts';
import { projectRoot, realMarket } from '../../simulation/world/real-market.ts';

const PROGRAM = join(projectRoot(), 'dist', 'tests', 'simulation', 'main.js');
const market = realMarket();
const WHOLE_MS = 60_000;

function simulate(...flags: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(process.execPath, [PROGRAM, ...flags]);
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('exit', (code) => resolve({ code, output }));
  });
}

describe('a small set of runs', () => {
  const configs: RunConfig[] = [
    ...[501, 502, 503, 504, 505, 506].map((seed) => ({ seed, profile: 'swarm' as const })),
    ...[511, 512, 513].map((seed) => ({ seed, profile: 'crash' as const })),
    { seed: 521, profile: 'storm', activity: 0.1 },
    { seed: 531, profile: 'calm', full: ['diskFullPerHour'], activity: 0.2 },
  ].map((config) => ({ off: [], horizon: 'episode', ...config }) as RunConfig);

  it.each(configs)('passes: $profile $seed', (config) => {
    const { code, message } = runSeed(config, market);
    expect({ code, message }).toEqual({ code: 0, message: '' });
  });

  it('passes: a whole day', () => {
    const config: RunConfig = { seed: 541, profile: 'swarm', off: [], horizon: 'day' };
    const { code, message, orders } = runSeed(config, market);
    expect({ code, message }).toEqual({ code: 0, message: '' });
    expect(orders).toBeGreaterThan(0);
  });
});

describe('the simulator', () => {
  it(
    'JR-04 does the same twice in one process and in two processes',
    async () => {
      const { code, output } = await simulate(
        '--seeds',
        '1',
        '--from',
        '25',
        '--horizon',
        'episode',
      );
      expect(code, output).toBe(0);
      expect(output).toMatch(/determinism\.sameProcess +[1-9]/);
      expect(output).toMatch(/determinism\.twoProcesses +[1-9]/);
    },
    WHOLE_MS,
  );

  it('explains every flag it takes', async () => {
    const { code, output } = await simulate('--help');
    expect(code).toBe(0);
    for (const flag of FLAG_NAMES) expect(output).toContain(`--${flag}`);
  });

  it('lists its plants, one a line, and refuses a flag it does not know', async () => {
    const plants = await simulate('--list-plants');
    expect(plants.code).toBe(0);
    expect(plants.output.trim().split('\n').length).toBeGreaterThanOrEqual(20);
    expect((await simulate('--what')).code).toBe(64);
  });
});
