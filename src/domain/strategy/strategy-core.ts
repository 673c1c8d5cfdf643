/** The strategy core: ticks in, bars built once for all strategies, signals out. Stepped by a strategy thread or the engine. */
import { assert } from '../assert.ts';
import { TimeBars } from '../bar/time-bar.ts';
import type { StrategyEffects } from '../effects.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Tick } from '../tick/tick.ts';
import { withDefaults } from './params.ts';
import { STRATEGY_KINDS, specProblems } from './registry.ts';
import type { StrategyKind, StrategySpec } from './strategy.ts';
import { StrategySlot, type StrategyStats } from './strategy-slot.ts';

export interface StrategyCoreOptions {
  readonly strategies: readonly StrategySpec[];
  readonly instruments: readonly Instrument[];
  readonly effects: StrategyEffects;
  /** A monotonic clock for the execution times in `stats`; decisions never depend on it. */
  readonly nowNs?: () => number;
  /** The kinds specs may name; the built-in ones when absent. */
  readonly kinds?: readonly StrategyKind[];
}

/** The bars of one interval on one instrument, and who wants them. */
interface BarFeed {
  readonly bars: TimeBars;
  readonly slots: StrategySlot[];
}

export interface StrategyCoreStats {
  /** Strategies that threw and are called no more. */
  disabled: number;
  /** One entry per strategy, in the order given. */
  readonly strategies: readonly StrategyStats[];
}

export class StrategyCore {
  readonly stats: StrategyCoreStats;
  readonly #effects: StrategyEffects;
  readonly #nowNs: (() => number) | undefined;
  /** By instrument; undefined where nobody wants bars or ticks. */
  readonly #feedsOf: (BarFeed[] | undefined)[];
  readonly #tickSlotsOf: (StrategySlot[] | undefined)[];
  readonly #barsByInterval = new Map<number, TimeBars>();

  constructor(options: StrategyCoreOptions) {
    this.#effects = options.effects;
    this.#nowNs = options.nowNs;
    this.#feedsOf = new Array(options.instruments.length).fill(undefined);
    this.#tickSlotsOf = new Array(options.instruments.length).fill(undefined);
    const indices = options.strategies.map((spec) => spec.index);
    assert(new Set(indices).size === indices.length, 'strategy indices are unique');
    this.stats = {
      disabled: 0,
      strategies: options.strategies.map((spec) => this.#add(spec, options)),
    };
  }

  onTick(tick: Tick): void {
    const feeds = this.#feedsOf[tick.instrumentIndex];
    if (feeds !== undefined) {
      for (let at = 0; at < feeds.length; at += 1) {
        const feed = feeds[at] as BarFeed;
        if (feed.bars.onTick(tick)) this.#onBar(feed, tick);
      }
    }
    const slots = this.#tickSlotsOf[tick.instrumentIndex];
    if (slots === undefined) return;
    for (let at = 0; at < slots.length; at += 1) this.#call(slots[at] as StrategySlot, null, tick);
  }

  #onBar(feed: BarFeed, tick: Tick): void {
    for (const slot of feed.slots) this.#call(slot, feed.bars, tick);
  }

  /** Calls `onBar` with the closed bar of `bars`, or `onTick` when there is none. */
  #call(slot: StrategySlot, bars: TimeBars | null, tick: Tick): void {
    const stats = slot.stats;
    if (stats.faults > 0) return;
    const startNs = this.#nowNs === undefined ? 0 : this.#nowNs();
    // A fault in code that a user wrote ends that strategy and nothing else.
    try {
      if (bars !== null) slot.strategy.onBar?.(bars.closed, slot);
      else slot.strategy.onTick?.(tick, slot);
    } catch (fault) {
      stats.faults += 1;
      this.stats.disabled += 1;
      stats.faultMessage = fault instanceof Error ? fault.message : String(fault);
      slot.drop();
    }
    stats.calls += 1;
    if (this.#nowNs !== undefined) this.#measure(stats, this.#nowNs() - startNs);
    // Outside the guard: a fault of whoever takes the signal is not the strategy's.
    const pending = slot.pending;
    if (pending === 0) return;
    for (let at = 0; at < pending; at += 1) this.#effects.signal(slot.take(at, tick));
    slot.drop();
  }

  #measure(stats: StrategyStats, elapsedNs: number): void {
    stats.executionNs += elapsedNs;
    if (elapsedNs > stats.executionNsMax) stats.executionNsMax = elapsedNs;
    this.#effects.executed?.(stats.strategyIndex, elapsedNs);
  }

  #add(spec: StrategySpec, options: StrategyCoreOptions): StrategyStats {
    const kinds = options.kinds ?? STRATEGY_KINDS;
    const problems = specProblems(spec, options.instruments.length, kinds);
    assert(problems.length === 0, `strategy ${spec.id} is valid (${problems.join('; ')})`);
    const kind = kinds.find((candidate) => candidate.name === spec.kind) as StrategyKind;
    const params = withDefaults(kind.params, spec.params);
    const stats: StrategyStats = {
      id: spec.id,
      strategyIndex: spec.index,
      calls: 0,
      executionNs: 0,
      executionNsMax: 0,
      signals: 0,
      faults: 0,
      faultMessage: '',
      nextSequence: spec.firstSequence ?? 1,
    };
    for (const index of spec.instruments) {
      const instrument = options.instruments[index] as Instrument;
      const slot = new StrategySlot(stats, kind.create(params, instrument), instrument);
      if (slot.strategy.onBar !== undefined) {
        assert(kind.barSeconds !== undefined, 'a kind that wants bars names their interval');
        this.#feed(index, kind.barSeconds(params)).slots.push(slot);
      }
      if (slot.strategy.onTick !== undefined) {
        const slots = this.#tickSlotsOf[index];
        if (slots === undefined) this.#tickSlotsOf[index] = [slot];
        else slots.push(slot);
      }
    }
    return stats;
  }

  #feed(instrumentIndex: number, barSeconds: number): BarFeed {
    let bars = this.#barsByInterval.get(barSeconds);
    if (bars === undefined) {
      bars = new TimeBars(this.#feedsOf.length, barSeconds);
      this.#barsByInterval.set(barSeconds, bars);
    }
    let feeds = this.#feedsOf[instrumentIndex];
    if (feeds === undefined) {
      feeds = [];
      this.#feedsOf[instrumentIndex] = feeds;
    }
    let feed = feeds.find((candidate) => candidate.bars === bars);
    if (feed === undefined) {
      feed = { bars, slots: [] };
      feeds.push(feed);
    }
    return feed;
  }
}

/** Throws `InvariantError` naming every problem when a spec cannot run; check with `specProblems` first. */
export function createStrategyCore(options: StrategyCoreOptions): StrategyCore {
  return new StrategyCore(options);
}
