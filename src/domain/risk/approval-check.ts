/**
 * A second look at an entry that every gate let through, by rules of its own: what it finds is a bug in the gates, not a business outcome. Risk
 * core, once per approved entry.
 */
import { assert } from '../assert.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { BPS_PER_UNIT } from '../money.ts';
import type { OrderIntent } from '../order/types.ts';
import { LATCHES } from './loss-latches.ts';
import type { RiskCoreOptions } from './risk-options.ts';
import type { RiskState } from './risk-state.ts';
import { freezeRoom } from './sizing.ts';

/** Throws `InvariantError` for an entry that must not be approved. Call it before the entry is reserved. */
export function assertEntryAllowed(
  options: RiskCoreOptions,
  state: RiskState,
  intent: OrderIntent,
): void {
  const { limits } = options;
  const { exposure, states, standings, latches, approvals } = state;
  const { instrumentIndex: at, strategyIndex, quantity, limitPaise, side } = intent;
  const valuePaise = quantity * limitPaise;
  assert(
    exposure.committedQuantity(at) + quantity <= limits.maxPositionQuantity &&
      exposure.reservedPaise() + valuePaise <= limits.maxOpenValuePaise,
    'RG-02 limits hold for executed, open and unconfirmed together',
  );
  assertOrderAllowed(options, intent);
  const referencePaise = state.quotes.lastPaise(at);
  assert(
    referencePaise > 0 &&
      Math.abs(limitPaise - referencePaise) * BPS_PER_UNIT <= limits.collarBps * referencePaise,
    'RG-04 a price lies within the collar of a reference',
  );
  assert(
    state.timeMs - state.quotes.timeMs(at) <= limits.staleReferenceMs,
    'FD-04 nothing is opened by a stale price',
  );
  assert(standings.stateOf(strategyIndex) === 'enabled', 'RG-06 a disabled strategy opens nothing');
  assert(
    approvals.duplicateMs(intent, intent.timeMs) === 0 && !exposure.hasLiveEntry(intent),
    'RG-07 the same entry is not approved twice within the window, nor while the first is live',
  );
  assert(
    exposure.conflictPaise(at, side, limitPaise) === 0,
    'RG-08 an entry never meets our own order',
  );
  assert(
    states.state === 'active' && !LATCHES.some((latch) => latches.isLatched(latch)),
    'RG-09 nothing is opened while a loss is latched',
  );
  const { segment, expiry } = options.instruments[at] as Instrument;
  assert(
    options.flatSchedule?.isEntryAllowed(segment, state.timeMs, expiry) ?? true,
    'SE-03 nothing is opened when positions must soon be flat',
  );
  assert(!state.isRestricted(at), 'RG-13 a restricted instrument is not bought or sold short');
}

function assertOrderAllowed({ limits, instruments }: RiskCoreOptions, intent: OrderIntent): void {
  const instrument = instruments[intent.instrumentIndex] as Instrument;
  const { quantity, limitPaise } = intent;
  assert(
    quantity > 0 &&
      quantity <= limits.maxOrderQuantity &&
      quantity <= freezeRoom(instrument, limits) &&
      quantity * limitPaise <= limits.maxOrderValuePaise,
    'RG-03 an order is within quantity, value and freeze quantity',
  );
  assert(
    quantity % instrument.lotSize === 0 &&
      limitPaise % Math.max(1, instrument.priceIncrementPaise) === 0,
    'RG-03 an order is whole lots at a price on the increment',
  );
}
