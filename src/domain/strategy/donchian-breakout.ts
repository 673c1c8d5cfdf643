/** Donchian breakout: in when a close leaves the channel of the last bars, out when it leaves a shorter channel the other way. */
import type { Bar } from '../bar/bar.ts';
import { Atr } from '../indicator/atr.ts';
import { Donchian } from '../indicator/donchian.ts';
import { BAR_SECONDS_MAX } from '../limits.ts';
import { booleanParam, numberParam, type StrategyParams } from './params.ts';
import { type Offsets, Stance } from './stance.ts';
import type { Strategy, StrategyContext, StrategyKind } from './strategy.ts';

/** The range that stop and target are measured in, as long as the default entry channel. */
const ATR_PERIOD = 20;

class DonchianBreakout implements Strategy {
  readonly #entry: Donchian;
  readonly #exit: Donchian;
  readonly #atr = new Atr(ATR_PERIOD);
  readonly #stance = new Stance();
  readonly #stopAtrMultiple: number;
  readonly #targetAtrMultiple: number;
  readonly #allowShort: boolean;
  /** Where the previous close was: 1 above the entry channel, −1 below, 0 inside. Only a fresh breakout enters. */
  #outside = 0;

  constructor(params: StrategyParams) {
    this.#entry = new Donchian(numberParam(params, 'entryPeriod'));
    this.#exit = new Donchian(numberParam(params, 'exitPeriod'));
    this.#stopAtrMultiple = numberParam(params, 'stopAtrMultiple');
    this.#targetAtrMultiple = numberParam(params, 'targetAtrMultiple');
    this.#allowShort = booleanParam(params, 'allowShort');
  }

  onBar(bar: Bar, context: StrategyContext): void {
    this.#decide(bar.closePaise, context);
    this.#entry.update(bar.highPaise, bar.lowPaise);
    this.#exit.update(bar.highPaise, bar.lowPaise);
    this.#atr.update(bar.highPaise, bar.lowPaise, bar.closePaise);
  }

  /** Compares the close with the channels of the bars before it. */
  #decide(closePaise: number, context: StrategyContext): void {
    if (!this.#entry.isReady || !this.#exit.isReady || !this.#atr.isReady) return;
    let outside = 0;
    if (closePaise > this.#entry.upper) outside = 1;
    else if (closePaise < this.#entry.lower) outside = -1;
    const isFresh = outside !== 0 && outside !== this.#outside;
    this.#outside = outside;
    const side = this.#stance.side;
    if (isFresh && outside > 0) this.#stance.enter(1, this.#offsets(), context);
    else if (isFresh && this.#allowShort) this.#stance.enter(-1, this.#offsets(), context);
    else if (side > 0 && closePaise < this.#exit.lower) this.#stance.leave(context);
    else if (side < 0 && closePaise > this.#exit.upper) this.#stance.leave(context);
    else this.#stance.hold(this.#offsets(), context);
  }

  #offsets(): Offsets {
    return {
      stopOffsetPaise: this.#atr.value * this.#stopAtrMultiple,
      targetOffsetPaise: this.#atr.value * this.#targetAtrMultiple,
    };
  }
}

export const DONCHIAN_BREAKOUT: StrategyKind = {
  name: 'donchian-breakout',
  params: {
    entryPeriod: { type: 'integer', min: 2, max: 500, default: 20 },
    exitPeriod: { type: 'integer', min: 1, max: 500, default: 10 },
    barSeconds: { type: 'integer', min: 1, max: BAR_SECONDS_MAX, default: 60 },
    stopAtrMultiple: { type: 'number', min: 0.1, max: 20, default: 2 },
    targetAtrMultiple: { type: 'number', min: 0.1, max: 20, default: 4 },
    allowShort: { type: 'boolean', default: false },
  },
  problems(params) {
    const entry = numberParam(params, 'entryPeriod');
    const exit = numberParam(params, 'exitPeriod');
    return exit <= entry ? [] : [`exitPeriod is ${exit}; allowed is up to entryPeriod, ${entry}`];
  },
  barSeconds: (params) => numberParam(params, 'barSeconds'),
  create: (params) => new DonchianBreakout(params),
};
