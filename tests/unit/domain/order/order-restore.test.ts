import { describe, expect, it } from 'vitest';
import { EMPTY_IMAGE } from '../../../../src/domain/journal-row.ts';
import { GroupRegistry } from '../../../../src/domain/order/group-registry.ts';
import { restoreRegistry } from '../../../../src/domain/order/order-restore.ts';
import { orderIdOf } from '../../../../src/domain/order/types.ts';
import { ENTRY, GROUP, intentOf, OrderRig } from '../../../support/order-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

describe('restoring', () => {
  it('OC-08 brings back groups, orders, positions and numbers, and causes nothing', () => {
    const rig = new OrderRig([stock(0), stock(1)]);
    rig.openFilled();
    rig.openFilled({ intentId: GROUP + 1, instrumentIndex: 1, side: -1 });
    const before = rig.core;
    const events = rig.events.length;
    const hash = before.stateHash();
    rig.restart();
    expect(rig.core.stateHash()).toBe(hash);
    expect(rig.events).toHaveLength(events);
    expect(rig.core.stats.openGroups).toBe(2);
    expect([rig.core.netQuantity(0), rig.core.netQuantity(1)]).toEqual([100, -100]);
    expect(rig.core.instrumentsWithPosition()).toEqual([0, 1]);
    rig.tick({ lastPaise: 9_900 });
    expect(rig.events.at(events)?.sequence).toBe(events + 1);
  });

  it('OL-05 applies a late fill of an order that was over before the restart', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.cancelled(ENTRY);
    rig.restart();
    rig.tick();
    rig.fill(ENTRY, 20, 10_000);
    expect(rig.core.stats).toMatchObject({ lateFills: 1, openGroups: 1 });
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 20 });
  });

  it('ID-07 refuses a group id that was used before it', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.cancelled(ENTRY);
    rig.restart();
    expect(() => rig.core.onIntent(intentOf())).toThrow('ID-07');
  });

  it('goes on from the newest event and the newest time', () => {
    const rig = new OrderRig();
    rig.core.onIntent(intentOf());
    rig.cancelled(ENTRY);
    rig.core.onIntent(intentOf({ intentId: GROUP + 1 }));
    const registry = new GroupRegistry([stock(0)]);
    const clock = restoreRegistry(rig.image, registry);
    expect(clock).toEqual({ eventSequence: 3, timeMs: rig.timeMs });
    expect(registry.find(ENTRY)?.status).toBe('cancelled');
    expect(registry.find(orderIdOf(GROUP + 1, 0))?.status).toBe('sending');
  });

  it('of nothing is a new start', () => {
    const registry = new GroupRegistry([stock(0)]);
    expect(restoreRegistry(EMPTY_IMAGE, registry)).toEqual({ eventSequence: 0, timeMs: 0 });
    expect(registry.openCount).toBe(0);
  });
});
