import { expect, it } from 'vitest';
import { GTT_STRATEGY } from '../../../../../src/domain/order/types.ts';
import { GttRig } from '../../../../support/gtt-rig.ts';

it('GT-02 a triggered GTT asks as a signal of its own origin, with the limit of the trigger that fired', () => {
  const rig = new GttRig();
  rig.create({ limitPaise: 9_890, otherTriggerPaise: 10_100, otherLimitPaise: 10_090 });
  rig.tick({ lastPaise: 10_105, sequence: 8, receiveTimeNs: 9 });
  expect(rig.signals).toEqual([
    {
      strategyIndex: GTT_STRATEGY,
      sequence: 1,
      kind: 'exit',
      origin: 'gtt',
      instrumentIndex: 0,
      side: -1,
      quantity: 100,
      limitPaise: 10_090,
      parentGroupId: 0,
      stopOffsetPaise: 0,
      targetOffsetPaise: 0,
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      referencePaise: 10_105,
      strength: 1,
      timeMs: rig.timeMs,
      originReceiveNs: 9,
      originTickSequence: 8,
    },
  ]);
});
