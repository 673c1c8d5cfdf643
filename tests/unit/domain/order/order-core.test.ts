import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { intentIdOf, orderIdOf } from '../../../../src/domain/order/types.ts';
import type { OrderWatch, WatchPort } from '../../../../src/domain/order/watch-port.ts';
import {
  ENTRY,
  GROUP,
  intentOf,
  ORDER_SETTINGS,
  OrderRig,
  reportOf,
  TAG_PREFIX,
} from '../../../support/order-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

describe('an entry', () => {
  it('is announced, then placed as a LIMIT with the stamp of the tick behind it', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    expect(rig.events).toMatchObject([
      { sequence: 1, orderId: ENTRY, groupId: GROUP, strategyIndex: 1, role: 'entry' },
    ]);
    expect(rig.commands).toEqual([
      {
        kind: 'place',
        orderId: ENTRY,
        tagPrefix: TAG_PREFIX,
        queryId: 0,
        orderType: 'limit',
        instrumentIndex: 0,
        side: 1,
        quantity: 100,
        limitPaise: 10_000,
        triggerPaise: 0,
        isReducing: false,
        timeMs: SESSION_OPEN_MS,
        originReceiveNs: 5,
      },
    ]);
    expect(rig.core.stats.openGroups).toBe(1);
  });

  it('closes its group when the venue rejects it, without any child', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.report({ kind: 'rejected', orderId: ENTRY, reason: 'out_of_session' });
    expect(rig.events.at(-1)).toMatchObject({ status: 'rejected', reason: 'out_of_session' });
    expect(rig.core.stats.openGroups).toBe(0);
    expect(rig.commands).toHaveLength(1);
  });

  it('KS-01 is denied when the kill latch is set before it is sent', () => {
    const rig = new OrderRig();
    rig.isKilled = true;
    rig.core.onIntent(intentOf());
    expect(rig.commands).toEqual([]);
    expect(rig.events).toMatchObject([
      { orderId: ENTRY, status: 'denied', filledQuantity: 0, reason: 'kill_latch' },
    ]);
    expect(rig.core.stats).toMatchObject({ openGroups: 0, deniedEntries: 1 });
  });

  it('is cancelled when its time is over, even when its own instrument is silent', () => {
    const rig = new OrderRig([stock(0), stock(1)]);
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.taken();
    rig.tick({ instrumentIndex: 1 }, ORDER_SETTINGS.entryTimeoutMs - 1);
    expect(rig.taken()).toEqual([]);
    rig.tick({ instrumentIndex: 1 }, 1);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: ENTRY }]);
    rig.tick({ instrumentIndex: 1 }, 1000);
    expect(rig.taken()).toEqual([]);
    rig.cancelled(ENTRY);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('is cancelled only after the venue has answered it', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.taken();
    rig.tick({}, ORDER_SETTINGS.entryTimeoutMs);
    expect(rig.taken()).toEqual([]);
    rig.accept(ENTRY);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: ENTRY }]);
  });

  it('ID-07 cannot be submitted twice', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    expect(() => rig.core.onIntent(intentOf())).toThrow(InvariantError);
  });

  it('OC-06 leaves children sized to what was filled when its rest is cancelled', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 30, 10_000);
    rig.accept(rig.id('target'));
    rig.tick({}, ORDER_SETTINGS.entryTimeoutMs);
    rig.cancelled(ENTRY);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 30 });
    expect(rig.last(rig.id('target'))).toMatchObject({ status: 'working', quantity: 30 });
    expect(rig.core.stats.openGroups).toBe(1);
  });
});

