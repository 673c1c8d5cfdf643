/** The one who sets the kill latch, or one of those who must look at it immediately before they submit. */
import { workerData } from 'node:worker_threads';
import { ControlBlock } from '../../src/ring/control-block.ts';
import { nap, Pauses, report, Tally } from './thread-side.ts';

export interface LatchSideData {
  readonly side: 'killer' | 'submitter';
  /** One control block per round. */
  readonly controls: readonly SharedArrayBuffer[];
  readonly submitters: number;
  /** 256 bytes per round, all 0. */
  readonly words: SharedArrayBuffer;
  readonly seed: number;
}

const ROUND_WORDS = 64;
/** Submitters that run, everything submitted, and not 0 once the latch is known to be set. Each on a line of its own. */
const RUNNING = 0;
const SUBMITTED = 16;
const IS_TOLD = 32;
const STOPPED = 48;

const data = workerData as LatchSideData;
const words = new Int32Array(data.words);
const pauses = new Pauses(data.seed);
const tally = new Tally();

function waitFor(word: number, value: number): void {
  for (let turn = 0; Atomics.load(words, word) < value; turn++) if (turn > 200) nap(0.02);
}

function killer(control: ControlBlock, base: number): void {
  waitFor(base + RUNNING, data.submitters);
  pauses.maybe(2);
  control.kill();
  const before = Atomics.load(words, base + SUBMITTED);
  Atomics.store(words, base + IS_TOLD, 1);
  waitFor(base + STOPPED, data.submitters);
  const late = Atomics.load(words, base + SUBMITTED) - before;
  if (late === 0) tally.add('nothing after the latch');
  else tally.add(late <= data.submitters ? 'one in flight' : 'submitted after the latch');
}

function submitter(control: ControlBlock, base: number): void {
  Atomics.add(words, base + RUNNING, 1);
  for (;;) {
    const isTold = Atomics.load(words, base + IS_TOLD) !== 0;
    if (control.isKilled()) break;
    if (isTold) {
      tally.add('told of the latch and not seen it');
      break;
    }
    Atomics.add(words, base + SUBMITTED, 1);
  }
  tally.add('stopped');
  Atomics.add(words, base + STOPPED, 1);
}

data.controls.forEach((buffer, round) => {
  const control = new ControlBlock(1, buffer);
  const base = round * ROUND_WORDS;
  if (data.side === 'killer') killer(control, base);
  else submitter(control, base);
});
report(tally.all);
