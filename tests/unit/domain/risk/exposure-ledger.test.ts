import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
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
    rig.event(rig.intent, { status: 'cancelled', reason: 'kill_latch' });
    expect(rig.core.exposure.isBusy(0)).toBe(false);
    expect(rig.core.exposure.busyInstruments).toBe(0);
  });

  it('refuses two brackets on one instrument', () => {
    const rig = working();
    expect(() => rig.core.exposure.reserve({ ...rig.intent, intentId: 99 })).toThrow(
      InvariantError,
    );
  });
});
