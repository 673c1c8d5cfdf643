import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { StrategySlot, type StrategyStats } from '../../../../src/domain/strategy/strategy-slot.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { index, stock } from '../../../support/trading-instruments.ts';

function slotOf(instrument = stock(0)): StrategySlot {
  const stats: StrategyStats = {
    id: 's',
    strategyIndex: 2,
    calls: 0,
    executionNs: 0,
    executionNsMax: 0,
    signals: 0,
    faults: 0,
    faultMessage: '',
    nextSequence: 8,
  };
  return new StrategySlot(stats, {}, instrument);
}

const ENTRY = { kind: 'entry', side: 1, stopOffsetPaise: 41.2, targetOffsetPaise: 3 } as const;

describe('a strategy slot', () => {
  it('keeps requests until they are taken, in order, and numbers them then', () => {
    const slot = slotOf();
    slot.signal({ ...ENTRY, strength: 0.25 });
    slot.signal({ kind: 'exit', side: -1 });
    expect(slot.pending).toBe(2);
    const first = slot.take(0, tickOf());
    const second = slot.take(1, tickOf());
    slot.drop();
    expect(slot.pending).toBe(0);
    expect(first).toMatchObject({ sequence: 8, kind: 'entry', strength: 0.25 });
    expect(second).toMatchObject({ sequence: 9, kind: 'exit', side: -1, strength: 1 });
    expect(slot.stats).toMatchObject({ signals: 2, nextSequence: 10 });
  });

  it('rounds distances up to the increment and to four increments', () => {
    const slot = slotOf();
    slot.signal(ENTRY);
    expect(slot.take(0, tickOf())).toMatchObject({ stopOffsetPaise: 45, targetOffsetPaise: 20 });
    const bare = slotOf(index(0));
    bare.signal(ENTRY);
    expect(bare.take(0, tickOf())).toMatchObject({ stopOffsetPaise: 42, targetOffsetPaise: 4 });
  });

  it('numbers nothing that is dropped', () => {
    const slot = slotOf();
    slot.signal(ENTRY);
    slot.drop();
    slot.signal(ENTRY);
    expect(slot.take(0, tickOf()).sequence).toBe(8);
    expect(() => slot.take(1, tickOf())).toThrow(InvariantError);
  });
});
