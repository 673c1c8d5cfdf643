/** One order at the paper venue, and the venue's checks of what it is asked. */
import { type Instrument, isTradable } from '../instrument/instrument.ts';
import type { BookStatus, OrderType, RejectReason, Side, VenueCommand } from '../order/types.ts';
import type { SegmentPhase } from './session-phase.ts';

/**
 * How an order meets the next tick. `arriving`: no tick has met it since it arrived or was re-priced; it takes liquidity.
 * `triggered`: that tick triggered it. `resting`: it only provides.
 */
export type Standing = 'arriving' | 'triggered' | 'resting';

export interface VenueOrder {
  readonly orderId: number;
  readonly tagPrefix: number;
  readonly venueOrderId: number;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly orderType: OrderType;
  quantity: number;
  limitPaise: number;
  /** 0 for a LIMIT order. */
  triggerPaise: number;
  filledQuantity: number;
  /** Σ quantity × price of its fills. */
  filledValuePaise: number;
  bookStatus: BookStatus;
  /** Why it was refused or ended by the venue. */
  reason: RejectReason | '';
  standing: Standing;
  /** Ticks stamped earlier do not meet it: its own arrival plus latency, or that of its last re-pricing. */
  liveFromMs: number;
}

/** A command on its way: it takes effect at `dueMs`. */
export interface PendingCommand {
  readonly command: VenueCommand;
  readonly dueMs: number;
}

/** The market of an instrument at the moment of a check. */
export interface MarketMoment {
  /** In continuous hours. */
  readonly isOpen: boolean;
  readonly phase: SegmentPhase;
  /** Last traded price; 0 when no tick was seen. */
  readonly lastPaise: number;
}

/** What a venue has to know of an order to judge a change of it. */
export type AmendedOrder = Readonly<
  Pick<VenueOrder, 'instrument' | 'orderType' | 'filledQuantity' | 'bookStatus'>
>;

/** Is it in the venue's book? */
export function isLive(order: Pick<VenueOrder, 'bookStatus'>): boolean {
  return order.bookStatus === 'open' || order.bookStatus === 'trigger_pending';
}

/** Why the venue refuses a new order, or ''. */
export function placeProblem(
  instrument: Instrument,
  command: VenueCommand,
  market: MarketMoment,
): RejectReason | '' {
  const isStop = command.orderType === 'stop_limit';
  if (!isTradable(instrument)) return 'not_tradable';
  if (isStop && market.phase === 'closing_auction') return 'order_type_not_allowed';
  if (!market.isOpen) return 'out_of_session';
  const problem = termsProblem(instrument, command);
  if (problem !== '') return problem;
  if (isStop) return triggerProblem(instrument, command, market.lastPaise);
  return command.triggerPaise === 0 ? '' : 'order_type_not_allowed';
}

/** Why the venue refuses to change an order, or ''. The trigger of an order that has triggered is no longer looked at. */
export function modifyProblem(
  order: AmendedOrder,
  command: VenueCommand,
  market: MarketMoment,
): RejectReason | '' {
  if (!isLive(order)) return 'already_terminal';
  if (!market.isOpen) return 'out_of_session';
  if (command.quantity <= order.filledQuantity) return 'quantity_below_filled';
  const isPending = order.bookStatus === 'trigger_pending';
  const isOtherType = command.orderType !== order.orderType;
  if (isOtherType && (isPending || order.orderType === 'limit')) return 'order_type_not_allowed';
  const problem = termsProblem(order.instrument, command);
  if (problem !== '' || !isPending) return problem;
  return triggerProblem(order.instrument, command, market.lastPaise);
}

function termsProblem(instrument: Instrument, command: VenueCommand): RejectReason | '' {
  const { quantity } = command;
  const { lotSize, freezeQuantity } = instrument;
  if (quantity <= 0 || quantity % lotSize !== 0) return 'quantity_not_whole_lots';
  if (freezeQuantity > 0 && quantity > freezeQuantity) return 'quantity_above_freeze';
  return priceProblem(instrument, command.limitPaise);
}

function priceProblem(instrument: Instrument, paise: number): RejectReason | '' {
  const { priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise } = instrument;
  const isOnIncrement = priceIncrementPaise === 0 || paise % priceIncrementPaise === 0;
  if (paise <= 0 || !isOnIncrement) return 'price_off_increment';
  if (lowerCircuitPaise > 0 && paise < lowerCircuitPaise) return 'price_outside_circuit';
  if (upperCircuitPaise > 0 && paise > upperCircuitPaise) return 'price_outside_circuit';
  return '';
}

/** A limit on the near side of its trigger could not trade when it triggers: that is no stop. */
function triggerProblem(
  instrument: Instrument,
  command: VenueCommand,
  lastPaise: number,
): RejectReason | '' {
  const { side, limitPaise, triggerPaise } = command;
  const problem = priceProblem(instrument, triggerPaise);
  if (problem !== '') return problem;
  if ((limitPaise - triggerPaise) * side < 0) return 'order_type_not_allowed';
  const isCrossed = lastPaise > 0 && (lastPaise - triggerPaise) * side >= 0;
  return isCrossed ? 'trigger_already_crossed' : '';
}
