import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  isTerminal,
  nextStatus,
  ORDER_TRANSITIONS,
  TRANSITION_CAUSES,
} from '../../../../src/domain/order/transitions.ts';
import { ORDER_STATUSES } from '../../../../src/domain/order/types.ts';

const REPORTS = TRANSITION_CAUSES.filter((cause) => cause.endsWith('_report'));

describe('the transition table', () => {
  it('has a row for every status and leads only to known ones', () => {
    expect(Object.keys(ORDER_TRANSITIONS).sort()).toEqual([...ORDER_STATUSES].sort());
    for (const row of Object.values(ORDER_TRANSITIONS)) {
      for (const next of Object.values(row)) expect(ORDER_STATUSES).toContain(next);
    }
  });

  it('F9 never reopens a terminal order and never regresses a fill', () => {
    for (const status of ['filled', 'cancelled', 'rejected'] as const) {
      expect(isTerminal(status)).toBe(true);
      for (const cause of REPORTS) {
        const next = nextStatus(status, cause);
        expect(isTerminal(next)).toBe(true);
        if (status === 'filled') expect(next).toBe('filled');
      }
    }
  });

  it('OL-05 still completes a cancelled or rejected order that turns out to be filled', () => {
    expect(nextStatus('cancelled', 'full_fill_report')).toBe('filled');
    expect(nextStatus('rejected', 'full_fill_report')).toBe('filled');
    expect(nextStatus('cancelled', 'partial_fill_report')).toBe('cancelled');
  });

  it('OL-06 enters a terminal status only on the word of the venue, or for orders that never left', () => {
    for (const status of ORDER_STATUSES) {
      for (const [cause, next] of Object.entries(ORDER_TRANSITIONS[status])) {
        if (!isTerminal(next) || isTerminal(status)) continue;
        const isOurs =
          cause === 'withheld' || cause === 'stop_triggered' || cause === 'stop_released';
        expect(isOurs || cause.endsWith('_report')).toBe(true);
        if (cause === 'withheld') expect(status).toBe('sending');
        if (cause.startsWith('stop_')) expect(status).toBe('held');
      }
    }
  });

  it('OL-01 refuses what is not in it', () => {
    expect(() => nextStatus('triggered', 'stop_triggered')).toThrow(InvariantError);
    expect(() => nextStatus('held', 'accepted_report')).toThrow('OL-01');
    expect(() => nextStatus('filled', 'cancel_sent')).toThrow(InvariantError);
  });
});
