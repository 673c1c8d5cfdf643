/** What the checks ask of a running order core: what has not come to rest, and what it declares. */

import type { StateImage } from '../../../src/domain/journal-row.ts';
import type { OrderCore } from '../../../src/domain/order/order-core.ts';
import { isTerminal } from '../../../src/domain/order/transitions.ts';
import type { OrderStatus } from '../../../src/domain/order/types.ts';
import { OrderStation } from '../../../src/domain/station/order-station.ts';
import type { StationSettings } from './station-settings.ts';

/** Hash of an order core that is made of the rows of an image and was given nothing else. */
export function orderHashOf(image: StateImage, { orders }: StationSettings): string {
  const nothing = () => undefined;
  const effects = {
    ...{ command: nothing, event: nothing, request: nothing, external: nothing },
    record: nothing,
  };
  const { core } = new OrderStation({ ...orders, tagPrefix: 0, effects });
  core.restore(image);
  return core.stateHash();
}

const SETTLED: ReadonlySet<OrderStatus> = new Set(['working', 'partially_filled', 'held']);

/**
 * Orders that are neither over nor resting with every answer in. A correction that waits for a price is at rest; so is an order of unknown
 * outcome once the account is halted for it, which only a person ends.
 */
export function unrestOf(core: OrderCore): readonly string[] {
  const unrest: string[] = [];
  const { isHalted } = core.custody;
  for (const { orderId, role, status } of core.orders()) {
    if (isTerminal(status) || SETTLED.has(status) || role === 'adjustment') continue;
    if (status !== 'unknown' || !isHalted) unrest.push(`${orderId} ${role} ${status}`);
  }
  return unrest;
}

/** Signed units of the instrument's position that wait for a price to be booked at. */
export function unpricedOf(core: OrderCore, at: number): number {
  let unpriced = 0;
  for (const { role, status, instrumentIndex, side, quantity } of core.orders()) {
    const isWaiting = role === 'adjustment' && status === 'intent';
    if (isWaiting && instrumentIndex === at) unpriced += side * quantity;
  }
  return unpriced;
}

/**
 * What others did in the instrument is left to a person: entries are stopped, the difference came back too often, or an order of unknown outcome
 * could explain it.
 */
export function isDeclared({ core, watch }: OrderStation, at: number): boolean {
  const { isHalted, haltedInstruments } = core.custody;
  if (isHalted || haltedInstruments.length > 0) return true;
  if (watch?.isDifferenceRefused(at) === true) return true;
  for (const { status, instrumentIndex } of core.liveOrders()) {
    if (status === 'unknown' && instrumentIndex === at) return true;
  }
  return false;
}
