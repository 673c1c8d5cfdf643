/** Tells the time of its own clock whenever it is asked, and how its clock ran meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { createClock } from '../../src/threads/clock.ts';

export type ClockAnswer = { readonly nowNs: number } | { readonly stepsBack: number };

const READINGS = 100_000;

const nowNs = createClock(workerData as bigint);

function countStepsBack(): number {
  let stepsBack = 0;
  let before = nowNs();
  for (let n = 0; n < READINGS; n++) {
    const now = nowNs();
    if (now < before) stepsBack++;
    before = now;
  }
  return stepsBack;
}

parentPort?.on('message', (question: 'time' | 'steps' | 'end') => {
  if (question === 'time') parentPort?.postMessage({ nowNs: nowNs() } satisfies ClockAnswer);
  else if (question === 'steps')
    parentPort?.postMessage({ stepsBack: countStepsBack() } satisfies ClockAnswer);
  else parentPort?.close();
});