describe('the protection of a fill', () => {
  it('OC-04 holds a stop and places a target in the step that brings the fill', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.taken();
    rig.fill(ENTRY, 40, 10_000);
    expect(rig.last(rig.id('stop'))).toMatchObject({
      status: 'held',
      side: -1,
      quantity: 40,
      triggerPaise: 9_900,
    });
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 40, limitPaise: 10_200, originReceiveNs: 0 },
    ]);
  });

  it('OC-01 OL-10 grows with further fills, one unanswered change at a time', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.taken();
    rig.fill(ENTRY, 10, 10_000);
    expect(rig.taken()).toEqual([]);
    rig.accept(target);
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 50 }]);
    rig.fill(ENTRY, 50, 10_000);
    expect(rig.taken()).toEqual([]);
    rig.confirmModify(target);
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 100 }]);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
  });

  it('prices stop and target from the average fill, rounded towards the entry', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf({ limitPaise: 10_005 }));
    rig.accept(ENTRY);
    rig.fill(ENTRY, 50, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.taken();
    rig.fill(ENTRY, 50, 10_005);
    // The average is 10,002.5: stop 9,902.5 up to 9,905, target 10,202.5 down to 10,200.
    expect(rig.last(rig.id('stop')).triggerPaise).toBe(9_905);
    expect(rig.taken()).toMatchObject([{ kind: 'modify', quantity: 100, limitPaise: 10_200 }]);
  });

  it('OC-07 mirrors for a short bracket', () => {
    const rig = new OrderRig();
    rig.openFilled({ side: -1 });
    expect(rig.last(rig.id('stop'))).toMatchObject({ side: 1, triggerPaise: 10_100 });
    expect(rig.last(rig.id('target'))).toMatchObject({ side: 1, limitPaise: 9_800 });
  });

  it('OC-07 keeps stop and target on their sides of the entry however small the offsets are', () => {
    for (const side of [1, -1] as const) {
      const rig = new OrderRig();
      rig.tick();
      rig.core.onIntent(intentOf({ side, stopOffsetPaise: 1, targetOffsetPaise: 1 }));
      rig.accept(ENTRY);
      rig.fill(ENTRY, 100, 10_000);
      expect(rig.last(rig.id('stop')).triggerPaise).toBe(10_000 - side * 5);
      // No price on the increment lies within one paisa of the entry: there is nothing to aim at.
      expect(rig.events.some(({ role }) => role === 'target')).toBe(false);
    }
  });

  it('holds a stop that never triggers below the lowest price, and no target beyond the circuit', () => {
    const rig = new OrderRig([stock(0, { upperCircuitPaise: 10_000 })]);
    rig.core.onIntent(intentOf({ limitPaise: 5, stopOffsetPaise: 100 }));
    rig.accept(ENTRY);
    rig.fill(ENTRY, 100, 5);
    expect(rig.last(rig.id('stop')).triggerPaise).toBe(0);

    const capped = new OrderRig([stock(0, { upperCircuitPaise: 10_052 })]);
    capped.openFilled();
    expect(capped.last(capped.id('target')).limitPaise).toBe(10_050);
  });

  it('goes on with the stop alone when the venue refuses the target', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    rig.report({ kind: 'rejected', orderId: rig.id('target'), reason: 'price_outside_circuit' });
    rig.fill(ENTRY, 60, 10_000);
    expect(rig.events.filter(({ role }) => role === 'target')).toHaveLength(2);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
    expect(rig.core.stats.refusedTargets).toBe(1);
  });

  it('does not repeat a modify that the venue refused', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(ENTRY, 20, 10_000);
    rig.taken();
    rig.report({ kind: 'modify_rejected', orderId: target, reason: 'quantity_above_freeze' });
    rig.tick();
    expect(rig.taken()).toEqual([]);
    rig.fill(ENTRY, 40, 10_000);
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 100 }]);
  });
});

describe('a target fill', () => {
  it('OC-02 reduces the stop in the same step and ends the entry', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 60, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.taken();
    rig.fill(target, 25, 10_200);
    expect(rig.events.slice(-3)).toMatchObject([
      { role: 'target', status: 'partially_filled', fillQuantity: 25 },
      { role: 'stop', status: 'held', quantity: 35 },
      { role: 'entry', status: 'pending_cancel' },
    ]);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: ENTRY }]);
  });

  it('OC-02 OC-05 releases the stop and closes the group when it completes', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.fill(rig.id('target'), 100, 10_200);
    expect(rig.status('stop')).toBe('cancelled');
    expect(rig.core.stats.openGroups).toBe(0);
    expect(rig.taken()).toEqual([]);
  });

  it('closes at once what the entry still fills after the target has', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 60, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(target, 60, 10_200);
    rig.taken();
    rig.fill(ENTRY, 40, 10_000);
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 40 }]);
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 40, 9_990);
    expect(rig.netQuantity).toBe(0);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('is told from a completed order when a modify overtook its report', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(ENTRY, 60, 10_000);
    // The venue grew the order to 100 and then filled 40 of it; its fill report comes first.
    rig.report({
      kind: 'fill',
      orderId: target,
      quantity: 100,
      cumulativeQuantity: 40,
      fillQuantity: 40,
      fillPaise: 10_200,
    });
    expect(rig.last(target)).toMatchObject({ status: 'partially_filled', quantity: 100 });
    rig.report({ kind: 'modified', orderId: target, quantity: 100, cumulativeQuantity: 40 });
    rig.fill(target, 60, 10_200);
    expect(rig.core.stats.openGroups).toBe(0);
  });
});

