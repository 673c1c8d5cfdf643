/** What a strategy is: two optional callbacks in, signals out. Runs in the strategy thread, one object per instrument. */
import type { Bar } from '../bar/bar.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Side } from '../order/types.ts';
import type { Tick } from '../tick/tick.ts';
import type { ParamSpecs, StrategyParams } from './params.ts';

/** What a strategy asks for; quantity and price are for the risk gate to decide. */
export type SignalRequest =
  | {
      readonly kind: 'entry';
      readonly side: Side;
      /** Distances from the fill price, paise, >= 0; rounded up to the increment and to the smallest distance allowed. */
      readonly stopOffsetPaise: number;
      readonly targetOffsetPaise: number;
      /** A second target beyond the first, and the part of the quantity that leaves at the first, basis points. */
      readonly secondTargetOffsetPaise?: number;
      readonly firstTargetShareBps?: number;
      /** The stop follows the best price at this distance; absent: it stays. */
      readonly trailOffsetPaise?: number;
      /** 0 to 1; 1 when absent. */
      readonly strength?: number;
    }
  | {
      readonly kind: 'exit';
      /** The side of the closing order: −1 closes a long. */
      readonly side: Side;
    };

export interface StrategyContext {
  readonly instrument: Instrument;
  /**
   * The only way out. Requests leave in order when the call returns; if it throws, none of them leaves. Throws on
   * values out of range and on more requests than `SIGNALS_PER_CALL_MAX`.
   */
  signal(request: SignalRequest): void;
}

/**
 * Everything handed over is valid only during the call; copy what you keep. A strategy that throws is disabled. It hears nothing
 * of fills: entries while its position stands are denied, and stops and targets are watched elsewhere.
 */
export interface Strategy {
  /** Each closed bar of `barSeconds`. */
  onBar?(bar: Bar, context: StrategyContext): void;
  onTick?(tick: Tick, context: StrategyContext): void;
}

/** A strategy that can be configured by name. */
export interface StrategyKind {
  readonly name: string;
  readonly params: ParamSpecs;
  /** What the ranges of single parameters cannot say, one sentence per problem. */
  problems?(params: StrategyParams): readonly string[];
  /** Interval of the bars it wants; absent when it works on ticks alone. */
  barSeconds?(params: StrategyParams): number;
  /** One per instrument; `params` are complete and valid. */
  create(params: StrategyParams, instrument: Instrument): Strategy;
}

/** One configured strategy. */
export interface StrategySpec {
  readonly id: string;
  /** Unique, 0 to `MAX_STRATEGIES − 1`. */
  readonly index: number;
  readonly kind: string;
  /** Missing parameters take their defaults. */
  readonly params: StrategyParams;
  readonly instruments: readonly number[];
  /** Sequence of the first signal, 1 when absent. After a restart: one above the last the risk core saw. */
  readonly firstSequence?: number;
}
