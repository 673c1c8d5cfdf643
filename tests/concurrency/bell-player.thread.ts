/**
 * One player of a game of ping-pong over the doorbell: it waits until it is its turn, blocking or on its event loop, hands the
 * turn on and rings. Waits never time out, so a lost wake-up leaves the ball where it is.
 */
import { workerData } from 'node:worker_threads';
import { Doorbell } from '../../src/ring/doorbell.ts';
import { Pauses, report, say } from './thread-side.ts';

export interface BellPlayerData {
  readonly bell: SharedArrayBuffer;
  /** Word 0: turns taken so far by all. */
  readonly turns: SharedArrayBuffer;
  readonly players: number;
  readonly player: number;
  readonly rounds: number;
  /** `spinning`: it watches the turns and answers while the others are still on their way to sleep. */
  readonly waits: 'blocking' | 'on its event loop' | 'spinning';
  readonly seed: number;
}

const FOREVER_MS = 1e9;
const SPIN_TURNS_MAX = 1500;

const data = workerData as BellPlayerData;
const bell = new Doorbell(data.bell);
const turns = new Int32Array(data.turns);
const pauses = new Pauses(data.seed);
const last = data.rounds * data.players;

async function play(): Promise<void> {
  for (;;) {
    const seen = bell.read();
    const turn = Atomics.load(turns, 0);
    if (turn >= last) return;
    if (turn % data.players === data.player) {
      if (pauses.pick(4) === 0) pauses.maybe(40);
      Atomics.store(turns, 0, turn + 1);
      bell.ring();
    } else if (data.waits === 'spinning') pauses.spin(pauses.pick(SPIN_TURNS_MAX));
    else if (data.waits === 'blocking') bell.wait(seen, FOREVER_MS);
    else await bell.waitAsync(seen, FOREVER_MS);
  }
}

say('ready');
await play();
report({ 'player finished': 1 });