describe('a stop', () => {
  it('cancels the target first and exits what is open once that is confirmed', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.tick({ lastPaise: 9_900 });
    expect(rig.status('stop')).toBe('triggered');
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: target, originReceiveNs: 77 }]);
    rig.cancelled(target);
    // The bid is 9,895; ten basis points through it, rounded back to the increment.
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 100, limitPaise: 9_890 },
    ]);
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 100, 9_895);
    expect(rig.netQuantity).toBe(0);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('exits nothing when the target filled before its cancel arrived', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.tick({ lastPaise: 9_900 });
    rig.fill(target, 100, 10_200);
    rig.report({ kind: 'cancel_rejected', orderId: target, reason: 'already_terminal' });
    expect(rig.events.some(({ role }) => role === 'exit')).toBe(false);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('exits the rest when the target filled in part before its cancel arrived', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.tick({ lastPaise: 9_900 });
    rig.taken();
    rig.fill(target, 70, 10_200);
    rig.cancelled(target);
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 30 }]);
  });

  it('waits for a fill that the cancel report names but that has not arrived', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.tick({ lastPaise: 9_900 });
    rig.taken();
    rig.report({ kind: 'cancelled', orderId: target, cumulativeQuantity: 70 });
    rig.tick({ lastPaise: 9_900 });
    expect(rig.taken()).toEqual([]);
    rig.report({
      kind: 'fill',
      orderId: target,
      cumulativeQuantity: 70,
      fillQuantity: 70,
      fillPaise: 10_200,
    });
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 30 }]);
  });

  it('triggers on an extreme inside a conflated tick', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.tick({ lastPaise: 9_950, lowPaise: 9_900, highPaise: 9_950, isConflated: true });
    expect(rig.status('stop')).toBe('triggered');

    const short = new OrderRig();
    short.openFilled({ side: -1 });
    short.tick({ lastPaise: 10_050, lowPaise: 10_050, highPaise: 10_100, isConflated: true });
    expect(short.status('stop')).toBe('triggered');
  });

  it('triggers on a quote wholly beyond the trigger, not on a wide spread', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.tick({ lastPaise: 9_950, bidPaise: 9_000, askPaise: 9_950 });
    expect(rig.status('stop')).toBe('held');
    rig.tick({ lastPaise: 9_950, bidPaise: 9_000, askPaise: 0 });
    expect(rig.status('stop')).toBe('held');
    rig.tick({ lastPaise: 9_950, bidPaise: 9_890, askPaise: 9_900 });
    expect(rig.status('stop')).toBe('triggered');
  });

  it('GT-01 does not trigger on a tick from before the fill, which a report may overtake', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.timeMs += 100;
    rig.fill(ENTRY, 100, 10_000);
    rig.tick({ lastPaise: 9_900 }, -1);
    expect(rig.status('stop')).toBe('held');
    rig.tick({ lastPaise: 9_900 }, 1);
    expect(rig.status('stop')).toBe('triggered');
  });

  it('cancels the rest of the entry too, and waits for it before it exits', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 60, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.taken();
    rig.tick({ lastPaise: 9_900 });
    expect(rig.taken()).toMatchObject([
      { kind: 'cancel', orderId: ENTRY },
      { kind: 'cancel', orderId: target },
    ]);
    rig.cancelled(target);
    rig.fill(ENTRY, 15, 10_000);
    expect(rig.taken()).toEqual([]);
    rig.cancelled(ENTRY);
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 75 }]);
  });

  it('asks for a refused cancel again after its pause', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.tick({ lastPaise: 9_900 });
    rig.report({ kind: 'cancel_rejected', orderId: target, reason: 'unknown_order' });
    rig.taken();
    rig.tick({ lastPaise: 9_900 });
    expect(rig.taken()).toEqual([]);
    rig.tick({ lastPaise: 9_900 }, ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: target }]);
  });
});

