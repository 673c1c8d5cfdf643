import { describe, expect, it } from 'vitest';
import { CANCEL_ATTEMPTS_MAX } from '../../../../src/domain/limits.ts';
import { ENTRY, GROUP, intentOf, ORDER_SETTINGS, OrderRig } from '../../../support/order-rig.ts';

const RESPONSE_MS = 2_000;

function rigOf(): OrderRig {
  return new OrderRig(undefined, { responseTimeoutMs: RESPONSE_MS, entryTimeoutMs: 1_000_000 });
}

describe('an answer that is overdue', () => {
  it('ID-06 makes a placed order unknown, and it is not placed again', () => {
    const rig = rigOf();
    rig.core.onIntent(intentOf());
    rig.timer(RESPONSE_MS - 1);
    expect(rig.last(ENTRY).status).toBe('sending');
    rig.timer(1);
    expect(rig.last(ENTRY).status).toBe('unknown');
    for (let times = 0; times < 5; times += 1) rig.timer(60_000);
    expect(rig.commands).toHaveLength(1);
    expect(rig.core.stats.unknownOrders).toBe(1);
  });

  it('is noticed on a tick of any instrument too', () => {
    const rig = rigOf();
    rig.core.onIntent(intentOf());
    rig.tick({}, RESPONSE_MS);
    expect(rig.last(ENTRY).status).toBe('unknown');
  });

  it('makes a cancel be asked again, each time later, a few times', () => {
    const rig = rigOf();
    rig.openFilled();
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 1, side: -1 }));
    const asked: number[] = [];
    for (let waitedMs = 0; waitedMs < 200_000; waitedMs += 1_000) {
      if (rig.taken().some(({ kind }) => kind === 'cancel')) asked.push(waitedMs);
      rig.timer(1_000);
    }
    expect(asked).toEqual([0, 2_000, 6_000, 14_000, 30_000]);
    expect(asked).toHaveLength(CANCEL_ATTEMPTS_MAX);
    expect(rig.core.stats.abandonedCancels).toBe(1);
    expect(rig.alarms).toContain('cancel_abandoned');
  });

  it('makes a modify count as not applied; it is asked again, and a later report confirms it', () => {
    const rig = rigOf();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.fill(ENTRY, 40, 10_000);
    const target = rig.id('target');
    rig.accept(target);
    rig.fill(ENTRY, 60, 10_000);
    rig.taken();
    rig.timer(RESPONSE_MS);
    expect(rig.core.find(target)).toMatchObject({ status: 'working', quantity: 40 });
    rig.timer(ORDER_SETTINGS.chaseIntervalMs);
    expect(rig.taken()).toMatchObject([{ kind: 'modify', orderId: target, quantity: 100 }]);
    rig.confirmModify(target);
    expect(rig.core.find(target)).toMatchObject({ status: 'working', quantity: 100 });
  });
});

describe('after a restart', () => {
  it('ID-08 what was being sent is unknown, and is never sent again', () => {
    const rig = rigOf();
    rig.core.onIntent(intentOf());
    rig.restart();
    expect(rig.last(ENTRY).status).toBe('unknown');
    rig.timer(100_000);
    expect(rig.commands).toHaveLength(1);
    rig.fill(ENTRY, 100, 10_000);
    expect(rig.core.netQuantity(0)).toBe(100);
    expect(rig.last(rig.id('stop'))).toMatchObject({ status: 'held', quantity: 100 });
  });

  it('what was only decided is denied', () => {
    const rig = rigOf();
    rig.core.onIntent(intentOf());
    rig.accept(ENTRY);
    rig.core.onIntent(intentOf({ intentId: GROUP + 1, parentGroupId: GROUP, limitPaise: 9_900 }));
    rig.restart();
    expect(rig.events.at(-1)).toMatchObject({ status: 'denied', reason: 'restarted' });
    expect(rig.core.stats).toMatchObject({ openGroups: 1, waitingGroups: 0 });
  });

  it('a cancel on its way is asked again', () => {
    const rig = rigOf();
    rig.openFilled();
    rig.core.onIntent(intentOf({ kind: 'exit', intentId: GROUP + 1, side: -1 }));
    rig.taken();
    rig.restart();
    rig.timer(RESPONSE_MS);
    expect(rig.taken()).toMatchObject([{ kind: 'cancel', orderId: rig.id('target') }]);
  });
});
