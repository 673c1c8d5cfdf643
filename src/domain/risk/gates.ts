/**
 * The risk gates in the order in which they are asked; the first that fails names the reason. Every gate says what it
 * measured and what it allows. Pure; asked by the risk core once per signal.
 *
 *   signal → ADMISSION_GATES → price and size → ORDER_GATES (entries only) → intent
 *
 * Exits pass the kill latch and every trading state (RG-10: they only reduce), need no fresh quote (the order core prices them), and
 * are not sized: the position they close was.
 */
import { isTradable } from '../instrument/instrument.ts';
import { BPS_PER_UNIT } from '../money.ts';
import type { DenyReason } from './deny-reason.ts';
import type { AdmissionRequest, OrderRequest } from './gate-request.ts';

export interface Reading {
  readonly passes: boolean;
  readonly measured: number;
  readonly limit: number;
}

export interface Gate<Request> {
  readonly reason: DenyReason;
  readonly appliesTo: 'entry' | 'exit' | 'both';
  check(request: Request): Reading;
}

export const ADMISSION_GATES: readonly Gate<AdmissionRequest>[] = [
  {
    reason: 'kill_latch',
    appliesTo: 'entry',
    check: (request) => absent(request.isKilled),
  },
  {
    reason: 'trading_halted',
    appliesTo: 'entry',
    check: (request) => absent(request.tradingState === 'halted'),
  },
  {
    reason: 'trading_reducing',
    appliesTo: 'entry',
    check: (request) => absent(request.tradingState === 'reducing'),
  },
  {
    reason: 'unknown_strategy',
    appliesTo: 'both',
    check: (request) => absent(!request.isStrategyKnown),
  },
  {
    // A repeated sequence would give a second order the id of the first (RG-07).
    reason: 'duplicate_signal',
    appliesTo: 'both',
    check: (request) => atLeast(request.signal.sequence, request.lastSequence + 1),
  },
  {
    reason: 'not_tradable',
    appliesTo: 'both',
    check: ({ instrument }) => absent(instrument === undefined || !isTradable(instrument)),
  },
  {
    reason: 'out_of_session',
    appliesTo: 'both',
    check: (request) => absent(!request.isSessionOpen),
  },
  {
    reason: 'stale_reference',
    appliesTo: 'entry',
    check: (request) => atMost(request.referenceAgeMs, request.limits.staleReferenceMs),
  },
  {
    reason: 'position_exists',
    appliesTo: 'entry',
    check: (request) =>
      atMost(request.isInstrumentBusy ? Math.max(1, request.committedQuantity) : 0, 0),
  },
  {
    reason: 'no_position',
    appliesTo: 'exit',
    check: (request) => atLeast(request.closableQuantity, 1),
  },
  {
    reason: 'max_open_positions',
    appliesTo: 'entry',
    check: (request) => atMost(request.busyInstruments + 1, request.limits.maxOpenPositions),
  },
];

/** `sizing.ts` makes the quantity as large as all of these allow, so they refuse only when one lot is too much. */
export const ORDER_GATES: readonly Gate<OrderRequest>[] = [
  {
    reason: 'price_collar',
    appliesTo: 'entry',
    check: ({ limits, limitPaise, referencePaise }) =>
      atMost(
        (Math.abs(limitPaise - referencePaise) * BPS_PER_UNIT) / referencePaise,
        limits.collarBps,
      ),
  },
  {
    reason: 'size_below_one_lot',
    appliesTo: 'entry',
    check: (request) => atLeast(request.riskLots, 1),
  },
  {
    reason: 'max_order_quantity',
    appliesTo: 'entry',
    check: ({ quantity, limits }) => atMost(quantity, limits.maxOrderQuantity),
  },
  {
    reason: 'freeze_quantity',
    appliesTo: 'entry',
    check: ({ quantity, instrument }) =>
      atMost(quantity, instrument.freezeQuantity > 0 ? instrument.freezeQuantity : quantity),
  },
  {
    reason: 'max_order_value',
    appliesTo: 'entry',
    check: ({ quantity, limitPaise, limits }) =>
      atMost(quantity * limitPaise, limits.maxOrderValuePaise),
  },
  {
    reason: 'max_position',
    appliesTo: 'entry',
    check: ({ quantity, committedQuantity, limits }) =>
      atMost(committedQuantity + quantity, limits.maxPositionQuantity),
  },
  {
    reason: 'max_position',
    appliesTo: 'entry',
    check: ({ quantity, committedQuantity, limitPaise, limits }) =>
      atMost((committedQuantity + quantity) * limitPaise, limits.maxPositionValuePaise),
  },
  {
    reason: 'max_gross_exposure',
    appliesTo: 'entry',
    check: ({ quantity, limitPaise, grossExposurePaise, limits }) =>
      atMost(grossExposurePaise + quantity * limitPaise, limits.maxGrossExposurePaise),
  },
];

function atMost(measured: number, limit: number): Reading {
  return { passes: measured <= limit, measured, limit };
}

function atLeast(measured: number, limit: number): Reading {
  return { passes: measured >= limit, measured, limit };
}

/** For conditions: measured 1 where 0 is allowed. */
function absent(isPresent: boolean): Reading {
  return atMost(isPresent ? 1 : 0, 0);
}
