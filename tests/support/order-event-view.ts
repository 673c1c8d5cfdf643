/** An order event as a client gets it: a working order to buy 10; `changes` win. */
import type { OrderEventView } from '../../src/contract/wire/client-stream.ts';

export function orderEventView(changes: Partial<OrderEventView> = {}): OrderEventView {
  return {
    sequence: 1,
    orderId: '64',
    groupId: '1',
    strategy: 'load',
    instrument: 'NSE:SBIN-EQ',
    role: 'entry',
    status: 'working',
    side: 'BUY',
    quantity: 10,
    filledQuantity: 0,
    limitPaise: 10_000,
    triggerPaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    fillValuePaise: 0,
    reason: '',
    timeMs: 0,
    ...changes,
  };
}
