import { describe, expect, it } from 'vitest';
import {
  type SimulatorFault,
  simulatorFaultSchema,
} from '../../../../../src/contract/wire/simulator-control.ts';
import { FaultPlan } from '../../../../../src/venue/simulated/control/fault-plan.ts';

function faultOf(changes: Partial<SimulatorFault> = {}): SimulatorFault {
  return simulatorFaultSchema.parse({ name: 'drop', ...changes });
}

function strikes(plan: FaultPlan, times: number): string {
  return Array.from({ length: times }, () => (plan.draw(['drop']) === null ? '-' : 'x')).join('');
}

describe('FaultPlan', () => {
  it('strikes once unless told otherwise', () => {
    const plan = new FaultPlan();
    expect(strikes(plan, 2)).toBe('--');
    plan.add(faultOf());
    expect(plan.pending()).toEqual(['drop']);
    expect(strikes(plan, 3)).toBe('x--');
    expect(plan.pending()).toEqual([]);
  });

  it('skips, counts and forgets', () => {
    const plan = new FaultPlan();
    plan.add(faultOf({ skip: 2, count: 2 }));
    expect(strikes(plan, 6)).toBe('--xx--');
    plan.add(faultOf({ count: 5 }));
    plan.clear();
    expect(strikes(plan, 2)).toBe('--');
  });

  it('strikes with its probability, alike for the same seed', () => {
    const drawn = (seed: number) => {
      const plan = new FaultPlan();
      plan.add(faultOf({ probability: 0.3, seed, count: 1_000_000 }));
      return strikes(plan, 1000);
    };
    const hits = [...drawn(5)].filter((mark) => mark === 'x').length;
    expect(hits).toBeGreaterThan(240);
    expect(hits).toBeLessThan(360);
    expect(drawn(5)).toBe(drawn(5));
    expect(drawn(5)).not.toBe(drawn(6));
  });

  it('looks at endpoint, tag and name', () => {
    const plan = new FaultPlan();
    plan.add(faultOf({ endpoints: ['place'], tag: 'mine' }));
    expect(plan.draw(['drop'], { endpoint: 'cancel', tag: 'mine' })).toBeNull();
    expect(plan.draw(['drop'], { endpoint: 'place', tag: 'other' })).toBeNull();
    expect(plan.draw(['html'], { endpoint: 'place', tag: 'mine' })).toBeNull();
    expect(plan.isEmpty).toBe(false);
    expect(plan.draw(['html', 'drop'], { endpoint: 'place', tag: 'mine' })?.name).toBe('drop');
    expect(plan.isEmpty).toBe(true);
  });
});
