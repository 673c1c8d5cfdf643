import { describe, expect, it } from 'vitest';
import { CircuitStates } from '../../../../src/domain/instrument/circuit-states.ts';

describe('circuit states', () => {
  it('are unknown without a price or without limits', () => {
    const states = new CircuitStates(2);
    expect(states.stateOf(0)).toBe('unknown');
    states.recordLast(0, 10_000);
    expect(states.stateOf(0)).toBe('unknown');
    states.setLimits(1, 9_000, 11_000);
    expect(states.stateOf(1)).toBe('unknown');
  });

  it.each([
    [9_000, 'lower'],
    [8_995, 'lower'],
    [9_005, 'free'],
    [10_995, 'free'],
    [11_000, 'upper'],
    [11_005, 'upper'],
  ] as const)('a last price of %d within 9,000 and 11,000 is %s', (lastPaise, expected) => {
    const states = new CircuitStates(1);
    states.setLimits(0, 9_000, 11_000);
    states.recordLast(0, lastPaise);
    expect(states.stateOf(0)).toBe(expected);
  });

  it('follow limits that flex, and one limit alone is enough', () => {
    const states = new CircuitStates(1);
    states.setLimits(0, 9_000, 11_000);
    states.recordLast(0, 11_000);
    states.setLimits(0, 9_000, 11_500);
    expect(states.stateOf(0)).toBe('free');
    states.setLimits(0, 0, 11_000);
    expect(states.stateOf(0)).toBe('upper');
    states.setLimits(0, 11_000, 0);
    expect(states.stateOf(0)).toBe('lower');
  });
});
