/** Who may be heard: the strategies the gate knows, their sequence, state and counts. The risk core owns one. */
import { assert } from '../assert.ts';
import {
  GTT_STRATEGY,
  OPERATOR_STRATEGY,
  RECOVERY_STRATEGY,
  type Signal,
  type SignalOrigin,
} from '../order/types.ts';
import type { StrategyRiskRow, StrategyState } from './rows.ts';

interface Standing {
  readonly strategyIndex: number;
  state: StrategyState;
  lastSequence: number;
  signals: number;
  approved: number;
}

/** Index under which requests of the other origins come; strategies have their own. */
const INDEX_OF_ORIGIN: Readonly<Record<Exclude<SignalOrigin, 'strategy'>, number>> = {
  operator: OPERATOR_STRATEGY,
  gtt: GTT_STRATEGY,
  recovery: RECOVERY_STRATEGY,
};

export class StrategyStandings {
  readonly #standings = new Map<number, Standing>();
  #signals = 0;
  #approved = 0;
  #unknownSignals = 0;

  constructor(strategyIndices: readonly number[]) {
    for (const index of [...strategyIndices, ...Object.values(INDEX_OF_ORIGIN)]) {
      assert(
        !this.#standings.has(index),
        'strategy indices are unique and below those of other origins',
      );
      this.#standings.set(index, newStanding(index));
    }
  }

  has(strategyIndex: number): boolean {
    return this.#standings.has(strategyIndex);
  }

  /** Whether the index is known and belongs to the origin. */
  isKnown({ strategyIndex, origin }: Pick<Signal, 'strategyIndex' | 'origin'>): boolean {
    const isOthers = Object.values(INDEX_OF_ORIGIN).includes(strategyIndex);
    if (origin === 'strategy') return !isOthers && this.#standings.has(strategyIndex);
    return strategyIndex === INDEX_OF_ORIGIN[origin];
  }

  /** `disabled` for strategies nobody knows. */
  stateOf(strategyIndex: number): StrategyState {
    return this.#standings.get(strategyIndex)?.state ?? 'disabled';
  }

  /** Newest sequence heard; 0 before the first. */
  lastSequence(strategyIndex: number): number {
    return this.#standings.get(strategyIndex)?.lastSequence ?? 0;
  }

  get signals(): number {
    return this.#signals;
  }

  get approved(): number {
    return this.#approved;
  }

  get unknownSignals(): number {
    return this.#unknownSignals;
  }

  /** Counts the signal as heard, whatever becomes of it. */
  hear(signal: Signal): void {
    this.#signals += 1;
    const standing = this.#standings.get(signal.strategyIndex);
    if (standing === undefined || !this.isKnown(signal)) {
      this.#unknownSignals += 1;
      return;
    }
    standing.signals += 1;
    standing.lastSequence = Math.max(standing.lastSequence, signal.sequence);
  }

  countApproval(strategyIndex: number): void {
    this.#approved += 1;
    this.#existing(strategyIndex).approved += 1;
  }

  /** False when nobody knows the strategy or it is in that state already. */
  setState(strategyIndex: number, state: StrategyState): boolean {
    const standing = this.#standings.get(strategyIndex);
    if (standing === undefined || standing.state === state) return false;
    standing.state = state;
    return true;
  }

  rowOf(strategyIndex: number): StrategyRiskRow {
    return { ...this.#existing(strategyIndex) };
  }

  /** Strategies that are configured no more keep their counts, but are not known. */
  restore(rows: readonly StrategyRiskRow[], unknownSignals: number): void {
    this.#unknownSignals = unknownSignals;
    this.#signals = unknownSignals;
    for (const row of rows) {
      this.#signals += row.signals;
      this.#approved += row.approved;
      if (this.#standings.has(row.strategyIndex)) {
        this.#standings.set(row.strategyIndex, { ...row });
      }
    }
  }

  #existing(strategyIndex: number): Standing {
    const standing = this.#standings.get(strategyIndex);
    assert(standing !== undefined, 'a strategy with a standing is known');
    return standing;
  }
}

function newStanding(strategyIndex: number): Standing {
  return { strategyIndex, state: 'enabled', lastSequence: 0, signals: 0, approved: 0 };
}
