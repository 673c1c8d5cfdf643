import { describe, expect, it } from 'vitest';
import { OptionError, parseOptions } from '../../simulation/run/options.ts';
import { type RunConfig, reproLine } from '../../simulation/run/run-config.ts';
import { shrink } from '../../simulation/run/shrink.ts';
import type { Verdict } from '../../simulation/run/verdict.ts';

function verdictOf(config: RunConfig, isFailing: boolean): Verdict {
  return {
    config,
    code: isFailing ? 129 : 0,
    id: isFailing ? 'ID-01' : '',
    message: '',
    template: 'normal',
    horizon: 'day',
    dateKey: '2026-01-05',
    failedAfterMs: isFailing ? 50_000 : 0,
    simDays: 1,
    events: 1,
    orders: 1,
    starts: 1,
    hash: '',
    marks: {},
    log: [],
  };
}

describe('the options', () => {
  it('name seeds, faults and the place of an episode', () => {
    const options = parseOptions(['--seed', 'ff', '--off', 'pushDrop', '--place', 'end']);
    expect(options.seed).toBe(255);
    expect(options.base).toMatchObject({ profile: 'swarm', off: ['pushDrop'], place: 'end' });
  });

  it('say what is wrong', () => {
    expect(() => parseOptions(['--off', 'nothing'])).toThrow(OptionError);
    expect(() => parseOptions(['--seeds', 'many'])).toThrow('whole number');
    expect(() => parseOptions(['--unheard-of'])).toThrow(OptionError);
  });

  it('come back from the line that repeats a run', () => {
    const config: RunConfig = { seed: 0xabc, profile: 'storm', off: ['pushDrop'], instruments: 2 };
    const flags = reproLine(config).split(' ').slice(3);
    const { seed, base } = parseOptions(flags);
    expect({ seed, ...base }).toEqual(config);
  });
});

describe('shrinking', () => {
  it('leaves out every fault the failure does not need, and keeps the one it does', () => {
    const run = (config: RunConfig) =>
      verdictOf(
        config,
        !config.off.includes('responseLost') && (config.safetyMs ?? 60_000) > 20_000,
      );
    const failed = run({ seed: 1, profile: 'swarm', off: [] });
    const small = shrink(failed, run, 200);
    expect(small.code).toBe(129);
    expect(small.config.off).not.toContain('responseLost');
    expect(small.config.off.length).toBeGreaterThan(20);
    expect(small.config.instruments).toBe(1);
    expect(small.config.safetyMs).toBeLessThan(52_001);
  });

  it('does not take another failure for the same one', () => {
    const run = (config: RunConfig) => ({
      ...verdictOf(config, true),
      id: config.off.length > 0 ? 'OL-06' : 'ID-01',
    });
    const failed = run({ seed: 1, profile: 'swarm', off: [] });
    expect(shrink(failed, run, 60).config.off).toEqual([]);
  });
});
