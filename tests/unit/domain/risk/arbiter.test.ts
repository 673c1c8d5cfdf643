import { describe, expect, it } from 'vitest';
import { MAX_CONFIGURED_STRATEGIES } from '../../../../src/domain/order/types.ts';
import { ENTRIES_PER_WINDOW_MAX } from '../../../../src/domain/risk/arbiter.ts';
import { ArbiterRig } from '../../../support/arbiter-rig.ts';
import { signalOf } from '../../../support/signals.ts';

describe('entries of one round', () => {
  it('wait for the round to end', () => {
    const rig = new ArbiterRig();
    rig.arbiter.offer(signalOf(), 1_000_000);
    expect([rig.answers(), rig.arbiter.pendingEntries]).toEqual([[], 1]);
    rig.arbiter.onRoundEnd(1_000_000);
    expect([rig.answers(), rig.arbiter.pendingEntries]).toEqual([['0:1 taken'], 0]);
    rig.arbiter.onRoundEnd(1_000_001);
    expect(rig.outcomes).toHaveLength(1);
  });

  it('of one direction become that of the strongest, with the merged strength', () => {
    const rig = new ArbiterRig();
    rig.round([
      signalOf({ strategyIndex: 3, strength: 0.5, stopOffsetPaise: 33 }),
      signalOf({ strategyIndex: 1, strength: 0.6, stopOffsetPaise: 11 }),
      signalOf({ strategyIndex: 2, strength: 0.5, stopOffsetPaise: 22 }),
    ]);
    expect(rig.answers()).toEqual(['2:1 merged_signal', '3:1 merged_signal', '1:1 taken']);
    const [winner] = rig.winners();
    expect(winner?.signal.strength).toBeCloseTo(0.9, 12);
    expect(winner?.signal.stopOffsetPaise).toBe(11);
    expect(winner?.standsFor).toEqual([
      { strategyIndex: 1, sequence: 1 },
      { strategyIndex: 2, sequence: 1 },
      { strategyIndex: 3, sequence: 1 },
    ]);
    expect(rig.outcomes[0]?.loss).toEqual({
      reason: 'merged_signal',
      measured: 3,
      limit: 1,
      mergedInto: { strategyIndex: 1, sequence: 1 },
    });
  });

  it('a strategy that repeats itself counts once', () => {
    const rig = new ArbiterRig();
    rig.round([signalOf({ sequence: 1, strength: 0.5 }), signalOf({ sequence: 2, strength: 0.4 })]);
    expect(rig.answers()).toEqual(['0:2 merged_signal', '0:1 taken']);
    expect(rig.winners()[0]?.signal.strength).toBe(0.5);
  });

  it('among equals the lowest strategy wins, whatever the order of arrival', () => {
    for (const order of [
      [5, 2, 9],
      [9, 5, 2],
    ]) {
      const rig = new ArbiterRig();
      rig.round(order.map((strategyIndex) => signalOf({ strategyIndex })));
      expect(rig.winners().map(({ signal }) => signal.strategyIndex)).toEqual([2]);
    }
  });

  it('of both directions lead to no entry at all', () => {
    const rig = new ArbiterRig();
    rig.round([
      signalOf({ strategyIndex: 1, strength: 1 }),
      signalOf({ strategyIndex: 2, strength: 0.01, side: -1 }),
      signalOf({ strategyIndex: 3, strength: 1 }),
      signalOf({ strategyIndex: 4, instrumentIndex: 1, side: -1 }),
    ]);
    expect(rig.answers()).toEqual([
      '1:1 opposing_signals',
      '2:1 opposing_signals',
      '3:1 opposing_signals',
      '4:1 taken',
    ]);
    expect(rig.outcomes[0]?.loss).toMatchObject({ measured: 1, limit: 0 });
  });

  it('winners of several instruments come the strongest first', () => {
    const rig = new ArbiterRig();
    rig.round(
      [0.2, 0.9, 0.5].map((strength, at) =>
        signalOf({ instrumentIndex: at, strength, sequence: at + 1 }),
      ),
    );
    expect(rig.answers()).toEqual(['0:2 taken', '0:3 taken', '0:1 taken']);
  });

  it('with terms of their own do not merge, but oppose', () => {
    const asked = { strategyIndex: 7, origin: 'operator' as const };
    const rig = new ArbiterRig();
    rig.round([
      signalOf({ strategyIndex: 1, strength: 0.5 }),
      signalOf({ ...asked, sequence: 1, quantity: 10, strength: 0.6 }),
      signalOf({ ...asked, sequence: 2, limitPaise: 9_900, strength: 0.7 }),
      signalOf({ ...asked, sequence: 3, parentGroupId: 9, strength: 0.8 }),
    ]);
    expect(rig.answers()).toEqual(['7:3 taken', '7:2 taken', '7:1 taken', '1:1 taken']);
    const opposed = new ArbiterRig();
    opposed.round([signalOf({ ...asked, quantity: 10 }), signalOf({ side: -1 })]);
    expect(opposed.answers()).toEqual(['7:1 opposing_signals', '0:1 opposing_signals']);
  });

  it('a strength outside 0 to 1 is brought into it', () => {
    for (const [strength, expected] of [
      [7, 1],
      [-1, 0],
      [Number.NaN, 0],
    ] as const) {
      const rig = new ArbiterRig();
      rig.round([signalOf({ strength })]);
      expect(rig.winners()[0]?.signal.strength).toBe(expected);
    }
  });
});

