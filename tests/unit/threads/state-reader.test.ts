import { describe, expect, it } from 'vitest';
import { StateReader } from '../../../src/threads/state-reader.ts';
import { sharedSession, writeAccount, writePosition } from '../../support/shared-state.ts';

describe('StateReader', () => {
  it('has no position before the first fill of the instrument', () => {
    const session = sharedSession();
    writePosition(session, 2, { netQuantity: 5 });
    const reader = new StateReader(session);
    expect(reader.position(1)).toBeUndefined();
    expect(reader.position(2)).toBeUndefined();
  });

  it('takes the charges off the profit of a position', () => {
    const session = sharedSession();
    writePosition(session, 1, {
      fillCount: 1,
      netQuantity: -10,
      realisedPnlPaise: 5000,
      unrealisedPnlPaise: -700,
      chargesPaise: 900,
      protectedQuantity: 10,
    });
    expect(new StateReader(session).position(1)).toMatchObject({
      netQuantity: -10,
      chargesPaise: 900,
      netPnlPaise: 3400,
      protectedQuantity: 10,
      isProtected: true,
    });
  });

  it.each([
    [120, 120, true],
    [-120, 120, true],
    [120, 119, false],
    [-40, 0, false],
    [0, 0, true],
  ])('a position of %d units with stops for %d is protected: %s', (net, covered, isProtected) => {
    const session = sharedSession();
    writePosition(session, 1, { fillCount: 1, netQuantity: net, protectedQuantity: covered });
    expect(new StateReader(session).position(1)?.isProtected).toBe(isProtected);
  });

  it('counts the open positions and those that are covered in full', () => {
    const session = sharedSession();
    const fillCount = 2;
    writePosition(session, 0, { fillCount, netQuantity: 10, protectedQuantity: 10 });
    writePosition(session, 1, { fillCount, netQuantity: -10, protectedQuantity: 4 });
    writePosition(session, 2, { fillCount, netQuantity: 0 });
    expect(new StateReader(session).protection()).toEqual({ open: 2, covered: 1 });
  });

  it('reads the account with its profit after charges and its fall from the peak', () => {
    const session = sharedSession();
    const reader = new StateReader(session);
    writeAccount(session, {
      tradingState: 'reducing',
      tradingCause: 3,
      capitalPaise: 100_000_000,
      realisedPnlPaise: 2_000_000,
      unrealisedPnlPaise: -500_000,
      chargesPaise: 100_000,
      dayPnlPaise: -250_000,
      peakEquityPaise: 102_000_000,
      signals: 7,
    });
    expect(reader.account()).toMatchObject({
      tradingState: 'reducing',
      tradingCause: 'daily_loss',
      chargesPaise: 100_000,
      netPnlPaise: 1_400_000,
      dayPnlPaise: -250_000,
      drawdownBps: 59,
      signals: 7,
    });
  });

  it('has no drawdown at or above the peak, nor before there is one', () => {
    const session = sharedSession();
    const reader = new StateReader(session);
    expect(reader.account()).toMatchObject({ tradingState: 'halted', drawdownBps: 0 });
    const above = { capitalPaise: 1000, realisedPnlPaise: 50, peakEquityPaise: 1049 };
    writeAccount(session, { tradingState: 'active', ...above });
    expect(reader.account().drawdownBps).toBe(0);
  });

  it('keeps the last account while the next one is being written', () => {
    const session = sharedSession();
    const reader = new StateReader(session);
    writeAccount(session, { tradingState: 'active', approved: 4 });
    expect(reader.account().approved).toBe(4);
    session.riskState.begin(0);
    session.riskState.records.u32.fill(0xffff_ffff);
    expect(reader.account().approved).toBe(4);
  });
});
