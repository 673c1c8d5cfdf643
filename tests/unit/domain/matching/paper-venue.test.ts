import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { CalendarHours } from '../../../../src/domain/instrument/market-hours.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { BOOK_ROWS_PER_INPUT } from '../../../../src/domain/matching/venue-queries.ts';
import { EPOCHS_PER_DAY } from '../../../../src/domain/order/order-tag.ts';
import type { VenueReport } from '../../../../src/domain/order/types.ts';
import {
  dailyHours,
  LATENCY_MS,
  NEVER_CLOSES,
  NEVER_OPENS,
  PaperRig,
  TAG_PREFIX,
} from '../../../support/paper-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

describe('latency', () => {
  it('keeps an order from every tick stamped before its arrival and latency', () => {
    const rig = new PaperRig();
    rig.tick({ askPaise: 9_990 });
    rig.send();
    rig.tick({ askPaise: 9_990 }, LATENCY_MS - 1);
    expect(rig.taken()).toEqual([]);
    rig.tick({ askPaise: 9_995 }, 1);
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 100@9995']);
  });

  it('is over when any instrument shows the time, but fills wait for a tick of their own', () => {
    const rig = new PaperRig([stock(0), stock(1)]);
    rig.tick({ askPaise: 9_990 });
    rig.send();
    rig.tick({ instrumentIndex: 1, askPaise: 9_990 });
    expect(rig.taken()).toEqual(['1 accepted']);
    rig.tick({ askPaise: 9_990 });
    expect(rig.taken()).toEqual(['1 fill 100@9990']);
  });

  it('lets a cancel lose the race against a fill, and win it', () => {
    const losing = new PaperRig();
    losing.send();
    losing.wait();
    losing.send({ kind: 'cancel' });
    losing.tick({ askPaise: 10_000 }, LATENCY_MS - 1);
    losing.wait();
    expect(losing.taken()).toEqual([
      '1 accepted',
      '1 fill 100@10000',
      '1 cancel_rejected already_terminal',
    ]);
    const winning = new PaperRig();
    winning.send();
    winning.wait();
    winning.send({ kind: 'cancel' });
    winning.tick({ askPaise: 10_000 });
    expect(winning.taken()).toEqual(['1 accepted', '1 cancelled']);
  });

  it('keeps commands in the order of their arrival', () => {
    const rig = new PaperRig();
    rig.send();
    rig.send({ kind: 'modify', quantity: 50 });
    rig.send({ kind: 'cancel' });
    rig.wait();
    expect(rig.taken()).toEqual(['1 accepted', '1 modified', '1 cancelled']);
  });
});

describe('matching against the touch', () => {
  it('takes the touch on arrival, no more than it displays', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 9_990, askQuantity: 30 });
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 30@9990']);
  });

  it('is hit at its own limit once it rests, when the opposite touch reaches it', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 10_005 });
    rig.tick({ askPaise: 10_005, lastPaise: 9_000 });
    expect(rig.taken()).toEqual(['1 accepted']);
    rig.tick({ askPaise: 9_980, askQuantity: 60 });
    expect(rig.taken()).toEqual(['1 fill 60@10000']);
  });

  it('sells against the bid', () => {
    const rig = new PaperRig();
    rig.send({ side: -1 });
    rig.tick({ bidPaise: 10_010, bidQuantity: 40 });
    rig.tick({ bidPaise: 9_995 });
    rig.tick({ bidPaise: 10_020, bidQuantity: 40 });
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 40@10010', '1 fill 40@10000']);
  });

  it('shares one displayed quantity between our orders, best price first, then first come', () => {
    const rig = new PaperRig();
    rig.send({ orderId: 1, limitPaise: 10_000, quantity: 50 });
    rig.send({ orderId: 2, limitPaise: 10_010, quantity: 50 });
    rig.send({ orderId: 3, limitPaise: 10_010, quantity: 50 });
    rig.tick({ askPaise: 9_990, askQuantity: 120 });
    expect(rig.taken().slice(3)).toEqual(['2 fill 50@9990', '3 fill 50@9990', '1 fill 20@9990']);
    rig.tick({ askPaise: 9_990, askQuantity: 120 });
    expect(rig.taken()).toEqual(['1 fill 30@10000']);
  });

  it('fills whole lots only', () => {
    const rig = new PaperRig([future(0)]);
    rig.send({ quantity: 150 });
    rig.tick({ askPaise: 10_000, askQuantity: 100 });
    rig.tick({ askPaise: 10_000, askQuantity: 74 });
    rig.tick({ askPaise: 10_000, askQuantity: 75 });
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 75@10000', '1 fill 75@10000']);
  });

  it('does not fill against a side that is empty, whatever trades', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 0, bidPaise: 9_000, lastPaise: 9_000 });
    rig.tick({ askPaise: 0, bidPaise: 9_000, lastPaise: 9_000, volume: 2000 });
    expect(rig.taken()).toEqual(['1 accepted']);
  });
});

