import { describe, expect, it } from 'vitest';
import {
  applyOrder,
  entryLeaves,
  isOver,
  newGroup,
  type OrderFact,
  openRiskPaise,
  restingConflictPaise,
  stopLeaves,
} from '../../../../src/domain/risk/exposure-group.ts';

function fact(changes: Partial<OrderFact> = {}): OrderFact {
  return {
    orderId: 64,
    groupId: 1,
    strategyIndex: 0,
    role: 'entry',
    status: 'working',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    filledQuantity: 0,
    limitPaise: 1_000,
    triggerPaise: 0,
    ...changes,
  };
}

const group = () => newGroup(fact(), 1);

describe('an exposure group', () => {
  it('OL-08 leaves what its live entries can still fill', () => {
    const g = group();
    expect(isOver(g)).toBe(true);
    applyOrder(g, fact({ status: 'unknown', filledQuantity: 30 }));
    expect(entryLeaves(g)).toBe(70);
    applyOrder(g, fact({ status: 'expired', filledQuantity: 30 }));
    expect(entryLeaves(g)).toBe(0);
    expect(isOver(g)).toBe(true);
  });

  it('counts an entry once, however often it is told of, and also when it ended before it lived', () => {
    const g = group();
    g.approvedQuantity = 300;
    applyOrder(g, fact());
    applyOrder(g, fact({ filledQuantity: 10 }));
    expect(entryLeaves(g)).toBe(200 + 90);
    applyOrder(g, fact({ orderId: 65, status: 'denied' }));
    expect(entryLeaves(g)).toBe(100 + 90);
  });

  it('covers with live stops, wherever they are held', () => {
    const g = group();
    applyOrder(g, fact({ orderId: 65, role: 'stop', side: -1, status: 'held', quantity: 60 }));
    applyOrder(g, fact({ orderId: 66, role: 'stop', side: -1, status: 'triggered' }));
    expect(stopLeaves(g)).toBe(60);
  });

  it('risks the distance to the stop, from the average where it has no entry of its own', () => {
    const g = group();
    applyOrder(g, fact({ orderId: 65, role: 'stop', side: -1, triggerPaise: 990, quantity: 60 }));
    expect(openRiskPaise(g, 1_010)).toBe(60 * 20);
    applyOrder(g, fact({ status: 'filled', filledQuantity: 100 }));
    expect(openRiskPaise(g, 1_010)).toBe(60 * 10);
  });

  it('RG-08 conflicts with what rests or may rest on the other side, an unanswered entry included', () => {
    const g = group();
    applyOrder(g, fact({ status: 'sending' }));
    expect(restingConflictPaise(g, -1, 1_000)).toBe(1_000);
    expect(restingConflictPaise(g, -1, 1_001)).toBe(0);
    expect(restingConflictPaise(g, 1, 2_000)).toBe(0);
    const waiting = group();
    waiting.isUnanswered = true;
    waiting.limitPaise = 1_000;
    expect(isOver(waiting)).toBe(false);
    expect(restingConflictPaise(waiting, -1, 999)).toBe(1_000);
  });
});
