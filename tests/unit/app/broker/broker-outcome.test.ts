import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../../src/app/broker/broker-call.ts';
import {
  type BrokerOutcome,
  exitCodeOf,
  outcomeJson,
  outcomeText,
} from '../../../../src/app/broker/broker-outcome.ts';

const ask = () => Promise.reject(new Error('not asked here'));
const WRITE: ApiCall = { kind: 'write', ask, askAgain: 'tickring broker orders --real' };
const READ: ApiCall = { kind: 'read', ask };

const rejected: BrokerOutcome = {
  result: { phase: 'rejected', kind: 'request', code: 'AB1013', message: 'Order not found' },
};
const ambiguous: BrokerOutcome = {
  result: { phase: 'ambiguous', cause: 'timeout', message: 'No answer in time.' },
};
const preCall = (reason: 'not_connected' | 'preflight'): BrokerOutcome => ({
  result: { phase: 'pre_call', reason, message: 'Why.' },
});
const lost = (isFinal: boolean): BrokerOutcome => {
  const cause = isFinal ? 'credentials_refused' : 'unreachable';
  const result = { phase: 'pre_call', reason: 'not_logged_in', message: 'Why.' } as const;
  return { result, loss: { cause, isFinal, message: 'Why.' } };
};

it('the exit code tells the phases apart', () => {
  const accepted: BrokerOutcome = { result: { phase: 'accepted', data: null } };
  const outcomes = [accepted, rejected, preCall('preflight'), preCall('not_connected'), ambiguous];
  expect(outcomes.map(exitCodeOf)).toEqual([0, 1, 65, 69, 75]);
  expect([lost(false), lost(true)].map(exitCodeOf)).toEqual([69, 78]);
});

describe('what a call came to', () => {
  it('is said with the code of the broker when that refused', () => {
    expect(outcomeText('cancel', rejected, WRITE)).toBe('rejected: AB1013 Order not found\n');
  });

  it('is never to be repeated blindly when a write may have been applied', () => {
    expect(outcomeText('place', ambiguous, WRITE)).toBe(
      'ambiguous (timeout): No answer in time.\nIt may have been applied. Ask again with tickring broker orders --real; do not repeat it.\n',
    );
    expect(outcomeText('funds', ambiguous, READ)).toContain('Nothing is known; ask again.');
  });

  it('is one line of JSON for programs', () => {
    expect(JSON.parse(outcomeJson('place', ambiguous, WRITE))).toEqual({
      call: 'place',
      mode: 'real',
      phase: 'ambiguous',
      cause: 'timeout',
      message: 'No answer in time.',
      advice:
        'It may have been applied. Ask again with tickring broker orders --real; do not repeat it.',
    });
  });
});