describe('matching without a touch in the feed', () => {
  const bare = { bidPaise: 0, askPaise: 0, bidQuantity: 0, askQuantity: 0 };

  it('fills when a new trade goes strictly through the limit, up to its quantity', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ ...bare, lastPaise: 9_000, volume: 1000 });
    rig.tick({ ...bare, lastPaise: 10_000, volume: 1010 });
    expect(rig.taken()).toEqual(['1 accepted']);
    rig.tick({ ...bare, lastPaise: 9_995, volume: 1040, lastQuantity: 30 });
    expect(rig.taken()).toEqual(['1 fill 30@10000']);
    // The same trade shown again is no new trade.
    rig.tick({ ...bare, lastPaise: 9_995, volume: 1040, lastQuantity: 30 });
    expect(rig.taken()).toEqual([]);
    rig.tick({ ...bare, lastPaise: 9_995, volume: 1200, lastQuantity: 160 });
    expect(rig.taken()).toEqual(['1 fill 70@10000']);
  });

  it('fills nothing where the feed gives no quantities', () => {
    const rig = new PaperRig();
    rig.send();
    for (let tick = 0; tick < 3; tick += 1) {
      rig.tick({ ...bare, lastPaise: 9_000, volume: 0, lastQuantity: 0 });
    }
    expect(rig.taken()).toEqual(['1 accepted']);
  });

  it('fills sells when the trade is above them', () => {
    const rig = new PaperRig();
    rig.send({ side: -1 });
    rig.tick({ ...bare, volume: 1000 });
    rig.tick({ ...bare, lastPaise: 10_000, volume: 1100, lastQuantity: 100 });
    rig.tick({ ...bare, lastPaise: 10_005, volume: 1200, lastQuantity: 100 });
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 100@10000']);
  });
});

