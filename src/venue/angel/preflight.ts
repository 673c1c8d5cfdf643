/** What is refused here, before a login or any budget is spent on it: orders the broker could only refuse. Venue thread. */
import { ORDER_EXCHANGES } from '../../contract/wire/smartapi-enums.ts';
import { assert } from '../../domain/assert.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import { QUANTITY_MAX } from '../../domain/limits.ts';
import {
  type AmendedOrder,
  type MarketMoment,
  modifyProblem,
  placeProblem,
} from '../../domain/matching/venue-order.ts';
import { ORDER_TAG_LENGTH, orderTag } from '../../domain/order/order-tag.ts';
import type { RejectReason, VenueCommand } from '../../domain/order/types.ts';

/** What is known of the world at the moment of the check. */
export interface PreflightFacts {
  /** Our address is registered for the key: orders from any other are refused (AG7002). */
  readonly isAddressRegistered: boolean;
  /** Of the order's instrument. */
  readonly market: MarketMoment;
}

/** The tag is ours and short: 15 characters, where the broker takes 19. */
const TAG_LENGTH_MAX = 15;
assert(ORDER_TAG_LENGTH <= TAG_LENGTH_MAX, 'an order tag has at most 15 characters');

const TOKEN = /^\d{1,10}$/;
/** Printable ASCII without blanks, quotes and backslashes. */
const SYMBOL = /^[!#-[\]-~]{1,50}$/;

/** Why a place does not leave, or ''. LIMIT and STOP_LIMIT for the DAY are all a command can say. */
export function placeRefusal(
  command: VenueCommand,
  instrument: Instrument | undefined,
  facts: PreflightFacts,
): RejectReason | '' {
  if (instrument === undefined || !isOrderable(instrument)) return 'not_tradable';
  if (!facts.isAddressRegistered) return 'venue_error';
  if (!isTagged(command)) return 'venue_error';
  return quantityRefusal(command) || placeProblem(instrument, command, facts.market);
}

/** Why a modify does not leave, or ''. */
export function modifyRefusal(
  command: VenueCommand,
  order: AmendedOrder,
  facts: PreflightFacts,
): RejectReason | '' {
  if (!isOrderable(order.instrument)) return 'not_tradable';
  if (!facts.isAddressRegistered) return 'venue_error';
  return quantityRefusal(command) || modifyProblem(order, command, facts.market);
}

/** Does the scrip master say enough of the instrument to order it? What it leaves out makes it untradable, not free of rules. */
function isOrderable({ exchange, token, symbol, ...instrument }: Instrument): boolean {
  const exchanges: readonly string[] = ORDER_EXCHANGES;
  return (
    exchanges.includes(exchange) &&
    TOKEN.test(token) &&
    SYMBOL.test(symbol) &&
    Number.isInteger(instrument.lotSize) &&
    instrument.lotSize >= 1 &&
    Number.isInteger(instrument.priceIncrementPaise) &&
    instrument.priceIncrementPaise >= 1
  );
}

function isTagged({ tagPrefix, orderId }: VenueCommand): boolean {
  return orderId > 0 && orderTag(tagPrefix, orderId).length <= TAG_LENGTH_MAX;
}

function quantityRefusal({ quantity }: VenueCommand): RejectReason | '' {
  const isUnits = Number.isInteger(quantity) && quantity > 0 && quantity <= QUANTITY_MAX;
  return isUnits ? '' : 'quantity_not_whole_lots';
}