describe('an exit order', () => {
  function exiting(): OrderRig {
    const rig = new OrderRig();
    rig.openFilled();
    rig.tick({ lastPaise: 9_900 });
    rig.cancelled(rig.id('target'));
    rig.accept(rig.id('exit'));
    rig.taken();
    return rig;
  }

  it('KS-07 is re-priced while the market moves away, further each time, and then rests', () => {
    const rig = exiting();
    const exit = rig.id('exit');
    rig.tick({ lastPaise: 9_800 }, ORDER_SETTINGS.chaseIntervalMs - 20);
    expect(rig.taken()).toEqual([]);
    const limits: number[] = [];
    for (let chase = 0; chase < ORDER_SETTINGS.maxChases + 2; chase += 1) {
      rig.tick({ lastPaise: 9_800 - chase * 100 }, ORDER_SETTINGS.chaseIntervalMs);
      const sent = rig.taken();
      limits.push(...sent.map(({ limitPaise }) => limitPaise));
      if (sent.length > 0) rig.confirmModify(exit);
    }
    // Bids 9,795, 9,695 and 9,595, less 20, 30 and 40 basis points, up to the increment.
    expect(limits).toEqual([9_780, 9_670, 9_560]);
    expect(rig.core.stats.exhaustedChases).toBe(1);
  });

  it('is left alone while its limit still reaches the touch', () => {
    const rig = exiting();
    rig.tick({ lastPaise: 9_900 }, 5000);
    expect(rig.taken()).toEqual([]);
  });

  it('is tried again after a rejection, with a fresh price, while legs last', () => {
    const rig = exiting();
    rig.report({ kind: 'rejected', orderId: rig.id('exit'), reason: 'price_outside_circuit' });
    expect(rig.taken()).toEqual([]);
    rig.tick({ lastPaise: 9_700 }, ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 100, limitPaise: 9_690 }]);
    for (let attempt = 0; attempt < 70; attempt += 1) {
      const exit = rig.id('exit');
      if (rig.status('exit') === 'sending') {
        rig.report({ kind: 'rejected', orderId: exit, reason: 'price_outside_circuit' });
      }
      rig.tick({ lastPaise: 9_700 }, 64 * ORDER_SETTINGS.chaseIntervalMs);
    }
    expect(rig.core.stats.stuckExits).toBe(1);
    expect(rig.core.stats.openGroups).toBe(1);
  });

  it('OC-03 compensates an overshoot by exactly the excess in the same step', () => {
    const rig = exiting();
    rig.fill(rig.id('exit'), 100, 9_895);
    expect(rig.core.stats.openGroups).toBe(0);
    rig.taken();
    // The target filled after all, 30 units, though its cancel was confirmed (OL-05).
    const target = rig.events.find(({ role }) => role === 'target')?.orderId ?? 0;
    rig.report({
      kind: 'fill',
      orderId: target,
      cumulativeQuantity: 30,
      fillQuantity: 30,
      fillPaise: 10_200,
    });
    expect(rig.core.stats).toMatchObject({ lateFills: 1, overshoots: 1, openGroups: 1 });
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: 1, quantity: 30 }]);
    rig.accept(rig.id('exit'));
    rig.fill(rig.id('exit'), 30, 9_905);
    expect(rig.netQuantity).toBe(0);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('shrinks when a late target fill leaves less to close', () => {
    const rig = exiting();
    const target = rig.events.find(({ role }) => role === 'target')?.orderId ?? 0;
    rig.report({
      kind: 'fill',
      orderId: target,
      cumulativeQuantity: 30,
      fillQuantity: 30,
      fillPaise: 10_200,
    });
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: rig.id('exit'), quantity: 70 }]);
  });
});

describe('an exit intent', () => {
  it('cancels entry and target, then closes what is open', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const target = rig.id('target');
    rig.core.onIntent(intentOf({ kind: 'exit', side: -1, intentId: GROUP + 1, limitPaise: 0 }));
    expect(rig.status('stop')).toBe('cancelled');
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: target }]);
    rig.cancelled(target);
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 100 }]);
  });

  it('KS-06 repeated, or from another strategy, changes nothing', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.core.onIntent(
      intentOf({ kind: 'exit', side: -1, intentId: intentIdOf(2, 1), strategyIndex: 2 }),
    );
    expect(rig.taken()).toEqual([]);
    expect(rig.core.stats.idleExits).toBe(1);
    for (let times = 0; times < 3; times += 1) {
      rig.core.onIntent(intentOf({ kind: 'exit', side: -1, intentId: GROUP + 1 + times }));
    }
    expect(rig.taken()).toHaveLength(1);
    rig.cancelled(rig.id('target'));
    rig.core.onIntent(intentOf({ kind: 'exit', side: -1, intentId: GROUP + 9 }));
    expect(rig.taken()).toHaveLength(1);
  });

  it('only cancels an entry that has not filled', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.taken();
    rig.core.onIntent(intentOf({ kind: 'exit', side: -1, intentId: GROUP + 1 }));
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: ENTRY }]);
    rig.cancelled(ENTRY);
    expect(rig.taken()).toEqual([]);
    expect(rig.core.stats.openGroups).toBe(0);
  });

  it('passes under the kill latch', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.isKilled = true;
    rig.core.onIntent(intentOf({ kind: 'exit', side: -1, intentId: GROUP + 1 }));
    rig.cancelled(rig.id('target'));
    expect(rig.taken().map(({ kind }) => kind)).toEqual(['cancel', 'place']);
  });
});

