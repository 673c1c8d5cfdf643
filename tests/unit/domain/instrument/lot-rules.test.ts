/** Which lots are allowed on a date. */
import { expect, it } from 'vitest';
import { allowedLotSizes, type LotRule } from '../../../../src/domain/instrument/lot-rules.ts';

const RULES: readonly LotRule[] = [
  { name: 'NIFTY', lotSize: 25, from: '', until: '2025-03-31' },
  { name: 'NIFTY', lotSize: 75, from: '2024-11-20', until: '2025-12-30' },
  { name: 'NIFTY', lotSize: 65, from: '2025-10-03', until: '' },
  { name: 'BANKEX', lotSize: 30, from: '2024-11-20', until: '' },
];

it.each([
  ['2020-01-01', [25]],
  ['2024-11-19', [25]],
  ['2024-11-20', [25, 75]],
  ['2025-03-31', [25, 75]],
  ['2025-04-01', [75]],
  ['2025-10-03', [75, 65]],
  ['2025-12-30', [75, 65]],
  ['2025-12-31', [65]],
  ['2031-01-01', [65]],
])('on %s these lots of NIFTY are allowed: %o', (date, lots) => {
  expect(allowedLotSizes(RULES, date).get('NIFTY')).toEqual(lots);
});

it('nothing is said of an underlying without rules, or before its first', () => {
  expect(allowedLotSizes(RULES, '2026-01-01').get('SENSEX50')).toBeUndefined();
  expect(allowedLotSizes(RULES, '2024-11-19').get('BANKEX')).toBeUndefined();
});
