import { describe, expect, it } from 'vitest';
import { ENTRY, intentOf, ORDER_SETTINGS, OrderRig } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

describe('the rules of a group', () => {
  it('ask for nothing when nothing is missing, however often they are asked', () => {
    for (const restingLeg of ['target', 'stop'] as const) {
      const rig = new OrderRig(undefined, { restingLeg });
      rig.openFilled();
      for (let times = 0; times < 3; times += 1) {
        rig.tick();
        rig.timer(1_000);
      }
      expect(rig.taken()).toEqual([]);
      expect([...rig.core.groups()]).toMatchObject([{ isExiting: false }]);
    }
  });

  it('OC-07 trail the held stop behind the best price and never loosen it', () => {
    const rig = new OrderRig();
    rig.openFilled({ trailOffsetPaise: 60, targetOffsetPaise: 2_000 });
    const triggers: number[] = [];
    for (const lastPaise of [10_000, 9_980, 10_005, 10_050, 10_020, 10_100]) {
      rig.tick({ lastPaise });
      triggers.push(rig.last(rig.id('stop')).triggerPaise);
    }
    expect(triggers).toEqual([9_940, 9_940, 9_940, 9_990, 9_990, 10_040]);
    rig.tick({ lastPaise: 10_040 });
    expect(rig.status('stop')).toBe('triggered');
  });

  it('trail a stop at the venue by modifies of trigger and limit', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.openFilled({ trailOffsetPaise: 100, targetOffsetPaise: 2_000, side: -1 });
    rig.tick({ lastPaise: 9_900 });
    expect(rig.taken()).toMatchObject([
      { kind: 'modify', triggerPaise: 10_000, limitPaise: 10_050, quantity: 100 },
    ]);
  });

  it('GT-01 trigger nothing on a tick outside continuous hours, or on a stale one', () => {
    let isOpen = true;
    const rig = new OrderRig([stock(0), stock(1)], {}, { hours: { isOpen: () => isOpen } });
    rig.openFilled();
    isOpen = false;
    rig.tick({ lastPaise: 9_000 });
    expect(rig.status('stop')).toBe('held');
    isOpen = true;
    // Another instrument moves the session on; the crossing is older than allowed by then.
    rig.tick({ instrumentIndex: 1 }, ORDER_SETTINGS.staleTickMs + 100);
    rig.tick({ lastPaise: 9_000 }, -ORDER_SETTINGS.staleTickMs - 50);
    expect(rig.status('stop')).toBe('held');
    rig.tick({ lastPaise: 9_000 }, ORDER_SETTINGS.staleTickMs);
    expect(rig.status('stop')).toBe('triggered');
  });

  it('take the stop when one conflated tick crossed stop and target', () => {
    const rig = new OrderRig(undefined, { restingLeg: 'stop' });
    rig.openFilled();
    rig.report({ kind: 'cancelled', orderId: rig.id('stop') });
    rig.taken();
    rig.tick({ lastPaise: 10_000, lowPaise: 9_800, highPaise: 10_300 });
    expect(rig.status('stop')).toBe('triggered');
    expect(rig.taken()).toMatchObject([{ kind: 'place', quantity: 100, limitPaise: 9_990 }]);
  });

  it('OC-06 send no child when the entry ends without a fill', () => {
    for (const kind of ['cancelled', 'expired', 'rejected'] as const) {
      const rig = new OrderRig();
      rig.core.onIntent(intentOf());
      rig.report({ kind, orderId: ENTRY });
      expect(rig.commands).toHaveLength(1);
      expect(rig.core.stats.openGroups).toBe(0);
    }
  });
});
