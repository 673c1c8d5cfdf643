import { describe, expect, it } from 'vitest';
import { createEngine, type EngineSettings } from '../../../src/domain/engine.ts';
import type { StrategyContext, StrategyKind } from '../../../src/domain/strategy/strategy.ts';
import type { Tick } from '../../../src/domain/tick/tick.ts';
import { JournaledEngine } from '../../support/journaled-engine.ts';
import { ORDER_SETTINGS } from '../../support/order-rig.ts';
import { NEVER_CLOSES } from '../../support/paper-rig.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../../support/risk-rig.ts';
import { SESSION_OPEN_MS, tickOf } from '../../support/tick-stream.ts';
import { stock } from '../../support/trading-instruments.ts';

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

/** Buys once, on its tenth tick, when the books have been compared. */
const BUY_TENTH: StrategyKind = {
  ...BUY_ONCE,
  create: () => {
    let ticks = 0;
    return {
      onTick: (_tick: Tick, context: StrategyContext) => {
        ticks += 1;
        if (ticks !== 10) return;
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
  hours: NEVER_CLOSES,
};

/** An engine, its effects (but for the comparison of books) as short words, and a function that shows it a tick some time after the open. */
function engineOf(changes: Partial<EngineSettings> = {}) {
  const effects: string[] = [];
  const engine = createEngine(
    { ...SETTINGS, ...changes },
    {
      signal: ({ kind }) => effects.push(`signal ${kind}`),
      decision: ({ reason }) => effects.push(`decision ${reason === '' ? 'approved' : reason}`),
      intent: ({ kind }) => effects.push(`intent ${kind}`),
      command: ({ kind }) => kind.startsWith('query') || effects.push(`command ${kind}`),
      report: ({ kind }) => kind.startsWith('book') || effects.push(`report ${kind}`),
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

  it('PP-06 gives its venue back what was recorded: after a restart the books agree by themselves', () => {
    const run = new JournaledEngine({ ...SETTINGS, strategyKinds: [BUY_TENTH] });
    let elapsedMs = 0;
    const show = (stepMs: number) => {
      elapsedMs += stepMs;
      const exchangeTimeMs = SESSION_OPEN_MS + elapsedMs;
      run.onTick(tickOf({ exchangeTimeMs, bidQuantity: 5000, askQuantity: 5000 }));
    };
    for (let step = 0; step < 20; step += 1) show(300);
    const held = run.engine.risk.positions.netQuantity(0);
    expect(held).toBeGreaterThan(0);
    run.crash();
    expect(run.engine.risk.positions.netQuantity(0)).toBe(held);
    expect(run.engine.risk.tradingState).toBe('reducing');
    for (let step = 0; step < 9; step += 1) show(300);
    expect(run.engine.risk.tradingState).toBe('active');
    expect(run.rows.filter(({ kind }) => kind === 'adjustment')).toEqual([]);
    run.engine.flatten();
    for (let step = 0; step < 20; step += 1) show(300);
    expect(run.engine.risk.positions.openInstruments).toEqual([]);
  });

  it('works without observers', () => {
    const engine = createEngine(SETTINGS);
    engine.onTick(tickOf());
    expect(engine.risk.account().approved).toBe(1);
  });
});
