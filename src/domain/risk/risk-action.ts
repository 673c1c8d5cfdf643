/** What a human may change in the risk core, and the record of it (RG-12). Pure over the risk state; risk core. */
import { assert } from '../assert.ts';
import type { RiskAction, RiskActionResult } from './risk-options.ts';
import type { RiskState } from './risk-state.ts';
import type { RiskChangeRow, RoundTripsRow, StrategyState } from './rows.ts';
import { DAILY_CAUSES, type StateCause } from './trading-state.ts';

export interface RiskChange {
  readonly row: RiskChangeRow;
  /** Of a strategy that was enabled again. */
  readonly roundTrips: readonly RoundTripsRow[];
}

interface Outcome {
  readonly result: RiskActionResult;
  /** null when nothing changed. */
  readonly change: RiskChange | null;
}

export function applyRiskAction(state: RiskState, action: RiskAction): Outcome {
  if (action.reason.trim() === '') return refused('reason_missing');
  switch (action.kind) {
    case 'set_state': {
      const previous = state.states.stateOf('operator');
      if (!state.states.set('operator', action.state)) return refused('nothing_to_change');
      return done(action, { target: 'trading_state', previous, next: action.state });
    }
    case 'clear_cause':
      return clearCause(state, action, action.cause);
    case 'pause_strategy':
      return setStrategy(state, action, { index: action.strategyIndex, next: 'paused' });
    case 'enable_strategy':
      return setStrategy(state, action, { index: action.strategyIndex, next: 'enabled' });
    default:
      action satisfies never;
      return refused('nothing_to_change');
  }
}

function clearCause(state: RiskState, action: RiskAction, cause: StateCause): Outcome {
  const previous = state.states.stateOf(cause);
  if (previous === 'active') return refused('nothing_to_change');
  if (DAILY_CAUSES.includes(cause)) return refused('latched_for_the_day');
  if (cause === 'total_drawdown') {
    if (state.equity.unpriced > 0) return refused('equity_unknown');
    state.latches.clearTotalDrawdown(state.equity.pnlPaise);
  }
  state.states.set(cause, 'active');
  return done(action, { target: cause, previous, next: 'active' });
}

function setStrategy(
  state: RiskState,
  action: RiskAction,
  { index, next }: { readonly index: number; readonly next: StrategyState },
): Outcome {
  if (!state.standings.has(index)) return refused('unknown_strategy');
  const previous = state.standings.stateOf(index);
  // A pause would hide that a rule has disabled it.
  if (next === 'paused' && previous === 'disabled') return refused('nothing_to_change');
  if (!state.standings.setState(index, next)) return refused('nothing_to_change');
  const outcome = done(action, { target: String(index), previous, next });
  if (outcome.change === null || previous !== 'disabled') return outcome;
  return { ...outcome, change: { ...outcome.change, roundTrips: state.trips.forget(index) } };
}

function refused(result: RiskActionResult): Outcome {
  return { result, change: null };
}

function done(
  { kind, actor, reason, timeMs }: RiskAction,
  change: Pick<RiskChangeRow, 'target' | 'previous' | 'next'>,
): Outcome {
  assert(
    reason.trim() !== '' && change.previous !== change.next,
    'RG-12 a change is recorded with its reason and what it was before',
  );
  return {
    result: '',
    change: { row: { action: kind, ...change, actor, reason, timeMs }, roundTrips: [] },
  };
}
