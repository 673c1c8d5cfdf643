/** The entries approved lately, through any restarts: the slots keep all that the windows and the duplicate rule still need. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../../src/domain/order/types.ts';
import { ApprovalHistory } from '../../src/domain/risk/approval-history.ts';
import { RATE_WINDOWS } from '../../src/domain/risk/message-throttle.ts';
import { APPROVAL_ROW } from '../../src/domain/risk/rows.ts';
import { RISK_LIMITS } from '../support/risk-rig.ts';
import { RowImage } from '../support/row-image.ts';
import { SESSION_OPEN_MS } from '../support/tick-stream.ts';

const STRATEGIES = [0, 1];

const CAPS = fc.record({
  maxMessagesPerSecond: fc.integer({ min: 4, max: 12 }),
  maxMessagesPerMinute: fc.integer({ min: 4, max: 30 }),
  maxMessagesPerHour: fc.integer({ min: 4, max: 24 }),
  maxStrategyOrdersPerSecond: fc.integer({ min: 1, max: 6 }),
  maxStrategyOrdersPerMinute: fc.integer({ min: 1, max: 20 }),
  maxStrategyOrdersPerHour: fc.integer({ min: 1, max: 30 }),
  duplicateWindowMs: fc.constantFrom(1_000, 3_600_000),
});

const ASKS = fc.array(
  fc.record({
    elapsedMs: fc.oneof(
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom(0, 999, 1_000, 20_000, 59_999, 60_000, 600_000, 3_599_999),
    ),
    strategyIndex: fc.constantFrom(...STRATEGIES),
    quantity: fc.integer({ min: 1, max: 3 }),
    orders: fc.integer({ min: 1, max: 4 }),
    isRestart: fc.boolean(),
  }),
  { maxLength: 150, size: 'max' },
);

describe('the approval history', () => {
  it('RG-05 RG-07 is after any number of restarts what it would have been without one', () => {
    let approved = 0;
    fc.assert(
      fc.property(CAPS, ASKS, (caps, asks) => {
        const limits = { ...RISK_LIMITS, ...caps };
        const whole = new ApprovalHistory(limits);
        let copy = new ApprovalHistory(limits);
        const image = new RowImage();
        let timeMs = SESSION_OPEN_MS;
        for (const { elapsedMs, strategyIndex, quantity, orders, isRestart } of asks) {
          timeMs += elapsedMs;
          if (isRestart) {
            copy = new ApprovalHistory(limits);
            copy.restore(image.rows(APPROVAL_ROW));
          }
          for (const window of RATE_WINDOWS) {
            expect(copy.account.used(window, timeMs)).toBe(whole.account.used(window, timeMs));
            for (const at of STRATEGIES) {
              expect(copy.ofStrategy(at).used(window, timeMs)).toBe(
                whole.ofStrategy(at).used(window, timeMs),
              );
            }
          }
          const side: Side = 1;
          const terms = { intentId: 1, stopOffsetPaise: 5, limitPaise: 100, instrumentIndex: 0 };
          const intent = { ...terms, strategyIndex, side, quantity, timeMs };
          expect(copy.duplicateMs(intent, timeMs)).toBe(whole.duplicateMs(intent, timeMs));
          const fits = [whole.account, whole.ofStrategy(strategyIndex)].every((throttle) =>
            RATE_WINDOWS.every(
              (window) => throttle.used(window, timeMs) + orders <= throttle.entryLimit(window),
            ),
          );
          if (!fits) continue;
          approved += 1;
          const row = whole.add(intent, orders);
          expect(copy.add(intent, orders)).toEqual(row);
          image.record(APPROVAL_ROW, row);
        }
      }),
      { numRuns: 200 },
    );
    expect(approved).toBeGreaterThan(500);
  });
});
