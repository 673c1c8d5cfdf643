import { describe, expect, it } from 'vitest';
import {
  SIMULATOR_FAULTS,
  simulatorControlSchema,
  simulatorFaultSchema,
} from '../../../../src/contract/wire/simulator-control.ts';
import { ENDPOINTS } from '../../../../src/contract/wire/smartapi-rest.ts';

describe('simulatorFaultSchema', () => {
  it('strikes once, always and at once unless told otherwise', () => {
    expect(simulatorFaultSchema.parse({ name: 'drop' })).toEqual({
      name: 'drop',
      count: 1,
      skip: 0,
      probability: 1,
      seed: 1,
      delayMs: 1000,
      code: 'AB1004',
    });
  });

  it('knows every endpoint, each fault once, and nothing else', () => {
    const endpoints = Object.keys(ENDPOINTS);
    expect(simulatorFaultSchema.safeParse({ name: 'drop', endpoints }).success).toBe(true);
    expect(new Set(SIMULATOR_FAULTS).size).toBe(SIMULATOR_FAULTS.length);
    for (const wrong of [
      { name: 'flood' },
      { name: 'drop', endpoints: ['x'] },
      { name: 'drop', x: 1 },
    ]) {
      expect(simulatorFaultSchema.safeParse(wrong).success).toBe(false);
    }
  });
});

describe('simulatorControlSchema', () => {
  it('takes part of a policy, and refuses what a policy does not have', () => {
    const configure = (policy: object) =>
      simulatorControlSchema.safeParse({ action: 'configure', policy }).success;
    expect(configure({ bookLagMs: 5 })).toBe(true);
    expect(configure({})).toBe(true);
    expect(configure({ bookLag: 5 })).toBe(false);
    expect(configure({ bookLagMs: -1 })).toBe(false);
  });
});
