import { describe, expect, it } from 'vitest';
import { createEngine, type Engine, type EngineSettings } from '../../src/domain/engine.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import type { OrderEvent, VenueCommand } from '../../src/domain/order/types.ts';
import { DEFAULT_WATCH_SETTINGS } from '../../src/domain/order/watch/watch-settings.ts';
import type { Decision } from '../../src/domain/risk/deny-reason.ts';
import type { StrategyContext, StrategyKind } from '../../src/domain/strategy/strategy.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { ORDER_SETTINGS } from '../support/order-rig.ts';
import { NEVER_CLOSES } from '../support/paper-rig.ts';
import { RISK_LIMITS } from '../support/risk-rig.ts';
import { SESSION_OPEN_MS, tickOf, tickStream } from '../support/tick-stream.ts';
import { future, index, stock } from '../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1), future(2), stock(3), index(4)];

function settings(changes: Partial<EngineSettings> = {}): EngineSettings {
  return {
    instruments: INSTRUMENTS,
    strategies: [
      {
        id: 'ema',
        index: 0,
        kind: 'ema-crossover',
        params: { fastPeriod: 3, slowPeriod: 8, barSeconds: 5, allowShort: true },
        instruments: [0, 1, 2],
      },
      {
        id: 'breakout',
        index: 1,
        kind: 'donchian-breakout',
        params: { entryPeriod: 8, exitPeriod: 4, barSeconds: 5, allowShort: true },
        instruments: [1, 2, 3, 4],
      },
    ],
    limits: {
      ...RISK_LIMITS,
      riskPerTradeBps: 50,
      maxOrderQuantity: 5000,
      maxOrderValuePaise: 2e9,
      maxOpenValuePaise: 1e10,
      maxPositionQuantity: 5000,
      maxPositionValuePaise: 2e9,
      maxOpenPositions: 3,
      maxGrossExposurePaise: 1e10,
      collarBps: 100,
      staleReferenceMs: 5000,
    },
    capitalPaise: 100_000_000,
    orders: { ...ORDER_SETTINGS, entryTimeoutMs: 3000 },
    paper: { latencyMs: 50 },
    hours: NEVER_CLOSES,
    ...changes,
  };
}

interface Run {
  readonly engine: Engine;
  readonly log: string[];
  readonly events: OrderEvent[];
  readonly commands: VenueCommand[];
  readonly decisions: Decision[];
}

const STREAM = { instruments: INSTRUMENTS, ticks: 60_000, stepMs: 40 };

function run(seed: number, changes: Partial<EngineSettings> = {}): Run {
  const log: string[] = [];
  const events: OrderEvent[] = [];
  const commands: VenueCommand[] = [];
  const decisions: Decision[] = [];
  const engine = createEngine(settings(changes), {
    signal: (signal) => log.push(JSON.stringify(signal)),
    intent: (intent) => log.push(JSON.stringify(intent)),
    report: (report) => log.push(JSON.stringify(report)),
    decision: (decision) => {
      decisions.push(decision);
      log.push(JSON.stringify(decision));
    },
    command: (command) => {
      commands.push(command);
      log.push(JSON.stringify(command));
    },
    event: (event) => {
      events.push(event);
      log.push(JSON.stringify(event));
    },
  });
  let at = 0;
  const flattenAt = STREAM.ticks - 5_000;
  for (const tick of tickStream({ ...STREAM, seed })) {
    if (at === flattenAt) {
      engine.risk.setTradingState('reducing');
      engine.flatten();
    }
    engine.onTick(tick);
    at += 1;
  }
  return { engine, log, events, commands, decisions };
}

/** The newest event of every order. */
function lastEvents(events: readonly OrderEvent[]): Map<number, OrderEvent> {
  return new Map(events.map((event) => [event.orderId, event]));
}

