import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrderCore, type OrderCore } from '../../../../src/domain/order/order-core.ts';
import { GROUP_ROW, ORDER_ROW } from '../../../../src/domain/order/rows.ts';
import { intentIdOf, orderIdOf } from '../../../../src/domain/order/types.ts';
import {
  ENTRY,
  GROUP,
  intentOf,
  ORDER_SETTINGS,
  OrderRig,
  reportOf,
  TAG_PREFIX,
} from '../../../support/order-rig.ts';
import { RowImage } from '../../../support/row-image.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const { forgetAfterMs } = ORDER_SETTINGS;

/** A rig whose first group was bought and closed at its target, and is known no more. */
function forgottenRig(): OrderRig {
  const rig = new OrderRig();
  rig.openFilled();
  rig.fill(rig.id('target'), 100, 10_200);
  expect(rig.core.stats.openGroups).toBe(0);
  rig.timer(forgetAfterMs);
  return rig;
}

function cumulative(rig: OrderRig, cumulativeQuantity: number): void {
  const { timeMs } = rig;
  const fill = { fillQuantity: 1, fillPaise: 10_000, cumulativeQuantity };
  rig.core.onReport(
    reportOf({ kind: 'fill', orderId: ENTRY, tagPrefix: TAG_PREFIX, ...fill, timeMs }),
  );
}

describe('groups that were closed long ago', () => {
  it('are forgotten with their orders, in the image too, once their time is over', () => {
    const rig = new OrderRig();
    rig.openFilled();
    rig.fill(rig.id('target'), 100, 10_200);
    rig.timer(forgetAfterMs - 1);
    expect(rig.core.stats.forgottenGroups).toBe(0);
    rig.timer(1);
    expect(rig.core.stats.forgottenGroups).toBe(1);
    expect([...rig.core.groups(), ...rig.core.orders()]).toEqual([]);
    expect([...rig.image.rows(GROUP_ROW), ...rig.image.rows(ORDER_ROW)]).toEqual([]);
    expect(rig.core.hasHadGroup(GROUP)).toBe(true);
    expect(rig.core.hasHadGroup(GROUP + 1)).toBe(false);
    expect(rig.core.forgottenQuantity(ENTRY)).toBe(100);
    // The stop was watched here and never left.
    expect(rig.core.forgottenQuantity(rig.id('stop'))).toBe(-1);
  });

  it('count a late duplicate, and nothing else', () => {
    const rig = forgottenRig();
    const rows = rig.image.log.length;
    cumulative(rig, 100);
    cumulative(rig, 40);
    expect(rig.core.stats).toMatchObject({ lateDuplicates: 2, unknownOrderReports: 0 });
    expect(rig.image.log).toHaveLength(rows);
  });

  it('raise an alarm where more was filled than was known', () => {
    const rig = forgottenRig();
    cumulative(rig, 101);
    expect(rig.core.stats).toMatchObject({ lateDuplicates: 0, unknownOrderReports: 1 });
    expect(rig.alarms).toEqual(['late_fill_of_forgotten_order']);
    expect(rig.core.netQuantity(0)).toBe(0);
  });

  it('go on with the numbers of events after a restart, though no order is left', () => {
    const rig = forgottenRig();
    const sequence = rig.events.at(-1)?.sequence ?? 0;
    rig.restart();
    expect(rig.core.stats.forgottenGroups).toBe(1);
    cumulative(rig, 100);
    expect(rig.core.stats.lateDuplicates).toBe(1);
    rig.core.onIntent(intentOf({ intentId: GROUP + 1 }));
    expect(rig.events.at(-1)?.sequence).toBe(sequence + 1);
  });

  it('ID-07 never lend their id to another group', () => {
    const rig = forgottenRig();
    expect(() => rig.core.onIntent(intentOf())).toThrow('ID-07');
  });

  it('OL-05 are kept from the last time they were closed on', () => {
    const rig = new OrderRig();
    rig.tick();
    rig.core.onIntent(intentOf());
    rig.cancelled(ENTRY);
    rig.timer(forgetAfterMs - 10);
    rig.tick();
    rig.fill(ENTRY, 20, 10_000);
    rig.accept(rig.id('target'));
    rig.fill(rig.id('target'), 20, 10_200);
    expect(rig.core.stats.openGroups).toBe(0);
    rig.timer(forgetAfterMs - 1);
    expect(rig.core.stats.forgottenGroups).toBe(0);
    rig.timer(1);
    expect(rig.core.stats.forgottenGroups).toBe(1);
  });

  it('are kept while an entry waits for theirs', () => {
    const rig = new OrderRig();
    const parentId = intentIdOf(2, 1);
    rig.tick();
    rig.core.onIntent(intentOf({ intentId: parentId, strategyIndex: 2 }));
    rig.core.onIntent(intentOf({ parentGroupId: parentId }));
    expect(rig.core.stats.waitingGroups).toBe(1);
    rig.core.onIntent(
      intentOf({ kind: 'exit', intentId: parentId + 1, strategyIndex: 2, side: -1 }),
    );
    rig.cancelled(orderIdOf(parentId, 0));
    expect(rig.core.stats).toMatchObject({ waitingGroups: 0, openGroups: 0 });
    rig.timer(forgetAfterMs);
    expect(rig.core.stats.forgottenGroups).toBe(2);
  });

  it('go a bounded number at a time', () => {
    const rig = new OrderRig();
    for (let n = 0; n < 300; n += 1) {
      rig.core.onIntent(intentOf({ intentId: GROUP + n }));
      rig.cancelled(orderIdOf(GROUP + n, 0));
    }
    rig.timer(forgetAfterMs);
    expect(rig.core.stats.forgottenGroups).toBe(256);
    rig.timer(1);
    expect(rig.core.stats.forgottenGroups).toBe(300);
  });
});

