/**
 * What a denial says to people: one sentence per reason, the measured value and the limit in the unit of the reason. Presentation only: the
 * wire carries the code and the two numbers. Shared by `tickring watch`, `tickring audit` and the browser terminal.
 */
import type { DenyReason } from '../../domain/risk/deny-reason.ts';
import type { DecisionView } from './client-stream.ts';

export type Denial = Pick<
  DecisionView,
  'reason' | 'measured' | 'limit' | 'quantity' | 'limitPaise'
>;

type Sentence = (denial: Denial) => string;

/** Risk measures what cannot be measured (the age of no price at all) as the largest exact number. */
const UNMEASURABLE = Number.MAX_SAFE_INTEGER;

const countFormat = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 });
const rupeeFormat = new Intl.NumberFormat('en-IN', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

function count(value: number): string {
  return countFormat.format(value);
}

function rupees(paise: number): string {
  return `Rs ${rupeeFormat.format(paise / 100)}`;
}

function percent(bps: number): string {
  return `${countFormat.format(bps / 100)} %`;
}

function duration(timeMs: number): string {
  return timeMs < 1000 ? `${count(timeMs)} ms` : `${count(timeMs / 1000)} s`;
}

function plain(text: string): Sentence {
  return () => text;
}

/** `what` with measured value and limit, both as `format` writes them. */
function limited(what: string, format: (value: number) => string): Sentence {
  return ({ measured, limit }) => `${what} ${format(measured)}, limit ${format(limit)}`;
}

/**
 * The quantity gate and the value gate of a position share their reason. The value is a multiple of the limit price and at least that of the
 * order alone, and no value limit lies below the price of one unit.
 */
function positionLimit(denial: Denial): string {
  const { measured, limit, quantity, limitPaise } = denial;
  const isValue =
    limitPaise > 0 &&
    measured % limitPaise === 0 &&
    measured >= quantity * limitPaise &&
    limit >= limitPaise;
  return limited('position would be', isValue ? rupees : units)(denial);
}

function units(value: number): string {
  return `${count(value)} ${value === 1 ? 'unit' : 'units'}`;
}

function referenceAge(denial: Denial): string {
  if (denial.measured >= UNMEASURABLE) return 'no price of the instrument yet';
  return limited('age of the price', duration)(denial);
}

const SENTENCES: Readonly<Record<DenyReason, Sentence>> = {
  kill_latch: plain('the kill latch is set'),
  trading_halted: plain('trading is halted'),
  trading_reducing: plain('only reducing orders are allowed'),
  not_tradable: plain('the instrument cannot be traded'),
  unknown_strategy: plain('the strategy is not configured'),
  stale_reference: referenceAge,
  price_collar: ({ measured, limit }) =>
    `price ${percent(measured)} from the last, limit ${percent(limit)}`,
  position_exists: plain('the instrument is held already, or an order works in it'),
  no_position: plain('nothing is held that it could close or protect'),
  max_open_positions: limited('open positions with this one', count),
  max_position: positionLimit,
  max_order_quantity: limited('order of', units),
  max_order_value: limited('order value', rupees),
  freeze_quantity: ({ measured, limit }) =>
    `order of ${units(measured)}, the freeze slices hold ${units(limit)}`,
  size_below_one_lot: ({ measured }) =>
    `the risk allowed is ${count(measured)} lots, the least is 1`,
  order_path_full: plain('the order path is full'),
  out_of_session: plain('the market is not in continuous trading'),
  max_gross_exposure: limited('gross exposure would be', rupees),
  duplicate_signal: ({ measured, limit }) =>
    `signal ${count(measured)} again, the next is ${count(limit)}`,
  opposing_signals: plain('strategies disagree on the direction'),
  merged_signal: ({ measured }) => `merged with the strongest of ${count(measured)} signals`,
  exit_wins: plain('an exit came in the same round, and exits win'),
  stale_signal: limited('age of the signal', duration),
  unauthorised_signal: plain('the strategy may not trade this'),
  restricted: plain('the instrument is restricted'),
  strategy_paused: plain('the strategy is paused'),
  strategy_disabled: plain('the strategy is disabled'),
  daily_loss: limited('loss of the day', rupees),
  daily_drawdown: limited('fall from the peak of the day', rupees),
  total_drawdown: limited('fall from the highest equity', rupees),
  equity_unknown: ({ measured }) =>
    `${count(measured)} held ${measured === 1 ? 'instrument has' : 'instruments have'} no price`,
  market_halt: plain('the market-wide circuit breaker has halted trading'),
  circuit_locked: plain('the price stands at its circuit limit'),
  circuit_limit: ({ measured, limit }) =>
    `price ${rupees(measured)} beyond the circuit limit ${rupees(limit)}`,
  invalid_plan: plain('stop, targets or shares contradict each other'),
  price_increment: ({ measured }) => `price ${rupees(measured)} off the price increment`,
  lot_size: ({ measured }) => `${units(measured)} more than whole lots`,
  size_unknown: plain('no range or volatility to size it by yet'),
  max_open_value: limited('value of open entries would be', rupees),
  order_rate: limited('orders of the account in the window', count),
  strategy_order_rate: limited('orders of the strategy in the window', count),
  duplicate_order: plain('the same order is live or was just approved'),
  self_trade: ({ measured }) => `an own order rests at ${rupees(measured)}`,
  reduce_only: ({ measured, limit }) =>
    `${units(measured)} to protect, ${units(limit)} without protection`,
  margin: limited('margin would be', rupees),
  portfolio_heat: limited('open risk to the stops would be', rupees),
  max_instrument_exposure: limited('exposure to the instrument would be', rupees),
  max_sector_exposure: limited('exposure to the sector would be', rupees),
  max_strategy_exposure: limited('exposure of the strategy would be', rupees),
  max_volume_share: limited('position would be', units),
  unknown_profile: plain('sector or daily volume is not known'),
  entry_window_over: plain('positions must soon be flat, nothing is opened any more'),
};

/** The denial in words; a code this version does not know in the words of the code. '' for an approval. */
export function denyText(denial: Denial): string {
  const { reason } = denial;
  if (!Object.hasOwn(SENTENCES, reason)) return reason.replaceAll('_', ' ');
  return SENTENCES[reason as DenyReason](denial);
}
