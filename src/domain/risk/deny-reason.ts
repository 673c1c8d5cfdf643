/** What the risk gate may answer: the closed list of reasons and the decision that carries one. `contract/wire/deny-text.ts` says them in words. */
import type { SignalKind, SignalOrigin } from '../order/types.ts';

/** Why our risk gate refused a signal. Closed and stable; the order is the wire order, new reasons are appended. */
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
  'opposing_signals',
  'merged_signal',
  'exit_wins',
  'stale_signal',
  'unauthorised_signal',
  'restricted',
  'strategy_paused',
  'strategy_disabled',
  'daily_loss',
  'daily_drawdown',
  'total_drawdown',
  'equity_unknown',
  'market_halt',
  'circuit_locked',
  'circuit_limit',
  'invalid_plan',
  'price_increment',
  'lot_size',
  'size_unknown',
  'max_open_value',
  'order_rate',
  'strategy_order_rate',
  'duplicate_order',
  'self_trade',
  'reduce_only',
  'margin',
  'portfolio_heat',
  'max_instrument_exposure',
  'max_sector_exposure',
  'max_strategy_exposure',
  'max_volume_share',
  'unknown_profile',
  'entry_window_over',
] as const;
export type DenyReason = (typeof DENY_REASONS)[number];

/** What the gate said of one signal: the limit that decided and the value it was compared with. */
export interface Decision {
  readonly strategyIndex: number;
  readonly signalSequence: number;
  readonly kind: SignalKind;
  readonly origin: SignalOrigin;
  readonly instrumentIndex: number;
  readonly side: 1 | -1;
  /** '' when approved. */
  readonly reason: DenyReason | '';
  readonly quantity: number;
  readonly limitPaise: number;
  /** Strength of the signal, or of those it stands for, 0 to 1. */
  readonly strength: number;
  readonly measured: number;
  readonly limit: number;
  readonly timeMs: number;
}

export const TRADING_STATES = ['active', 'reducing', 'halted'] as const;
export type TradingState = (typeof TRADING_STATES)[number];
