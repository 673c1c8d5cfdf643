import { expect, it } from 'vitest';
import { newCounters } from '../../../../src/domain/order/order-stats.ts';

it('counters start at nothing', () => {
  const counters = newCounters();
  expect(Object.values(counters).every((count) => count === 0)).toBe(true);
  counters.alarms += 1;
  expect(newCounters().alarms).toBe(0);
});
