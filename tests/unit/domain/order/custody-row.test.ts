import { expect, it } from 'vitest';
import { fieldProblem } from '../../../../src/domain/journal-row.ts';
import { NO_CUSTODY } from '../../../../src/domain/order/custody-row.ts';
import { CUSTODY_ROW } from '../../../../src/domain/order/rows.ts';

it('the first custody row stops nothing and fits its declaration', () => {
  expect(NO_CUSTODY).toMatchObject({ isKilled: false, isPaused: false, isHalted: false });
  for (const [field, type] of Object.entries(CUSTODY_ROW.fields)) {
    expect(fieldProblem(type, NO_CUSTODY[field as keyof typeof NO_CUSTODY])).toBe('');
  }
});
