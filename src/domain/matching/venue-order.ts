/** One order at the paper venue, and the venue's checks of what it is asked. */
import { type Instrument, isTradable } from '../instrument/instrument.ts';
import type { RejectReason, Side, VenueCommand } from '../order/types.ts';

export interface VenueOrder {
  readonly orderId: number;
  readonly instrument: Instrument;
  readonly side: Side;
  quantity: number;
  limitPaise: number;
  filledQuantity: number;
  /** No tick has met it since it arrived or was re-priced: it takes liquidity, later it only provides. */
  isFresh: boolean;
  /** Filled, cancelled or rejected. */
  isDone: boolean;
}

/** A command on its way: it takes effect at `dueMs`. */
export interface PendingCommand {
  readonly command: VenueCommand;
  readonly dueMs: number;
}

/** Why the venue refuses a new order, or ''. */
export function placeProblem(
  instrument: Instrument,
  command: VenueCommand,
  isOpen: boolean,
): RejectReason | '' {
  if (!isTradable(instrument)) return 'not_tradable';
  if (!isOpen) return 'out_of_session';
  return termsProblem(instrument, command);
}

/** Why the venue refuses to change an order, or ''. */
export function modifyProblem(
  order: VenueOrder,
  command: VenueCommand,
  isOpen: boolean,
): RejectReason | '' {
  if (order.isDone) return 'already_terminal';
  if (!isOpen) return 'out_of_session';
  if (command.quantity <= order.filledQuantity) return 'quantity_below_filled';
  return termsProblem(order.instrument, command);
}

function termsProblem(instrument: Instrument, command: VenueCommand): RejectReason | '' {
  const { quantity, limitPaise } = command;
  const { lotSize, freezeQuantity, priceIncrementPaise } = instrument;
  const { lowerCircuitPaise, upperCircuitPaise } = instrument;
  if (quantity <= 0 || quantity % lotSize !== 0) return 'quantity_not_whole_lots';
  if (freezeQuantity > 0 && quantity > freezeQuantity) return 'quantity_above_freeze';
  const isOnIncrement = priceIncrementPaise === 0 || limitPaise % priceIncrementPaise === 0;
  if (limitPaise <= 0 || !isOnIncrement) return 'price_off_increment';
  if (lowerCircuitPaise > 0 && limitPaise < lowerCircuitPaise) return 'price_outside_circuit';
  if (upperCircuitPaise > 0 && limitPaise > upperCircuitPaise) return 'price_outside_circuit';
  return '';
}
