/** Why trading is not active: every cause keeps the state it asks for until it is taken back; the strictest counts. Risk core. */
import { assert } from '../assert.ts';
import { TRADING_STATES, type TradingState } from './deny-reason.ts';

/** Closed; new causes are appended, their order is that of `AccountRow.states`. */
export const STATE_CAUSES = [
  'operator',
  'order_path_full',
  'daily_loss',
  'daily_drawdown',
  'total_drawdown',
  'reconciliation',
  'order_unknown',
  'unprotected',
  'clock',
  'feed',
  'journal',
  'custody',
  'end_of_day',
] as const;
export type StateCause = (typeof STATE_CAUSES)[number];

/** Causes that end by themselves with the next session date, and that nobody can clear before (RG-09). */
export const DAILY_CAUSES: readonly StateCause[] = ['daily_loss', 'daily_drawdown'];

/** Causes that outlive a restart and that only a human takes back. */
export const HUMAN_CAUSES = [
  'order_path_full',
  'total_drawdown',
] as const satisfies readonly StateCause[];

export class TradingStates {
  /** By cause, as indices into `TRADING_STATES`: 0 where the cause asks for nothing. */
  readonly #states: number[] = new Array<number>(STATE_CAUSES.length).fill(0);

  /** The strictest state any cause asks for. */
  get state(): TradingState {
    return TRADING_STATES[Math.max(...this.#states)] as TradingState;
  }

  /** The first cause that asks for that state; '' while active. */
  get cause(): StateCause | '' {
    const strictest = Math.max(...this.#states);
    return strictest === 0 ? '' : (STATE_CAUSES[this.#states.indexOf(strictest)] as StateCause);
  }

  stateOf(cause: StateCause): TradingState {
    return TRADING_STATES[this.#states[STATE_CAUSES.indexOf(cause)] ?? 0] as TradingState;
  }

  /** `active` takes the cause back. True when that changes what the cause asks for. */
  set(cause: StateCause, state: TradingState): boolean {
    const at = STATE_CAUSES.indexOf(cause);
    const next = TRADING_STATES.indexOf(state);
    const isChange = this.#states[at] !== next;
    this.#states[at] = next;
    return isChange;
  }

  toRow(): readonly number[] {
    return [...this.#states];
  }

  restore(states: readonly number[]): void {
    assert(states.length <= STATE_CAUSES.length, 'a stored trading state has known causes');
    states.forEach((state, at) => {
      assert(state >= 0 && state < TRADING_STATES.length, 'a stored trading state is a known one');
      this.#states[at] = state;
    });
  }
}
