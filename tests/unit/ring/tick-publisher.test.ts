import { describe, expect, it } from 'vitest';
import { MARKET_STATE } from '../../../src/contract/records/state.ts';
import { TICK } from '../../../src/contract/records/tick.ts';
import { DECODED } from '../../../src/domain/tick/decoded-tick.ts';
import { BroadcastRing } from '../../../src/ring/broadcast-ring.ts';
import { BroadcastWriter } from '../../../src/ring/broadcast-writer.ts';
import { GatingReader } from '../../../src/ring/gating-reader.ts';
import { LastValueTable } from '../../../src/ring/last-value-table.ts';
import { MarketStateWriter } from '../../../src/ring/market-state.ts';
import { TickPublisher } from '../../../src/ring/tick-publisher.ts';
import { TickView } from '../../../src/ring/tick-view.ts';
import { packet } from './decoded-cells.ts';

const CAPACITY = 16;
const INSTRUMENTS = 4;

interface Seen {
  readonly instrumentIndex: number;
  readonly lastPaise: number;
  readonly highPaise: number;
  readonly lowPaise: number;
  readonly isConflated: boolean;
}

function setUp() {
  const ring = new BroadcastRing({ layout: TICK, capacity: CAPACITY, readers: 1 });
  const writer = new BroadcastWriter(ring, 4);
  const table = new LastValueTable(MARKET_STATE, INSTRUMENTS);
  const publisher = new TickPublisher(writer, new MarketStateWriter(table), INSTRUMENTS);
  const reader = new GatingReader(ring, 0);
  reader.attach();
  const view = new TickView(ring.records);
  let stamp = 0;
  const offer = (instrumentIndex: number, lastPaise: number) => {
    publisher.stamp(++stamp);
    publisher.offer(instrumentIndex, packet({ lastPaise }));
  };
  return {
    table,
    writer,
    publisher,
    view,
    reader,
    offer,
    /** Offers ticks of instrument 0 until the ring is full. */
    fill: () => {
      for (let n = 0; n < CAPACITY; n++) offer(0, 1);
      publisher.flush();
      expect(publisher.pending).toBe(0);
    },
    read: (limit = 1000): Seen[] => {
      const count = reader.available(limit);
      const seen: Seen[] = [];
      for (let k = 0; k < count; k++) {
        view.moveTo(reader.baseOf(k), reader.sequence + k);
        const { instrumentIndex, lastPaise, highPaise, lowPaise, isConflated } = view;
        seen.push({ instrumentIndex, lastPaise, highPaise, lowPaise, isConflated });
      }
      reader.release(count);
      return seen;
    },
  };
}

const plain = (instrumentIndex: number, lastPaise: number): Seen => ({
  instrumentIndex,
  lastPaise,
  highPaise: lastPaise,
  lowPaise: lastPaise,
  isConflated: false,
});

