/**
 * What the tick publisher promises, whatever arrives and however the readers stall:
 *
 * - offered = published + conflated + pending, at every moment;
 * - each published tick stands for an unbroken run of offered ticks of its instrument, these runs follow one another without
 *   gap or overlap, and the tick has the latest values of its run and the extremes of its prices;
 * - ticks stand in the ring in the order in which their runs began, so none overtakes another, and a tick that finds room
 *   and nobody waiting is published as it is;
 * - once the readers have caught up, the last published tick of every instrument is the last that was offered.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARKET_STATE } from '../../src/contract/records/state.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import { DECODED, DECODED_CELLS } from '../../src/domain/tick/decoded-tick.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter } from '../../src/ring/broadcast-writer.ts';
import { GatingReader } from '../../src/ring/gating-reader.ts';
import { LastValueTable } from '../../src/ring/last-value-table.ts';
import { MarketStateWriter } from '../../src/ring/market-state.ts';
import { TickPublisher } from '../../src/ring/tick-publisher.ts';
import { TickView } from '../../src/ring/tick-view.ts';

const CAPACITY = 16;
const BATCH_MAX = 4;
const INSTRUMENTS = 5;
const READERS = 2;

type Step =
  | { readonly type: 'offer'; readonly instrument: number; readonly lastPaise: number }
  | { readonly type: 'flush' }
  | { readonly type: 'read'; readonly reader: number; readonly count: number };

const offer = fc.record({
  type: fc.constant('offer' as const),
  instrument: fc.nat(INSTRUMENTS - 1),
  lastPaise: fc.integer({ min: 1, max: 50 }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: offer },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('flush' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('read' as const),
        reader: fc.nat(READERS - 1),
        count: fc.nat(10),
      }),
    },
  ),
  { maxLength: 250, size: 'max' },
);
const start = fc.constantFrom(0, 2 ** 31 - 20, 2 ** 32 - 20);

interface Offered {
  readonly instrument: number;
  readonly lastPaise: number;
  readonly cells: Float64Array;
}

class World {
  readonly offered: Offered[] = [];
  private readonly writer: BroadcastWriter;
  private readonly publisher: TickPublisher;
  private readonly table = new LastValueTable(MARKET_STATE, INSTRUMENTS);
  private readonly readers: GatingReader[];
  private readonly views: TickView[];
  private readonly start: number;
  /** Index of the last offer published of each instrument, per reader. */
  private readonly publishedUntil: number[][];
  /** Index of the offer that began the run of the latest published tick, per reader. */
  private readonly runBegan: number[];

  constructor(from: number) {
    const ring = new BroadcastRing({ layout: TICK, capacity: CAPACITY, readers: READERS });
    ring.storeCursor(from);
    this.start = from;
    this.writer = new BroadcastWriter(ring, BATCH_MAX);
    this.publisher = new TickPublisher(this.writer, new MarketStateWriter(this.table), INSTRUMENTS);
    this.readers = Array.from({ length: READERS }, (_, slot) => new GatingReader(ring, slot));
    for (const reader of this.readers) reader.attach();
    this.views = this.readers.map(() => new TickView(ring.records));
    this.publishedUntil = this.readers.map(() => Array<number>(INSTRUMENTS).fill(-1));
    this.runBegan = this.readers.map(() => -1);
  }

  step(one: Step): void {
    if (one.type === 'offer') this.offer(one.instrument, one.lastPaise);
    else if (one.type === 'flush') this.publisher.flush();
    else this.read(one.reader, one.count);
  }

  /** Readers catch up; everything that waits becomes visible. */
  settle(): void {
    this.publisher.flush();
    while (this.publisher.pending > 0 || this.readers.some((reader) => reader.available(1) > 0)) {
      for (let reader = 0; reader < READERS; reader++) this.read(reader, CAPACITY);
      this.publisher.flush();
    }
  }

  checkAccounts(claimed: number): void {
    const { conflated, pending } = this.publisher;
    expect(claimed + conflated + pending).toBe(this.offered.length);
    expect(pending).toBeLessThanOrEqual(INSTRUMENTS);
  }

  /** After `settle` all claimed records are published. */
  checkSettled(): void {
    this.checkAccounts(this.writer.published - this.start);
    for (const published of this.publishedUntil) {
      for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
        const last = this.offered.findLastIndex((tick) => tick.instrument === instrument);
        expect(published[instrument]).toBe(last);
      }
    }
    for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
      const last = this.offered.findLast((tick) => tick.instrument === instrument);
      const base = instrument * MARKET_STATE.words + MARKET_STATE.at.lastPaise;
      expect(this.table.records.i32[base]).toBe(last?.lastPaise ?? 0);
    }
  }

  private offer(instrument: number, lastPaise: number): void {
    const index = this.offered.length;
    const cells = Float64Array.from({ length: DECODED_CELLS }, (_, cell) => index * 100 + cell);
    cells[DECODED.mode] = 3;
    cells[DECODED.lastPaise] = lastPaise;
    cells[DECODED.volume] = index;
    this.offered.push({ instrument, lastPaise, cells });
    this.publisher.stamp(index + 0.5);
    this.publisher.offer(instrument, cells);
  }

  private read(reader: number, limit: number): void {
    const source = this.readers[reader] as GatingReader;
    const view = this.views[reader] as TickView;
    const count = source.available(limit);
    for (let k = 0; k < count; k++) {
      view.moveTo(source.baseOf(k), source.sequence + k);
      this.checkTick(reader, view);
    }
    source.release(count);
  }

  private checkTick(reader: number, tick: TickView): void {
    const { instrumentIndex, volume: lastIndex } = tick;
    const published = this.publishedUntil[reader] as number[];
    const from = (published[instrumentIndex] as number) + 1;
    published[instrumentIndex] = lastIndex;
    const run = this.offered
      .slice(from, lastIndex + 1)
      .filter(({ instrument }) => instrument === instrumentIndex);
    const latest = run.at(-1) as Offered;
    expect(latest).toBe(this.offered[lastIndex]);
    const prices = run.map(({ lastPaise }) => lastPaise);
    expect(tick.lastPaise).toBe(latest.lastPaise);
    expect(tick.highPaise).toBe(Math.max(...prices));
    expect(tick.lowPaise).toBe(Math.min(...prices));
    expect(tick.isConflated).toBe(run.length > 1);
    expect(tick.receiveTimeNs).toBe(lastIndex + 0.5);
    expect(tick.exchangeTimeMs).toBe(latest.cells[DECODED.exchangeTimeMs]);
    expect(tick.bidPaise).toBe(latest.cells[DECODED.bids]);
    expect(tick.bidQuantity).toBe(latest.cells[DECODED.bids + 1]);
    expect(tick.askPaise).toBe(latest.cells[DECODED.asks]);
    expect(tick.askQuantity).toBe(latest.cells[DECODED.asks + 1]);
    expect(tick.lastQuantity).toBe(latest.cells[DECODED.lastQuantity]);
    const began = this.offered.indexOf(run[0] as Offered);
    expect(began).toBeGreaterThan(this.runBegan[reader] as number);
    this.runBegan[reader] = began;
  }
}

describe('conflation', () => {
  it('accounts for every tick, hides no extreme and keeps the order', () => {
    fc.assert(
      fc.property(start, steps, (from, list) => {
        const world = new World(from);
        for (const one of list) world.step(one);
        world.settle();
        world.checkSettled();
      }),
      { numRuns: 150 },
    );
  });

  it('adds up at every moment while nothing is read', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 100, size: 'max' }), (offers) => {
        const world = new World(0);
        offers.forEach((one, index) => {
          world.step(one);
          // Nobody reads, so exactly one ring of ticks is taken and the rest waits or is merged.
          world.checkAccounts(Math.min(index + 1, CAPACITY));
        });
      }),
    );
  });

  it('publishes every tick as it came while nobody stalls', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 100, size: 'max' }), (offers) => {
        const world = new World(0);
        for (const one of offers) {
          world.step(one);
          world.step({ type: 'flush' });
          for (let reader = 0; reader < READERS; reader++) {
            world.step({ type: 'read', reader, count: CAPACITY });
          }
          world.checkAccounts(world.offered.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});