describe('exits', () => {
  it('do not wait, and beat the entries of their strategy only', () => {
    const rig = new ArbiterRig();
    rig.arbiter.offer(signalOf({ strategyIndex: 1 }), 1_000_000);
    rig.arbiter.offer(signalOf({ strategyIndex: 2 }), 1_000_000);
    rig.arbiter.offer(
      signalOf({ strategyIndex: 1, sequence: 2, kind: 'exit', side: -1 }),
      1_000_000,
    );
    expect(rig.answers()).toEqual(['1:2 taken']);
    rig.arbiter.onRoundEnd(1_000_000);
    expect(rig.answers()).toEqual(['1:2 taken', '1:1 exit_wins', '2:1 taken']);
    expect(rig.winners()[1]?.signal.strength).toBe(0.5);
  });

  it('an entry that an exit beat opposes nobody', () => {
    const rig = new ArbiterRig();
    rig.round([
      signalOf({ strategyIndex: 1, kind: 'exit', side: -1 }),
      signalOf({ strategyIndex: 1, sequence: 2, side: -1 }),
      signalOf({ strategyIndex: 2 }),
    ]);
    expect(rig.answers()).toEqual(['1:1 taken', '1:2 exit_wins', '2:1 taken']);
  });

  it('of different strategies all pass; a repetition merges into the one that got through', () => {
    const exit = signalOf({ kind: 'exit', side: -1 });
    const rig = new ArbiterRig();
    rig.round([
      { ...exit, strategyIndex: 1, sequence: 1 },
      { ...exit, strategyIndex: 2, sequence: 1 },
      { ...exit, strategyIndex: 1, sequence: 2 },
      { ...exit, strategyIndex: 1, sequence: 3, side: 1 },
      { ...exit, strategyIndex: 1, sequence: 4, quantity: 5 },
      { ...exit, strategyIndex: 1, sequence: 5, quantity: 5 },
    ]);
    expect(rig.answers()).toEqual([
      '1:1 taken',
      '2:1 taken',
      '1:2 merged_signal',
      '1:3 taken',
      '1:4 taken',
      '1:5 taken',
    ]);
  });

  it('a repetition of an exit that the gates refused is heard', () => {
    const exit = signalOf({ kind: 'exit', side: -1 });
    const rig = new ArbiterRig();
    rig.accepts = false;
    rig.arbiter.offer(exit, 1_000_000);
    rig.accepts = true;
    rig.arbiter.offer({ ...exit, sequence: 2 }, 1_000_000);
    rig.arbiter.offer({ ...exit, sequence: 3 }, 1_000_000);
    expect(rig.answers()).toEqual(['0:1 taken', '0:2 taken', '0:3 merged_signal']);
  });

  it('an oco passes at once and beats nothing', () => {
    const rig = new ArbiterRig();
    rig.round([
      signalOf({ kind: 'oco' }),
      signalOf({ sequence: 2 }),
      signalOf({ kind: 'oco', sequence: 3 }),
    ]);
    expect(rig.answers()).toEqual(['0:1 taken', '0:3 taken', '0:2 taken']);
  });
});

