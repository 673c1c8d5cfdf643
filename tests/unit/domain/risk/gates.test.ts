import { describe, expect, it } from 'vitest';
import { DENY_REASONS } from '../../../../src/domain/risk/deny-reason.ts';
import { ADMISSION_GATES, ORDER_GATES } from '../../../../src/domain/risk/gates.ts';

describe('the gate tables', () => {
  it('ask in a fixed order', () => {
    expect(ADMISSION_GATES.map(({ reason, appliesTo }) => `${reason} ${appliesTo}`)).toEqual([
      'kill_latch entry',
      'trading_halted entry',
      'trading_reducing entry',
      'unknown_strategy both',
      'duplicate_signal both',
      'not_tradable both',
      'out_of_session both',
      'stale_reference entry',
      'position_exists entry',
      'no_position exit',
      'max_open_positions entry',
    ]);
    expect(ORDER_GATES.map(({ reason }) => reason)).toEqual([
      'price_collar',
      'size_below_one_lot',
      'max_order_quantity',
      'freeze_quantity',
      'max_order_value',
      'max_position',
      'max_position',
      'max_gross_exposure',
    ]);
  });

  it('cover every deny reason but the one the order path gives', () => {
    const covered = new Set([...ADMISSION_GATES, ...ORDER_GATES].map(({ reason }) => reason));
    expect(DENY_REASONS.filter((reason) => !covered.has(reason))).toEqual(['order_path_full']);
  });
});
