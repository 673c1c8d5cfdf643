/** The order core with its watch against a venue that pushes nothing: whatever happens is found in the books. */
import { describe, expect, it } from 'vitest';
import { intentIdOf, orderIdOf } from '../../../../../src/domain/order/types.ts';
import {
  createOrderWatch,
  type VenueWatch,
} from '../../../../../src/domain/order/watch/order-watch.ts';
import {
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../../../../src/domain/order/watch/watch-settings.ts';
import { ENTRY, intentOf, OrderRig } from '../../../../support/order-rig.ts';
import { SilentVenue } from '../../../../support/silent-venue.ts';
import { stock } from '../../../../support/trading-instruments.ts';

class Rig {
  readonly venue = new SilentVenue();
  readonly orders: OrderRig;
  lastPaise = 10_000;
  #watch: VenueWatch | undefined;

  constructor(settings: Partial<WatchSettings> = {}) {
    const options = { ...DEFAULT_WATCH_SETTINGS, ...settings };
    this.orders = new OrderRig(
      [stock(0)],
      { responseTimeoutMs: 2_000 },
      {
        watch: (port) => {
          this.#watch = createOrderWatch({ port, settings: options, instrumentCount: 1 });
          return this.#watch;
        },
      },
    );
  }

  get watch(): VenueWatch {
    if (this.#watch === undefined) throw new Error('The core made no watch');
    return this.#watch;
  }

  /** Half-second steps of ticks and timers; the venue does what it is asked and answers queries. */
  run(totalMs: number): void {
    for (let passedMs = 0; passedMs < totalMs; passedMs += 500) {
      this.orders.tick({ lastPaise: this.lastPaise }, 500);
      this.orders.timer(0);
      for (const command of this.orders.taken()) this.venue.send(command);
      for (const report of this.venue.taken()) this.orders.core.onReport(report);
      for (const command of this.orders.taken()) this.venue.send(command);
    }
  }

  enter(sequence = 7): void {
    const timeMs = this.orders.timeMs;
    this.orders.core.onIntent(intentOf({ intentId: intentIdOf(1, sequence), timeMs }));
  }
}

function started(settings: Partial<WatchSettings> = {}): Rig {
  const rig = new Rig(settings);
  rig.run(5_000);
  expect(rig.watch.isReconciled).toBe(true);
  return rig;
}

describe('without any push', () => {
  it('F2 an entry is found working, its fills are found, and it is protected and closed', () => {
    const rig = started();
    rig.enter();
    rig.run(6_000);
    expect(rig.orders.core.find(ENTRY)).toMatchObject({ status: 'working', venueOrderId: 500 });
    rig.venue.fill(ENTRY, 100);
    rig.run(40_000);
    expect(rig.orders.status('entry')).toBe('filled');
    expect(rig.venue.open.map(({ command }) => command.side)).toEqual([-1]);
    expect(rig.orders.status('target')).toBe('working');
    // The stop: the target is cancelled, its cancel is found, and the exit goes out.
    rig.lastPaise = 9_850;
    rig.run(20_000);
    const exit = rig.venue.open[0];
    expect(rig.orders.status('target')).toBe('cancelled');
    expect(exit?.command).toMatchObject({ side: -1, quantity: 100 });
    rig.venue.fill(exit?.command.orderId ?? 0, 100);
    rig.run(40_000);
    expect([rig.orders.netQuantity, rig.orders.core.stats.openGroups]).toEqual([0, 0]);
    expect(rig.watch.stats).toMatchObject({ missedFills: 2, adjustments: 0, externalOrders: 0 });
  });

  it('OL-06 a request that got lost stays unknown and halts, until the venue proves that it never came', () => {
    const rig = started();
    rig.enter();
    const place = rig.orders.taken();
    expect(place).toHaveLength(1);
    rig.run(70_000);
    expect(rig.orders.core.find(ENTRY)?.status).toBe('unknown');
    expect(rig.orders.core.custody).toMatchObject({ isHalted: true, haltedInstruments: [0] });
    expect(rig.watch.stats.notFoundAnswers).toBeGreaterThan(5);
    rig.orders.report({ kind: 'rejected', orderId: ENTRY, reason: 'never_received' });
    rig.run(5_000);
    expect(rig.orders.core.stats.openGroups).toBe(0);
  });

  it('F21 a lost answer is found after a restart, and nothing is reconciled before', () => {
    const rig = started();
    rig.enter();
    for (const command of rig.orders.taken()) rig.venue.send(command);
    rig.venue.fill(ENTRY, 40);
    rig.orders.restart();
    rig.watch.onStart();
    expect(rig.watch.isReconciled).toBe(false);
    rig.run(20_000);
    expect(rig.orders.core.find(ENTRY)).toMatchObject({
      filledQuantity: 40,
      filledValuePaise: 400_000,
    });
    expect(rig.watch.isReconciled).toBe(true);
    expect(rig.venue.open.some(({ command }) => command.side === -1)).toBe(true);
  });

  it('PP-06 reconciling a working group again sends nothing and records only its queries', () => {
    const rig = started();
    rig.enter();
    rig.run(6_000);
    rig.venue.fill(ENTRY, 100);
    rig.run(60_000);
    const before = rig.orders.image.log.length;
    const sent = rig.venue.orders.size;
    rig.run(300_000);
    const kinds = new Set(rig.orders.image.log.slice(before).map(({ kind }) => kind.kind));
    expect([...kinds].filter((kind) => kind !== 'custody' && kind !== 'command')).toEqual([]);
    expect(rig.venue.orders.size).toBe(sent);
  });
});

describe('positions nobody here made', () => {
  it('F57 a position the broker closed leaves our group, which takes its orders back, and entries stop', () => {
    const rig = started();
    rig.enter();
    rig.run(6_000);
    rig.venue.fill(ENTRY, 100);
    rig.run(60_000);
    rig.venue.net.set(0, 0);
    rig.run(120_000);
    expect(rig.orders.core.netQuantity(0)).toBe(0);
    expect(rig.venue.open).toEqual([]);
    expect(rig.venue.net.get(0)).toBe(0);
    expect(rig.orders.core.custody.haltedInstruments).toEqual([0]);
    rig.enter(8);
    expect(rig.orders.last(orderIdOf(intentIdOf(1, 8), 0))).toMatchObject({
      status: 'denied',
      reason: 'halted',
    });
  });

  it('PP-02 an unexplained position is closed where the policy says so', () => {
    const rig = new Rig({ unattributed: 'close' });
    rig.venue.net.set(0, 100);
    rig.run(30_000);
    const exit = rig.venue.open[0];
    expect(exit?.command).toMatchObject({ side: -1, quantity: 100, isReducing: true });
    rig.venue.fill(exit?.command.orderId ?? 0, 100);
    rig.run(120_000);
    expect([rig.venue.net.get(0), rig.orders.core.netQuantity(0)]).toEqual([0, 0]);
    expect(rig.watch.stats.adjustments).toBe(1);
    expect(rig.watch.isReconciled).toBe(true);
  });
});
