import { describe, expect, it } from 'vitest';
import { istMidnightMs } from '../../../src/domain/instrument/ist-date.ts';
import { type Gtt, type GttStatus, gttProblem } from '../../../src/domain/order/gtt/gtt.ts';
import { GTT_ROW } from '../../../src/domain/order/gtt/rows.ts';
import { GTT_STRATEGY, intentIdOf, type OrderIntent } from '../../../src/domain/order/types.ts';
import type { CheckContext } from '../../simulation/check/check-context.ts';
import { GttChecks } from '../../simulation/check/gtt-checks.ts';
import { OrderLedger } from '../../simulation/check/order-ledger.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { GttScript } from '../../simulation/workload/gtt-script.ts';
import { FullDisk } from '../../simulation/world/full-disk.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';
import { listings } from '../../simulation/world/universe.ts';

const instruments = listings(3).map(({ instrument }) => instrument);
const DAY = 20_500;
const NOON_MS = istMidnightMs(DAY) + 43_200_000;

function gtt(status: GttStatus, changes: Partial<Gtt> = {}): Gtt {
  return {
    kind: 'entry',
    side: 1,
    quantity: 0,
    condition: 'at_or_above',
    triggerPaise: 81_000,
    limitPaise: 0,
    otherTriggerPaise: 0,
    otherLimitPaise: 0,
    stopOffsetPaise: 100,
    targetOffsetPaise: 100,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    lastDay: DAY,
    gttId: 1,
    exchange: 'NSE',
    token: '3045',
    symbol: 'SBIN-EQ',
    status,
    reason: '',
    createdMs: NOON_MS,
    changedMs: NOON_MS,
    signalSequence: status === 'active' ? 0 : 1,
    firedTriggerPaise: 0,
    firedPaise: 0,
    ...changes,
  };
}

function checksOf(isOpen = true): { take(row: Gtt): void; intent(sequence: number): void } {
  const checks = new GttChecks({
    instruments,
    venue: undefined as never,
    ledger: new OrderLedger(),
    marks: new Marks(),
    nowMs: () => NOON_MS,
    isOpen: () => isOpen,
    flatByMs: () => Number.POSITIVE_INFINITY,
    isClockRight: () => true,
    isDeclared: () => false,
    isKilled: () => false,
  } satisfies CheckContext);
  return {
    take: (row) =>
      checks.onDurable([{ rows: [{ kind: GTT_ROW as never, row }], isReducing: true }]),
    intent: (sequence) =>
      checks.onIntent({
        strategyIndex: GTT_STRATEGY,
        intentId: intentIdOf(GTT_STRATEGY, sequence),
      } as OrderIntent),
  };
}

describe('the checks of GTTs', () => {
  it('GT-01 take one trigger and its approval', () => {
    const { take, intent } = checksOf();
    take(gtt('active'));
    take(gtt('triggered'));
    intent(1);
    expect(() => intent(1)).toThrow('GT-01');
    expect(() => take(gtt('triggered', { signalSequence: 2 }))).toThrow('GT-01');
  });

  it('GT-01 complain of an approval before its trigger is durable', () => {
    expect(() => checksOf().intent(1)).toThrow('GT-01');
  });

  it('GT-01 complain of a trigger outside the hours', () => {
    expect(() => checksOf(false).take(gtt('triggered'))).toThrow('GT-01');
  });

  it('GT-03 complain of a trigger after the last day', () => {
    expect(() => checksOf().take(gtt('triggered', { lastDay: DAY - 1 }))).toThrow('GT-03');
  });
});

describe('the script of GTTs', () => {
  it('asks for what the book takes, and the same for the same seed', () => {
    const situation = { timeMs: NOON_MS, pricePaise: () => 100_000 };
    let created = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const one = new GttScript({ random: new KeyedRandom(seed), instruments });
      const other = new GttScript({ random: new KeyedRandom(seed), instruments });
      for (let slot = 0; slot < 400; slot += 1) {
        const ask = one.ask(slot, situation);
        expect(other.ask(slot, situation)).toEqual(ask);
        if (ask?.action !== 'create') continue;
        created += 1;
        const instrument = instruments[ask.request.instrumentIndex];
        expect(gttProblem(ask.request, instrument, { today: DAY, longestDays: 365 })).toBe('');
      }
    }
    expect(created).toBeGreaterThan(10);
  });
});

describe('a full disk', () => {
  it('refuses one write, or begins it and refuses the rest', () => {
    const disk = new FullDisk();
    expect(disk.take(100)).toBe(100);
    disk.fill(false);
    expect([disk.take(100), disk.take(100)]).toEqual(['no_space', 100]);
    disk.fill(true);
    expect([disk.take(100), disk.take(50), disk.take(50)]).toEqual([50, 'no_space', 50]);
    disk.fill(true);
    disk.clear();
    expect(disk.take(100)).toBe(100);
  });
});
