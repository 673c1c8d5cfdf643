import { describe, expect, it } from 'vitest';
import {
  commandReport,
  orderReport,
  positionReport,
} from '../../../../src/domain/matching/venue-report.ts';
import type { VenueReport } from '../../../../src/domain/order/types.ts';
import { commandOf, TAG_PREFIX, venueOrderOf } from '../../../support/paper-rig.ts';

const BARE: VenueReport = {
  kind: 'book_end',
  orderId: 0,
  tagPrefix: 0,
  queryId: 3,
  venueOrderId: 0,
  bookStatus: '',
  instrumentIndex: 0,
  side: 1,
  quantity: 0,
  limitPaise: 0,
  triggerPaise: 0,
  cumulativeQuantity: 0,
  cumulativeValuePaise: 0,
  fillQuantity: 0,
  fillPaise: 0,
  reason: '',
  timeMs: 9,
};
const QUERY = commandOf({ kind: 'query_positions', orderId: 0, tagPrefix: 0, queryId: 3 });

describe('a report', () => {
  it('about an order has it as the venue does', () => {
    const order = venueOrderOf({ side: -1, filledQuantity: 40, filledValuePaise: 400_100 });
    const detail = { fillQuantity: 40, fillPaise: 10_002 };
    expect(orderReport({ kind: 'fill', timeMs: 9 }, order, detail)).toEqual({
      ...BARE,
      kind: 'fill',
      orderId: 1,
      tagPrefix: TAG_PREFIX,
      queryId: 0,
      venueOrderId: order.venueOrderId,
      bookStatus: 'open',
      side: -1,
      quantity: 100,
      limitPaise: 10_000,
      cumulativeQuantity: 40,
      cumulativeValuePaise: 400_100,
      ...detail,
    });
  });

  it('about a command that names no order says nothing of one', () => {
    expect(commandReport({ kind: 'book_end', timeMs: 9 }, QUERY, { quantity: 2 })).toEqual({
      ...BARE,
      quantity: 2,
    });
  });

  it('about a position is signed', () => {
    const position = { instrumentIndex: 4, quantity: -30, costPaise: -300 };
    expect(positionReport(QUERY, position, 9)).toEqual({
      ...BARE,
      kind: 'book_position',
      instrumentIndex: 4,
      side: -1,
      quantity: -30,
      cumulativeValuePaise: -300,
    });
  });
});
