import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  intentIdOf,
  OPERATOR_STRATEGY,
  orderIdOf,
  UNATTRIBUTED_STRATEGY,
} from '../../../../src/domain/order/types.ts';
import { PositionBook } from '../../../../src/domain/position/position-book.ts';
import { QuoteTable } from '../../../../src/domain/position/quote-table.ts';
import { ExposureLedger } from '../../../../src/domain/risk/exposure-ledger.ts';
import { ExternalLedger } from '../../../../src/domain/risk/external-ledger.ts';
import { RiskRig } from '../../../support/risk-rig.ts';

/** The ledger is driven through the core that owns it: fills reach the position book first. */
function working(): RiskRig {
  const rig = new RiskRig();
  rig.tick();
  rig.signal();
  return rig;
}

describe('the exposure ledger', () => {
  it('RG-02 reserves an entry in full from its approval on', () => {
    const { core, intent } = working();
    expect(core.exposure.openQuantity(0)).toBe(500);
    expect(core.exposure.committedQuantity(0)).toBe(500);
    expect(core.exposure.reservedPaise()).toBe(500 * intent.limitPaise);
    expect(core.exposure.workingIntents).toBe(1);
  });

  it('turns open into executed fill by fill and releases the rest with the order', () => {
    const rig = working();
    const { exposure } = rig.core;
    rig.event(rig.intent, { status: 'sending' });
    const fill = { fillQuantity: 120, fillPaise: 10_010 };
    rig.event(rig.intent, { status: 'partially_filled', filledQuantity: 120, ...fill });
    expect(exposure.openQuantity(0)).toBe(380);
    expect(exposure.committedQuantity(0)).toBe(500);
    rig.event(rig.intent, { status: 'pending_cancel', filledQuantity: 120 });
    expect(exposure.openQuantity(0)).toBe(380);
    rig.event(rig.intent, { status: 'cancelled', filledQuantity: 120 });
    expect(exposure.openQuantity(0)).toBe(0);
    expect(exposure.committedQuantity(0)).toBe(120);
    expect(exposure.reservedPaise()).toBe(0);
  });

  it('OL-05 counts a late fill of an old bracket without touching the reservation of a new one', () => {
    const rig = working();
    const old = rig.intent;
    rig.event(old, { status: 'sending' });
    rig.event(old, { status: 'cancelled' });
    rig.signal();
    const fill = { filledQuantity: 40, fillQuantity: 40, fillPaise: 10_010 };
    rig.event(old, { status: 'cancelled', ...fill });
    expect(rig.core.exposure.openQuantity(0)).toBe(500);
    expect(rig.core.exposure.committedQuantity(0)).toBe(540);
    expect(rig.core.positions.netQuantity(0)).toBe(40);
  });

  it('frees an instrument whose entry was withheld', () => {
    const rig = working();
    rig.event(rig.intent, { status: 'denied', reason: 'kill_latch' });
    expect(rig.core.exposure.isBusy(0, 0)).toBe(false);
    expect(rig.core.exposure.busyInstruments).toBe(0);
    expect(rig.core.exposure.openQuantity(0)).toBe(0);
  });

  it('RG-01 takes an approval once', () => {
    const { core, intent } = working();
    expect(() => core.exposure.reserve(intent)).toThrow(InvariantError);
  });

  it('OL-08 counts unknown orders, and those that are not sent yet, in full', () => {
    const rig = working();
    for (const status of ['intent', 'sending', 'unknown', 'pending_update'] as const) {
      rig.event(rig.intent, { status });
      expect(rig.core.exposure.openQuantity(0)).toBe(500);
    }
  });

  it('counts the slices that are approved and not announced yet, until the group is over', () => {
    const rig = working();
    const { exposure } = rig.core;
    rig.event(rig.intent, { status: 'sending', quantity: 300 }, 0);
    expect(exposure.openQuantity(0)).toBe(500);
    rig.event(rig.intent, { status: 'sending', quantity: 200 }, 1);
    expect(exposure.openQuantity(0)).toBe(500);
    rig.event(rig.intent, { status: 'rejected', quantity: 300 }, 0);
    expect(exposure.openQuantity(0)).toBe(200);
    rig.event(rig.intent, { status: 'rejected', quantity: 200 }, 1);
    expect(exposure.openQuantity(0)).toBe(0);
    expect(exposure.isInstrumentBusy(0)).toBe(false);
  });

  it('lets two strategies hold one instrument, each closing and protecting its own', () => {
    const rig = working();
    const first = rig.intent;
    rig.fill(first);
    expect(rig.signal({ strategyIndex: 1, stopOffsetPaise: 250 }).reason).toBe('');
    const second = rig.intent;
    const { exposure } = rig.core;
    expect(second.quantity).toBe(200);
    expect(exposure.closableQuantity(0, 0, -1)).toBe(500);
    expect(exposure.closableQuantity(0, 1, -1)).toBe(200);
    expect(exposure.closableQuantity(0, 1, 1)).toBe(0);
    rig.fill(second);
    rig.event(first, { role: 'stop', side: -1, status: 'held', triggerPaise: 9_900 }, 1);
    expect(exposure.unprotectedQuantity(0, 0, 1)).toBe(0);
    expect(exposure.unprotectedQuantity(0, 1, 1)).toBe(0);
    expect(exposure.protectedQuantity(0)).toBe(500);
    expect(exposure.committedQuantity(0)).toBe(700);
    expect(exposure.busyInstruments).toBe(1);
  });

  it('RG-02 does not let books that offset each other make room for more', () => {
    const rig = working();
    rig.fill(rig.intent);
    rig.signal({ strategyIndex: 1, side: -1, stopOffsetPaise: 125 });
    rig.fill(rig.intent);
    const { exposure, positions } = rig.core;
    expect(positions.netQuantity(0)).toBe(100);
    expect(exposure.committedQuantity(0)).toBe(500);
    rig.signal({ strategyIndex: 0, kind: 'exit', side: -1 });
    expect(exposure.isInstrumentBusy(0)).toBe(true);
    expect(exposure.busyInstruments).toBe(1);
  });

  it('forgets a group whose position went without an order event', () => {
    const rig = working();
    rig.fill(rig.intent);
    const { exposure, positions } = rig.core;
    expect(exposure.isBusy(0, 0)).toBe(true);
    const fill = { strategyIndex: 0, orderId: 9, instrumentIndex: 0, quantity: 500, timeMs: 0 };
    positions.applyFill({ ...fill, side: -1, valuePaise: 5_000_000 });
    exposure.onPosition(0);
    expect(exposure.isBusy(0, 0)).toBe(false);
    expect(exposure.busyInstruments).toBe(0);
  });

  it('adds up the open risk to stops, of entries and of positions', () => {
    const rig = working();
    const { exposure } = rig.core;
    expect(exposure.openRiskPaise()).toBe(500 * 100);
    rig.fill(rig.intent);
    rig.event(rig.intent, { role: 'stop', side: -1, status: 'held', triggerPaise: 9_955 }, 1);
    expect(exposure.openRiskPaise()).toBe(500 * (10_015 - 9_955));
    rig.event(rig.intent, { role: 'stop', side: -1, status: 'held', triggerPaise: 10_030 }, 1);
    expect(exposure.openRiskPaise()).toBe(0);
  });

  it('RG-08 finds the own resting order that a price would reach', () => {
    const rig = working();
    rig.fill(rig.intent);
    const { exposure } = rig.core;
    rig.event(rig.intent, { role: 'target', side: -1, status: 'unknown', limitPaise: 10_200 }, 2);
    rig.event(rig.intent, { role: 'stop', side: -1, status: 'held', limitPaise: 9_900 }, 1);
    expect(exposure.conflictPaise(0, 1, 10_195)).toBe(0);
    expect(exposure.conflictPaise(0, 1, 10_200)).toBe(10_200);
    expect(exposure.conflictPaise(0, -1, 9_000)).toBe(0);
    expect(exposure.conflictPaise(1, 1, 20_000)).toBe(0);
  });

  it('is restored from orders alone, approvals without an order being void', () => {
    const rig = working();
    rig.event(rig.intent, {
      status: 'partially_filled',
      filledQuantity: 200,
      fillQuantity: 200,
      fillPaise: 10_000,
    });
    rig.event(
      rig.intent,
      { role: 'stop', side: -1, status: 'held', quantity: 200, triggerPaise: 9_900 },
      1,
    );
    rig.tick({ instrumentIndex: 1 });
    rig.signal({ instrumentIndex: 1, strategyIndex: 1 });
    const { intent } = rig;
    const [first] = rig.intents;
    if (first === undefined) throw new Error('two intents');
    const restored = new ExposureLedger(3, rig.core.positions, new ExternalLedger());
    const entry = {
      ...first,
      orderId: 64,
      groupId: first.intentId,
      triggerPaise: 0,
      limitPaise: 10_015,
    };
    restored.restore(
      [
        { ...entry, role: 'entry', status: 'partially_filled', quantity: 500, filledQuantity: 200 },
        {
          ...entry,
          orderId: 65,
          role: 'stop',
          status: 'held',
          side: -1,
          quantity: 200,
          filledQuantity: 0,
          triggerPaise: 9_900,
        },
        {
          ...entry,
          orderId: 640,
          groupId: 77,
          role: 'entry',
          status: 'filled',
          quantity: 9,
          filledQuantity: 9,
        },
      ],
      [first, intent],
    );
    expect(restored.openQuantity(0)).toBe(300);
    expect(restored.openRiskPaise()).toBe(
      rig.core.exposure.openRiskPaise() - intent.quantity * 100,
    );
    expect(restored.unprotectedQuantity(0, 0, 1)).toBe(0);
    expect(restored.isBusy(0, 0)).toBe(true);
    expect(restored.isInstrumentBusy(1)).toBe(false);
    expect(restored.hasLiveEntry(first)).toBe(true);
    expect(restored.hasLiveEntry({ ...first, quantity: 499 })).toBe(false);
  });

  it('measures a position nobody explains by its side, before and after a restart', () => {
    const adjusted = {
      ...{ groupId: intentIdOf(UNATTRIBUTED_STRATEGY, 1), strategyIndex: UNATTRIBUTED_STRATEGY },
      ...{ role: 'adjustment' as const, status: 'filled' as const, instrumentIndex: 0 },
      ...{ orderId: orderIdOf(intentIdOf(UNATTRIBUTED_STRATEGY, 1), 0), side: -1 as const },
      ...{ quantity: 30, filledQuantity: 30, limitPaise: 10_000, triggerPaise: 0 },
    };
    const exit = {
      ...{ ...adjusted, orderId: adjusted.orderId + 1, role: 'exit' as const },
      ...{ status: 'working' as const, side: 1 as const, filledQuantity: 10 },
    };
    const closed = { ...exit, status: 'filled' as const, filledQuantity: 30 };
    const positions = new PositionBook(new QuoteTable(1));
    const fill = { instrumentIndex: 0, strategyIndex: UNATTRIBUTED_STRATEGY, timeMs: 1 };
    positions.applyFill({ ...fill, orderId: 1, side: -1, quantity: 30, valuePaise: 300_000 });
    const ledger = new ExposureLedger(1, positions, new ExternalLedger());
    ledger.onOrderEvent({ ...adjusted, fillQuantity: 30 });
    ledger.onOrderEvent({ ...exit, fillQuantity: 10 });
    const restored = new ExposureLedger(1, positions, new ExternalLedger());
    restored.restore([adjusted, exit], []);
    for (const one of [ledger, restored]) {
      expect(one.groups).toMatchObject([{ side: -1, netQuantity: -20 }]);
    }
    ledger.onOrderEvent({ ...closed, fillQuantity: 20 });
    expect(ledger.groups).toEqual([]);
    const later = new ExposureLedger(1, positions, new ExternalLedger());
    later.restore([adjusted, closed], []);
    expect(later.groups).toEqual([]);
  });

  it('forgets a group that is over and adds nothing, while others of its strategy go on', () => {
    const rig = working();
    const first = rig.intent;
    rig.fill(first);
    for (let n = 0; n < 50; n += 1) {
      rig.signal({
        origin: 'operator',
        strategyIndex: OPERATOR_STRATEGY,
        quantity: 1,
        sequence: n + 1,
      });
      rig.event(rig.intent, { status: 'cancelled' });
    }
    const { exposure } = rig.core;
    expect(exposure.groups).toHaveLength(1);
    expect(exposure.isBusy(0, 0)).toBe(true);
  });
});
