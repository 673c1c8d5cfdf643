/** Micro benchmarks of the deterministic cores: indicator, bars, risk gate. */
import { loadSettings } from '../../src/app/settings-loader.ts';
import { recordViews } from '../../src/contract/layout.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { TimeBars } from '../../src/domain/bar/time-bar.ts';
import { Ema } from '../../src/domain/indicator/ema.ts';
import { intentIdOf, orderIdOf, type Signal } from '../../src/domain/order/types.ts';
import { createRiskCore } from '../../src/domain/risk/risk-core.ts';
import { TickView } from '../../src/ring/tick-view.ts';
import { basePaise, benchInstruments } from '../pipeline/instruments.ts';
import { MarketWalk } from '../pipeline/market-walk.ts';
import { WIDE_LIMITS } from '../recovery/load-config.ts';
import type { MicroCase } from './micro-case.ts';

const instruments = benchInstruments();
const TIME_MS = Date.UTC(2026, 10, 19, 4, 30);

/** One tick of every instrument, at prices of the walk, in ring records. */
function tickRecords() {
  const records = recordViews(new SharedArrayBuffer(instruments.length * TICK.byteLength));
  const walk = new MarketWalk(instruments.length);
  for (const { index } of instruments) {
    const base = index * TICK.words;
    const paise = walk.nextPaise(index);
    records.f64[(base >> 1) + TICK.at.exchangeTimeMs] = TIME_MS;
    for (const field of ['lastPaise', 'highPaise', 'lowPaise'] as const) {
      records.i32[base + TICK.at[field]] = paise;
    }
    records.i32[base + TICK.at.instrumentIndex] = index;
  }
  return records;
}

function emaCase(): MicroCase {
  const ema = new Ema(9);
  const operations = 1000;
  return {
    name: 'EMA update',
    operations,
    run() {
      for (let n = 0; n < operations; n++) ema.update(100_000 + (n & 63));
      return ema.value;
    },
  };
}

function barsCase(): MicroCase {
  const records = tickRecords();
  const tick = new TickView(records);
  const bars = new TimeBars(instruments.length, 60);
  const rounds = 10;
  let timeMs = TIME_MS;
  return {
    name: 'bar builder tick',
    operations: instruments.length * rounds,
    run() {
      let closed = 0;
      for (let round = 0; round < rounds; round++) {
        timeMs += 50;
        for (const { index } of instruments) {
          const base = index * TICK.words;
          records.f64[(base >> 1) + TICK.at.exchangeTimeMs] = timeMs;
          tick.moveTo(base, 0);
          if (bars.onTick(tick)) closed++;
        }
        // The bars stay within one day.
        if (timeMs > TIME_MS + 3_600_000) timeMs = TIME_MS;
      }
      return closed;
    },
  };
}

function entrySignal(sequence: number, instrumentIndex: number, timeMs: number): Signal {
  return {
    strategyIndex: 0,
    sequence,
    kind: 'entry',
    origin: 'strategy',
    instrumentIndex,
    side: 1,
    quantity: 0,
    limitPaise: 0,
    parentGroupId: 0,
    referencePaise: basePaise(instrumentIndex),
    stopOffsetPaise: 500,
    targetOffsetPaise: 750,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    strength: 1,
    timeMs,
    originReceiveNs: 0,
    originTickSequence: 0,
  };
}

/** An approved entry, then its rejection, so that the next finds the account as this one did. */
function riskCase(): MicroCase {
  const { settings } = loadSettings({ environment: {} });
  let approved = 0;
  const core = createRiskCore({
    limits: { ...settings.risk, ...WIDE_LIMITS },
    capitalPaise: WIDE_LIMITS.capitalPaise,
    marketableOffsetBps: settings.orders.marketableOffsetBps,
    instruments,
    strategies: [{ index: 0 }],
    hours: { isOpen: () => true },
    isKilled: () => false,
    effects: {
      approve() {
        approved++;
        return true;
      },
      decide: () => undefined,
      record: () => undefined,
    },
  });
  const records = tickRecords();
  const tick = new TickView(records);
  let timeMs = TIME_MS;
  /** Order rates are counted by session time: every run has a second of its own. */
  const nextSecond = () => {
    timeMs += 1000;
    for (const { index } of instruments) {
      const base = index * TICK.words;
      records.f64[(base >> 1) + TICK.at.exchangeTimeMs] = timeMs;
      tick.moveTo(base, index);
      core.onTick(tick);
    }
  };
  let sequence = 0;
  return {
    name: 'risk gate: entry approved, sized and released',
    operations: instruments.length,
    run() {
      const before = approved;
      nextSecond();
      for (const { index } of instruments) {
        sequence++;
        core.onSignal(entrySignal(sequence, index, timeMs));
        const groupId = intentIdOf(0, sequence);
        core.onOrderEvent({
          sequence,
          orderId: orderIdOf(groupId, 0),
          groupId,
          strategyIndex: 0,
          role: 'entry',
          status: 'rejected',
          instrumentIndex: index,
          side: 1,
          quantity: 1,
          filledQuantity: 0,
          limitPaise: basePaise(index),
          triggerPaise: 0,
          fillQuantity: 0,
          fillPaise: 0,
          fillValuePaise: 0,
          reason: 'not_tradable',
          timeMs,
        });
      }
      if (approved - before !== instruments.length) throw new Error('an entry was denied');
      return approved;
    },
  };
}

export function coreCases(): MicroCase[] {
  return [emaCase(), barsCase(), riskCase()];
}
