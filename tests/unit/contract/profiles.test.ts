import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../../src/app/package-root.ts';
import { profilesSchema } from '../../../src/contract/profiles.ts';

const FOLDER = join(PACKAGE_ROOT, 'config', 'market');
const readYaml = (name: string): unknown => parse(readFileSync(join(FOLDER, name), 'utf8'));

describe('the profiles file', () => {
  it('knows sector and volume of every stock of the simulated market', () => {
    const entries = profilesSchema.parse(readYaml('profiles.yaml'));
    const universe = readYaml('universe.yaml') as { stocks: { rows: [string, string, string][] } };
    for (const [name, , sector] of universe.stocks.rows) {
      const entry = entries.find((candidate) => candidate.name === name);
      expect(entry, name).toMatchObject({ sector });
      expect(entry?.equityVolume, name).toBeGreaterThan(0);
    }
  });

  it('fills in 0 for a volume that is not given', () => {
    expect(profilesSchema.parse({ profiles: { NIFTY: { sector: 'index', future: 5 } } })).toEqual([
      { name: 'NIFTY', sector: 'index', equityVolume: 0, futureVolume: 5, optionVolume: 0 },
    ]);
  });

  it.each([
    ['an unknown key', { SBIN: { sector: 'banks', volume: 1 } }],
    ['a volume of 0', { SBIN: { sector: 'banks', equity: 0 } }],
    ['a missing sector', { SBIN: { equity: 1 } }],
    ['a name that is none', { 'sbin eq': { sector: 'banks' } }],
  ])('refuses %s', (_, profiles) => {
    expect(profilesSchema.safeParse({ profiles }).success).toBe(false);
  });
});
