/** Micro benchmarks of the deterministic cores: indicator, bars, risk gate, brackets. */
import { loadSettings } from '../../src/app/settings-loader.ts';
import { recordViews } from '../../src/contract/layout.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { TimeBars } from '../../src/domain/bar/time-bar.ts';
import { Ema } from '../../src/domain/indicator/ema.ts';
import { OrderCore } from '../../src/domain/order/order-core.ts';
import {
  type Approved,
  intentIdOf,
  type OrderIntent,
  orderIdOf,
  type ReportKind,
  type Signal,
} from '../../src/domain/order/types.ts';
import { createRiskCore } from '../../src/domain/risk/risk-core.ts';
import { TickView } from '../../src/ring/tick-view.ts';
import { basePaise, benchInstruments } from '../pipeline/instruments.ts';
import { MarketWalk } from '../pipeline/market-walk.ts';
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

function entrySignal(sequence: number, instrumentIndex: number): Signal {
  return {
    strategyIndex: 0,
    sequence,
    kind: 'entry',
    instrumentIndex,
    side: 1,
    referencePaise: basePaise(instrumentIndex),
    stopOffsetPaise: 500,
    targetOffsetPaise: 750,
    strength: 1,
    timeMs: TIME_MS,
    originReceiveNs: 0,
    originTickSequence: 0,
  };
}

/** An approved entry, then its rejection, so that the next finds the account as this one did. */
function riskCase(): MicroCase {
  const { settings } = loadSettings({ environment: {} });
  let approved = 0;
  const core = createRiskCore({
    limits: settings.risk,
    capitalPaise: settings.risk.capitalPaise,
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
    },
  });
  const tick = new TickView(tickRecords());
  for (const { index } of instruments) {
    tick.moveTo(index * TICK.words, index);
    core.onTick(tick);
  }
  let sequence = 0;
  return {
    name: 'risk gate: entry approved, sized and released',
    operations: instruments.length,
    run() {
      const before = approved;
      for (const { index } of instruments) {
        sequence++;
        core.onSignal(entrySignal(sequence, index));
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
          reason: 'not_tradable',
          timeMs: TIME_MS,
        });
      }
      if (approved - before !== instruments.length) throw new Error('an entry was denied');
      return approved;
    },
  };
}

/**
 * A bracket from intent to closed: entry accepted and filled, stop and target placed, target
 * filled.
 */
function bracketCase(): MicroCase {
  const { settings } = loadSettings({ environment: {} });
  const quantity = 10;
  const report = (core: OrderCore, orderId: number, kind: ReportKind, pricePaise: number) => {
    const filled = kind === 'fill' ? quantity : 0;
    core.onReport({
      kind,
      orderId,
      instrumentIndex: 0,
      quantity,
      limitPaise: pricePaise,
      cumulativeQuantity: filled,
      fillQuantity: filled,
      fillPaise: kind === 'fill' ? pricePaise : 0,
      reason: '',
      timeMs: TIME_MS,
    });
  };
  const brackets = 100;
  return {
    name: 'order core: bracket from intent to closed',
    operations: brackets,
    run() {
      let placed = 0;
      let placedPaise = 0;
      const core = new OrderCore({
        instruments,
        settings: settings.orders,
        isKilled: () => false,
        effects: {
          command(command) {
            if (command.kind !== 'place') return;
            placed = command.orderId;
            placedPaise = command.limitPaise;
          },
          event: () => undefined,
        },
      });
      for (let n = 1; n <= brackets; n++) {
        core.onIntent(entryIntent(n, quantity));
        for (const _leg of ['entry', 'target']) {
          const [orderId, pricePaise] = [placed, placedPaise];
          report(core, orderId, 'accepted', pricePaise);
          report(core, orderId, 'fill', pricePaise);
        }
      }
      if (core.stats.openGroups !== 0) throw new Error('a bracket did not close');
      return placed;
    },
  };
}

function entryIntent(sequence: number, quantity: number): Approved<OrderIntent> {
  const intent: OrderIntent = {
    intentId: intentIdOf(0, sequence),
    strategyIndex: 0,
    kind: 'entry',
    instrumentIndex: 0,
    side: 1,
    quantity,
    limitPaise: basePaise(0),
    stopOffsetPaise: 500,
    targetOffsetPaise: 750,
    timeMs: TIME_MS,
    originReceiveNs: 0,
  };
  return intent as Approved<OrderIntent>;
}

export function coreCases(): MicroCase[] {
  return [emaCase(), barsCase(), riskCase(), bracketCase()];
}
