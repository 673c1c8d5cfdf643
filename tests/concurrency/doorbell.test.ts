/** The doorbell between threads that block and threads that run an event loop: no wake-up is lost. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, it } from 'vitest';
import { DOORBELL_BYTES, Doorbell } from '../../src/ring/doorbell.ts';
import type { BellPlayerData } from './bell-player.thread.ts';
import { Outcomes } from './outcomes.ts';
import { killAll, TestThread } from './test-thread.ts';

/** A game in which no turn is taken for so long has lost a wake-up: a turn takes microseconds. */
const STANDSTILL_LOOKS = 40;
const LOOK_EVERY_MS = 250;

const PLAYED: Record<string, readonly ['EXPECTED' | 'FORBIDDEN', string]> = {
  'player finished': ['EXPECTED', 'every turn was handed on and noticed'],
  'game stood still': ['FORBIDDEN', 'somebody sleeps although it is its turn: a lost wake-up'],
};

/** Resolves true when all threads have finished, false when the game stands still. */
async function playOut(turns: Int32Array, finished: Promise<unknown>): Promise<boolean> {
  let isFinished = false;
  const end = finished.then(() => {
    isFinished = true;
  });
  let before = -1;
  for (let looks = 0; looks < STANDSTILL_LOOKS; looks++) {
    await Promise.race([end, setTimeout(LOOK_EVERY_MS)]);
    if (isFinished) return true;
    const now = Atomics.load(turns, 0);
    if (now !== before) looks = 0;
    before = now;
  }
  return false;
}

async function game(outcomes: Outcomes, waits: BellPlayerData['waits'][], rounds: number) {
  const turns = new SharedArrayBuffer(4);
  const bell = new SharedArrayBuffer(DOORBELL_BYTES);
  const players = waits.map(
    (wait, player) =>
      new TestThread('bell-player', {
        bell,
        turns,
        players: waits.length,
        player,
        rounds,
        waits: wait,
        seed: player + 1,
      } satisfies BellPlayerData),
  );
  await Promise.all(players.map((player) => player.heard('ready')));
  const finished = Promise.all(players.map((player) => player.counts()));
  if (await playOut(new Int32Array(turns), finished)) {
    for (const counts of await finished) outcomes.add(counts);
  } else outcomes.add({ 'game stood still': 1 });
}

afterEach(killAll);

describe('doorbell', () => {
  it('wakes a blocking thread and an event-loop thread for every turn of a long game', async () => {
    const outcomes = new Outcomes('20,000 rounds, blocking against event loop', PLAYED);
    await game(outcomes, ['blocking', 'on its event loop'], 20_000);
    outcomes.settle();
  });

  it('wakes threads that are just about to sleep when it is rung', async () => {
    const outcomes = new Outcomes('20,000 rounds each against a player that never sleeps', PLAYED);
    await game(outcomes, ['blocking', 'spinning'], 20_000);
    await game(outcomes, ['on its event loop', 'spinning'], 20_000);
    outcomes.settle();
  });

  it('wakes everybody when several of both kinds share the bell', async () => {
    const outcomes = new Outcomes('3,000 rounds of four players', PLAYED);
    await game(outcomes, ['blocking', 'on its event loop', 'blocking', 'on its event loop'], 3000);
    outcomes.settle();
  });

  it('keeps an event loop alive that has nothing else to live for', async () => {
    const outcomes = new Outcomes('a thread with neither socket nor timer waits for the bell', {
      woken: ['EXPECTED', 'it lived until it was rung for'],
      'woken for nothing': ['FORBIDDEN', 'the wait ended before the ring'],
      'ended by itself': ['EXPECTED', 'a wait that is over holds nothing open'],
    });
    const bell = new SharedArrayBuffer(DOORBELL_BYTES);
    const listener = new TestThread('bell-listener', bell);
    await listener.heard('waiting');
    // Long enough for an event loop with nothing to do to find that out.
    await setTimeout(200);
    new Doorbell(bell).ring();
    outcomes.add(await listener.counts());
    if ((await listener.ended()) === 0) outcomes.add({ 'ended by itself': 1 });
    outcomes.settle();
  });
});
