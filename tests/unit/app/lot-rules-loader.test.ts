/** The packaged table of lots, and tables that are none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadLotRules } from '../../../src/app/lot-rules-loader.ts';
import { SettingsError } from '../../../src/app/settings-loader.ts';
import { allowedLotSizes } from '../../../src/domain/instrument/lot-rules.ts';

const folder = mkdtempSync(join(tmpdir(), 'tickring-lots-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('the packaged table has the lots of the index derivatives of a session', () => {
  expect(Object.fromEntries(allowedLotSizes(loadLotRules(), '2026-11-20'))).toEqual({
    NIFTY: [65],
    BANKNIFTY: [30],
    FINNIFTY: [60],
    MIDCPNIFTY: [120],
    NIFTYNXT50: [25],
    SENSEX: [20],
    BANKEX: [30],
  });
  expect(Object.fromEntries(allowedLotSizes(loadLotRules(), '2025-09-17'))).toEqual({
    NIFTY: [75],
    BANKNIFTY: [35],
    FINNIFTY: [65],
    MIDCPNIFTY: [140],
    NIFTYNXT50: [25],
    SENSEX: [20],
    BANKEX: [30],
  });
});

it.each([
  ['lots: { NIFTY: [] }', /lots lots\.NIFTY/],
  ['lots: { NIFTY: [{ lotSize: 0 }] }', /lotSize/],
  ['lots: { NIFTY: [{ lotSize: 65, from: "2026-02-30" }] }', /not an existing date/],
  [
    'lots: { NIFTY: [{ lotSize: 65, from: "2026-02-03", until: "2026-02-02" }] }',
    /until must not be before from/,
  ],
  ['NIFTY: []', /lots/],
])('%s is refused', (text, sentence) => {
  const file = join(folder, 'lots.yaml');
  writeFileSync(file, text);
  expect(() => loadLotRules(file)).toThrow(SettingsError);
  expect(() => loadLotRules(file)).toThrow(sentence);
});