describe('a modify', () => {
  it('keeps the place in the queue when it only reduces, and loses it otherwise', () => {
    const rig = new PaperRig();
    rig.send({ orderId: 1 });
    rig.send({ orderId: 2 });
    rig.wait();
    rig.send({ kind: 'modify', orderId: 1, quantity: 60 });
    rig.wait();
    rig.tick({ askPaise: 10_000, askQuantity: 10 });
    expect(rig.taken().slice(2)).toEqual(['1 modified', '1 fill 10@10000']);
    rig.send({ kind: 'modify', orderId: 1, quantity: 90 });
    rig.tick({ askPaise: 10_000, askQuantity: 10 });
    expect(rig.taken()).toEqual(['1 modified', '2 fill 10@10000']);
  });

  it('at a new price takes the touch like a new order', () => {
    const rig = new PaperRig();
    rig.send({ limitPaise: 9_000 });
    rig.wait();
    rig.send({ kind: 'modify', limitPaise: 10_050 });
    rig.tick({ askPaise: 10_000, askQuantity: 500 });
    expect(rig.taken()).toEqual(['1 accepted', '1 modified', '1 fill 100@10000']);
  });

  it('reports the order as the venue has it', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 10_000, askQuantity: 40 });
    rig.send({ kind: 'modify', quantity: 70, limitPaise: 9_995 });
    rig.wait();
    expect(rig.reports.at(-1)).toEqual({
      kind: 'modified',
      orderId: 1,
      tagPrefix: TAG_PREFIX,
      queryId: 0,
      venueOrderId: 261_119_000_000_001,
      bookStatus: 'open',
      instrumentIndex: 0,
      side: 1,
      quantity: 70,
      limitPaise: 9_995,
      triggerPaise: 0,
      cumulativeQuantity: 40,
      cumulativeValuePaise: 400_000,
      fillQuantity: 0,
      fillPaise: 0,
      reason: '',
      timeMs: SESSION_OPEN_MS + 2 * LATENCY_MS,
    });
  });

  it('is refused below what is filled, off the rules, for unknown and for finished orders', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 10_000, askQuantity: 40 });
    rig.taken();
    rig.send({ kind: 'modify', quantity: 40 });
    rig.send({ kind: 'modify', limitPaise: 10_001 });
    rig.send({ kind: 'modify', orderId: 9 });
    rig.send({ kind: 'cancel', orderId: 9 });
    rig.send({ kind: 'cancel' });
    rig.send({ kind: 'modify', quantity: 60 });
    rig.wait();
    expect(rig.taken()).toEqual([
      '1 modify_rejected quantity_below_filled',
      '1 modify_rejected price_off_increment',
      '9 modify_rejected unknown_order',
      '9 cancel_rejected unknown_order',
      '1 cancelled',
      '1 modify_rejected already_terminal',
    ]);
  });
});

describe('a new order is rejected', () => {
  const rejected = (
    changes: Parameters<PaperRig['send']>[0],
    instrument = stock(0, { lowerCircuitPaise: 9_000, upperCircuitPaise: 11_000 }),
  ) => {
    const rig = new PaperRig([instrument]);
    rig.send(changes);
    rig.tick({ askPaise: 5, bidPaise: 1_000_000 });
    return rig.taken();
  };

  it('for what an exchange would refuse', () => {
    expect(rejected({ limitPaise: 10_001 })).toEqual(['1 rejected price_off_increment']);
    expect(rejected({ limitPaise: 0 })).toEqual(['1 rejected price_off_increment']);
    expect(rejected({ limitPaise: 11_005 })).toEqual(['1 rejected price_outside_circuit']);
    expect(rejected({ limitPaise: 8_995 })).toEqual(['1 rejected price_outside_circuit']);
    expect(rejected({ quantity: 0 })).toEqual(['1 rejected quantity_not_whole_lots']);
    expect(rejected({ quantity: 100 }, future(0))).toEqual(['1 rejected quantity_not_whole_lots']);
    expect(rejected({ quantity: 1875 }, future(0))).toEqual(['1 rejected quantity_above_freeze']);
    expect(rejected({}, index(0))).toEqual(['1 rejected not_tradable']);
  });

  it('out of session, where nothing fills either', () => {
    const rig = new PaperRig([stock(0)], NEVER_OPENS);
    rig.send();
    rig.tick({ askPaise: 5 });
    expect(rig.taken()).toEqual(['1 rejected out_of_session']);
    let isOpen = true;
    const closing = new PaperRig([stock(0)], { ...NEVER_CLOSES, isOpen: () => isOpen });
    closing.send();
    closing.wait();
    isOpen = false;
    closing.tick({ askPaise: 5 });
    expect(closing.taken()).toEqual(['1 accepted']);
  });

  it('ID-01 never by placing one order twice: that is a bug', () => {
    const rig = new PaperRig();
    rig.send();
    rig.send();
    expect(() => rig.wait()).toThrow(InvariantError);
  });
});

