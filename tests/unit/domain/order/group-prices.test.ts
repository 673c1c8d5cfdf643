import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import { Group, groupRowOf } from '../../../../src/domain/order/group.ts';
import {
  initialTrigger,
  isStopCrossed,
  isTargetReached,
  stopLimit,
  stopTrigger,
  targetLimit,
  trailedTrigger,
} from '../../../../src/domain/order/group-prices.ts';
import type { OrderIntent } from '../../../../src/domain/order/types.ts';
import { intentOf } from '../../../support/order-rig.ts';
import { tickOf } from '../../../support/tick-stream.ts';
import { stock } from '../../../support/trading-instruments.ts';

/** A group that adopted 100 at `entryPaise`. */
function groupAt(
  entryPaise: number,
  intent: Partial<OrderIntent> = {},
  instrument: Instrument = stock(0),
): Group {
  const adopted = intentOf({ ...intent, limitPaise: entryPaise });
  return new Group(groupRowOf(adopted, { kind: 'oco', timeMs: 1 }), instrument);
}

describe('prices of a group', () => {
  it('OC-07 round the stop towards the entry, at least one increment away', () => {
    expect(initialTrigger(groupAt(10_003))).toBe(9_905);
    expect(initialTrigger(groupAt(10_003, { side: -1 }))).toBe(10_100);
    expect(initialTrigger(groupAt(10_003, { stopOffsetPaise: 1 }))).toBe(10_000);
    expect(initialTrigger(groupAt(10_003, { stopOffsetPaise: 1, side: -1 }))).toBe(10_005);
    expect(initialTrigger(groupAt(50, { stopOffsetPaise: 100 }))).toBe(5);
    expect(initialTrigger(groupAt(5, { stopOffsetPaise: 100 }))).toBe(0);
  });

  it('round the target towards the entry and keep it inside the circuit limits', () => {
    expect(targetLimit(groupAt(10_003), 0)).toBe(10_200);
    expect(targetLimit(groupAt(10_003, { side: -1 }), 0)).toBe(9_805);
    expect(targetLimit(groupAt(50, { side: -1 }), 0)).toBe(5);
    expect(targetLimit(groupAt(5, { side: -1 }), 0)).toBe(0);
    const banded = stock(0, { lowerCircuitPaise: 9_900, upperCircuitPaise: 10_100 });
    expect(targetLimit(groupAt(10_000, {}, banded), 0)).toBe(10_100);
    expect(targetLimit(groupAt(10_100, {}, banded), 0)).toBe(0);
    expect(targetLimit(groupAt(10_000, { side: -1 }, banded), 0)).toBe(9_900);
    expect(targetLimit(groupAt(10_000), 1)).toBe(0);
    expect(targetLimit(groupAt(10_000, { secondTargetOffsetPaise: 300 }), 1)).toBe(10_300);
  });

  it('put the limit of a resting stop beyond its trigger', () => {
    expect(stopLimit(groupAt(10_000), 9_900, 50)).toBe(9_850);
    expect(stopLimit(groupAt(10_000, { side: -1 }), 10_100, 50)).toBe(10_150);
    const banded = stock(0, { lowerCircuitPaise: 9_880 });
    expect(stopLimit(groupAt(10_000, {}, banded), 9_900, 50)).toBe(9_880);
  });

  it('OC-07 trail behind the best price, in steps, and never loosen', () => {
    const long = groupAt(10_000, { trailOffsetPaise: 60 });
    expect(trailedTrigger(long, tickOf({ lastPaise: 9_965 }), 2)).toBe(0);
    expect(trailedTrigger(long, tickOf({ lastPaise: 9_970 }), 2)).toBe(9_910);
    long.row.trailPaise = 9_970;
    expect(stopTrigger(long)).toBe(9_970);
    expect(trailedTrigger(long, tickOf({ lastPaise: 10_030 }), 2)).toBe(0);
    expect(trailedTrigger(long, tickOf({ lastPaise: 10_000, highPaise: 10_042 }), 2)).toBe(9_985);
    long.row.trailPaise = 9_800;
    expect(stopTrigger(long)).toBe(9_900);

    const short = groupAt(10_000, { side: -1, trailOffsetPaise: 60 });
    expect(trailedTrigger(short, tickOf({ lastPaise: 10_000, lowPaise: 9_958 }), 2)).toBe(10_015);
    short.row.trailPaise = 10_015;
    expect(stopTrigger(short)).toBe(10_015);
    expect(trailedTrigger(groupAt(10_000), tickOf({ lastPaise: 11_000 }), 1)).toBe(0);
  });

  it('are crossed by trades and by quotes wholly beyond, not by an unknown quote', () => {
    const quiet = { lastPaise: 9_950, bidPaise: 0, askPaise: 0 };
    expect(isStopCrossed(1, 9_900, tickOf(quiet))).toBe(false);
    expect(isStopCrossed(1, 9_900, tickOf({ ...quiet, lowPaise: 9_900 }))).toBe(true);
    expect(isStopCrossed(-1, 10_000, tickOf(quiet))).toBe(false);
    expect(isStopCrossed(-1, 10_000, tickOf({ ...quiet, bidPaise: 10_000 }))).toBe(true);
    expect(isTargetReached(1, 10_000, tickOf({ ...quiet, highPaise: 10_000 }))).toBe(true);
    expect(isTargetReached(1, 10_000, tickOf(quiet))).toBe(false);
    expect(isTargetReached(-1, 9_900, tickOf(quiet))).toBe(false);
    expect(isTargetReached(-1, 9_900, tickOf({ ...quiet, askPaise: 9_900 }))).toBe(true);
  });
});
