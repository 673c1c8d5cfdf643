import { expect, it } from 'vitest';
import { DEFAULT_GTT_SETTINGS } from '../../../../../src/domain/order/gtt/gtt-settings.ts';

it('a GTT waits for a year by default, and the settings cannot be changed in place', () => {
  expect(DEFAULT_GTT_SETTINGS.longestDays).toBe(365);
  expect(Object.isFrozen(DEFAULT_GTT_SETTINGS)).toBe(true);
});
