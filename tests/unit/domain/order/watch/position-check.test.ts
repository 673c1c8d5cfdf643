import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../../src/domain/instrument/ist-date.ts';
import type { VenueReport } from '../../../../../src/domain/order/types.ts';
import { PositionCheck } from '../../../../../src/domain/order/watch/position-check.ts';
import { ADJUSTMENT_ROW } from '../../../../../src/domain/order/watch/rows.ts';
import {
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../../../../src/domain/order/watch/watch-settings.ts';
import type { RowImage } from '../../../../support/row-image.ts';
import { FakeOrderCore, positionOf } from '../../../../support/watch-rig.ts';

class Rig {
  readonly core: FakeOrderCore;
  readonly check: PositionCheck;
  busy = new Set<number>();
  activityMs = 0;

  externalQuantity = 0;
  unsettled: readonly number[] = [];
  readonly settled: number[] = [];
  isExact = true;
  #round = 0;

  constructor(settings: Partial<WatchSettings> = {}, image?: RowImage) {
    this.core = new FakeOrderCore(3, image);
    this.check = new PositionCheck(this.core, { ...DEFAULT_WATCH_SETTINGS, ...settings }, 3);
    if (image !== undefined) this.check.restore(image);
  }

  /** One round: an order book, then this book of positions. True: it was clean. */
  round(rows: readonly VenueReport[], hasOrders = true): boolean {
    this.#round += 1;
    const requestedMs = this.core.timeMs + this.#round * 60_000;
    return this.check.check({
      book: { rows, isExact: this.isExact },
      queryId: this.#round,
      requestedMs,
      ordersRequestedMs: hasOrders ? requestedMs - 1_000 : 0,
      isBusySince: (at, timeMs) => this.busy.has(at) || this.activityMs >= timeMs,
      externalQuantity: () => this.externalQuantity,
      unsettled: new Set(this.unsettled),
      settle: (at) => void this.settled.push(at),
      timeMs: requestedMs,
    });
  }

  get adjustments() {
    return this.core.image.rows(ADJUSTMENT_ROW);
  }
}

describe('positions that agree', () => {
  it('are clean and leave nothing behind', () => {
    const rig = new Rig();
    rig.core.net[1] = -50;
    expect(rig.round([positionOf(1, -50), positionOf(0, 0)])).toBe(true);
    expect([rig.core.image.log, rig.core.alarms]).toEqual([[], []]);
  });
});

describe('PP-06 a difference', () => {
  it('is taken over when a second book confirms it, with both as evidence, and is gone then', () => {
    const rig = new Rig();
    expect(rig.round([positionOf(0, 100)])).toBe(false);
    expect(rig.check.isSuspicious).toBe(true);
    expect(rig.adjustments).toEqual([]);
    expect(rig.round([positionOf(0, 100)])).toBe(true);
    expect(rig.adjustments).toMatchObject([
      {
        instrumentIndex: 0,
        ordinal: 1,
        venueQuantity: 100,
        ownQuantity: 0,
        differenceQuantity: 100,
        reportedQuantity: 100,
        occurrence: 1,
        cause: 'unexplained',
        action: 'reported',
        firstQueryId: 1,
        queryId: 2,
      },
    ]);
    expect(rig.check.unattributedQuantity(0)).toBe(100);
    const rows = rig.core.image.log.length;
    for (let round = 0; round < 5; round += 1) expect(rig.round([positionOf(0, 100)])).toBe(true);
    expect(rig.core.image.log).toHaveLength(rows);
  });

  it('needs an order book between the two books: fills come first', () => {
    const rig = new Rig();
    rig.round([positionOf(0, 100)]);
    rig.round([positionOf(0, 100)], false);
    expect(rig.adjustments).toEqual([]);
    rig.round([positionOf(0, 100)]);
    expect(rig.adjustments).toMatchObject([{ firstQueryId: 1, queryId: 3 }]);
  });

  it('that changes or goes away starts again', () => {
    const rig = new Rig();
    for (const quantity of [100, 50, 0, 100]) rig.round([positionOf(0, quantity)]);
    expect(rig.adjustments).toEqual([]);
    expect(rig.check.differences).toBe(3);
  });

  it('PP-08 of an instrument with newer activity is not looked at', () => {
    const rig = new Rig();
    rig.round([positionOf(0, 100)]);
    rig.busy.add(0);
    expect(rig.round([positionOf(0, 100)])).toBe(false);
    rig.busy.clear();
    rig.round([positionOf(0, 100)]);
    expect(rig.adjustments).toEqual([]);
  });

  it('PP-07 an absent instrument is flat only when two exact books say so', () => {
    const rig = new Rig();
    rig.core.net[0] = 100;
    rig.isExact = false;
    expect([rig.round([]), rig.round([])]).toEqual([false, false]);
    rig.isExact = true;
    rig.round([]);
    expect(rig.adjustments).toEqual([]);
    rig.round([]);
    expect(rig.adjustments).toMatchObject([{ venueQuantity: 0, differenceQuantity: -100 }]);
  });

  it('is not taken from a book that contradicts itself or names an instrument we do not know', () => {
    const rig = new Rig();
    for (let round = 0; round < 3; round += 1) {
      expect(rig.round([positionOf(0, 100), positionOf(0, 50), positionOf(9, 5)])).toBe(false);
    }
    expect(rig.adjustments).toEqual([]);
    expect(rig.core.alarms).toEqual(['unusable_position 0']);
    expect(rig.check.unusableRows).toBe(6);
  });

  it('is put down to orders of others where there are fills of such', () => {
    const rig = new Rig();
    rig.externalQuantity = 100;
    rig.round([positionOf(0, 100)]);
    rig.round([positionOf(0, 100)]);
    expect(rig.adjustments).toMatchObject([{ cause: 'external_order' }]);
  });

  it('F57 that somebody else closed is taken off our groups, whatever the policy, and halts entries', () => {
    const rig = new Rig();
    rig.core.net[0] = 100;
    for (let round = 0; round < 2; round += 1) rig.round([positionOf(0, 40)]);
    expect(rig.core.closed).toEqual([{ at: 0, quantity: -60 }]);
    expect(rig.core.halts).toEqual(['instrument 0 position_closed_elsewhere']);
    expect(rig.adjustments).toMatchObject([{ bookedQuantity: -60, reportedQuantity: 0 }]);
    expect(rig.round([positionOf(0, 40)])).toBe(true);
  });

  it('ends what was unattributed before it touches our groups', () => {
    const rig = new Rig();
    rig.core.net[0] = 50;
    for (let round = 0; round < 2; round += 1) rig.round([positionOf(0, 150)]);
    expect(rig.check.unattributedQuantity(0)).toBe(100);
    for (let round = 0; round < 2; round += 1) rig.round([positionOf(0, 50)]);
    expect([rig.check.unattributedQuantity(0), rig.core.closed]).toEqual([0, []]);
  });

  it('is two stories when our own fills lie in between, or the quantities differ', () => {
    const rig = new Rig();
    rig.round([positionOf(0, 100)]);
    rig.activityMs = rig.core.timeMs + 100_000;
    rig.round([positionOf(0, 100)]);
    rig.activityMs = 0;
    rig.core.net[0] = 10;
    rig.round([positionOf(0, 110)]);
    expect(rig.adjustments).toEqual([]);
  });
});

describe('the policy to close', () => {
  it('hands over what the venue holds and no order explains', () => {
    const rig = new Rig({ unattributed: 'close' });
    rig.core.net[0] = 50;
    for (let round = 0; round < 2; round += 1) rig.round([positionOf(0, 150)]);
    expect(rig.core.closed).toEqual([{ at: 0, quantity: 100 }]);
    expect(rig.adjustments).toMatchObject([
      { action: 'booked', bookedQuantity: 100, reportedQuantity: 0 },
    ]);
    expect(rig.round([positionOf(0, 150)])).toBe(true);
  });

  it('closes no more than the venue holds', () => {
    const rig = new Rig({ unattributed: 'close' });
    rig.core.net[0] = -50;
    for (let round = 0; round < 2; round += 1) rig.round([positionOf(0, 30)]);
    expect(rig.core.closed).toEqual([{ at: 0, quantity: 80 }]);
    const reporting = new Rig();
    reporting.core.net[0] = -50;
    for (let round = 0; round < 2; round += 1) reporting.round([positionOf(0, 30)]);
    expect(reporting.core.closed).toEqual([{ at: 0, quantity: 50 }]);
    expect(reporting.check.unattributedQuantity(0)).toBe(30);
    expect(reporting.round([positionOf(0, 30)])).toBe(true);
  });
});

describe('PP-09 the same difference', () => {
  function flap(rig: Rig, rounds: number): void {
    for (let round = 0; round < rounds; round += 1) {
      const quantity = round % 2 === 0 ? 100 : 0;
      rig.round([positionOf(0, quantity)]);
      rig.round([positionOf(0, quantity)]);
    }
  }

  it('is taken over three times, then halts the account and is left alone', () => {
    const rig = new Rig();
    flap(rig, 20);
    expect(rig.core.halts.filter((halt) => halt.startsWith('account'))).toEqual([
      'account 0 recurring_difference',
    ]);
    expect(rig.check.adjustments).toBe(6);
    expect(rig.adjustments.at(-1)).toMatchObject({
      action: 'refused',
      occurrence: 4,
      reportedQuantity: 0,
    });
    expect(rig.check.isRefused(0)).toBe(true);
  });

  it('is counted anew on every day', () => {
    const rig = new Rig();
    flap(rig, 6);
    rig.core.timeMs += DAY_MS;
    flap(rig, 6);
    expect([rig.check.adjustments, rig.check.isRefused(0)]).toEqual([12, false]);
  });

  it('stays refused after a restart, until an operator acknowledges it', () => {
    const rig = new Rig();
    flap(rig, 20);
    const next = new Rig({}, rig.core.image);
    expect(next.check.isRefused(0)).toBe(true);
    expect(next.check.unattributedQuantity(0)).toBe(rig.check.unattributedQuantity(0));
    next.round([positionOf(0, 100)]);
    next.round([positionOf(0, 100)]);
    expect(next.check.adjustments).toBe(0);
    expect([next.check.acknowledge(0, 1), next.check.acknowledge(0, 1)]).toEqual([true, false]);
    expect([next.check.acknowledge(1, 1), next.check.acknowledge(99, 1)]).toEqual([false, false]);
    next.round([positionOf(0, 100)]);
    next.round([positionOf(0, 100)]);
    expect(next.check.adjustments).toBe(1);
    const ids = next.adjustments.map(({ adjustmentId }) => adjustmentId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('OL-12 fills of orders that are not ours', () => {
  it('are settled by a book that agrees, also one that says by its silence that nothing is held', () => {
    const rig = new Rig();
    rig.unsettled = [2, 7, -1];
    rig.core.net[1] = 50;
    expect(rig.round([positionOf(1, 50)])).toBe(true);
    expect(rig.settled).toEqual([1, 2]);
  });

  it('PP-07 are not settled by the silence of a book that did not come whole', () => {
    const rig = new Rig();
    rig.unsettled = [2];
    rig.isExact = false;
    expect(rig.round([])).toBe(true);
    expect(rig.settled).toEqual([]);
  });

  it('are settled by the second book of a difference, which takes it over', () => {
    const rig = new Rig();
    rig.unsettled = [0];
    rig.round([positionOf(0, 100)]);
    expect([rig.settled, rig.check.unattributedQuantity(0)]).toEqual([[], 0]);
    rig.round([positionOf(0, 100)]);
    expect([rig.settled, rig.check.unattributedQuantity(0)]).toEqual([[0], 100]);
    expect([...rig.check.changed]).toEqual([0]);
  });
});
