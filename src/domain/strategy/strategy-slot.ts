/** One strategy on one instrument: the object the user wrote, and the context it signals through. Strategy thread. */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { OFFSET_INCREMENTS_MIN, SIGNALS_PER_CALL_MAX } from '../limits.ts';
import { BPS_PER_UNIT, roundUpToIncrement } from '../money.ts';
import type { Signal } from '../order/types.ts';
import type { Tick } from '../tick/tick.ts';
import type { SignalRequest, Strategy, StrategyContext } from './strategy.ts';

/** What one strategy did so far, over all its instruments. */
export interface StrategyStats {
  readonly id: string;
  readonly strategyIndex: number;
  /** Calls into the strategy, and how long they took; 0 ns without a clock. */
  calls: number;
  executionNs: number;
  executionNsMax: number;
  signals: number;
  /** 1 once it threw: it is called no more. */
  faults: number;
  /** What it threw; '' while it runs. */
  faultMessage: string;
  /** Sequence of the next signal. */
  nextSequence: number;
}

export class StrategySlot implements StrategyContext {
  readonly stats: StrategyStats;
  readonly strategy: Strategy;
  readonly instrument: Instrument;
  readonly #requests: SignalRequest[] = [];

  constructor(stats: StrategyStats, strategy: Strategy, instrument: Instrument) {
    this.stats = stats;
    this.strategy = strategy;
    this.instrument = instrument;
  }

  get pending(): number {
    return this.#requests.length;
  }

  signal(request: SignalRequest): void {
    assert(
      this.#requests.length < SIGNALS_PER_CALL_MAX,
      `a call leaves at most ${SIGNALS_PER_CALL_MAX} signals`,
    );
    assert(request.side === 1 || request.side === -1, 'a side is 1 or -1');
    if (request.kind === 'entry') {
      assert(isOffset(request.stopOffsetPaise), 'stopOffsetPaise is a finite number, at least 0');
      assert(
        isOffset(request.targetOffsetPaise),
        'targetOffsetPaise is a finite number, at least 0',
      );
      const {
        secondTargetOffsetPaise = 0,
        firstTargetShareBps = 0,
        trailOffsetPaise = 0,
      } = request;
      assert(
        isOffset(secondTargetOffsetPaise) && isOffset(trailOffsetPaise),
        'secondTargetOffsetPaise and trailOffsetPaise are finite numbers, at least 0',
      );
      assert(
        Number.isInteger(firstTargetShareBps) &&
          firstTargetShareBps >= 0 &&
          firstTargetShareBps < BPS_PER_UNIT,
        'firstTargetShareBps is a whole number from 0 to 9,999',
      );
      const strength = request.strength ?? 1;
      assert(strength >= 0 && strength <= 1, 'strength is between 0 and 1');
    }
    this.#requests.push(request);
  }

  drop(): void {
    this.#requests.length = 0;
  }

  /** The next signal for the request at `index`, numbered and rounded, caused by `tick`. */
  take(index: number, tick: Tick): Signal {
    const request = this.#requests[index];
    assert(request !== undefined, 'a request taken was made');
    const entry = request.kind === 'entry' ? request : undefined;
    const sequence = this.stats.nextSequence;
    this.stats.nextSequence += 1;
    this.stats.signals += 1;
    return {
      strategyIndex: this.stats.strategyIndex,
      sequence,
      kind: request.kind,
      origin: 'strategy',
      instrumentIndex: this.instrument.index,
      side: request.side,
      quantity: 0,
      limitPaise: 0,
      parentGroupId: 0,
      referencePaise: tick.lastPaise,
      stopOffsetPaise: entry === undefined ? 0 : this.#offset(entry.stopOffsetPaise),
      targetOffsetPaise: entry === undefined ? 0 : this.#offset(entry.targetOffsetPaise),
      secondTargetOffsetPaise: this.#optionalOffset(entry?.secondTargetOffsetPaise),
      firstTargetShareBps: entry?.firstTargetShareBps ?? 0,
      trailOffsetPaise: this.#optionalOffset(entry?.trailOffsetPaise),
      strength: entry?.strength ?? 1,
      timeMs: tick.exchangeTimeMs,
      originReceiveNs: tick.receiveTimeNs,
      originTickSequence: tick.sequence,
    };
  }

  /** 0, which means none, stays 0. */
  #optionalOffset(offsetPaise = 0): number {
    return offsetPaise === 0 ? 0 : this.#offset(offsetPaise);
  }

  #offset(offsetPaise: number): number {
    const increment = this.instrument.priceIncrementPaise;
    const smallest = OFFSET_INCREMENTS_MIN * Math.max(1, increment);
    return Math.max(smallest, roundUpToIncrement(offsetPaise, increment));
  }
}

function isOffset(offsetPaise: number): boolean {
  return Number.isFinite(offsetPaise) && offsetPaise >= 0;
}