describe('a stop', () => {
  it('waits for a trade at its trigger, says so, and then is a LIMIT order', () => {
    const rig = new PaperRig();
    rig.tick({ lastPaise: 10_010 });
    rig.sendStop();
    rig.tick({ lastPaise: 10_005 });
    expect(rig.reports.at(-1)).toMatchObject({
      kind: 'accepted',
      bookStatus: 'trigger_pending',
      side: -1,
      limitPaise: 9_990,
      triggerPaise: 10_000,
    });
    rig.tick({ lastPaise: 10_005, lowPaise: 10_000, bidPaise: 10_000, bidQuantity: 60 });
    expect(rig.taken()).toEqual(['1 accepted', '1 triggered', '1 fill 60@10000']);
    expect(rig.reports.at(-1)).toMatchObject({ bookStatus: 'open', cumulativeValuePaise: 600_000 });
    rig.tick({ bidPaise: 10_020 });
    expect(rig.reports.at(-1)).toMatchObject({
      kind: 'fill',
      bookStatus: 'filled',
      triggerPaise: 10_000,
      fillPaise: 9_990,
      cumulativeQuantity: 100,
      cumulativeValuePaise: 60 * 10_000 + 40 * 9_990,
    });
  });

  it('is refused when its trigger has traded', () => {
    const rig = new PaperRig();
    rig.tick({ lastPaise: 9_995 });
    rig.sendStop();
    rig.tick({ lastPaise: 10_010 });
    expect(rig.taken()).toEqual(['1 rejected trigger_already_crossed']);
    expect(rig.reports[0]).toMatchObject({
      bookStatus: 'rejected',
      venueOrderId: 261_119_000_000_001,
    });
  });

  it('is changed and cancelled while it waits', () => {
    const rig = new PaperRig();
    rig.tick({ lastPaise: 10_050 });
    rig.sendStop();
    rig.sendStop({ kind: 'modify', triggerPaise: 10_020, limitPaise: 10_000, quantity: 40 });
    rig.sendStop({ orderId: 2, triggerPaise: 10_030 });
    rig.sendStop({ kind: 'cancel', orderId: 2 });
    rig.tick({ lastPaise: 10_040 });
    rig.tick({ lastPaise: 10_020, bidPaise: 10_015 });
    expect(rig.taken()).toEqual([
      '1 accepted',
      '1 modified',
      '2 accepted',
      '2 cancelled',
      '1 triggered',
      '1 fill 40@10015',
    ]);
  });

  it('neither triggers nor fills outside its hours', () => {
    const rig = new PaperRig([stock(0)], dailyHours(1));
    rig.tick({ lastPaise: 10_050 });
    rig.sendStop();
    rig.tick({ lastPaise: 10_050 });
    rig.tick({ lastPaise: 9_000 }, 60_000);
    expect(rig.taken()).toEqual(['1 accepted', '1 expired session_over']);
  });
});

describe('time without ticks', () => {
  it('lets commands take effect but fills nothing', () => {
    const rig = new PaperRig();
    rig.tick({ askPaise: 9_990 });
    rig.send();
    rig.timer(LATENCY_MS - 1);
    expect(rig.taken()).toEqual([]);
    rig.timer(1);
    rig.send({ kind: 'cancel' });
    rig.timer();
    expect(rig.taken()).toEqual(['1 accepted', '1 cancelled']);
  });

  it('does not open an order to ticks that are stamped before it took effect', () => {
    const rig = new PaperRig();
    rig.send();
    rig.timer();
    const early = { exchangeTimeMs: rig.timeMs - 1 };
    rig.tick({ ...early, askPaise: 9_900 }, 0);
    rig.tick({ askPaise: 9_995 }, 0);
    expect(rig.taken()).toEqual(['1 accepted', '1 fill 100@9995']);
  });

  it('of a clock that is not known ends no order that was restored', () => {
    const before = new PaperRig([stock(0)], dailyHours(375));
    before.send();
    before.wait();
    const rig = new PaperRig([stock(0)], dailyHours(375));
    rig.venue.restore(before.restorable(), []);
    rig.venue.onTimer(0);
    // Yesterday's last price of an instrument that has not traded today.
    rig.tick({ exchangeTimeMs: SESSION_OPEN_MS - 3_600_000 }, 0);
    expect(rig.taken()).toEqual([]);
    rig.tick({ askPaise: 10_000 });
    expect(rig.taken()).toEqual(['1 fill 100@10000']);
  });
});

