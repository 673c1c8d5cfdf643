/** What the checks and the host read in the rows that a recovery brought back. */
import type { StateImage } from '../../../src/domain/journal-row.ts';
import { CUSTODY_ROW, GROUP_ROW, ORDER_ROW } from '../../../src/domain/order/rows.ts';
import type { Adopted, KnownOrder } from '../check/order-ledger.ts';

export function ordersIn(image: StateImage): readonly KnownOrder[] {
  return image.rows(ORDER_ROW);
}

/** Positions that `oco` groups took over. */
export function adoptedIn(image: StateImage): ReadonlyMap<number, Adopted> {
  const groups = image.rows(GROUP_ROW).filter(({ kind }) => kind === 'oco');
  return new Map(
    groups.map(({ groupId, side, adoptedQuantity }) => [
      groupId,
      { side, quantity: adoptedQuantity },
    ]),
  );
}

export function killedIn(image: StateImage): boolean {
  return image.rows(CUSTODY_ROW)[0]?.isKilled ?? false;
}
