import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCharges } from '../../../src/app/charges-loader.ts';
import { SettingsError } from '../../../src/app/settings-loader.ts';

const folder = mkdtempSync(join(tmpdir(), 'tickring-charges-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the packaged charge tables', () => {
  it('have a regime for every market on 2024-10-01', () => {
    const { brokerage, statutory, exchanges } = loadCharges();
    for (const table of [brokerage, statutory, exchanges.NSE, exchanges.BSE]) {
      expect((table[0]?.from ?? '9999') <= '2024-10-01').toBe(true);
    }
  });

  it('are refused with a sentence for each problem', () => {
    const file = join(folder, 'charges.yaml');
    writeFileSync(file, 'product: intraday\nbrokerage: []\n');
    expect(() => loadCharges(file)).toThrow(SettingsError);
    expect(() => loadCharges(file)).toThrow(/charges brokerage: .*charges statutory: /s);
  });
});