describe('freshness and authorisation', () => {
  it('an entry older than the limit is stale, an exit never is', () => {
    const timeMs = 1_000_000;
    const rig = new ArbiterRig({ maxAgeMs: 100 });
    rig.round([
      signalOf({ strategyIndex: 1, timeMs: timeMs - 100, strength: 0.9 }),
      signalOf({ strategyIndex: 2, timeMs: timeMs - 101, side: -1 }),
      signalOf({ strategyIndex: 3, timeMs: Number.NaN }),
      signalOf({ strategyIndex: 4, timeMs: 0, kind: 'exit', side: -1 }),
    ]);
    expect(rig.answers()).toEqual([
      '4:1 taken',
      '2:1 stale_signal',
      '3:1 stale_signal',
      '1:1 taken',
    ]);
    expect(rig.outcomes[1]?.loss).toMatchObject({ measured: 101, limit: 100 });
  });

  it('what is unknown, of a foreign origin or under a reserved index is unauthorised at once', () => {
    const rig = new ArbiterRig({ allowedOrigins: ['strategy', 'operator'] });
    rig.standings.set(1, 'unknown');
    rig.round([
      signalOf({ strategyIndex: 1 }),
      signalOf({ strategyIndex: 1, sequence: 2, kind: 'exit' }),
      signalOf({ strategyIndex: 2, origin: 'gtt' }),
      signalOf({ strategyIndex: MAX_CONFIGURED_STRATEGIES }),
      signalOf({ strategyIndex: MAX_CONFIGURED_STRATEGIES, sequence: 2, origin: 'operator' }),
    ]);
    const reserved = MAX_CONFIGURED_STRATEGIES;
    expect(rig.answers()).toEqual([
      '1:1 unauthorised_signal',
      '1:2 unauthorised_signal',
      '2:1 unauthorised_signal',
      `${reserved}:1 unauthorised_signal`,
      `${reserved}:2 taken`,
    ]);
  });

  it('a disabled strategy may close and protect, and nothing else', () => {
    const rig = new ArbiterRig();
    rig.standings.set(0, 'disabled');
    rig.round([
      signalOf({ sequence: 1 }),
      signalOf({ sequence: 2, kind: 'exit', side: -1 }),
      signalOf({ sequence: 3, kind: 'oco' }),
    ]);
    expect(rig.answers()).toEqual(['0:1 unauthorised_signal', '0:2 taken', '0:3 taken']);
  });

  it('an entry whose strategy was disabled while it waited is unauthorised, and opposes nobody', () => {
    const rig = new ArbiterRig({ windowMs: 100 });
    rig.arbiter.offer(signalOf({ strategyIndex: 1 }), 1_000_000);
    rig.arbiter.offer(signalOf({ strategyIndex: 2, side: -1 }), 1_000_000);
    rig.standings.set(1, 'disabled');
    rig.arbiter.closeDue(1_000_100);
    expect(rig.answers()).toEqual(['1:1 unauthorised_signal', '2:1 taken']);
  });
});

describe('windows of session time', () => {
  it('close their length after the first signal of the instrument, each on its own', () => {
    const rig = new ArbiterRig({ windowMs: 100 });
    rig.arbiter.offer(signalOf({ instrumentIndex: 0 }), 1_000_000);
    rig.arbiter.offer(signalOf({ instrumentIndex: 1, sequence: 2 }), 1_000_050);
    rig.arbiter.onRoundEnd(1_000_099);
    expect(rig.answers()).toEqual([]);
    rig.arbiter.closeDue(1_000_100);
    expect(rig.answers()).toEqual(['0:1 taken']);
    rig.arbiter.onRoundEnd(1_000_150);
    expect(rig.answers()).toEqual(['0:1 taken', '0:2 taken']);
  });

  it('a signal that arrives after the time was up opens the next window', () => {
    const rig = new ArbiterRig({ windowMs: 100 });
    rig.arbiter.offer(signalOf({ strategyIndex: 1 }), 1_000_000);
    rig.arbiter.offer(signalOf({ strategyIndex: 2, side: -1 }), 1_000_100);
    expect(rig.answers()).toEqual(['1:1 taken']);
    expect(rig.arbiter.pendingEntries).toBe(1);
  });

  it('an exit beats entries that come later in the window', () => {
    const rig = new ArbiterRig({ windowMs: 100 });
    rig.arbiter.offer(signalOf({ kind: 'exit', side: -1 }), 1_000_000);
    rig.arbiter.offer(signalOf({ sequence: 2 }), 1_000_099);
    rig.arbiter.closeDue(1_000_100);
    expect(rig.answers()).toEqual(['0:1 taken', '0:2 exit_wins']);
  });

  it('a window that is full closes before its time', () => {
    const rig = new ArbiterRig({ windowMs: 60_000 });
    for (let sequence = 1; sequence <= ENTRIES_PER_WINDOW_MAX; sequence += 1) {
      rig.arbiter.offer(signalOf({ sequence }), 1_000_000);
    }
    expect(rig.outcomes).toHaveLength(ENTRIES_PER_WINDOW_MAX);
    expect(rig.arbiter.pendingEntries).toBe(0);
  });
});
