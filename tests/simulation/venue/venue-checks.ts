/** What the simulated venue refuses, with its reasons; the rules of an exchange, not of our risk gate. */
import { type Instrument, isTradable } from '../../../src/domain/instrument/instrument.ts';
import type { RejectReason } from '../../../src/domain/order/types.ts';
import type { Quote } from '../world/price-process.ts';
import type { TruthOrder, VenueTerms } from './venue-order.ts';

export interface Amendment {
  readonly quantity: number;
  readonly limitPaise: number;
  readonly triggerPaise: number;
}

export interface VenueSituation {
  readonly instrument: Instrument;
  readonly quote: Quote;
  readonly isOpen: boolean;
}

export function placeProblem(terms: VenueTerms, situation: VenueSituation): RejectReason | '' {
  if (!isTradable(situation.instrument)) return 'not_tradable';
  if (!situation.isOpen) return 'out_of_session';
  const problem = termsProblem(terms, situation.instrument);
  if (problem !== '') return problem;
  if (terms.orderType === 'limit') return '';
  const { lastPaise } = situation.quote;
  const isCrossed =
    terms.side === 1 ? lastPaise >= terms.triggerPaise : lastPaise <= terms.triggerPaise;
  return isCrossed ? 'trigger_already_crossed' : '';
}

export function amendProblem(
  order: TruthOrder,
  amendment: Amendment,
  situation: VenueSituation,
): RejectReason | '' {
  if (order.status !== 'open' && order.status !== 'trigger_pending') return 'already_terminal';
  if (!situation.isOpen) return 'out_of_session';
  if (amendment.quantity <= order.cumulativeQuantity) return 'quantity_below_filled';
  return termsProblem(amendment, situation.instrument);
}

function termsProblem(terms: Amendment, instrument: Instrument): RejectReason | '' {
  const { lotSize, freezeQuantity, priceIncrementPaise } = instrument;
  if (terms.quantity <= 0 || terms.quantity % lotSize !== 0) return 'quantity_not_whole_lots';
  if (freezeQuantity > 0 && terms.quantity > freezeQuantity) return 'quantity_above_freeze';
  if (terms.limitPaise <= 0 || terms.limitPaise % priceIncrementPaise !== 0) {
    return 'price_off_increment';
  }
  const { lowerCircuitPaise, upperCircuitPaise } = instrument;
  const isInside = terms.limitPaise >= lowerCircuitPaise && terms.limitPaise <= upperCircuitPaise;
  return isInside ? '' : 'price_outside_circuit';
}
