/**
 * The risk gates that need no price and no size, in the order in which they are asked; the first that fails names the reason. Every gate says
 * what it measured and what it allows. Pure; asked by the risk core once per signal.
 *
 *   signal → ARRIVAL_GATES → arbitration → ADMISSION_GATES → price and size → ORDER_GATES (entries only) → intent
 *
 * Exits and ocos pass the kill latch, every trading state, the loss latches and all rates (RG-10: they only reduce or protect), need no
 * fresh quote (the order core prices them), and are not sized: the position they close was.
 */
import { isTradable, mayOpen } from '../instrument/instrument.ts';
import { absent, atLeast, atMost, type Gate, type Reading } from './gate.ts';
import type { AdmissionRequest, ArrivalRequest, LossReading } from './gate-request.ts';
import { isPlanValid } from './plan.ts';

export const ARRIVAL_GATES: readonly Gate<ArrivalRequest>[] = [
  {
    reason: 'unknown_strategy',
    appliesTo: 'all',
    check: (request) => absent(!request.isStrategyKnown),
  },
  {
    // A repeated sequence would give a second order the id of the first (RG-07).
    reason: 'duplicate_signal',
    appliesTo: 'all',
    check: (request) => atLeast(request.signal.sequence, request.lastSequence + 1),
  },
  {
    reason: 'strategy_paused',
    appliesTo: 'entry',
    check: (request) => absent(request.strategyState === 'paused'),
  },
  {
    reason: 'strategy_disabled',
    appliesTo: 'entry',
    check: (request) => absent(request.strategyState === 'disabled'),
  },
];

export const ADMISSION_GATES: readonly Gate<AdmissionRequest>[] = [
  {
    reason: 'kill_latch',
    appliesTo: 'entry',
    check: (request) => absent(request.isKilled),
  },
  { reason: 'daily_loss', appliesTo: 'entry', check: ({ dailyLoss }) => unlatched(dailyLoss) },
  {
    reason: 'daily_drawdown',
    appliesTo: 'entry',
    check: ({ dailyDrawdown }) => unlatched(dailyDrawdown),
  },
  {
    reason: 'total_drawdown',
    appliesTo: 'entry',
    check: ({ totalDrawdown }) => unlatched(totalDrawdown),
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
    reason: 'equity_unknown',
    appliesTo: 'entry',
    check: (request) => atMost(request.unpricedPositions, 0),
  },
  {
    reason: 'not_tradable',
    appliesTo: 'all',
    check: ({ instrument, signal }) => {
      const isAllowed = signal.kind === 'entry' ? mayOpen : isTradable;
      return absent(instrument === undefined || !isAllowed(instrument));
    },
  },
  {
    reason: 'restricted',
    appliesTo: 'entry',
    check: (request) => absent(request.isRestricted),
  },
  {
    reason: 'unknown_profile',
    appliesTo: 'entry',
    check: ({ limits, isProfileKnown }) =>
      absent(limits.unknownProfile === 'deny' && !isProfileKnown),
  },
  {
    reason: 'out_of_session',
    appliesTo: 'all',
    check: (request) => absent(!request.isSessionOpen),
  },
  {
    reason: 'entry_window_over',
    appliesTo: 'entry',
    check: (request) => absent(!request.isEntryWindowOpen),
  },
  {
    reason: 'market_halt',
    appliesTo: 'entry',
    check: (request) => absent(request.isMarketHalted),
  },
  {
    reason: 'invalid_plan',
    appliesTo: 'all',
    check: ({ signal }) => absent(!isPlanValid(signal)),
  },
  {
    reason: 'stale_reference',
    appliesTo: 'entry',
    check: (request) => atMost(request.referenceAgeMs, request.limits.staleReferenceMs),
  },
  {
    reason: 'circuit_locked',
    appliesTo: 'entry',
    check: ({ circuitState }) => absent(circuitState === 'upper' || circuitState === 'lower'),
  },
  {
    reason: 'position_exists',
    appliesTo: 'entry',
    check: (request) =>
      atMost(request.isStrategyBusy ? Math.max(1, request.committedQuantity) : 0, 0),
  },
  {
    reason: 'no_position',
    appliesTo: 'exit',
    check: (request) => atLeast(request.closableQuantity, 1),
  },
  {
    reason: 'no_position',
    appliesTo: 'oco',
    check: (request) => atLeast(request.closableQuantity, 1),
  },
  {
    reason: 'reduce_only',
    appliesTo: 'oco',
    check: ({ signal, unprotectedQuantity }) =>
      atMost(Math.max(1, signal.quantity), unprotectedQuantity),
  },
  {
    reason: 'max_open_positions',
    appliesTo: 'entry',
    check: (request) =>
      atMost(
        request.busyInstruments + (request.isInstrumentBusy ? 0 : 1),
        request.limits.maxOpenPositions,
      ),
  },
];

function unlatched({ isLatched, lossPaise, limitPaise }: LossReading): Reading {
  return { passes: !isLatched, measured: lossPaise, limit: limitPaise };
}
