import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import type { Bar } from '../../../../src/domain/bar/bar.ts';
import type { Signal } from '../../../../src/domain/order/types.ts';
import type {
  Strategy,
  StrategyContext,
  StrategyKind,
  StrategySpec,
} from '../../../../src/domain/strategy/strategy.ts';
import { createStrategyCore } from '../../../../src/domain/strategy/strategy-core.ts';
import type { Tick } from '../../../../src/domain/tick/tick.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1), future(2)];

/** A kind whose strategies do what `create` says, on one-minute bars. */
function kindOf(create: () => Strategy, name = 'test'): StrategyKind {
  return {
    name,
    params: { barSeconds: { type: 'integer', min: 1, max: 3600, default: 60 } },
    barSeconds: (params) => params['barSeconds'] as number,
    create,
  };
}

function spec(changes: Partial<StrategySpec> = {}): StrategySpec {
  return { id: 's', index: 0, kind: 'test', params: {}, instruments: [0], ...changes };
}

function at(seconds: number, changes: Partial<Tick> = {}): Tick {
  return tickOf({ exchangeTimeMs: SESSION_OPEN_MS + seconds * 1000, ...changes });
}

function coreOf(kinds: readonly StrategyKind[], strategies: readonly StrategySpec[]) {
  const signals: Signal[] = [];
  const effects = { signal: (signal: Signal) => void signals.push(signal) };
  return {
    signals,
    core: createStrategyCore({ strategies, instruments: INSTRUMENTS, kinds, effects }),
  };
}

