/** One strategy fed with bars made by hand; what it signals is recorded as short words. */
import type { Bar } from '../../src/domain/bar/bar.ts';
import { type StrategyParams, withDefaults } from '../../src/domain/strategy/params.ts';
import type {
  SignalRequest,
  Strategy,
  StrategyContext,
  StrategyKind,
} from '../../src/domain/strategy/strategy.ts';
import { stock } from './trading-instruments.ts';

export class StrategyRig implements StrategyContext {
  readonly instrument = stock(0);
  readonly requests: SignalRequest[] = [];
  readonly #strategy: Strategy;
  #bars = 0;

  constructor(kind: StrategyKind, params: StrategyParams) {
    this.#strategy = kind.create(withDefaults(kind.params, params), this.instrument);
  }

  signal(request: SignalRequest): void {
    this.requests.push(request);
  }

  /** Feeds one bar that closes at `closePaise` within a range of 10 paise on each side; returns what it led to. */
  close(closePaise: number): string {
    const bar: Bar = {
      instrumentIndex: 0,
      intervalMs: 60_000,
      openTimeMs: this.#bars * 60_000,
      openPaise: closePaise,
      highPaise: closePaise + 10,
      lowPaise: closePaise - 10,
      closePaise,
      volume: 100,
      tickCount: 1,
    };
    this.#bars += 1;
    const before = this.requests.length;
    this.#strategy.onBar?.(bar, this);
    return this.requests
      .slice(before)
      .map(({ kind, side }) => `${kind} ${side === 1 ? 'buy' : 'sell'}`)
      .join(', ');
  }
}
