/** What others have in the account, and what of it the gates count. */
import { describe, expect, it } from 'vitest';
import { EXTERNAL_ROW } from '../../../../src/domain/external-rows.ts';
import {
  type ExternalExposure,
  noExposure,
} from '../../../../src/domain/order/external-exposure.ts';
import { ExternalLedger } from '../../../../src/domain/risk/external-ledger.ts';
import type { RiskLimits } from '../../../../src/domain/risk/risk-limits.ts';
import { RiskRig } from '../../../support/risk-rig.ts';

const exposureOf = (at: number, changes: Partial<ExternalExposure>): ExternalExposure => ({
  ...noExposure(at),
  ...changes,
});

/** 400 to buy at 100.00. */
const BUYING = exposureOf(0, { buyQuantity: 400, buyValuePaise: 4_000_000 });
const HOLDING = exposureOf(0, { heldQuantity: 400 });

function ticked(limits: Partial<RiskLimits> = {}): RiskRig {
  const rig = new RiskRig(undefined, limits);
  for (const instrumentIndex of [0, 1, 2]) rig.tick({ instrumentIndex });
  return rig;
}

describe('the external ledger', () => {
  it('has the last word on each instrument, and nothing of one that is empty', () => {
    const ledger = new ExternalLedger();
    ledger.set(exposureOf(2, { heldQuantity: -7 }));
    ledger.set(exposureOf(1, { buyQuantity: 5, sellQuantity: 3 }));
    expect(ledger.instruments).toEqual([1, 2]);
    expect([ledger.openQuantity(1), ledger.heldQuantity(2)]).toEqual([8, -7]);
    expect([ledger.openQuantity(0), ledger.heldQuantity(0), ledger.isCounted(0)]).toEqual([
      ...[0, 0, false],
    ]);
    ledger.set({ ...noExposure(2), timeMs: 5 });
    expect([ledger.instruments, ledger.isCounted(2)]).toEqual([[1], false]);
  });

  it('values what has no limit at the last price, side by side', () => {
    const ledger = new ExternalLedger();
    const priced = { buyQuantity: 10, buyValuePaise: 900, unpricedBuyQuantity: 4 };
    ledger.set(exposureOf(0, { ...priced, sellQuantity: 2, sellValuePaise: 300 }));
    expect(ledger.open(0, 50)).toEqual([
      { side: 1, quantity: 10, valuePaise: 1_100 },
      { side: -1, quantity: 2, valuePaise: 300 },
    ]);
    ledger.set(exposureOf(0, { sellQuantity: 2, sellValuePaise: 300 }));
    expect(ledger.open(0, 50)).toEqual([{ side: -1, quantity: 2, valuePaise: 300 }]);
    expect(ledger.open(1, 50)).toEqual([]);
  });

  it('names what cannot be valued without a price', () => {
    const ledger = new ExternalLedger();
    ledger.restore([
      exposureOf(3, { unpricedSellQuantity: 1, sellQuantity: 1 }),
      exposureOf(1, { heldQuantity: -1 }),
      exposureOf(2, { buyQuantity: 1, buyValuePaise: 9 }),
    ]);
    expect(ledger.priceless).toEqual([1, 3]);
  });
});