describe('the engine in lockstep', () => {
  const seeds = [1, 2, 3];

  it('trades: the streams bring filled entries, targets, triggered stops and exits', () => {
    const events = seeds.flatMap((seed) => run(seed).events);
    const seen = new Set(events.map(({ role, status }) => `${role} ${status}`));
    for (const expected of [
      'entry filled',
      'entry partially_filled',
      'entry cancelled',
      'target filled',
      'target cancelled',
      'stop held',
      'stop triggered',
      'stop cancelled',
      'exit filled',
    ]) {
      expect(seen).toContain(expected);
    }
  });

  it('OC-04 gives every entry fill a stop in the same step, and a target', () => {
    for (const seed of seeds) {
      const { events } = run(seed);
      const entryFills = events.filter(
        ({ role, fillQuantity }) => role === 'entry' && fillQuantity > 0,
      );
      expect(entryFills.length).toBeGreaterThan(10);
      for (const groupId of new Set(entryFills.map((event) => event.groupId))) {
        const group = events.filter((event) => event.groupId === groupId);
        const fill = group.find((event) => event.role === 'entry' && event.fillQuantity > 0);
        const stop = group.find((event) => event.role === 'stop');
        if (group.some((event) => event.role === 'target')) {
          expect(stop?.timeMs).toBe(fill?.timeMs);
        } else {
          // Only a group that was already being closed when its entry filled goes without.
          expect(group.some((event) => event.role === 'exit')).toBe(true);
        }
      }
    }
  });

  it('OC-01 OC-06 never sends more target than the entry has filled', () => {
    for (const seed of seeds) {
      const entryFilled = new Map<number, number>();
      for (const event of run(seed).events) {
        if (event.role === 'entry') entryFilled.set(event.groupId, event.filledQuantity);
        if (event.role !== 'target') continue;
        expect(event.quantity).toBeLessThanOrEqual(entryFilled.get(event.groupId) ?? 0);
      }
    }
  });

  it('OC-05 ends flat: every order terminal, every group closed, every position zero', () => {
    for (const seed of seeds) {
      const { engine, events } = run(seed);
      for (const event of lastEvents(events).values()) expect(isTerminal(event.status)).toBe(true);
      expect(engine.orders.stats.openGroups).toBe(0);
      expect(engine.risk.positions.openInstruments).toEqual([]);
      expect(engine.risk.account().workingIntents).toBe(0);
      expect(engine.risk.account().unrealisedPnlPaise).toBe(0);
    }
  });

  it('PP-01 PP-03 keeps positions equal to the sum of fills and profit to the cash flow', () => {
    for (const seed of seeds) {
      const { engine, events } = run(seed);
      const net = new Map<number, number>();
      let cashPaise = 0;
      for (const event of events) {
        if (event.fillQuantity === 0) continue;
        const signed = event.side * event.fillQuantity;
        net.set(event.instrumentIndex, (net.get(event.instrumentIndex) ?? 0) + signed);
        cashPaise -= event.side * event.fillValuePaise;
      }
      for (const [at, quantity] of net) {
        expect(engine.risk.positions.netQuantity(at)).toBe(quantity);
      }
      expect(engine.risk.account().realisedPnlPaise).toBe(cashPaise);
    }
  });

  it('answers every signal with exactly one decision and respects the limits', () => {
    const { engine, decisions, commands } = run(1);
    const account = engine.risk.account();
    expect(decisions.length).toBe(account.signals);
    expect(account.approved + account.denied).toBe(account.signals);
    expect(new Set(decisions.map(({ reason }) => reason)).size).toBeGreaterThan(2);
    for (const { kind, instrumentIndex, quantity } of commands) {
      expect(quantity % (INSTRUMENTS[instrumentIndex]?.lotSize ?? 0)).toBe(0);
      if (kind === 'place') expect(instrumentIndex).not.toBe(4);
    }
  });

  it('numbers order events contiguously and sends no command before its event', () => {
    const { events, log } = run(2);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    const announced = new Set<number>();
    for (const line of log) {
      const value = JSON.parse(line) as { kind?: string; status?: string; orderId?: number };
      if (value.status !== undefined && value.orderId !== undefined) announced.add(value.orderId);
      if (value.kind === 'place') expect(announced.has(value.orderId ?? -1)).toBe(true);
    }
  });

  it('JR-07 does the same, byte for byte, in a fresh engine', () => {
    const first = run(3);
    const second = run(3);
    expect(second.log).toEqual(first.log);
    expect(second.engine.stateHash()).toBe(first.engine.stateHash());
    expect(run(1).engine.stateHash()).not.toBe(first.engine.stateHash());
  });

  it('RG-10 KS-01 opens nothing while the kill latch is set, and still closes', () => {
    let isKilled = false;
    const entriesAfterKill: OrderEvent[] = [];
    const engine = createEngine(settings(), {
      event: (event) => {
        if (isKilled && event.role === 'entry' && event.status === 'sending') {
          entriesAfterKill.push(event);
        }
      },
    });
    for (const tick of tickStream({ ...STREAM, seed: 1 })) {
      if (!isKilled && tick.sequence > 20_000 && engine.orders.stats.openGroups > 0) {
        isKilled = true;
        engine.kill({ actor: 'operator', reason: 'test' });
      }
      engine.onTick(tick);
    }
    expect(isKilled).toBe(true);
    expect(entriesAfterKill).toEqual([]);
    expect(engine.risk.positions.openInstruments).toEqual([]);
    expect(engine.orders.stats.openGroups).toBe(0);
  });
});

