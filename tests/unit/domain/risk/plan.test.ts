import { describe, expect, it } from 'vitest';
import { isPlanValid } from '../../../../src/domain/risk/plan.ts';
import { signalOf } from '../../../support/signals.ts';

const SECOND = { secondTargetOffsetPaise: 300, firstTargetShareBps: 5_000 };

describe('a plan', () => {
  it.each([
    ['one target', {}],
    ['two targets', SECOND],
    ['a trailing stop', { trailOffsetPaise: 50 }],
    ['an exit without offsets', { kind: 'exit', stopOffsetPaise: 0, targetOffsetPaise: 0 }],
    ['an oco with a stop alone', { kind: 'oco', targetOffsetPaise: 0 }],
  ] as const)('is valid with %s', (_, changes) => {
    expect(isPlanValid(signalOf(changes))).toBe(true);
  });

  it.each([
    ['no stop', { stopOffsetPaise: 0 }],
    ['no target', { targetOffsetPaise: 0 }],
    ['a stop that is not whole', { stopOffsetPaise: 0.5 }],
    ['a second target nearer than the first', { ...SECOND, secondTargetOffsetPaise: 200 }],
    ['a second target without a share', { secondTargetOffsetPaise: 300 }],
    ['a share of everything', { ...SECOND, firstTargetShareBps: 10_000 }],
    ['a share without a second target', { firstTargetShareBps: 5_000 }],
    ['a second target alone', { kind: 'oco', ...SECOND, targetOffsetPaise: 0 }],
    ['a negative trail', { trailOffsetPaise: -1 }],
    ['a negative quantity', { kind: 'exit', quantity: -1 }],
    ['a limit that is no number', { limitPaise: Number.NaN }],
    ['a strength that is no number', { strength: Number.NaN }],
  ] as const)('is invalid with %s', (_, changes) => {
    expect(isPlanValid(signalOf(changes))).toBe(false);
  });
});
