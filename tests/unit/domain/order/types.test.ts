import { describe, expect, it } from 'vitest';
import {
  COMMAND_KINDS,
  ENTRY_LEG,
  groupIdOf,
  intentIdOf,
  LEGS_PER_GROUP,
  legOf,
  MAX_STRATEGIES,
  ORDER_ROLES,
  ORDER_STATUSES,
  orderIdOf,
  REJECT_REASONS,
  REPORT_KINDS,
  SIGNAL_KINDS,
  strategyIndexOf,
} from '../../../../src/domain/order/types.ts';

describe('derived ids', () => {
  it('lead back to where they came from, at both ends of their range', () => {
    for (const strategyIndex of [0, 1, MAX_STRATEGIES - 1]) {
      for (const sequence of [1, 2 ** 32 - 1]) {
        const intentId = intentIdOf(strategyIndex, sequence);
        expect(strategyIndexOf(intentId)).toBe(strategyIndex);
        for (const leg of [ENTRY_LEG, LEGS_PER_GROUP - 1]) {
          const orderId = orderIdOf(intentId, leg);
          expect(groupIdOf(orderId)).toBe(intentId);
          expect(legOf(orderId)).toBe(leg);
        }
      }
    }
  });

  it('ID-07 never meet for different signals', () => {
    expect(intentIdOf(0, 2 ** 32 - 1)).toBeLessThan(intentIdOf(1, 1));
    expect(orderIdOf(intentIdOf(0, 1), LEGS_PER_GROUP - 1)).toBeLessThan(
      orderIdOf(intentIdOf(0, 2), ENTRY_LEG),
    );
  });
});

describe('closed lists', () => {
  it('name everything once: their order is the wire order', () => {
    for (const list of [
      COMMAND_KINDS,
      ORDER_ROLES,
      ORDER_STATUSES,
      REJECT_REASONS,
      REPORT_KINDS,
      SIGNAL_KINDS,
    ]) {
      expect(new Set<string>(list).size).toBe(list.length);
    }
  });
});
