/** EMA crossover: long when the fast average of closes crosses above the slow one, out (or short) when it crosses below. */
import type { Bar } from '../bar/bar.ts';
import { Atr } from '../indicator/atr.ts';
import { Ema } from '../indicator/ema.ts';
import { BAR_SECONDS_MAX } from '../limits.ts';
import { booleanParam, numberParam, type StrategyParams } from './params.ts';
import { type Offsets, Stance } from './stance.ts';
import type { Strategy, StrategyContext, StrategyKind } from './strategy.ts';

/** Wilder's own period for the range that stop and target are measured in. */
const ATR_PERIOD = 14;

class EmaCrossover implements Strategy {
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #atr = new Atr(ATR_PERIOD);
  readonly #stance = new Stance();
  readonly #stopAtrMultiple: number;
  readonly #targetAtrMultiple: number;
  readonly #allowShort: boolean;
  /** Sign of fast − slow when they last differed; 0 before that. */
  #trend = 0;

  constructor(params: StrategyParams) {
    this.#fast = new Ema(numberParam(params, 'fastPeriod'));
    this.#slow = new Ema(numberParam(params, 'slowPeriod'));
    this.#stopAtrMultiple = numberParam(params, 'stopAtrMultiple');
    this.#targetAtrMultiple = numberParam(params, 'targetAtrMultiple');
    this.#allowShort = booleanParam(params, 'allowShort');
  }

  onBar(bar: Bar, context: StrategyContext): void {
    this.#fast.update(bar.closePaise);
    this.#slow.update(bar.closePaise);
    this.#atr.update(bar.highPaise, bar.lowPaise, bar.closePaise);
    if (!this.#slow.isReady) return;
    const previous = this.#trend;
    const trend = Math.sign(this.#fast.value - this.#slow.value);
    if (trend !== 0) this.#trend = trend;
    const hasCrossed = previous !== 0 && this.#trend !== previous;
    if (hasCrossed && this.#trend < 0 && !this.#allowShort) this.#stance.leave(context);
    else if (!this.#atr.isReady) return;
    else if (!hasCrossed) this.#stance.hold(this.#offsets(), context);
    else this.#stance.enter(this.#trend > 0 ? 1 : -1, this.#offsets(), context);
  }

  #offsets(): Offsets {
    return {
      stopOffsetPaise: this.#atr.value * this.#stopAtrMultiple,
      targetOffsetPaise: this.#atr.value * this.#targetAtrMultiple,
    };
  }
}

export const EMA_CROSSOVER: StrategyKind = {
  name: 'ema-crossover',
  params: {
    fastPeriod: { type: 'integer', min: 1, max: 500, default: 9 },
    slowPeriod: { type: 'integer', min: 2, max: 500, default: 21 },
    barSeconds: { type: 'integer', min: 1, max: BAR_SECONDS_MAX, default: 60 },
    stopAtrMultiple: { type: 'number', min: 0.1, max: 20, default: 2 },
    targetAtrMultiple: { type: 'number', min: 0.1, max: 20, default: 3 },
    allowShort: { type: 'boolean', default: false },
  },
  problems(params) {
    const fast = numberParam(params, 'fastPeriod');
    const slow = numberParam(params, 'slowPeriod');
    return fast < slow ? [] : [`fastPeriod is ${fast}; allowed is less than slowPeriod, ${slow}`];
  },
  barSeconds: (params) => numberParam(params, 'barSeconds'),
  create: (params) => new EmaCrossover(params),
};
