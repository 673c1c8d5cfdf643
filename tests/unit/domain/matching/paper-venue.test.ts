import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../../src/domain/assert.ts';
import { LATENCY_MS, PaperRig } from '../../../support/paper-rig.ts';
import { SESSION_OPEN_MS } from '../../../support/tick-stream.ts';
import { ALWAYS_CLOSED, future, index, stock } from '../../../support/trading-instruments.ts';

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
      instrumentIndex: 0,
      quantity: 70,
      limitPaise: 9_995,
      cumulativeQuantity: 40,
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
    const rig = new PaperRig([stock(0)], ALWAYS_CLOSED);
    rig.send();
    rig.tick({ askPaise: 5 });
    expect(rig.taken()).toEqual(['1 rejected out_of_session']);
    let isOpen = true;
    const closing = new PaperRig([stock(0)], { isOpen: () => isOpen });
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