describe('OL-12 what others have in the account', () => {
  it.each<[string, Partial<RiskLimits>, ExternalExposure, string]>([
    ['quantity of a position', { maxPositionQuantity: 800 }, BUYING, 'max_position'],
    ['value of a position', { maxPositionValuePaise: 8_500_000 }, HOLDING, 'max_position'],
    ['value of open orders', { maxOpenValuePaise: 8_500_000 }, BUYING, 'max_open_value'],
    ['gross exposure', { maxGrossExposurePaise: 8_500_000 }, BUYING, 'max_gross_exposure'],
    ['gross exposure held', { maxGrossExposurePaise: 8_500_000 }, HOLDING, 'max_gross_exposure'],
    ['share of an instrument', { maxInstrumentShareBps: 600 }, HOLDING, 'max_instrument_exposure'],
    ['margin', { maxMarginUseBps: 420 }, BUYING, 'margin'],
    ['margin held', { maxMarginUseBps: 420 }, HOLDING, 'margin'],
  ])(
    'counts against the limit on the %s, and frees its room when it ends',
    (_, limits, external, reason) => {
      const entry = { quantity: 500 };
      expect(ticked(limits).signal(entry).reason).toBe('');
      const rig = ticked(limits);
      rig.core.onExternal(external);
      expect(rig.signal(entry).reason).toBe(reason);
      rig.core.onExternal(noExposure(0));
      expect(rig.signal(entry).reason).toBe('');
    },
  );

  it('leaves to sizing what it does not use', () => {
    const rig = ticked({ maxPositionQuantity: 800 });
    rig.core.onExternal(BUYING);
    expect(rig.signal()).toMatchObject({ reason: '', quantity: 400 });
    expect(rig.core.exposure.committedQuantity(0)).toBe(800);
  });

  it('counts on both sides: an order of somebody else is nobody’s exit', () => {
    const rig = ticked();
    rig.core.onExternal(exposureOf(0, { buyQuantity: 10, sellQuantity: 20, heldQuantity: -5 }));
    expect(rig.core.exposure.committedQuantity(0)).toBe(35);
    rig.signal({ quantity: 50 });
    rig.fill(rig.intent);
    // Books that offset each other make no room: 50 long of ours, 5 short of theirs.
    expect(rig.core.exposure.committedQuantity(0)).toBe(80);
  });

  it('RG-02 takes a place among the open positions, one for each instrument', () => {
    const rig = ticked({ maxOpenPositions: 2 });
    rig.core.onExternal(HOLDING);
    rig.core.onExternal(exposureOf(1, { sellQuantity: 1, sellValuePaise: 9 }));
    expect(rig.core.exposure.busyInstruments).toBe(2);
    expect(rig.signal({ instrumentIndex: 2 }).reason).toBe('max_open_positions');
    expect(rig.signal({ instrumentIndex: 1, quantity: 5 }).reason).toBe('');
    expect(rig.core.exposure.busyInstruments).toBe(2);
    expect(rig.core.exposure.workingIntents).toBe(1);
  });

  it('RG-10 holds up no exit', () => {
    const rig = ticked();
    rig.signal();
    rig.fill(rig.intent);
    const most = Number.MAX_SAFE_INTEGER;
    rig.core.onExternal(
      exposureOf(0, { buyQuantity: 9e9, buyValuePaise: most, heldQuantity: 9e9 }),
    );
    expect(rig.signal({ instrumentIndex: 1 }).reason).not.toBe('');
    expect(rig.signal({ kind: 'exit', side: -1 })).toMatchObject({ reason: '', quantity: 500 });
  });

  it('RG-09 without a price denies entries, for nothing it could be held against is known', () => {
    const rig = new RiskRig();
    rig.tick();
    rig.core.onExternal(exposureOf(1, { heldQuantity: 5 }));
    expect(rig.signal()).toMatchObject({ reason: 'equity_unknown', measured: 1 });
    rig.tick({ instrumentIndex: 1 });
    expect(rig.signal().reason).toBe('');
  });

  it('comes back with the rows, one for each instrument', () => {
    const rig = ticked({ maxPositionQuantity: 800 });
    for (const exposure of [HOLDING, BUYING, exposureOf(1, { heldQuantity: 3 }), noExposure(1)]) {
      rig.core.onExternal(exposure);
      rig.image.record(EXTERNAL_ROW, { ...exposure, tick: 3 });
    }
    const restored = new RiskRig(undefined, { maxPositionQuantity: 800 });
    restored.core.restore(rig.image, []);
    for (const instrumentIndex of [0, 1, 2]) restored.tick({ instrumentIndex });
    for (const at of [0, 1, 2]) {
      const { exposure } = restored.core;
      expect(exposure.committedQuantity(at)).toBe(rig.core.exposure.committedQuantity(at));
    }
    expect(restored.signal()).toMatchObject({ reason: '', quantity: 400 });
  });
});
