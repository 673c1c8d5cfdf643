import { describe, expect, it } from 'vitest';
import { ENTRY, GROUP, intentOf, ORDER_SETTINGS, OrderRig } from '../../../support/order-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { future } from '../../../support/trading-instruments.ts';

const TWO_TARGETS = { secondTargetOffsetPaise: 400, firstTargetShareBps: 4_000 };

function stopRig(): OrderRig {
  const rig = new OrderRig(undefined, { restingLeg: 'stop' });
  rig.openFilled();
  return rig;
}

describe('two targets', () => {
  it('OC-01 share what was filled, and the stop covers all of it', () => {
    const rig = new OrderRig();
    rig.openFilled(TWO_TARGETS);
    const targets = rig.commands.filter(({ side, kind }) => side === -1 && kind === 'place');
    expect(targets).toMatchObject([
      { quantity: 40, limitPaise: 10_200 },
      { quantity: 60, limitPaise: 10_400 },
    ]);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
  });

  it('OC-02 the stop follows the first, the second closes the rest', () => {
    const rig = new OrderRig();
    rig.openFilled(TWO_TARGETS);
    const [first, second] = rig.commands.filter(({ side }) => side === -1);
    rig.fill(first?.orderId ?? 0, 40, 10_200);
    expect(rig.last(rig.id('stop')).quantity).toBe(60);
    expect(rig.taken()).toEqual([]);
    rig.fill(second?.orderId ?? 0, 60, 10_400);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('are cut to the freeze quantity', () => {
    const rig = new OrderRig([future(0)]);
    rig.openFilled({ quantity: 3_000, targetOffsetPaise: 500 });
    const entries = rig.commands.filter(({ side }) => side === 1);
    expect(entries.map(({ quantity }) => quantity)).toEqual([1_800, 1_200]);
  });
});

describe('a stop that rests at the venue', () => {
  it('OC-04 is a STOP_LIMIT order for all that is open; the target is held here', () => {
    const rig = stopRig();
    const place = rig.commands.find(({ orderType }) => orderType === 'stop_limit');
    expect(place).toMatchObject({
      kind: 'place',
      side: -1,
      quantity: 100,
      triggerPaise: 9_900,
      limitPaise: 9_850,
      isReducing: true,
    });
    expect(rig.last(rig.id('target'))).toMatchObject({
      ...{ status: 'held', quantity: 100, triggerPaise: 10_200 },
    });
  });

  it('OC-05 is cancelled when the target is reached, and the target goes out once that is confirmed', () => {
    const rig = stopRig();
    const stop = rig.id('stop');
    rig.tick({ lastPaise: 10_200 });
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: stop }]);
    // The position is never without a stop: it is held here in the meantime.
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    rig.cancelled(stop);
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 100, limitPaise: 10_200, orderType: 'limit' },
    ]);
    rig.accept(rig.id('target'));
    rig.fill(rig.id('target'), 100, 10_200);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('OC-03 closes nothing more when it filled before its cancel arrived', () => {
    const rig = stopRig();
    const stop = rig.id('stop');
    rig.tick({ lastPaise: 10_200 });
    rig.fill(stop, 100, 9_900);
    rig.report({ kind: 'cancel_rejected', orderId: stop, reason: 'already_terminal' });
    expect(rig.core.stats.openGroups).toBe(0);
    expect(rig.netQuantity).toBe(0);
  });

  it('is the exit once it triggers, and is chased like one', () => {
    const rig = stopRig();
    const stop = rig.id('stop');
    rig.report({ kind: 'triggered', orderId: stop });
    expect(rig.last(rig.events.find(({ role }) => role === 'target')?.orderId ?? 0)).toMatchObject({
      status: 'cancelled',
    });
    rig.taken();
    rig.tick({ lastPaise: 9_700 }, ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken()).toMatchObject([
      { kind: 'modify', orderId: stop, quantity: 100, limitPaise: 9_680, triggerPaise: 9_900 },
    ]);
    rig.confirmModify(stop);
    rig.fill(stop, 100, 9_690);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('OC-04 is held here when the venue refuses it', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 100, 10_000);
    const stop = rig.id('stop');
    rig.report({ kind: 'rejected', orderId: stop, reason: 'order_type_not_allowed' });
    expect(rig.id('stop')).not.toBe(stop);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    expect(rig.core.stats.refusedStops).toBe(1);
    rig.tick({ lastPaise: 9_900 });
    expect(rig.status('stop')).toBe('triggered');
  });

  it('is sent again when it was refused for a passing reason', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 100, 10_000);
    rig.taken();
    rig.report({ kind: 'rejected', orderId: rig.id('stop'), reason: 'rate_limited' });
    expect(rig.taken()).toEqual([]);
    expect(rig.status('stop')).toBe('held');
    rig.timer(ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken()).toMatchObject([{ kind: 'place', orderType: 'stop_limit', quantity: 100 }]);
    expect(rig.core.stats.refusedStops).toBe(0);
  });

  it('grows with the entry by a modify of quantity and trigger', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const stop = rig.id('stop');
    rig.accept(stop);
    rig.taken();
    rig.fill(ENTRY, 60, 10_000);
    expect(rig.taken()).toMatchObject([
      { kind: 'modify', orderId: stop, quantity: 100, triggerPaise: 9_900 },
    ]);
    rig.confirmModify(stop);
    expect(rig.taken()).toEqual([]);
  });

  it('OC-04 raises an alarm when its growth goes unanswered for too long, and is held here', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    rig.accept(rig.id('stop'));
    rig.fill(ENTRY, 60, 10_000);
    expect(rig.core.stats.unprotectedGroups).toBe(0);
    rig.timer(ORDER_SETTINGS.coverTimeoutMs);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    const [group] = [...rig.core.groups()];
    expect(group).toMatchObject({ uncoveredSinceMs: 0, isUnprotected: false });
  });
});

describe('the cover of an open quantity', () => {
  it('OC-04 is missed when no leg is left for a stop, and the alarm says so once', () => {
    let isOpen = true;
    const hours = { isOpen: () => isOpen };
    const rig = new OrderRig(undefined, { restingLeg: 'stop' }, { hours });
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    isOpen = false;
    rig.fill(ENTRY, 100, 10_000);
    // Nothing can be sent while the segment is closed, so the stop is held here.
    expect(rig.status('stop')).toBe('held');
    rig.timer(ORDER_SETTINGS.coverTimeoutMs);
    expect(rig.alarms).toEqual([]);
    isOpen = true;
    rig.timer(ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken().at(-1)).toMatchObject({ kind: 'place', orderType: 'stop_limit' });
  });
});

describe('an oco', () => {
  it('protects a position without an entry, and one leg ends the other', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf({ kind: 'oco', quantity: 50, limitPaise: 10_000 }));
    expect(rig.core.netQuantity(0)).toBe(50);
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 50, limitPaise: 10_200 },
    ]);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 50 });
    rig.accept(rig.id('target'));
    rig.tick({ lastPaise: 9_900 });
    expect(rig.taken()).toMatchObject([{ kind: 'cancel' }]);
    rig.cancelled(rig.id('target'));
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 50, 9_890);
    expect(rig.core.netQuantity(0)).toBe(0);
    expect([...rig.core.groups()]).toMatchObject([
      { groupId: GROUP, kind: 'oco', isClosed: true, openedAtMs: SESSION_OPEN_MS + 10 },
    ]);
  });
});
