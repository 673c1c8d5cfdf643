import { describe, expect, it } from 'vitest';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import { ENTRY, GROUP, intentOf, OrderRig } from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const CHILD = GROUP + 1;
const CHILD_ENTRY = orderIdOf(CHILD, 0);

describe('an entry above the freeze quantity', () => {
  it('RG-11 is cut into orders of one group that add up to it', () => {
    const rig = new OrderRig([future(0)]);
    rig.core.onIntent(intentOf({ quantity: 4_500 }));
    expect(rig.taken().map(({ quantity }) => quantity)).toEqual([1_800, 1_800, 900]);
    for (const leg of [0, 1, 2]) rig.accept(orderIdOf(GROUP, leg));
    rig.fill(orderIdOf(GROUP, 1), 1_800, 10_000);
    expect(rig.last(rig.id('stop'))).toMatchObject({ quantity: 1_800 });
    rig.fill(orderIdOf(GROUP, 0), 1_800, 10_000);
    rig.fill(orderIdOf(GROUP, 2), 900, 10_000);
    expect(rig.last(rig.id('stop'))).toMatchObject({ quantity: 4_500 });
    const targets = rig.taken().filter(({ kind, side }) => kind === 'place' && side === -1);
    expect(targets.map(({ quantity }) => quantity)).toEqual([1_800, 1_800, 900]);
  });

  it('is denied when it would take more orders than allowed', () => {
    const rig = new OrderRig([future(0)], { maxSlices: 2 });
    rig.core.onIntent(intentOf({ quantity: 4_500 }));
    expect(rig.commands).toEqual([]);
    expect(rig.events).toMatchObject([
      { status: 'denied', quantity: 4_500, reason: 'quantity_above_freeze' },
    ]);
    expect(rig.core.stats).toMatchObject({ openGroups: 0, deniedEntries: 1 });
  });

  it('KS-01 sends nothing more once the latch is set between two of them', () => {
    let reads = 0;
    const rig = new OrderRig([future(0)]);
    const isKilled = (): boolean => {
      reads += 1;
      return reads > 2;
    };
    Object.defineProperty(rig, 'isKilled', { get: isKilled });
    rig.core.onIntent(intentOf({ quantity: 4_500 }));
    expect(rig.taken().map(({ quantity }) => quantity)).toEqual([1_800]);
    expect(rig.events.slice(-2)).toMatchObject([
      { status: 'denied', reason: 'kill_latch' },
      { status: 'denied', reason: 'kill_latch' },
    ]);
  });
});

describe('an entry that may not be sent', () => {
  it('RG-05 is denied when the message budget is used up', () => {
    const throttle = { tryEntry: () => false, tryReducing: () => true };
    const rig = new OrderRig(undefined, {}, { throttle });
    rig.core.onIntent(intentOf());
    expect(rig.events).toMatchObject([{ status: 'denied', reason: 'rate_limited' }]);
    expect(rig.commands).toEqual([]);
  });

  it('RG-08 is denied when it would trade with an order of ours', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.core.onIntent(intentOf({ intentId: CHILD, side: 1, limitPaise: 10_200 }));
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'denied', reason: 'self_trade' });
    rig.core.onIntent(intentOf({ intentId: CHILD + 1, side: 1, limitPaise: 10_195 }));
    expect(rig.last(orderIdOf(CHILD + 1, 0)).status).toBe('sending');
  });

  it('SE-01 is denied outside the hours of its segment', () => {
    const rig = new OrderRig(undefined, {}, { hours: { isOpen: () => false } });
    rig.core.onIntent(intentOf());
    expect(rig.events).toMatchObject([{ status: 'denied', reason: 'out_of_session' }]);
  });

  it('is denied while entries are paused or halted', () => {
    const rig = new OrderRig([stock(0), stock(1)]);
    rig.core.halt('instrument', 1, 'stuck');
    rig.core.onIntent(intentOf({ instrumentIndex: 1 }));
    expect(rig.last(ENTRY)).toMatchObject({ status: 'denied', reason: 'halted' });
    rig.core.pause('operator', 'lunch');
    rig.core.onIntent(intentOf({ intentId: CHILD }));
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'denied', reason: 'paused' });
    rig.core.resume('operator', 'back');
    rig.core.onIntent(intentOf({ intentId: CHILD + 1, instrumentIndex: 1 }));
    expect(rig.last(orderIdOf(CHILD + 1, 0)).status).toBe('sending');
  });
});

describe('an entry that waits for its parent (one triggers the other)', () => {
  function waiting(changes = {}, instruments = [stock(0)]): OrderRig {
    const rig = new OrderRig(instruments);
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.core.onIntent(
      intentOf({ intentId: CHILD, parentGroupId: GROUP, limitPaise: 9_900, ...changes }),
    );
    rig.taken();
    return rig;
  }

  it('is announced, and sent when the parent is filled', () => {
    const rig = waiting();
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'intent', quantity: 100 });
    expect(rig.core.stats).toMatchObject({ openGroups: 1, waitingGroups: 1 });
    rig.fill(ENTRY, 40, 10_000);
    expect(rig.last(CHILD_ENTRY).status).toBe('intent');
    rig.fill(ENTRY, 60, 10_000);
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'sending', quantity: 100 });
    expect(rig.core.stats).toMatchObject({ openGroups: 2, waitingGroups: 0 });
  });

  it('RG-11 is cut to the part of the parent that filled, in whole lots', () => {
    const rig = waiting({ instrumentIndex: 1, quantity: 375 }, [stock(0), future(1)]);
    rig.fill(ENTRY, 50, 10_000);
    rig.cancelled(ENTRY);
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'sending', quantity: 150 });
  });

  it('is denied when the parent ended without a fill, or filled for less than a lot', () => {
    const rig = waiting();
    rig.cancelled(ENTRY);
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'denied', reason: 'parent_not_filled' });
    expect(rig.core.stats).toMatchObject({ openGroups: 0, waitingGroups: 0 });

    const small = waiting({ instrumentIndex: 1, quantity: 75 }, [stock(0), future(1)]);
    small.fill(ENTRY, 50, 10_000);
    small.cancelled(ENTRY);
    expect(small.last(CHILD_ENTRY)).toMatchObject({
      status: 'denied',
      reason: 'parent_not_filled',
    });
  });

  it('is denied at once when there is no such parent, and sent at once when it is filled already', () => {
    const orphan = new OrderRig();
    orphan.core.onIntent(intentOf({ parentGroupId: 99 }));
    expect(orphan.last(ENTRY)).toMatchObject({ status: 'denied', reason: 'parent_not_filled' });
    const rig = new OrderRig();
    rig.openFilled();
    rig.core.onIntent(intentOf({ intentId: CHILD, parentGroupId: GROUP, limitPaise: 9_900 }));
    expect(rig.last(CHILD_ENTRY).status).toBe('sending');
  });

  it('KS-01 is purged by a kill, and withdrawn by an exit of its strategy', () => {
    const rig = waiting();
    rig.core.kill(rig.timeMs);
    expect(rig.last(CHILD_ENTRY)).toMatchObject({ status: 'denied', reason: 'kill_latch' });
    const exited = waiting();
    exited.core.onIntent(intentOf({ intentId: CHILD + 1, kind: 'exit', side: -1 }));
    expect(exited.last(CHILD_ENTRY)).toMatchObject({ status: 'denied', reason: 'withdrawn' });
  });
});