describe('the strategy core', () => {
  it('turns a request into a numbered signal caused by the tick', () => {
    const kind = kindOf(() => ({
      onTick: (_tick: Tick, context: StrategyContext) =>
        context.signal({ kind: 'entry', side: 1, stopOffsetPaise: 101, targetOffsetPaise: 0 }),
    }));
    const { core, signals } = coreOf([kind], [spec({ index: 3 })]);
    core.onTick(at(1, { sequence: 41, receiveTimeNs: 9, lastPaise: 10_010 }));
    core.onTick(at(2, { sequence: 42, receiveTimeNs: 10 }));
    expect(signals[0]).toEqual({
      strategyIndex: 3,
      sequence: 1,
      kind: 'entry',
      origin: 'strategy',
      instrumentIndex: 0,
      side: 1,
      // For risk to decide.
      quantity: 0,
      limitPaise: 0,
      parentGroupId: 0,
      referencePaise: 10_010,
      // Up to the increment of 5, and at least four increments.
      stopOffsetPaise: 105,
      targetOffsetPaise: 20,
      secondTargetOffsetPaise: 0,
      firstTargetShareBps: 0,
      trailOffsetPaise: 0,
      strength: 1,
      timeMs: SESSION_OPEN_MS + 1000,
      originReceiveNs: 9,
      originTickSequence: 41,
    });
    expect(signals.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('numbers from where a restarted strategy is told to', () => {
    const kind = kindOf(() => ({
      onTick: (_tick: Tick, context: StrategyContext) => context.signal({ kind: 'exit', side: -1 }),
    }));
    const { core, signals } = coreOf([kind], [spec({ firstSequence: 500 })]);
    core.onTick(at(1));
    expect(signals[0]).toMatchObject({ sequence: 500, stopOffsetPaise: 0, targetOffsetPaise: 0 });
  });

  it('keeps one object per instrument and calls nobody for other instruments', () => {
    const calls: number[] = [];
    let created = 0;
    const kind = kindOf(() => {
      const id = created;
      created += 1;
      return { onTick: () => void calls.push(id) };
    });
    const { core } = coreOf([kind], [spec({ instruments: [0, 2] })]);
    core.onTick(at(1, { instrumentIndex: 2 }));
    core.onTick(at(1, { instrumentIndex: 1 }));
    core.onTick(at(1, { instrumentIndex: 0 }));
    expect(calls).toEqual([1, 0]);
  });

  it('hands the same closed bar to every strategy of the interval, in the order of the specs', () => {
    const seen: [string, Bar][] = [];
    const kinds = ['a', 'b'].map((name) =>
      kindOf(() => ({ onBar: (bar: Bar) => void seen.push([name, bar]) }), name),
    );
    const { core } = coreOf(kinds, [
      spec({ index: 0, kind: 'a' }),
      spec({ index: 1, kind: 'b' }),
      spec({ index: 2, kind: 'b', params: { barSeconds: 30 } }),
    ]);
    core.onTick(at(0));
    core.onTick(at(61));
    expect(seen.map(([name, bar]) => [name, bar.intervalMs])).toEqual([
      ['a', 60_000],
      ['b', 60_000],
      ['b', 30_000],
    ]);
    expect(seen[0]?.[1]).toBe(seen[1]?.[1]);
  });

  it('does not call bar strategies on ticks that close no bar', () => {
    const kind = kindOf(() => ({ onBar: () => undefined }));
    const { core } = coreOf(
      [kind],
      Array.from({ length: 100 }, (_, index) => spec({ id: `s${index}`, index })),
    );
    for (let seconds = 0; seconds < 60; seconds += 1) core.onTick(at(seconds));
    expect(core.stats.strategies.every(({ calls }) => calls === 0)).toBe(true);
    core.onTick(at(60));
    expect(core.stats.strategies.every(({ calls }) => calls === 1)).toBe(true);
  });
});

describe('a strategy that throws', () => {
  it('is disabled on all its instruments, loses the requests of that call, and stops nobody else', () => {
    const faulty = kindOf(
      () => ({
        onTick: (tick: Tick, context: StrategyContext) => {
          context.signal({ kind: 'exit', side: 1 });
          if (tick.lastPaise === 666) throw new Error('boom');
        },
      }),
      'faulty',
    );
    const sound = kindOf(
      () => ({
        onTick: (_tick: Tick, context: StrategyContext) =>
          context.signal({ kind: 'exit', side: -1 }),
      }),
      'sound',
    );
    const { core, signals } = coreOf(
      [faulty, sound],
      [
        spec({ index: 0, kind: 'faulty', instruments: [0, 1] }),
        spec({ index: 1, kind: 'sound', instruments: [0] }),
      ],
    );
    core.onTick(at(1));
    core.onTick(at(2, { lastPaise: 666 }));
    core.onTick(at(3));
    core.onTick(at(3, { instrumentIndex: 1 }));
    expect(signals.map(({ strategyIndex, sequence }) => [strategyIndex, sequence])).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    expect(core.stats.disabled).toBe(1);
    expect(core.stats.strategies[0]).toMatchObject({ faults: 1, faultMessage: 'boom', signals: 1 });
    expect(core.stats.strategies[1]).toMatchObject({ faults: 0, faultMessage: '', signals: 3 });
  });

  it('is also one that asks for what is out of range or too much', () => {
    const requests = [
      { kind: 'entry', side: 1, stopOffsetPaise: Number.NaN, targetOffsetPaise: 1 },
      { kind: 'entry', side: 1, stopOffsetPaise: 1, targetOffsetPaise: -1 },
      { kind: 'entry', side: 1, stopOffsetPaise: 1, targetOffsetPaise: 1, strength: 1.5 },
      { kind: 'exit', side: 0 },
    ] as unknown as Parameters<StrategyContext['signal']>[0][];
    for (const request of requests) {
      const kind = kindOf(() => ({ onTick: (_tick: Tick, context) => context.signal(request) }));
      const { core, signals } = coreOf([kind], [spec()]);
      core.onTick(at(1));
      expect(core.stats.disabled).toBe(1);
      expect(signals).toEqual([]);
    }
    const flood = kindOf(() => ({
      onTick: (_tick: Tick, context: StrategyContext) => {
        for (let times = 0; times < 5; times += 1) context.signal({ kind: 'exit', side: 1 });
      },
    }));
    const { core, signals } = coreOf([flood], [spec()]);
    core.onTick(at(1));
    expect(core.stats.strategies[0]?.faultMessage).toContain('at most 4 signals');
    expect(signals).toEqual([]);
  });

  it('is not blamed for a fault of whoever takes its signal', () => {
    const kind = kindOf(() => ({
      onTick: (_tick: Tick, context: StrategyContext) => context.signal({ kind: 'exit', side: 1 }),
    }));
    const core = createStrategyCore({
      strategies: [spec()],
      instruments: INSTRUMENTS,
      kinds: [kind],
      effects: {
        signal: () => {
          throw new Error('queue gone');
        },
      },
    });
    expect(() => core.onTick(at(1))).toThrow('queue gone');
    expect(core.stats.disabled).toBe(0);
  });
});

describe('execution times', () => {
  it('are measured by the injected clock and change no decision', () => {
    let nowNs = 0;
    const measured: [number, number][] = [];
    const core = createStrategyCore({
      strategies: [spec({ index: 2 })],
      instruments: INSTRUMENTS,
      kinds: [kindOf(() => ({ onTick: () => undefined }))],
      nowNs: () => {
        nowNs += 100;
        return nowNs;
      },
      effects: {
        signal: () => undefined,
        executed: (strategyIndex, elapsedNs) => void measured.push([strategyIndex, elapsedNs]),
      },
    });
    core.onTick(at(1));
    core.onTick(at(2));
    expect(measured).toEqual([
      [2, 100],
      [2, 100],
    ]);
    expect(core.stats.strategies[0]).toMatchObject({
      calls: 2,
      executionNs: 200,
      executionNsMax: 100,
    });
  });
});

describe('a core', () => {
  it('is not made from specs that cannot run', () => {
    const kind = kindOf(() => ({ onBar: () => undefined }));
    for (const bad of [
      [spec({ kind: 'nothing' })],
      [spec({ instruments: [9] })],
      [spec({ params: { barSeconds: 0 } })],
      [spec(), spec()],
    ]) {
      expect(() => coreOf([kind], bad)).toThrow(InvariantError);
    }
  });

  it('demands an interval of kinds that want bars', () => {
    const kind: StrategyKind = {
      name: 'test',
      params: {},
      create: () => ({ onBar: () => undefined }),
    };
    expect(() => coreOf([kind], [spec()])).toThrow('names their interval');
  });
});
