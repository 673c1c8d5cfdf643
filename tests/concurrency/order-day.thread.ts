/** A paper venue that takes a day of orders: each is placed, accepted and filled, and stays in the day's book. */
import { workerData } from 'node:worker_threads';
import { createPaperVenue } from '../../src/domain/matching/paper-venue.ts';
import { ENTRY_LEG, intentIdOf, orderIdOf } from '../../src/domain/order/types.ts';
import { commandOf, NEVER_CLOSES } from '../support/paper-rig.ts';
import { SESSION_OPEN_MS, tickOf } from '../support/tick-stream.ts';
import { stock } from '../support/trading-instruments.ts';
import { report, Tally } from './thread-side.ts';

export interface OrderDayData {
  readonly orders: number;
}

const { orders } = workerData as OrderDayData;
const tally = new Tally();
const venue = createPaperVenue({
  instruments: [stock(0)],
  settings: { latencyMs: 0 },
  hours: NEVER_CLOSES,
  effects: { report: ({ kind }) => tally.add(kind) },
});
for (let order = 1; order <= orders; order++) {
  const timeMs = SESSION_OPEN_MS + order * 10;
  // Of the second strategy: from there on ids are no small integers any more.
  const orderId = orderIdOf(intentIdOf(1, order), ENTRY_LEG);
  venue.onCommand(commandOf({ orderId, timeMs }), timeMs);
  venue.onTick(tickOf({ exchangeTimeMs: timeMs, askPaise: 9_990, askQuantity: 100 }));
}
report(tally.all);
