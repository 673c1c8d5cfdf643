import { describe, expect, it } from 'vitest';
import {
  doubledMs,
  endsWithin,
  jitteredMs,
  newSignal,
  sleep,
} from '../../../../src/venue/angel/runtime-ports.ts';
import { ManualRuntime, settled } from '../../../support/manual-runtime.ts';

const LIMITS = { baseMs: 250, capMs: 4000 };

describe('doubledMs and jitteredMs', () => {
  it('double up to the cap and stay there', () => {
    const delays = [0, 1, 2, 3, 4, 5, 5000].map((doublings) => doubledMs(LIMITS, doublings));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  it('spread a delay over the whole range below', () => {
    expect(jitteredMs(LIMITS, 1, () => 0)).toBe(0);
    expect(jitteredMs(LIMITS, 1, () => 0.5)).toBe(250);
    expect(jitteredMs(LIMITS, 1, () => 0.999999)).toBe(499);
  });
});

describe('sleep and endsWithin', () => {
  it('sleep until the timer fires', async () => {
    const runtime = new ManualRuntime();
    let isAwake = false;
    const asleep = sleep(runtime, 100).then(() => {
      isAwake = true;
    });
    await runtime.pass(99);
    expect(isAwake).toBe(false);
    await runtime.pass(1);
    await asleep;
    expect(isAwake).toBe(true);
  });

  it('tell whether work ended in time and leave no timer behind', async () => {
    const runtime = new ManualRuntime();
    const late = newSignal();
    const lateAnswer = endsWithin(runtime, late.promise, 50);
    await runtime.pass(50);
    expect(await lateAnswer).toBe(false);

    const early = newSignal();
    const earlyAnswer = endsWithin(runtime, early.promise, 50);
    early.resolve();
    await settled();
    expect(await earlyAnswer).toBe(true);
    expect(runtime.timerCount).toBe(0);
  });
});
