/** A signal of a strategy, and changes to it. */
import type { Signal } from '../../src/domain/order/types.ts';

/** An entry that buys instrument 0 for strategy 0; `changes` win. */
export function signalOf(changes: Partial<Signal> = {}): Signal {
  return {
    strategyIndex: 0,
    sequence: 1,
    kind: 'entry',
    origin: 'strategy',
    instrumentIndex: 0,
    side: 1,
    quantity: 0,
    limitPaise: 0,
    parentGroupId: 0,
    referencePaise: 10_000,
    strength: 0.5,
    timeMs: 1_000_000,
    originReceiveNs: 0,
    originTickSequence: 0,
    stopOffsetPaise: 100,
    targetOffsetPaise: 200,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    ...changes,
  };
}
