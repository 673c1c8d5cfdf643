import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  isTerminal,
  nextStatus,
  ORDER_TRANSITIONS,
  TRANSITION_CAUSES,
  TRANSITION_PAIRS,
} from '../../../../src/domain/order/transitions.ts';
import { ORDER_STATUSES } from '../../../../src/domain/order/types.ts';

const REPORTS = TRANSITION_CAUSES.filter((cause) => cause.endsWith('_report'));
/** Terminal statuses of orders that were at the venue. */
const OVER = ['filled', 'cancelled', 'rejected', 'expired'] as const;

describe('the transition table', () => {
  it('has a row for every status, leads only to known ones, and lists its pairs', () => {
    expect(Object.keys(ORDER_TRANSITIONS).sort()).toEqual([...ORDER_STATUSES].sort());
    for (const row of Object.values(ORDER_TRANSITIONS)) {
      for (const next of Object.values(row)) expect(['resting', ...ORDER_STATUSES]).toContain(next);
    }
    const pairs = TRANSITION_PAIRS.map(([status, cause]) => `${status} ${cause}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const [status, cause] of TRANSITION_PAIRS) {
      expect(ORDER_STATUSES).toContain(nextStatus(status, cause, 1));
    }
    for (const cause of TRANSITION_CAUSES) {
      expect(TRANSITION_PAIRS.some((pair) => pair[1] === cause)).toBe(true);
    }
  });

  it('F9 never reopens a terminal order and answers every report', () => {
    for (const status of OVER) {
      expect(isTerminal(status)).toBe(true);
      for (const cause of REPORTS) {
        const next = nextStatus(status, cause, 1);
        expect(next).toBe(cause === 'full_fill_report' ? 'filled' : status);
      }
    }
  });

  it('F9 answers every report of every order that was sent, so that no venue can stop the engine', () => {
    const neverSent = ['intent', 'held', 'triggered', 'denied'];
    for (const status of ORDER_STATUSES.filter((each) => !neverSent.includes(each))) {
      for (const cause of REPORTS) expect(ORDER_STATUSES).toContain(nextStatus(status, cause, 0));
    }
  });

  it('OL-05 still completes an order that was over when it turns out to be filled', () => {
    for (const status of OVER) expect(nextStatus(status, 'full_fill_report', 5)).toBe('filled');
    expect(nextStatus('expired', 'partial_fill_report', 5)).toBe('expired');
  });

  it('OL-06 enters a terminal status only on the word of the venue, or for orders that never left', () => {
    for (const [status, cause] of TRANSITION_PAIRS) {
      const next = nextStatus(status, cause, 0);
      if (!isTerminal(next) || isTerminal(status) || cause.endsWith('_report')) continue;
      expect(['intent', 'held']).toContain(status);
    }
  });

  it('OL-06 leaves unknown only by reports, and no silence makes it anything else', () => {
    for (const cause of Object.keys(ORDER_TRANSITIONS.unknown)) {
      expect(cause.endsWith('_report')).toBe(true);
    }
    expect(nextStatus('sending', 'place_overdue', 0)).toBe('unknown');
    expect(nextStatus('unknown', 'unknown_report', 0)).toBe('unknown');
    expect(nextStatus('unknown', 'accepted_report', 0)).toBe('working');
  });

  it('OL-10 sends a modify or a cancel only from rest, and returns there with what is filled', () => {
    for (const status of ORDER_STATUSES) {
      const mayModify = ORDER_TRANSITIONS[status].modify_sent !== undefined;
      expect(mayModify).toBe(status === 'working' || status === 'partially_filled');
    }
    for (const cause of ['modified_report', 'modify_rejected_report', 'modify_overdue'] as const) {
      expect(nextStatus('pending_update', cause, 0)).toBe('working');
      expect(nextStatus('pending_update', cause, 7)).toBe('partially_filled');
    }
    expect(nextStatus('pending_cancel', 'cancel_rejected_report', 7)).toBe('partially_filled');
  });

  it('OL-01 refuses what is not in it', () => {
    expect(() => nextStatus('triggered', 'leg_triggered', 0)).toThrow(InvariantError);
    expect(() => nextStatus('held', 'accepted_report', 0)).toThrow('OL-01');
    expect(() => nextStatus('denied', 'accepted_report', 0)).toThrow('OL-01');
    expect(() => nextStatus('filled', 'cancel_sent', 0)).toThrow(InvariantError);
  });
});
