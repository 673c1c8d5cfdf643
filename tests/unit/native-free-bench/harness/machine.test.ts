import { cpus } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  currentCommit,
  describeMachine,
  probeIdlePercent,
} from '../../../../native-free-bench/harness/machine.ts';

describe('machine', () => {
  it('describes where a figure was measured', () => {
    const machine = describeMachine(97.26);
    expect(machine.cores).toBe(cpus().length);
    expect(machine.node).toBe(process.version);
    expect(machine.idlePercent).toBe(97.3);
    expect(machine.loadAverage).toHaveLength(3);
    expect(Number.isNaN(Date.parse(machine.date))).toBe(false);
  });

  it('measures the idle share as a percentage', async () => {
    const idle = await probeIdlePercent(50);
    expect(idle).toBeGreaterThanOrEqual(0);
    expect(idle).toBeLessThanOrEqual(100);
  });

  it('says unknown where there is no checkout', () => {
    expect(currentCommit('/')).toBe('unknown');
  });
});
