import { describe, expect, it } from 'vitest';
import { existingDay } from '../../../../../src/domain/instrument/ist-date.ts';
import {
  type GttProblem,
  type GttRequest,
  gttProblem,
  instrumentLastDay,
} from '../../../../../src/domain/order/gtt/gtt.ts';
import { gttOf } from '../../../../support/gtt-rig.ts';
import { future, index, stock } from '../../../../support/trading-instruments.ts';

const DAYS = { today: existingDay('2026-11-19'), longestDays: 365 };
const ENTRY = { kind: 'entry', stopOffsetPaise: 100, targetOffsetPaise: 200 } as const;

describe('gttProblem', () => {
  it('takes a single exit, an OCO and an entry with two targets', () => {
    expect(gttProblem(gttOf(), stock(0), DAYS)).toBe('');
    expect(gttProblem(gttOf({ otherTriggerPaise: 10_100 }), stock(0), DAYS)).toBe('');
    const twoTargets = { secondTargetOffsetPaise: 300, firstTargetShareBps: 5_000 };
    expect(gttProblem(gttOf({ ...ENTRY, ...twoTargets }), stock(0), DAYS)).toBe('');
  });

  const refusals: readonly [GttProblem, Partial<GttRequest>][] = [
    ['quantity_not_whole_lots', { quantity: 1.5 }],
    ['quantity_not_whole_lots', { quantity: -1 }],
    ['trigger_off_increment', { triggerPaise: 9_901 }],
    ['trigger_off_increment', { triggerPaise: 0 }],
    ['trigger_off_increment', { otherTriggerPaise: 10_101 }],
    ['limit_off_increment', { limitPaise: 9_899 }],
    ['limit_off_increment', { otherTriggerPaise: 10_100, otherLimitPaise: 10_099 }],
    ['limit_off_increment', { otherLimitPaise: 10_000 }],
    ['triggers_out_of_order', { otherTriggerPaise: 9_900 }],
    ['triggers_out_of_order', { otherTriggerPaise: 9_800 }],
    ['triggers_out_of_order', { condition: 'at_or_above', otherTriggerPaise: 10_000 }],
    ['plan_incomplete', { kind: 'entry', stopOffsetPaise: 100 }],
    ['plan_incomplete', { stopOffsetPaise: 100 }],
    ['plan_incomplete', { ...ENTRY, firstTargetShareBps: 5_000 }],
    ['plan_incomplete', { ...ENTRY, secondTargetOffsetPaise: 200, firstTargetShareBps: 1 }],
    ['plan_incomplete', { ...ENTRY, trailOffsetPaise: -5 }],
    ['date_out_of_range', { lastDay: DAYS.today - 1 }],
    ['date_out_of_range', { lastDay: DAYS.today + 366 }],
    ['date_out_of_range', { lastDay: DAYS.today + 0.5 }],
  ];
  it.each(refusals)('answers %s to %o', (problem, changes) => {
    expect(gttProblem(gttOf(changes), stock(0), DAYS)).toBe(problem);
  });

  it('refuses instruments that are unknown, not traded or over, and part lots', () => {
    expect(gttProblem(gttOf(), undefined, DAYS)).toBe('unknown_instrument');
    expect(gttProblem(gttOf(), index(0), DAYS)).toBe('not_tradable');
    const expired = future(0, { expiry: '2026-11-18' });
    expect(gttProblem(gttOf({ quantity: 75 }), expired, DAYS)).toBe('instrument_expired');
    expect(gttProblem(gttOf({ quantity: 100 }), future(0), DAYS)).toBe('quantity_not_whole_lots');
  });
});

describe('instrumentLastDay', () => {
  it('is the day of expiry, or never', () => {
    expect(instrumentLastDay(future(0))).toBe(existingDay('2026-11-23'));
    expect(instrumentLastDay(stock(0))).toBe(Number.POSITIVE_INFINITY);
  });
});
