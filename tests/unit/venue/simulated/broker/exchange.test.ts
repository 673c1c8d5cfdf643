import { describe, expect, it } from 'vitest';
import { Exchange } from '../../../../../src/venue/simulated/broker/exchange.ts';
import { emptyTick, loadTick } from '../../../../../src/venue/simulated/broker/market-tick.ts';
import { NEVER_CLOSES } from '../../../../support/paper-rig.ts';
import { cellsOf } from '../../../../support/scripted-market.ts';
import { SimulatedBrokerRig } from '../../../../support/simulated-broker-rig.ts';
import { SESSION_OPEN_MS } from '../../../../support/tick-stream.ts';
import { stock } from '../../../../support/trading-instruments.ts';

describe('loadTick', () => {
  it('reads an update of the market into a tick', () => {
    const tick = emptyTick();
    loadTick(tick, 1, cellsOf(SESSION_OPEN_MS, { last: 10_100, bidQuantity: 7 }));
    expect(tick).toMatchObject({
      instrumentIndex: 1,
      exchangeTimeMs: SESSION_OPEN_MS,
      lastPaise: 10_100,
      highPaise: 10_100,
      bidPaise: 10_050,
      bidQuantity: 7,
      askPaise: 10_150,
    });
  });
});

describe('Exchange', () => {
  it('never fills a stop that has not triggered when an order beside it is met', () => {
    const rig = new SimulatedBrokerRig();
    const stop = { variety: 'STOPLOSS', orderType: 'STOPLOSS_LIMIT' } as const;
    const reports: string[] = [];
    const exchange = new Exchange({
      instruments: [stock(0)],
      hours: NEVER_CLOSES,
      latencyMs: 0,
      onReport: ({ kind, orderId }) => void reports.push(`${orderId} ${kind}`),
    });
    exchange.onTime(SESSION_OPEN_MS);
    const instrument = stock(0);
    const resting = rig.place({ limitPaise: 9_000 }, { instrument });
    const waiting = rig.place(
      { ...stop, triggerPaise: 10_500, limitPaise: 10_600 },
      { instrument },
    );
    exchange.send('place', resting);
    exchange.send('place', waiting);
    exchange.fillNow(resting, [resting, waiting]);
    expect(reports).toEqual(['1 accepted', '2 accepted', '1 fill']);
    expect(exchange.lastPaise(0)).toBe(0);
  });
});