type Step = readonly ['enter' | 'cancel' | 'late_fill' | 'time', number];
const STEPS = fc.array(
  fc.tuple(
    fc.constantFrom('enter' as const, 'cancel' as const, 'late_fill' as const, 'time' as const),
    fc.nat(12),
  ),
  { maxLength: 60 },
);

interface Run {
  readonly core: OrderCore;
  readonly image: RowImage;
}

function newRun(): Run {
  const image = new RowImage();
  const core = createOrderCore({
    instruments: [stock(0)],
    settings: { ...ORDER_SETTINGS, forgetAfterMs: 4 },
    hours: ALWAYS_OPEN,
    tagPrefix: TAG_PREFIX,
    isKilled: () => false,
    effects: {
      command: () => undefined,
      event: () => undefined,
      request: () => undefined,
      record: image.record,
    },
  });
  return { core, image };
}

describe('a restart', () => {
  it('OC-08 JR-06 forgets the same groups at the same time as if there had been none', () => {
    fc.assert(
      fc.property(STEPS, STEPS, (before, after) => {
        const first = newRun();
        const clock = { timeMs: SESSION_OPEN_MS, groups: 0 };
        for (const step of before) take([first], step, clock);
        const second = newRun();
        second.core.restore(first.image);
        const from = first.image.log.length;
        for (const step of after) take([first, second], step, clock);
        expect(second.image.log).toEqual(first.image.log.slice(from));
        expect(second.core.stateHash()).toBe(first.core.stateHash());
      }),
      { numRuns: 200 },
    );
  });
});

/** Gives one input to all. Groups are named by their number, newest first. */
function take(
  runs: readonly Run[],
  [kind, number]: Step,
  clock: { timeMs: number; groups: number },
): void {
  const { timeMs } = clock;
  if (kind === 'time') clock.timeMs += 1 + (number % 4);
  if (kind === 'enter') clock.groups += 1;
  const at = Math.max(1, clock.groups - number);
  for (const { core } of runs) {
    if (kind === 'time') core.onTimer(clock.timeMs);
    else if (kind === 'enter') core.onIntent(intentOf({ intentId: clock.groups, timeMs }));
    else {
      const fill = { cumulativeQuantity: 10, fillQuantity: 10, fillPaise: 10_000 };
      const told =
        kind === 'cancel' ? { kind: 'cancelled' as const } : { kind: 'fill' as const, ...fill };
      core.onReport(
        reportOf({ ...told, orderId: orderIdOf(at, 0), tagPrefix: TAG_PREFIX, timeMs }),
      );
    }
  }
}
