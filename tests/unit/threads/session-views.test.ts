import { describe, expect, it } from 'vitest';
import {
  GTT_STRATEGY,
  OPERATOR_STRATEGY,
  type OrderEvent,
  RECOVERY_STRATEGY,
  UNATTRIBUTED_STRATEGY,
} from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import { SessionViews } from '../../../src/threads/session-views.ts';
import {
  sharedSession,
  viewerInit,
  writeAccount,
  writePosition,
} from '../../support/shared-state.ts';

const DECISION: Decision = {
  strategyIndex: 3,
  signalSequence: 12,
  kind: 'entry',
  origin: 'strategy',
  instrumentIndex: 1,
  side: -1,
  reason: 'price_collar',
  quantity: 40,
  limitPaise: 97_125,
  strength: 0.75,
  measured: 210,
  limit: 100,
  timeMs: 1_795_060_512_345,
};

const EVENT: OrderEvent = {
  sequence: 41,
  orderId: 6400,
  groupId: 100,
  strategyIndex: 3,
  role: 'stop',
  status: 'pending_update',
  instrumentIndex: 2,
  side: 1,
  quantity: 40,
  filledQuantity: 10,
  limitPaise: 0,
  triggerPaise: 150_000,
  fillQuantity: 10,
  fillPaise: 150_003,
  fillValuePaise: 1_500_034,
  reason: '',
  timeMs: 1_795_060_512_345,
};

describe('SessionViews', () => {
  const session = sharedSession();
  const views = new SessionViews(session, viewerInit());

  it('shows a decision with its code and numbers, its origin and its strength', () => {
    expect(views.decision(DECISION)).toEqual({
      strategy: 'ema-cross',
      signalSequence: 12,
      kind: 'entry',
      origin: 'strategy',
      instrument: 'NSE:SBIN-EQ',
      side: 'SELL',
      strength: 0.75,
      isApproved: false,
      reason: 'price_collar',
      quantity: 40,
      limitPaise: 97_125,
      measured: 210,
      limit: 100,
      timeMs: 1_795_060_512_345,
    });
    expect(views.decision({ ...DECISION, reason: '' }).isApproved).toBe(true);
  });

  it('shows an order event with ids as text and the exact value of its fill', () => {
    expect(views.orderEvent(EVENT)).toMatchObject({
      orderId: '6400',
      groupId: '100',
      strategy: 'ema-cross',
      instrument: 'NSE:INFY-EQ',
      status: 'pending_update',
      side: 'BUY',
      fillValuePaise: 1_500_034,
    });
  });

  it.each([
    [OPERATOR_STRATEGY, 'operator'],
    [GTT_STRATEGY, 'gtt'],
    [RECOVERY_STRATEGY, 'recovery'],
    [UNATTRIBUTED_STRATEGY, 'unattributed'],
    [17, '#17'],
  ])('names strategy index %d "%s"', (strategyIndex, name) => {
    expect(views.decision({ ...DECISION, strategyIndex }).strategy).toBe(name);
    expect(views.orderEvent({ ...EVENT, strategyIndex }).strategy).toBe(name);
  });

  it('shows a position under the name of its instrument and the account with the latch itself', () => {
    writePosition(session, 1, { fillCount: 1, netQuantity: 10, chargesPaise: 25 });
    expect(views.positionOf(1)).toMatchObject({
      instrument: 'NSE:SBIN-EQ',
      netQuantity: 10,
      netPnlPaise: -25,
      isProtected: false,
    });
    writeAccount(session, { tradingState: 'active' });
    expect(views.account()).toMatchObject({ tradingState: 'active', isKilled: false });
    session.control.kill();
    expect(views.account().isKilled).toBe(true);
  });
});