/** A book names all orders of the day, some with each tick; the ticks of this day are few. */
const HOUR_MS = 3_600_000;

/** Enters on every fourth tick; the ticks in between fill the entry and its target. */
const EVERY_FOURTH: StrategyKind = {
  name: 'every-fourth',
  params: {},
  create: () => ({
    onTick: (tick: Tick, context: StrategyContext) => {
      if (tick.sequence % 4 !== 0) return;
      context.signal({ kind: 'entry', side: 1, stopOffsetPaise: 500, targetOffsetPaise: 100 });
    },
  }),
};

describe('a long day of the engine in lockstep', () => {
  it('keeps in memory what is open and what was closed lately, however many brackets it had', {
    timeout: 300_000,
  }, () => {
    const brackets = 10_000;
    const stepMs = 100;
    const forgetAfterMs = 60_000;
    const engine = createEngine(
      settings({
        instruments: [stock(0)],
        strategies: [
          { id: 'fourth', index: 0, kind: 'every-fourth', params: {}, instruments: [0] },
        ],
        strategyKinds: [EVERY_FOURTH],
        orders: { ...ORDER_SETTINGS, forgetAfterMs },
        watch: {
          ...DEFAULT_WATCH_SETTINGS,
          ...{ ordersEveryMs: HOUR_MS, positionsEveryMs: HOUR_MS },
          ...{ bookTimeoutMs: 600_000, bookRowsMax: 1_000_000 },
        },
      }),
    );
    let mostGroups = 0;
    let mostExposed = 0;
    for (let sequence = 0; sequence < 4 * brackets; sequence += 1) {
      const lastPaise = sequence % 4 === 3 ? 10_200 : 10_000;
      const prices = { lastPaise, bidPaise: lastPaise - 5, askPaise: lastPaise + 5 };
      const quantities = { bidQuantity: 100_000, askQuantity: 100_000 };
      const exchangeTimeMs = SESSION_OPEN_MS + sequence * stepMs;
      engine.onTick(tickOf({ ...prices, ...quantities, sequence, exchangeTimeMs }));
      if (sequence % 1_000 !== 0) continue;
      mostGroups = Math.max(mostGroups, [...engine.orders.groups()].length);
      mostExposed = Math.max(mostExposed, engine.risk.exposure.groups.length);
    }
    const { openGroups, forgottenGroups } = engine.orders.stats;
    const kept = [...engine.orders.groups()].length;
    const { approved } = engine.risk.account();
    expect(approved).toBeGreaterThan(brackets - 200);
    expect(forgottenGroups + kept).toBe(approved);
    expect(openGroups).toBeLessThanOrEqual(1);
    // A bracket takes four ticks, and timers come every few hundred milliseconds.
    expect(mostGroups).toBeLessThan(forgetAfterMs / (4 * stepMs) + 5);
    expect(mostExposed).toBeLessThanOrEqual(1);
    expect(engine.risk.positions.netQuantity(0)).toBe(engine.orders.netQuantity(0));
  });
});
