/** What a triggered GTT asks of the risk gate. Pure; used by the GTT book. */
import type { Tick } from '../../tick/tick.ts';
import { GTT_STRATEGY, type Signal } from '../types.ts';
import type { Gtt } from './gtt.ts';

/** The signal of `gtt`, triggered by `tick` (of its instrument). */
export function gttSignal(gtt: Gtt, tick: Tick): Signal {
  const isOther = gtt.firedTriggerPaise === gtt.otherTriggerPaise;
  return {
    strategyIndex: GTT_STRATEGY,
    sequence: gtt.signalSequence,
    kind: gtt.kind,
    origin: 'gtt',
    instrumentIndex: tick.instrumentIndex,
    side: gtt.side,
    quantity: gtt.quantity,
    limitPaise: isOther ? gtt.otherLimitPaise : gtt.limitPaise,
    parentGroupId: 0,
    stopOffsetPaise: gtt.stopOffsetPaise,
    targetOffsetPaise: gtt.targetOffsetPaise,
    secondTargetOffsetPaise: gtt.secondTargetOffsetPaise,
    firstTargetShareBps: gtt.firstTargetShareBps,
    trailOffsetPaise: gtt.trailOffsetPaise,
    referencePaise: tick.lastPaise,
    strength: 1,
    timeMs: tick.exchangeTimeMs,
    originReceiveNs: tick.receiveTimeNs,
    originTickSequence: tick.sequence,
  };
}
