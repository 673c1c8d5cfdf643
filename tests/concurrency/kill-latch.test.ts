/** The kill latch: once it is set, no submitter that looks at it first submits anything more. */
import { afterEach, describe, it } from 'vitest';
import { ControlBlock } from '../../src/ring/control-block.ts';
import type { LatchSideData } from './latch-side.thread.ts';
import { Outcomes } from './outcomes.ts';
import { killAll, TestThread } from './test-thread.ts';

const ROUNDS = 300;
const ROUND_BYTES = 256;
const SUBMITTERS = 2;

afterEach(killAll);

describe('kill latch', () => {
  it('is seen by whoever looks after it was set', async () => {
    const outcomes = new Outcomes(`${ROUNDS} rounds, one killer, ${SUBMITTERS} submitters`, {
      stopped: ['EXPECTED', 'a submitter saw the latch'],
      'nothing after the latch': ['ACCEPTABLE', 'nobody was between look and submission'],
      'one in flight': ['ACCEPTABLE', 'each submitter had looked before the latch was set'],
      'submitted after the latch': ['FORBIDDEN', 'more was submitted than had passed the look'],
      'told of the latch and not seen it': [
        'FORBIDDEN',
        'a look after the latch was set missed it',
      ],
    });
    const controls = Array.from({ length: ROUNDS }, () => new ControlBlock(1).buffer);
    const words = new SharedArrayBuffer(ROUNDS * ROUND_BYTES);
    const side = (name: LatchSideData['side'], seed: number): LatchSideData => ({
      side: name,
      controls,
      submitters: SUBMITTERS,
      words,
      seed,
    });
    const threads = [
      new TestThread('latch-side', side('killer', 1)),
      new TestThread('latch-side', side('submitter', 2)),
      new TestThread('latch-side', side('submitter', 3)),
    ];
    for (const thread of threads) outcomes.add(await thread.counts());
    outcomes.settle();
  });
});