describe('the end of a session', () => {
  const MINUTE = 60_000;

  it('expires DAY orders, by tick or by timer, once', () => {
    const rig = new PaperRig([stock(0)], dailyHours(1));
    rig.send();
    rig.send({ orderId: 2, side: -1, limitPaise: 10_100 });
    rig.tick({ askPaise: 10_000, askQuantity: 40 });
    rig.timer(MINUTE - 2 * LATENCY_MS);
    expect(rig.taken()).toEqual(['1 accepted', '2 accepted', '1 fill 40@10000']);
    rig.timer(LATENCY_MS);
    rig.timer(LATENCY_MS);
    expect(rig.taken()).toEqual(['1 expired session_over', '2 expired session_over']);
    expect(rig.reports.at(-2)).toMatchObject({
      bookStatus: 'expired',
      cumulativeQuantity: 40,
      cumulativeValuePaise: 400_000,
    });
    rig.send({ kind: 'cancel' });
    rig.send({ kind: 'modify', orderId: 2 });
    rig.send({ orderId: 3 });
    rig.tick({ askPaise: 9_000 });
    expect(rig.taken()).toEqual([
      '1 cancel_rejected already_terminal',
      '2 modify_rejected already_terminal',
      '3 rejected out_of_session',
    ]);
  });

  it('cancels stops when a closing auction begins; LIMIT orders wait for its end and are not matched', () => {
    const rig = new PaperRig([stock(0)], dailyHours(1, 20));
    rig.tick({ lastPaise: 10_050 });
    rig.send();
    rig.sendStop({ orderId: 2 });
    rig.tick({ lastPaise: 10_050 });
    rig.taken();
    rig.tick({ lastPaise: 9_900, askPaise: 9_905 }, MINUTE);
    expect(rig.taken()).toEqual(['2 cancelled session_over']);
    expect(rig.reports.at(-1)).toMatchObject({ bookStatus: 'cancelled' });
    rig.sendStop({ orderId: 3, triggerPaise: 9_000, limitPaise: 8_990 });
    rig.send({ orderId: 4 });
    rig.tick({ lastPaise: 9_900, askPaise: 9_905 });
    expect(rig.taken()).toEqual(['3 rejected order_type_not_allowed', '4 rejected out_of_session']);
    rig.timer(20 * MINUTE);
    expect(rig.taken()).toEqual(['1 expired session_over']);
  });

  it('F56 follows the calendar: a stock of the closing auction, another, and a future', () => {
    const hours = new CalendarHours(new SessionCalendar(loadCalendar()));
    const rig = new PaperRig([stock(0, { segment: 'cash_cas' }), stock(1), future(2)], hours);
    rig.send({ orderId: 1 });
    rig.send({ orderId: 2, instrumentIndex: 1 });
    rig.send({ orderId: 3, instrumentIndex: 2, quantity: 75 });
    rig.tick({ lastPaise: 10_050 });
    rig.sendStop({ orderId: 4 });
    rig.tick({ lastPaise: 10_050 });
    rig.taken();
    const endings: string[] = [];
    for (let minute = 1; minute <= 400; minute += 1) {
      rig.elapsedMs = minute * MINUTE;
      rig.timer(0);
      endings.push(...rig.taken().map((text) => `${minute}: ${text}`));
    }
    expect(endings).toEqual([
      '360: 4 cancelled session_over',
      '375: 2 expired session_over',
      '380: 1 expired session_over',
      '385: 3 expired session_over',
    ]);
  });

  it('that nobody saw is made up for by the first input of a later date', () => {
    const rig = new PaperRig([stock(0)], NEVER_CLOSES);
    rig.send();
    rig.wait();
    rig.tick({ askPaise: 9_990 }, 24 * 60 * MINUTE);
    expect(rig.taken()).toEqual(['1 accepted', '1 expired session_over']);
    rig.send({ orderId: 2 });
    rig.wait();
    expect(rig.reports.at(-1)).toMatchObject({
      kind: 'accepted',
      venueOrderId: 261_120_000_000_001,
    });
  });
});

