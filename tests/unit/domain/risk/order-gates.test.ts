import { describe, expect, it } from 'vitest';
import { ORDER_GATES } from '../../../../src/domain/risk/order-gates.ts';

describe('the gates of a priced and sized entry', () => {
  it('ask in a fixed order, entries only', () => {
    expect(ORDER_GATES.map(({ reason }) => reason)).toEqual([
      'price_increment',
      'price_collar',
      'circuit_limit',
      'circuit_limit',
      'size_unknown',
      'size_below_one_lot',
      'lot_size',
      'max_order_quantity',
      'freeze_quantity',
      'max_order_value',
      'max_open_value',
      'max_position',
      'max_position',
      'max_volume_share',
      'max_gross_exposure',
      'max_instrument_exposure',
      'max_sector_exposure',
      'max_strategy_exposure',
      'margin',
      'portfolio_heat',
      'duplicate_order',
      'self_trade',
      'strategy_order_rate',
      'strategy_order_rate',
      'strategy_order_rate',
      'order_rate',
      'order_rate',
      'order_rate',
    ]);
    expect(ORDER_GATES.every(({ appliesTo }) => appliesTo === 'entry')).toBe(true);
  });
});
