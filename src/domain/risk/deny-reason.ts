/** Why our risk gate refused a signal. Closed and stable; the order is the wire order. */
export const DENY_REASONS = [
  'kill_latch',
  'trading_halted',
  'trading_reducing',
  'not_tradable',
  'unknown_strategy',
  'stale_reference',
  'price_collar',
  'position_exists',
  'no_position',
  'max_open_positions',
  'max_position',
  'max_order_quantity',
  'max_order_value',
  'freeze_quantity',
  'size_below_one_lot',
  'order_path_full',
  'out_of_session',
  'max_gross_exposure',
  'duplicate_signal',
] as const;
export type DenyReason = (typeof DENY_REASONS)[number];

/** What the gate said of one signal: the limit that decided and the value it was compared with. */
export interface Decision {
  readonly strategyIndex: number;
  readonly signalSequence: number;
  readonly kind: 'entry' | 'exit';
  readonly instrumentIndex: number;
  readonly side: 1 | -1;
  /** '' when approved. */
  readonly reason: DenyReason | '';
  readonly quantity: number;
  readonly limitPaise: number;
  readonly measured: number;
  readonly limit: number;
  readonly timeMs: number;
}

export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];
