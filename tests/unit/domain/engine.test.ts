import { describe, expect, it } from 'vitest';
import { createEngine, type EngineSettings } from '../../../src/domain/engine.ts';
import type { StrategyContext, StrategyKind } from '../../../src/domain/strategy/strategy.ts';
import type { Tick } from '../../../src/domain/tick/tick.ts';
import { ORDER_SETTINGS } from '../../support/order-rig.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../support/risk-rig.ts';
import { SESSION_OPEN_MS, tickOf } from '../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../support/trading-instruments.ts';

/** Buys once, on its first tick. */
const BUY_ONCE: StrategyKind = {
  name: 'buy-once',
  params: {},
  create: () => {
    let hasBought = false;
    return {
      onTick: (_tick: Tick, context: StrategyContext) => {
        if (hasBought) return;
        hasBought = true;
        context.signal({ kind: 'entry', side: 1, stopOffsetPaise: 100, targetOffsetPaise: 200 });
      },
    };
  },
};

const SETTINGS: EngineSettings = {
  instruments: [stock(0)],
  strategies: [{ id: 'once', index: 0, kind: 'buy-once', params: {}, instruments: [0] }],
  strategyKinds: [BUY_ONCE],
  limits: RISK_LIMITS,
  capitalPaise: CAPITAL_PAISE,
  orders: ORDER_SETTINGS,
  paper: { latencyMs: 50 },
  hours: ALWAYS_OPEN,
  isKilled: () => false,
};

/** An engine, its effects as short words, and a function that shows it a tick some time after the open. */
function engineOf(changes: Partial<EngineSettings> = {}) {
  const effects: string[] = [];
  const engine = createEngine(
    { ...SETTINGS, ...changes },
    {
      signal: ({ kind }) => effects.push(`signal ${kind}`),
      decision: ({ reason }) => effects.push(`decision ${reason === '' ? 'approved' : reason}`),
      intent: ({ kind }) => effects.push(`intent ${kind}`),
      command: ({ kind }) => effects.push(`command ${kind}`),
      report: ({ kind }) => effects.push(`report ${kind}`),
      event: ({ role, status }) => effects.push(`event ${role} ${status}`),
    },
  );
  const show = (elapsedMs: number, tick: Partial<Tick> = {}) => {
    effects.length = 0;
    const exchangeTimeMs = SESSION_OPEN_MS + elapsedMs;
    engine.onTick(tickOf({ exchangeTimeMs, bidQuantity: 5000, askQuantity: 5000, ...tick }));
    return [...effects];
  };
  return { engine, show };
}

describe('the engine', () => {
  it('carries a signal to a command within the tick that caused it', () => {
    const { show } = engineOf();
    expect(show(0)).toEqual([
      'signal entry',
      'intent entry',
      'decision approved',
      'event entry sending',
      'command place',
    ]);
  });

  it('brings a fill its stop and target, and the triggered stop its exit, in a fixed order', () => {
    const { engine, show } = engineOf();
    show(0);
    expect(show(49)).toEqual([]);
    expect(show(50)).toEqual([
      'report accepted',
      'report fill',
      'event entry working',
      'event entry filled',
      'event stop held',
      'event target sending',
      'command place',
    ]);
    expect(engine.risk.account().openPositions).toBe(1);
    show(100);
    expect(show(150, { lastPaise: 9_900 })).toEqual([
      'event stop triggered',
      'event target pending_cancel',
      'command cancel',
    ]);
    expect(show(200, { lastPaise: 9_900 })).toEqual([
      'report cancelled',
      'event target cancelled',
      'event exit sending',
      'command place',
    ]);
    show(250, { lastPaise: 9_900 });
    expect(engine.orders.stats.openGroups).toBe(0);
    expect(engine.risk.account()).toMatchObject({ openPositions: 0, workingIntents: 0 });
    expect(engine.risk.account().realisedPnlPaise).toBeLessThan(0);
  });

  it('flattens on request', () => {
    const { engine, show } = engineOf();
    show(0);
    show(50);
    show(100);
    engine.flatten();
    for (const elapsedMs of [150, 200, 250]) show(elapsedMs);
    expect(engine.risk.positions.openInstruments).toEqual([]);
  });

  it('hashes what it did, not only where it stands', () => {
    const first = engineOf();
    const second = engineOf();
    const blank = first.engine.stateHash();
    expect(second.engine.stateHash()).toBe(blank);
    first.show(0);
    expect(first.engine.stateHash()).not.toBe(blank);
    second.show(0);
    expect(second.engine.stateHash()).toBe(first.engine.stateHash());
    second.show(50);
    expect(second.engine.stateHash()).not.toBe(first.engine.stateHash());
  });

  it('works without observers', () => {
    const engine = createEngine(SETTINGS);
    engine.onTick(tickOf());
    expect(engine.risk.account().approved).toBe(1);
  });
});
