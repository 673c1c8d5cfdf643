import { describe, expect, it } from 'vitest';
import { DENY_REASONS } from '../../../../src/domain/risk/deny-reason.ts';
import { ADMISSION_GATES, ARRIVAL_GATES } from '../../../../src/domain/risk/gates.ts';
import { ORDER_GATES } from '../../../../src/domain/risk/order-gates.ts';

describe('the gate tables', () => {
  it('ask in a fixed order', () => {
    expect(ARRIVAL_GATES.map(({ reason, appliesTo }) => `${reason} ${appliesTo}`)).toEqual([
      'unknown_strategy all',
      'duplicate_signal all',
      'strategy_paused entry',
      'strategy_disabled entry',
    ]);
    expect(ADMISSION_GATES.map(({ reason, appliesTo }) => `${reason} ${appliesTo}`)).toEqual([
      'kill_latch entry',
      'daily_loss entry',
      'daily_drawdown entry',
      'total_drawdown entry',
      'trading_halted entry',
      'trading_reducing entry',
      'equity_unknown entry',
      'not_tradable all',
      'restricted entry',
      'unknown_profile entry',
      'out_of_session all',
      'entry_window_over entry',
      'market_halt entry',
      'invalid_plan all',
      'stale_reference entry',
      'circuit_locked entry',
      'position_exists entry',
      'no_position exit',
      'no_position oco',
      'reduce_only oco',
      'max_open_positions entry',
    ]);
  });

  it('AP-04 ask exits and ocos nothing that a rate, a loss or a state decides', () => {
    const exempt = ['all', 'exit', 'oco', 'reducing'];
    const asked = [...ARRIVAL_GATES, ...ADMISSION_GATES, ...ORDER_GATES].filter(({ appliesTo }) =>
      exempt.includes(appliesTo),
    );
    expect([...new Set(asked.map(({ reason }) => reason))]).toEqual([
      'unknown_strategy',
      'duplicate_signal',
      'not_tradable',
      'out_of_session',
      'invalid_plan',
      'no_position',
      'reduce_only',
    ]);
  });

  it('cover every deny reason but those of arbitration and of the order path', () => {
    const gates = [...ARRIVAL_GATES, ...ADMISSION_GATES, ...ORDER_GATES];
    const covered = new Set(gates.map(({ reason }) => reason));
    expect(DENY_REASONS.filter((reason) => !covered.has(reason))).toEqual([
      'order_path_full',
      'opposing_signals',
      'merged_signal',
      'exit_wins',
      'stale_signal',
      'unauthorised_signal',
    ]);
  });
});