describe('a query', () => {
  const ask = (rig: PaperRig, changes: Parameters<PaperRig['send']>[0]) => {
    const from = rig.reports.length;
    rig.send({ quantity: 0, limitPaise: 0, queryId: 7, ...changes });
    rig.timer();
    return rig.reports.slice(from);
  };

  it('about an order is answered with its row, as it was pushed', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 10_000, askQuantity: 40 });
    const { kind: _, ...pushed } = rig.reports.at(-1) as VenueReport;
    expect(ask(rig, { kind: 'query_order' })).toEqual([
      {
        ...pushed,
        kind: 'book_order',
        queryId: 7,
        fillQuantity: 0,
        fillPaise: 0,
        timeMs: rig.timeMs,
      },
    ]);
  });

  it('OL-06 about an order that never arrived is proof; about one on its way it is not', () => {
    const rig = new PaperRig();
    rig.wait();
    expect(ask(rig, { kind: 'query_order' })).toMatchObject([
      { kind: 'rejected', reason: 'never_received', queryId: 7, orderId: 1, bookStatus: '' },
    ]);
    rig.send({ kind: 'query_order', orderId: 2, queryId: 8 });
    rig.timer(LATENCY_MS - 1);
    rig.send({ orderId: 2 });
    rig.timer(1);
    expect(rig.reports.at(-1)).toMatchObject({ kind: 'not_found', queryId: 8, reason: '' });
    rig.send({ kind: 'query_order', orderId: 3, tagPrefix: TAG_PREFIX + 1, queryId: 9 });
    rig.send({ orderId: 3 });
    rig.timer();
    expect(rig.reports.at(-2)).toMatchObject({ kind: 'rejected', reason: 'never_received' });
  });

  it('OL-06 about an order of a day that is forgotten proves nothing', () => {
    const rig = new PaperRig();
    rig.send();
    rig.tick({ askPaise: 10_000 });
    rig.wait(24 * 3_600_000);
    expect(ask(rig, { kind: 'query_order' })).toMatchObject([{ kind: 'not_found' }]);
    const today = TAG_PREFIX + EPOCHS_PER_DAY;
    expect(ask(rig, { kind: 'query_order', tagPrefix: today })).toMatchObject([
      { kind: 'rejected', reason: 'never_received' },
    ]);
  });

  it('about all orders is answered with one row each and their number, like about one', () => {
    const rig = new PaperRig();
    rig.send();
    rig.send({ orderId: 2, limitPaise: 1 });
    rig.send({ orderId: 3, limitPaise: 9_000 });
    rig.send({ orderId: 3, kind: 'cancel' });
    rig.tick({ askPaise: 10_000 });
    const rows = ask(rig, { kind: 'query_orders', orderId: 0, tagPrefix: 0 });
    expect(
      rows.map(({ kind, orderId, bookStatus, reason }) => [kind, orderId, bookStatus, reason]),
    ).toEqual([
      ['book_order', 1, 'filled', ''],
      ['book_order', 2, 'rejected', 'price_off_increment'],
      ['book_order', 3, 'cancelled', ''],
      ['book_end', 0, '', ''],
    ]);
    expect(rows.at(-1)).toMatchObject({ quantity: 3, queryId: 7 });
    expect(rows.slice(0, 3)).toEqual(
      [1, 2, 3].flatMap((orderId) =>
        ask(rig, { kind: 'query_order', orderId }).map((row) => ({
          ...row,
          timeMs: row.timeMs - orderId * LATENCY_MS,
        })),
      ),
    );
  });

  it('about positions is answered with those that are not flat', () => {
    const rig = new PaperRig([stock(0), stock(1), stock(2)]);
    rig.send();
    rig.send({ orderId: 2, instrumentIndex: 1, side: -1, quantity: 30 });
    rig.send({ orderId: 3, instrumentIndex: 2 });
    rig.send({ orderId: 4, instrumentIndex: 2, side: -1 });
    rig.tick({ askPaise: 9_990, askQuantity: 60 });
    rig.tick({ instrumentIndex: 1, bidPaise: 10_010 });
    rig.tick({ instrumentIndex: 2, bidPaise: 10_000, askPaise: 10_000 });
    const rows = ask(rig, { kind: 'query_positions', orderId: 0, tagPrefix: 0 });
    expect(rows).toMatchObject([
      {
        kind: 'book_position',
        instrumentIndex: 0,
        side: 1,
        quantity: 60,
        cumulativeValuePaise: 599_400,
        orderId: 0,
        queryId: 7,
      },
      {
        kind: 'book_position',
        instrumentIndex: 1,
        side: -1,
        quantity: -30,
        cumulativeValuePaise: -300_300,
      },
      { kind: 'book_end', quantity: 2, queryId: 7 },
    ]);
  });
});

