import { describe, expect, it } from 'vitest';
import { EXIT_OFFSET_BPS_MAX } from '../../../../src/domain/limits.ts';
import { GROUP, intentOf, ORDER_SETTINGS, OrderRig } from '../../../support/order-rig.ts';
import { future } from '../../../support/trading-instruments.ts';

function flattened(rig: OrderRig): OrderRig {
  rig.core.flatten('operator');
  rig.cancelled(rig.id('target'));
  return rig;
}

describe('an exit', () => {
  it('is cut to the freeze quantity, and its orders are chased together', () => {
    const rig = new OrderRig([future(0)]);
    rig.tick();
    rig.core.onIntent(intentOf({ kind: 'oco', quantity: 3_000, targetOffsetPaise: 0 }));
    rig.taken();
    rig.core.flatten('operator');
    const exits = rig.taken();
    expect(exits.map(({ quantity }) => quantity)).toEqual([1_800, 1_200]);
    for (const { orderId } of exits) rig.accept(orderId);
    rig.tick({ lastPaise: 9_800 }, ORDER_SETTINGS.chaseIntervalMs);
    const modifies = rig.taken();
    expect(modifies.map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual([
      'modify 1800',
      'modify 1200',
    ]);
    expect(new Set(modifies.map(({ limitPaise }) => limitPaise)).size).toBe(1);
  });

  it('waits for a quote before it is priced, also after a restart', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.restart();
    rig.taken();
    flattened(rig);
    rig.timer(10);
    expect(rig.taken().map(({ kind }) => kind)).toEqual(['cancel']);
    rig.tick({ lastPaise: 9_955 });
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 100, limitPaise: 9_945 }]);
  });

  it('KS-07 is never chased further through the touch than the band', () => {
    const rig = new OrderRig(undefined, { marketableOffsetBps: 400 });
    rig.openFilled();
    flattened(rig);
    rig.accept(rig.id('exit'));
    rig.taken();
    rig.tick({ lastPaise: 9_005, bidPaise: 9_000 }, ORDER_SETTINGS.chaseIntervalMs);
    const lowestPaise = 9_000 - (9_000 * EXIT_OFFSET_BPS_MAX) / 10_000;
    expect(rig.taken()).toMatchObject([{ kind: 'modify', limitPaise: lowestPaise }]);
  });

  it('KS-07 raises an alarm when its chases are used up', () => {
    const rig = new OrderRig(undefined, { maxChases: 1 });
    rig.openFilled();
    flattened(rig);
    rig.accept(rig.id('exit'));
    rig.tick({ lastPaise: 9_800 }, ORDER_SETTINGS.chaseIntervalMs);
    rig.confirmModify(rig.id('exit'));
    rig.tick({ lastPaise: 9_600 }, ORDER_SETTINGS.chaseIntervalMs);
    rig.tick({ lastPaise: 9_500 }, ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.alarms).toEqual(['chase_exhausted']);
  });

  it('pauses longer with every rejection in a row', () => {
    const rig = new OrderRig();
    rig.openFilled();
    flattened(rig);
    const waits: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      rig.report({ kind: 'rejected', orderId: rig.id('exit'), reason: 'price_protection' });
      rig.taken();
      let waitMs = 0;
      while (rig.taken().length === 0) {
        rig.timer(ORDER_SETTINGS.chaseIntervalMs / 2);
        waitMs += ORDER_SETTINGS.chaseIntervalMs / 2;
      }
      waits.push(waitMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('OL-06 is not replaced while its outcome is unknown', () => {
    const rig = new OrderRig();
    rig.openFilled();
    flattened(rig);
    rig.report({ kind: 'unknown', orderId: rig.id('exit') });
    rig.taken();
    for (let times = 0; times < 5; times += 1) rig.tick({ lastPaise: 9_700 }, 2_000);
    expect(rig.taken()).toEqual([]);
    rig.report({ kind: 'rejected', orderId: rig.id('exit'), reason: 'never_received' });
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 100 }]);
  });

  it('RG-08 has the target it would meet cancelled first, and waits for that', () => {
    const rig = new OrderRig();
    rig.openFilled();
    const other = GROUP + 1;
    // A short of another strategy: its target buys at 99.80, near the bid.
    rig.openFilled({
      intentId: other,
      strategyIndex: 2,
      side: -1,
      targetOffsetPaise: 10,
      limitPaise: 10_195,
    });
    const otherTarget = rig.id('target');
    expect(rig.last(otherTarget)).toMatchObject({ side: 1, limitPaise: 10_185 });
    rig.core.flatten('operator', { scope: 'strategy', at: 1 });
    rig.tick({ lastPaise: 10_100 });
    const first = rig.events.find(({ role }) => role === 'target')?.orderId ?? 0;
    rig.taken();
    rig.cancelled(first);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: otherTarget }]);
    rig.cancelled(otherTarget);
    const placed = rig.taken();
    expect(placed).toMatchObject([{ kind: 'place', side: -1, quantity: 100 }]);
    rig.accept(placed[0]?.orderId ?? 0);
    rig.fill(placed[0]?.orderId ?? 0, 100, 10_090);
    rig.timer(ORDER_SETTINGS.chaseIntervalMs);
    // With the way out used, the other group aims again.
    expect(rig.taken()).toMatchObject([{ kind: 'place', side: 1, limitPaise: 10_185 }]);
  });
});
