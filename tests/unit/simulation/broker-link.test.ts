import { describe, expect, it } from 'vitest';
import type { VenueCommand, VenueReport } from '../../../src/domain/order/types.ts';
import { BrokerBooks } from '../../simulation/network/broker-books.ts';
import { BrokerLink } from '../../simulation/network/broker-link.ts';
import { Marks } from '../../simulation/run/marks.ts';
import { TruthVenue } from '../../simulation/venue/truth-venue.ts';
import { EventHeap } from '../../simulation/world/event-heap.ts';
import { calmProfile } from '../../simulation/world/fault-profile.ts';
import { KeyedRandom } from '../../simulation/world/keyed-random.ts';

const COMMAND: VenueCommand = {
  ...{ kind: 'place', orderId: 64, tagPrefix: 5, queryId: 0, orderType: 'limit' },
  ...{ instrumentIndex: 0, side: 1, quantity: 10, limitPaise: 100, triggerPaise: 0 },
  ...{ isReducing: false, timeMs: 0, originReceiveNs: 0 },
};

describe('a lost session', () => {
  const random = new KeyedRandom(1);
  const heap = new EventHeap(0, random, 'stable');
  const marks = new Marks();
  const common = { random, profile: calmProfile(), marks };
  const venue = new TruthVenue({
    ...{ ...common, instruments: [], quotes: [] },
    isOpen: () => true,
    changed: () => undefined,
  });
  const link = new BrokerLink({
    ...{ ...common, heap, venue, books: new BrokerBooks(venue, 0) },
    ...{ timeoutMs: 6_000, messagesPerSecond: 10, arrived: () => undefined },
  });

  function answerTo(changes: Partial<VenueCommand>): readonly VenueReport[] {
    let answer: readonly VenueReport[] = [];
    link.send({ ...COMMAND, ...changes }, (reports) => {
      answer = reports;
    });
    while (heap.step(heap.nowMs + 10_000));
    return answer;
  }

  it('refuses a place with proof, fails every query, and leaves a cancel without an answer', () => {
    link.loseSession(60_000);
    expect(link.hasSession).toBe(false);
    expect(answerTo({})).toMatchObject([{ kind: 'rejected', reason: 'venue_error' }]);
    expect(venue.orders).toEqual([]);
    const query = { kind: 'query_orders', queryId: 3, isReducing: true } as const;
    expect(answerTo(query)).toMatchObject([{ kind: 'book_failed', queryId: 3 }]);
    expect(answerTo({ kind: 'cancel', isReducing: true })).toMatchObject([{ kind: 'unknown' }]);
    heap.nowMs = 60_000;
    expect(link.hasSession).toBe(true);
    expect(answerTo(query)).toMatchObject([{ kind: 'book_end', quantity: 0 }]);
  });
});