describe('a restored venue', () => {
  it('continues the orders that rested, remembers the others, and numbers on', () => {
    const before = new PaperRig();
    before.tick({ lastPaise: 10_050 });
    before.send({ orderId: 1 });
    before.sendStop({ orderId: 2 });
    before.send({ orderId: 3, limitPaise: 9_000 });
    before.send({ orderId: 3, kind: 'cancel' });
    before.tick({ lastPaise: 10_050, askPaise: 10_000, askQuantity: 40 });
    const rig = new PaperRig();
    rig.elapsedMs = before.elapsedMs;
    rig.venue.restore(before.restorable().reverse(), [
      { instrumentIndex: 0, quantity: 40, costPaise: 400_000 },
    ]);
    rig.send({ orderId: 3, kind: 'query_order', queryId: 1 });
    rig.send({ orderId: 9, kind: 'query_order', queryId: 2 });
    rig.send({ orderId: 0, kind: 'query_positions', queryId: 3 });
    rig.send({ orderId: 5, limitPaise: 9_000 });
    rig.tick({ lastPaise: 10_010, askPaise: 9_900, askQuantity: 10 });
    expect(rig.reports[0]).toMatchObject({ kind: 'book_order', bookStatus: 'cancelled' });
    expect(rig.reports[1]).toMatchObject({ kind: 'rejected', reason: 'never_received' });
    expect(rig.reports[2]).toMatchObject({ quantity: 40, cumulativeValuePaise: 400_000 });
    expect(rig.reports[4]).toMatchObject({
      kind: 'accepted',
      venueOrderId: 261_119_000_000_004,
    });
    // It rested, so it is hit at its limit.
    expect(rig.reports[5]).toMatchObject({
      kind: 'fill',
      orderId: 1,
      fillPaise: 10_000,
      cumulativeQuantity: 50,
      cumulativeValuePaise: 500_000,
    });
    rig.taken();
    rig.tick({ lastPaise: 9_995, askPaise: 10_050 });
    expect(rig.taken()).toEqual(['2 triggered', '2 fill 100@9990']);
  });

  it('expires what is left of an earlier day with its first input', () => {
    const before = new PaperRig();
    before.send();
    before.wait();
    const rig = new PaperRig();
    rig.venue.restore(before.restorable(), []);
    rig.timer(24 * 3_600_000);
    expect(rig.taken()).toEqual(['1 expired session_over']);
  });

  it('is restored before anything happens', () => {
    const rig = new PaperRig();
    rig.wait();
    expect(() => rig.venue.restore([], [])).toThrow(InvariantError);
  });
});

it('holds a hundred thousand orders of a day, and answers for all of them without a pause', () => {
  const rig = new PaperRig();
  const count = 100_000;
  for (let orderId = 1; orderId <= count; orderId += 1) {
    rig.send({ orderId, limitPaise: 9_000 });
    rig.send({ orderId, kind: 'cancel' });
    if (orderId % 100 === 0) rig.wait(1);
  }
  rig.wait();
  rig.reports.length = 0;
  rig.send({ kind: 'query_orders', queryId: 5 });
  let inputs = 0;
  while (rig.reports.at(-1)?.kind !== 'book_end') {
    rig.wait();
    inputs += 1;
    expect(rig.reports.length).toBeLessThanOrEqual(inputs * BOOK_ROWS_PER_INPUT + 1);
  }
  expect(rig.reports.at(-1)?.quantity).toBe(count);
  expect(new Set(rig.reports.map(({ venueOrderId }) => venueOrderId)).size).toBe(count + 1);
});
