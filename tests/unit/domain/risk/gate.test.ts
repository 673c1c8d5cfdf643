import { describe, expect, it } from 'vitest';
import { absent, atLeast, atMost, type Gate, GateTrail } from '../../../../src/domain/risk/gate.ts';

const GATES: readonly Gate<number>[] = [
  { reason: 'margin', appliesTo: 'entry', check: (value) => atMost(value, 5) },
  { reason: 'no_position', appliesTo: 'reducing', check: (value) => atLeast(value, 3) },
  { reason: 'restricted', appliesTo: 'all', check: (value) => absent(value > 3) },
];

describe('a gate trail', () => {
  it('asks those that apply until one refuses, and keeps every reading', () => {
    const trail = new GateTrail();
    expect(trail.ask(GATES, 4, 'entry')).toBe(false);
    expect(trail.gates).toEqual(['margin', 'restricted']);
    expect(trail.measured).toEqual([4, 1]);
    expect(trail.limits).toEqual([5, 0]);
    expect([trail.reason, trail.decidingMeasured, trail.decidingLimit]).toEqual([
      'restricted',
      1,
      0,
    ]);
  });

  it('has no deciding gate when none refuses', () => {
    const trail = new GateTrail();
    expect(trail.ask(GATES, 3, 'oco')).toBe(true);
    expect(trail.gates).toEqual(['no_position', 'restricted']);
    expect([trail.reason, trail.decidingMeasured, trail.decidingLimit]).toEqual(['', 0, 0]);
  });

  it('shows no limit as a number that a row can hold', () => {
    expect(atMost(1, Number.POSITIVE_INFINITY).limit).toBe(Number.MAX_SAFE_INTEGER);
    expect(atMost(2, 1).passes).toBe(false);
    expect(atLeast(Number.NaN, 1).passes).toBe(false);
  });
});
