/** What the risk gate may answer: the closed list of reasons, what each means, and the decision that carries one. */
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

/** One sentence for each reason, for people: what was found and, where there is something to do, what. */
export const DENY_REASON_TEXT: Readonly<Record<DenyReason, string>> = {
  kill_latch: 'The kill latch is set; an operator must reset it.',
  trading_halted: 'Trading is halted; the cause is in the account state.',
  trading_reducing: 'Trading may only reduce positions; the cause is in the account state.',
  not_tradable: 'The instrument is unknown or cannot be traded (an index).',
  unknown_strategy: 'The strategy is not configured, or its index does not belong to the origin.',
  stale_reference: 'The last price, the feed or the signal is older than staleReferenceMs (RG-04).',
  price_collar: 'The limit is further than collarBps from the last price (RG-04).',
  position_exists: 'The strategy already holds the instrument or has an order working in it.',
  no_position: 'The strategy holds nothing that this signal could close or protect.',
  max_open_positions: 'One more instrument would exceed maxOpenPositions (RG-02).',
  max_position:
    'The position, executed and open, would exceed its quantity or value limit (RG-02).',
  max_order_quantity: 'The quantity exceeds maxOrderQuantity (RG-03).',
  max_order_value: 'Quantity times limit exceeds maxOrderValuePaise (RG-03).',
  freeze_quantity: 'The quantity exceeds the freeze quantity times maxSlices (RG-03).',
  size_below_one_lot: 'One lot would lose more at its stop than riskPerTradeBps allows.',
  order_path_full: 'The order path cannot take more; entries are halted until someone has looked.',
  out_of_session: 'The segment is not in continuous trading (SE-01).',
  max_gross_exposure: 'All positions and open entries would exceed maxGrossExposurePaise (RG-02).',
  duplicate_signal: 'A signal with this or a higher sequence was heard before (RG-07).',
  opposing_signals: 'Strategies disagreed on the direction; no entry is the safe answer.',
  merged_signal: 'Another signal for the same instrument and direction stands for this one.',
  exit_wins: 'An exit for the instrument came in the same round, and exits win.',
  stale_signal: 'The signal was too old when its round was decided.',
  unauthorised_signal: 'The strategy may not trade the instrument.',
  restricted: 'The instrument is on the restricted list.',
  strategy_paused: 'An operator has paused the strategy.',
  strategy_disabled: 'The strategy made too many round trips; an operator must enable it (RG-06).',
  daily_loss:
    'The loss since the start of the day reached maxDailyLossBps; latched for the day (RG-09).',
  daily_drawdown: 'The fall from the peak of the day reached maxDailyDrawdownBps; latched (RG-09).',
  total_drawdown:
    'The fall from the highest equity reached maxTotalDrawdownBps; an operator must clear it.',
  equity_unknown: 'A held instrument has no price yet, so losses cannot be judged (RG-09).',
  market_halt: 'The market-wide circuit breaker has halted trading.',
  circuit_locked: 'The last price stands at a circuit limit, so a position could not be left.',
  circuit_limit: 'The limit lies outside the circuit limits of the instrument (RG-04).',
  invalid_plan: 'The stop, targets or shares of the signal contradict each other.',
  price_increment: 'The limit is not a multiple of the price increment (RG-03).',
  lot_size: 'The quantity is not a multiple of the lot size (RG-03).',
  size_unknown: 'The sizing method has no range or volatility of the instrument yet.',
  max_open_value: 'The value of all open entries would exceed maxOpenValuePaise (RG-03).',
  order_rate: 'The account has used its orders of this second, minute or hour (RG-05).',
  strategy_order_rate: 'The strategy has used its orders of this second, minute or hour (RG-05).',
  duplicate_order: 'The same order is live or was approved within duplicateWindowMs (RG-07).',
  self_trade: 'The order could trade against our own resting order (RG-08).',
  reduce_only: 'More would be protected than is held without protection (RG-10).',
  margin: 'The margin of positions, open entries and this order exceeds what may be used.',
  portfolio_heat: 'The open risk to all stops would exceed maxHeatBps.',
  max_instrument_exposure: 'The instrument would take more than its share of the exposure (RG-13).',
  max_sector_exposure: 'The sector would take more than its share of the exposure (RG-13).',
  max_strategy_exposure: 'The strategy would take more than its share of the exposure (RG-13).',
  max_volume_share: 'The position would exceed its share of the average daily volume (RG-13).',
  unknown_profile: 'Sector or daily volume of the instrument is not known (RG-13).',
  entry_window_over: 'Positions of the segment must soon be flat; nothing is opened today (SE-03).',
};

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
