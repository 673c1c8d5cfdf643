/**
 * The clocks of several threads are one: what another thread says it is lies between our own readings before the question and
 * after the answer, give or take the bound. A bracket is as wide as two messages take, so nothing here depends on speed.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../src/threads/clock.ts';
import type { ClockAnswer } from './clock.thread.ts';

/** How far the clocks of two threads may differ; a calibration is off by half a bracket of two adjacent clock reads at most. */
const BOUND_NS = 20_000;
const THREADS = 3;
const ROUNDS = 200;

const ENTRY = new URL('../../dist/tests/integration/clock.thread.js', import.meta.url);
const workers: Worker[] = [];

async function ask(worker: Worker, question: 'time' | 'steps'): Promise<ClockAnswer> {
  const answer = once(worker, 'message');
  worker.postMessage(question);
  return ((await answer) as [ClockAnswer])[0];
}

/** Threads are started one after the other with time between, so that their own time origins differ by far more than the bound. */
async function startClocks(originNs: bigint): Promise<Worker[]> {
  const started: Worker[] = [];
  for (let thread = 0; thread < THREADS; thread++) {
    const worker = new Worker(ENTRY, { workerData: originNs });
    workers.push(worker);
    started.push(worker);
    await once(worker, 'online');
    await setTimeout(5);
  }
  return started;
}

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.terminate()));
});

describe('the engine clock', () => {
  it('reads the same in every thread', async () => {
    const originNs = process.hrtime.bigint();
    const nowNs = createClock(originNs);
    const clocks = await startClocks(originNs);
    for (let round = 0; round < ROUNDS; round++) {
      for (const clock of clocks) {
        const before = nowNs();
        const answer = await ask(clock, 'time');
        const after = nowNs();
        if (!('nowNs' in answer)) throw new Error('a clock was asked for the time');
        expect(answer.nowNs).toBeGreaterThanOrEqual(before - BOUND_NS);
        expect(answer.nowNs).toBeLessThanOrEqual(after + BOUND_NS);
      }
    }
  });

  it('never steps back', async () => {
    const [clock] = await startClocks(process.hrtime.bigint());
    expect(clock).toBeDefined();
    if (clock) expect(await ask(clock, 'steps')).toEqual({ stepsBack: 0 });
  });

  it('goes by the tightest of its calibrations', () => {
    // Each calibration takes hrtime, performance, hrtime. True time is 1 ms further at each; all but the seventh are interrupted
    // for 500 ms after their first look.
    let trueNs = 1_000_000_000n;
    let looks = 0;
    const hrtime = vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => {
      const round = Math.floor(looks / 2);
      const isSecond = looks % 2 === 1;
      looks++;
      if (isSecond) trueNs += round === 6 ? 100n : 500_000_000n;
      else trueNs += 1_000_000n;
      return trueNs;
    });
    const performanceNow = vi
      .spyOn(performance, 'now')
      .mockImplementation(() => Number(trueNs) / 1e6);
    const nowNs = createClock(0n);
    const errorNs = Math.abs(nowNs() - Number(trueNs));
    hrtime.mockRestore();
    performanceNow.mockRestore();
    expect(errorNs).toBeLessThanOrEqual(100);
  });

  it('starts at its origin', () => {
    const earlier = process.hrtime.bigint();
    const nowNs = createClock(earlier);
    const passedNs = Number(process.hrtime.bigint() - earlier);
    expect(nowNs()).toBeGreaterThanOrEqual(passedNs - BOUND_NS);
    expect(createClock(earlier - 1_000_000_000n)()).toBeGreaterThanOrEqual(1e9 - BOUND_NS);
  });
});
