import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import {
  type RestoredOrder,
  restoredOrder,
} from '../../../../src/domain/matching/restored-order.ts';
import { venueOrderOf } from '../../../support/paper-rig.ts';
import { stock } from '../../../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0)];

function row(changes: Partial<RestoredOrder> = {}): RestoredOrder {
  const { instrument, reason, standing, liveFromMs, ...fields } = venueOrderOf();
  return { ...fields, instrumentIndex: 0, ...changes };
}

describe('a restored order', () => {
  it('rests as it was reported', () => {
    const changes = { filledQuantity: 30, filledValuePaise: 299_970 };
    expect(restoredOrder(row(changes), INSTRUMENTS)).toEqual(
      venueOrderOf({ ...changes, instrument: INSTRUMENTS[0] ?? stock(0) }),
    );
  });

  it('was never received when it has no number', () => {
    const unseen = row({ venueOrderId: 0, bookStatus: 'rejected' });
    expect(restoredOrder(unseen, INSTRUMENTS)).toBeNull();
  });

  it('is refused when it cannot be what the venue reported', () => {
    const restore = (changes: Partial<RestoredOrder>) => () =>
      restoredOrder(row(changes), INSTRUMENTS);
    expect(restore({ venueOrderId: 0 })).toThrow(InvariantError);
    expect(restore({ filledQuantity: 100 })).toThrow(InvariantError);
    expect(restore({ instrumentIndex: 1 })).toThrow(InvariantError);
  });
});
