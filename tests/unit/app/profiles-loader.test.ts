import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../../src/app/profiles-loader.ts';
import { SettingsError } from '../../../src/app/settings-loader.ts';

const folder = mkdtempSync(join(tmpdir(), 'tickring-profiles-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the packaged profiles', () => {
  it('know every name once, each with a sector', () => {
    const profiles = loadProfiles();
    expect(profiles.length).toBeGreaterThan(20);
    expect(new Set(profiles.map(({ name }) => name)).size).toBe(profiles.length);
    for (const { sector } of profiles) expect(sector).not.toBe('');
  });

  it('are refused with a sentence for each problem', () => {
    const file = join(folder, 'profiles.yaml');
    writeFileSync(file, 'profiles:\n  SBIN: { sector: Banks }\n  INFY: { equity: 0 }\n');
    expect(() => loadProfiles(file)).toThrow(SettingsError);
    expect(() => loadProfiles(file)).toThrow(
      /profiles profiles\.SBIN\.sector: .*profiles profiles\.INFY\./s,
    );
  });
});
