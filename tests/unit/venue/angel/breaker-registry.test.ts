import { describe, expect, it } from 'vitest';
import { BreakerRegistry, DEPENDENCIES } from '../../../../src/venue/angel/breaker-registry.ts';
import { BREAKER_DEFAULTS } from '../../../../src/venue/angel/circuit-breaker.ts';
import { ManualRuntime, MORNING_MS } from '../../../support/manual-runtime.ts';

describe('BreakerRegistry', () => {
  it('shows every dependency, closed at first', () => {
    const snapshots = new BreakerRegistry(new ManualRuntime()).snapshots();
    expect(snapshots.map(({ dependency }) => dependency)).toEqual([...DEPENDENCIES]);
    expect(snapshots[0]).toEqual({
      dependency: 'rest-orders',
      state: 'closed',
      sinceMs: MORNING_MS,
      failures: 0,
      openings: 0,
      refusals: 0,
    });
  });

  it('opens one and leaves the others, and says so in the log', () => {
    const runtime = new ManualRuntime();
    const registry = new BreakerRegistry(runtime);
    for (let time = 0; time < BREAKER_DEFAULTS.consecutiveFailures; time += 1) {
      registry.of('candles').tryPass('normal')?.failed();
    }
    expect(registry.of('candles').tryPass('normal')).toBeUndefined();
    expect(registry.of('rest-orders').tryPass('normal')).toBeDefined();
    runtime.advance(60_000);
    registry.of('candles').tryPass('normal')?.succeeded();
    expect(runtime.lines.map(({ level }) => level)).toEqual(['warn', 'info', 'info']);
    expect(runtime.lines[0]?.message).toContain('candles');
  });
});