describe('TickPublisher', () => {
  it('puts every field of a packet where the tick record has it', () => {
    const { publisher, reader, view } = setUp();
    const cells = packet();
    publisher.stamp(5.5);
    publisher.offer(3, cells);
    expect(publisher.flush()).toBe(1);
    view.moveTo(reader.baseOf(0), 0);
    expect(view.instrumentIndex).toBe(3);
    expect(view.receiveTimeNs).toBe(5.5);
    expect(view.exchangeTimeMs).toBe(cells[DECODED.exchangeTimeMs]);
    expect(view.volume).toBe(cells[DECODED.volume]);
    expect(view.lastPaise).toBe(cells[DECODED.lastPaise]);
    expect(view.highPaise).toBe(cells[DECODED.lastPaise]);
    expect(view.lowPaise).toBe(cells[DECODED.lastPaise]);
    expect(view.lastQuantity).toBe(cells[DECODED.lastQuantity]);
    expect(view.bidPaise).toBe(cells[DECODED.bids]);
    expect(view.bidQuantity).toBe(cells[DECODED.bids + 1]);
    expect(view.askPaise).toBe(cells[DECODED.asks]);
    expect(view.askQuantity).toBe(cells[DECODED.asks + 1]);
    expect(view.isConflated).toBe(false);
  });

  it('shows a tick with the next flush, not before', () => {
    const { publisher, offer, read } = setUp();
    offer(1, 100);
    expect(read()).toEqual([]);
    publisher.flush();
    expect(read()).toEqual([plain(1, 100)]);
    expect(publisher.flush()).toBe(0);
  });

  it('keeps one tick per instrument back when a critical reader is a full ring behind', () => {
    const { publisher, writer, fill, offer, read } = setUp();
    fill();
    offer(1, 100);
    offer(2, 200);
    offer(1, 120);
    offer(1, 90);
    offer(1, 110);
    expect([publisher.pending, publisher.conflated]).toEqual([2, 3]);
    expect(publisher.flush()).toBe(0);
    read();
    expect(publisher.flush()).toBe(2);
    expect([publisher.pending, publisher.conflated]).toEqual([0, 3]);
    expect(read()).toEqual([
      { instrumentIndex: 1, lastPaise: 110, highPaise: 120, lowPaise: 90, isConflated: true },
      plain(2, 200),
    ]);
    expect(writer.published + publisher.conflated + publisher.pending).toBe(CAPACITY + 5);
  });

  it('carries all other fields of the latest merged packet', () => {
    const { publisher, fill, read, reader, view } = setUp();
    fill();
    publisher.stamp(100);
    publisher.offer(2, packet({ lastPaise: 50, volume: 1, bids: 2, asks: 3 }));
    const latest = packet({ lastPaise: 40, volume: 9 });
    publisher.stamp(200);
    publisher.offer(2, latest);
    read();
    publisher.flush();
    view.moveTo(reader.baseOf(0), 0);
    expect(view.receiveTimeNs).toBe(200);
    expect(view.exchangeTimeMs).toBe(latest[DECODED.exchangeTimeMs]);
    expect(view.volume).toBe(9);
    expect(view.lastQuantity).toBe(latest[DECODED.lastQuantity]);
    expect([view.bidPaise, view.bidQuantity]).toEqual([
      latest[DECODED.bids],
      latest[DECODED.bids + 1],
    ]);
    expect([view.askPaise, view.askQuantity]).toEqual([
      latest[DECODED.asks],
      latest[DECODED.asks + 1],
    ]);
    expect([view.lastPaise, view.highPaise, view.lowPaise]).toEqual([40, 50, 40]);
  });

  it('starts the extremes anew for every tick it keeps back', () => {
    const { publisher, fill, offer, read } = setUp();
    fill();
    offer(1, 500);
    offer(1, 1);
    read();
    publisher.flush();
    read();
    fill();
    offer(1, 100);
    read();
    publisher.flush();
    expect(read()).toEqual([plain(1, 100)]);
  });

  it('publishes what it kept back in order of first arrival, as room comes', () => {
    const { publisher, fill, offer, read } = setUp();
    fill();
    for (const instrument of [3, 1, 2]) offer(instrument, 10 * instrument);
    read(1);
    expect(publisher.flush()).toBe(1);
    offer(3, 31);
    read(1);
    expect(publisher.flush()).toBe(1);
    expect(publisher.pending).toBe(2);
    const rest = [...read(), ...(publisher.flush() > 0 ? read() : [])];
    expect(rest.slice(-4)).toEqual([plain(3, 30), plain(1, 10), plain(2, 20), plain(3, 31)]);
  });

  it('lets no tick overtake one that was kept back', () => {
    const { publisher, fill, offer, read } = setUp();
    fill();
    offer(1, 100);
    read(1);
    // Room for one: it belongs to the tick that waits, so this one waits in its place.
    offer(2, 200);
    expect(publisher.pending).toBe(1);
    publisher.flush();
    read(CAPACITY);
    publisher.flush();
    expect(read()).toEqual([plain(2, 200)]);
  });

  it('merges a tick of an instrument that still waits behind others', () => {
    const { publisher, fill, offer, read } = setUp();
    fill();
    offer(1, 100);
    offer(2, 200);
    read(1);
    offer(2, 210);
    expect([publisher.pending, publisher.conflated]).toEqual([1, 1]);
  });

  it('keeps the market state current while ticks wait', () => {
    const { table, publisher, fill, offer } = setUp();
    fill();
    offer(1, 100);
    offer(1, 120);
    publisher.flush();
    expect(publisher.pending).toBe(1);
    const base = MARKET_STATE.words + MARKET_STATE.at.lastPaise;
    expect(table.records.i32[base]).toBe(120);
  });

  it('keeps back every instrument at once, round after round', () => {
    const { publisher, fill, offer, read } = setUp();
    for (let round = 0; round < 10; round++) {
      fill();
      for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
        offer((instrument + round) % INSTRUMENTS, round);
      }
      expect(publisher.pending).toBe(INSTRUMENTS);
      read();
      publisher.flush();
      expect(read().map(({ instrumentIndex }) => instrumentIndex)).toEqual(
        [0, 1, 2, 3].map((instrument) => (instrument + round) % INSTRUMENTS),
      );
    }
  });
});
