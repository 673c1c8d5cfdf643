import { describe, expect, it } from 'vitest';
import {
  type BreakerOptions,
  type BreakerPass,
  type BreakerState,
  CircuitBreaker,
} from '../../../../src/venue/angel/circuit-breaker.ts';
import { ManualRuntime, MORNING_MS } from '../../../support/manual-runtime.ts';

const OPTIONS: BreakerOptions = {
  consecutiveFailures: 3,
  sampleSize: 10,
  failureRatio: 0.5,
  openFor: { baseMs: 1000, capMs: 4000 },
  jitterRatio: 0.2,
  probeLimitMs: 30_000,
};

interface Rig {
  readonly runtime: ManualRuntime;
  readonly breaker: CircuitBreaker;
  readonly changes: BreakerState[];
}

function rig(): Rig {
  const runtime = new ManualRuntime();
  const changes: BreakerState[] = [];
  const breaker = new CircuitBreaker(runtime, OPTIONS, (state) => changes.push(state));
  return { runtime, breaker, changes };
}

function passed(pass: BreakerPass | undefined): BreakerPass {
  if (pass === undefined) throw new Error('the breaker let nobody through');
  return pass;
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let time = 0; time < times; time += 1) passed(breaker.tryPass('exit')).failed();
}

function openRig(): Rig {
  const made = rig();
  fail(made.breaker, 3);
  return made;
}

describe('CircuitBreaker', () => {
  it('opens after failures in a row and refuses at once', () => {
    const { breaker, changes } = rig();
    fail(breaker, 2);
    expect(breaker.snapshot().state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.snapshot()).toEqual({
      state: 'open',
      sinceMs: MORNING_MS,
      failures: 3,
      openings: 1,
      refusals: 0,
    });
    expect(breaker.tryPass('normal')).toBeUndefined();
    expect(breaker.snapshot().refusals).toBe(1);
    expect(changes).toEqual(['open']);
  });

  it('opens when enough of a full sample failed', () => {
    const { breaker } = rig();
    const outcomes = '.xx..xx..';
    for (const outcome of outcomes) {
      const pass = passed(breaker.tryPass('normal'));
      if (outcome === 'x') pass.failed();
      else pass.succeeded();
    }
    expect(breaker.snapshot().state).toBe('closed');
    passed(breaker.tryPass('normal')).failed();
    expect(breaker.snapshot().state).toBe('open');
  });

  it('counts an answer of any kind as success and an unused pass as nothing', () => {
    const { breaker } = rig();
    fail(breaker, 2);
    passed(breaker.tryPass('normal')).unused();
    passed(breaker.tryPass('normal')).succeeded();
    fail(breaker, 2);
    expect(breaker.snapshot().state).toBe('closed');
  });

  it('lets exactly one probe through when its time is over, and closes with its success', () => {
    const { runtime, breaker, changes } = openRig();
    runtime.advance(999);
    expect(breaker.tryPass('normal')).toBeUndefined();
    runtime.advance(1);
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', sinceMs: MORNING_MS + 1000 });
    const probe = passed(breaker.tryPass('normal'));
    expect(breaker.tryPass('normal')).toBeUndefined();
    probe.succeeded();
    expect(breaker.snapshot().state).toBe('closed');
    expect(breaker.tryPass('normal')).toBeDefined();
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  it('gives the probe to the next when it was not used', () => {
    const { runtime, breaker } = openRig();
    runtime.advance(1000);
    passed(breaker.tryPass('normal')).unused();
    expect(breaker.tryPass('normal')).toBeDefined();
  });

  it('stays open twice as long after each failed probe, up to the cap, less the jitter', () => {
    const { runtime, breaker } = openRig();
    const opens: number[] = [];
    let openMs = 1000;
    for (let probe = 0; probe < 4; probe += 1) {
      runtime.advance(openMs);
      runtime.chance = probe === 3 ? 0.5 : 0;
      passed(breaker.tryPass('normal')).failed();
      openMs = 0;
      while (breaker.snapshot().state === 'open') {
        runtime.advance(100);
        openMs += 100;
      }
      opens.push(openMs);
      openMs = 0;
    }
    expect(opens).toEqual([2000, 4000, 4000, 3600]);
    expect(breaker.snapshot().openings).toBe(5);
  });

  it('starts from the first open time again once it was closed', () => {
    const { runtime, breaker } = openRig();
    runtime.advance(1000);
    passed(breaker.tryPass('normal')).failed();
    runtime.advance(2000);
    passed(breaker.tryPass('normal')).succeeded();
    fail(breaker, 3);
    runtime.advance(1000);
    expect(breaker.snapshot().state).toBe('half_open');
  });

  it('forgets the failures that opened it once it was closed', () => {
    const { runtime, breaker } = openRig();
    runtime.advance(1000);
    passed(breaker.tryPass('normal')).succeeded();
    fail(breaker, 2);
    expect(breaker.snapshot().state).toBe('closed');
  });

  it('never holds up exits, and their failures do not keep it open', () => {
    const { runtime, breaker } = openRig();
    runtime.advance(500);
    fail(breaker, 5);
    runtime.advance(500);
    expect(breaker.snapshot().state).toBe('half_open');
    const probe = passed(breaker.tryPass('normal'));
    const exit = passed(breaker.tryPass('exit'));
    expect(breaker.tryPass('normal')).toBeUndefined();
    exit.unused();
    probe.unused();
  });

  it('closes when an exit that passed while it was open succeeds', () => {
    const { breaker } = openRig();
    passed(breaker.tryPass('exit')).succeeded();
    expect(breaker.snapshot().state).toBe('closed');
  });

  it('learns nothing from what was asked before it changed', () => {
    const { runtime, breaker } = rig();
    const early = passed(breaker.tryPass('normal'));
    const earlier = passed(breaker.tryPass('normal'));
    fail(breaker, 3);
    early.succeeded();
    expect(breaker.snapshot().state).toBe('open');
    runtime.advance(1000);
    earlier.failed();
    expect(breaker.snapshot().state).toBe('half_open');
  });

  it('gives up a probe that nobody settles', () => {
    const { runtime, breaker } = openRig();
    runtime.advance(1000);
    const lost = passed(breaker.tryPass('normal'));
    runtime.advance(30_000);
    expect(breaker.snapshot().state).toBe('open');
    lost.succeeded();
    expect(breaker.snapshot().state).toBe('open');
  });

  it('is settled once per pass', () => {
    const { breaker } = rig();
    const pass = passed(breaker.tryPass('normal'));
    pass.succeeded();
    expect(() => pass.failed()).toThrow('settled once');
  });
});
