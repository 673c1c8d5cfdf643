/** An arbiter with a port that writes down what comes out. */
import type { Signal } from '../../src/domain/order/types.ts';
import {
  type ArbiterOptions,
  type Loss,
  SignalArbiter,
  type StrategyStanding,
  type Winner,
} from '../../src/domain/risk/arbiter.ts';

export interface Outcome {
  readonly signal: Signal;
  /** Null: the signal was taken. */
  readonly loss: Loss | null;
  readonly winner: Winner | null;
}

export class ArbiterRig {
  readonly outcomes: Outcome[] = [];
  readonly standings = new Map<number, StrategyStanding>();
  readonly arbiter: SignalArbiter;
  /** What the gates behind the arbiter say of the next winners. */
  accepts = true;

  constructor(options: Partial<ArbiterOptions> = {}) {
    this.arbiter = new SignalArbiter({
      windowMs: 0,
      maxAgeMs: 5_000,
      allowedOrigins: ['strategy', 'operator', 'gtt'],
      standingOf: (index) => this.standings.get(index) ?? 'active',
      port: {
        take: (winner) => {
          this.outcomes.push({ signal: winner.signal, loss: null, winner });
          return this.accepts;
        },
        deny: (signal, loss) => this.outcomes.push({ signal, loss, winner: null }),
      },
      ...options,
    });
  }

  /** Offers all at `timeMs` and ends the round. */
  round(signals: readonly Signal[], timeMs = 1_000_000): void {
    for (const signal of signals) this.arbiter.offer(signal, timeMs);
    this.arbiter.onRoundEnd(timeMs);
  }

  /** `strategy:sequence` and `taken`, or the reason of the loss, in the order in which they came out. */
  answers(): string[] {
    return this.outcomes.map(
      ({ signal, loss }) => `${signal.strategyIndex}:${signal.sequence} ${loss?.reason ?? 'taken'}`,
    );
  }

  winners(): Winner[] {
    return this.outcomes.flatMap(({ winner }) => (winner === null ? [] : [winner]));
  }
}