describe('reports', () => {
  it('F11 of fills change nothing when they are repeated', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const before = rig.events.length;
    rig.report({
      kind: 'fill',
      orderId: ENTRY,
      cumulativeQuantity: 100,
      fillQuantity: 100,
      fillPaise: 10_000,
    });
    expect(rig.events).toHaveLength(before);
    expect(rig.core.stats.repeatedFills).toBe(1);
  });

  it('OL-05 apply a fill after the cancel and protect it', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.tick({}, ORDER_SETTINGS.entryTimeoutMs);
    rig.cancelled(ENTRY);
    expect(rig.core.stats.openGroups).toBe(0);
    rig.taken();
    rig.report({
      kind: 'fill',
      orderId: ENTRY,
      cumulativeQuantity: 20,
      fillQuantity: 20,
      fillPaise: 10_000,
    });
    expect(rig.core.stats).toMatchObject({ lateFills: 1, openGroups: 1 });
    expect(rig.last(ENTRY)).toMatchObject({ status: 'cancelled', filledQuantity: 20 });
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 20 });
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: -1, quantity: 20 }]);
  });

  it('of unknown orders and of stops are counted and ignored', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const before = rig.events.length;
    rig.report({ kind: 'cancelled', orderId: rig.id('stop') });
    const orderId = orderIdOf(intentIdOf(9, 9), 0);
    const fill = { cumulativeQuantity: 1, fillQuantity: 1, fillPaise: 1 };
    rig.core.onReport(reportOf({ kind: 'fill', orderId, ...fill }));
    expect(rig.core.stats.unknownOrderReports).toBe(2);
    expect(rig.events).toHaveLength(before);
  });
});

describe('the order watch', () => {
  it('hears reports after their orders, time, and what was sent; what it applies is a report like any other', () => {
    const told: string[] = [];
    let port: WatchPort | undefined;
    const watch = (given: WatchPort): OrderWatch => {
      port = given;
      return {
        onReport: (report) => {
          told.push(`${report.kind} ${given.find(ENTRY)?.status}`);
          if (report.kind !== 'book_order') return;
          given.applyReport({ ...report, kind: 'accepted', orderId: ENTRY });
        },
        onTimer: () => void told.push('timer'),
        onSent: (order) => void told.push(`sent ${order.role}`),
      };
    };
    const rig = new OrderRig(undefined, {}, { watch });
    rig.core.onIntent(intentOf());
    rig.timer(1);
    const queryId = port?.query('query_order', ENTRY) ?? 0;
    rig.timer(1);
    expect(rig.commands.at(-1)).toMatchObject({ kind: 'query_order', orderId: ENTRY, queryId: 1 });
    rig.core.onReport(reportOf({ kind: 'book_order', queryId, quantity: 100, limitPaise: 10_000 }));
    expect(rig.status('entry')).toBe('working');
    rig.fill(ENTRY, 100, 10_000);
    expect(told).toEqual([
      'sent entry',
      'timer',
      'timer',
      'book_order sending',
      'fill filled',
      'sent target',
    ]);
    expect([...(port?.liveOrders() ?? [])].map(({ role }) => role)).toEqual(['target']);
  });
});

describe('flatten', () => {
  it('closes every group, in lots and for several instruments', () => {
    const rig = new OrderRig([stock(0), future(1)]);
    rig.openFilled();
    rig.openFilled({ intentId: GROUP + 1, instrumentIndex: 1, quantity: 150, side: -1 });
    rig.core.flatten('operator');
    expect(rig.taken().map(({ kind }) => kind)).toEqual(['cancel', 'cancel']);
    for (const groupId of [GROUP, GROUP + 1]) rig.cancelled(orderIdOf(groupId, 2));
    expect(rig.taken()).toMatchObject([
      { kind: 'place', side: -1, quantity: 100 },
      { kind: 'place', side: 1, quantity: 150 },
    ]);
  });
});
