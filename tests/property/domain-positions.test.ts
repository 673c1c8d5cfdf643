/** Positions, profit and charges against exact arithmetic over the same fills. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Side, UNATTRIBUTED_STRATEGY } from '../../src/domain/order/types.ts';
import type { PositionBook } from '../../src/domain/position/position-book.ts';
import { chargedBook, fillTimeMs } from '../support/position-rig.ts';
import { seededRandom, tickOf } from '../support/tick-stream.ts';

const INSTRUMENTS = 3;
const STRATEGIES = 3;

interface FillStep {
  readonly kind: 'fill';
  readonly strategyIndex: number;
  readonly instrumentIndex: number;
  readonly side: Side;
  readonly quantity: number;
  readonly valuePaise: number;
  /** Some fills belong to one order: same strategy, instrument, side and day. */
  readonly orderPart: number;
  readonly day: number;
}

interface AdjustStep {
  readonly kind: 'adjust';
  readonly instrumentIndex: number;
  readonly quantity: number;
  readonly pricePaise: number;
}

interface MarkStep {
  readonly kind: 'mark';
  readonly instrumentIndex: number;
  readonly lastPaise: number;
}

/** The exact value of an order whose fills were applied before. */
interface CorrectStep extends Omit<FillStep, 'kind' | 'quantity'> {
  readonly kind: 'correct';
  readonly filledQuantity: number;
}

type Step = FillStep | AdjustStep | MarkStep | CorrectStep;

/** A correction before it is known what was filled: of which fill's order, and by which part of its value. */
interface DrawnCorrection {
  readonly kind: 'draw';
  readonly pick: number;
  readonly shareBps: number;
}

const SIDE = fc.constantFrom(1 as const, -1 as const);
const INSTRUMENT = fc.integer({ min: 0, max: INSTRUMENTS - 1 });

const FILL: fc.Arbitrary<FillStep> = fc.record({
  kind: fc.constant('fill' as const),
  strategyIndex: fc.integer({ min: 0, max: STRATEGIES - 1 }),
  instrumentIndex: INSTRUMENT,
  side: SIDE,
  quantity: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200_000 })),
  valuePaise: fc.integer({ min: 1, max: 2_000_000_000 }),
  orderPart: fc.integer({ min: 0, max: 2 }),
  day: fc.integer({ min: 0, max: 2 }),
});

const ADJUST: fc.Arbitrary<AdjustStep> = fc.record({
  kind: fc.constant('adjust' as const),
  instrumentIndex: INSTRUMENT,
  quantity: fc.integer({ min: -500, max: 500 }).filter((quantity) => quantity !== 0),
  pricePaise: fc.integer({ min: 0, max: 300_000 }),
});

const MARK: fc.Arbitrary<MarkStep> = fc.record({
  kind: fc.constant('mark' as const),
  instrumentIndex: INSTRUMENT,
  lastPaise: fc.integer({ min: 1, max: 20_000_000 }),
});

const DRAW: fc.Arbitrary<DrawnCorrection> = fc.record({
  kind: fc.constant('draw' as const),
  pick: fc.nat(),
  shareBps: fc.integer({ min: -9_900, max: 9_900 }),
});

const STEPS = fc
  .array(fc.oneof({ weight: 6, arbitrary: FILL }, ADJUST, { weight: 2, arbitrary: MARK }, DRAW), {
    maxLength: 80,
  })
  .map(withCorrections);

/** Puts corrections of the orders before them in the place of what was drawn. */
function withCorrections(drawn: readonly (Exclude<Step, CorrectStep> | DrawnCorrection)[]): Step[] {
  const fills: FillStep[] = [];
  const orders = new Map<number, { quantity: number; valuePaise: number }>();
  const steps: Step[] = [];
  for (const step of drawn) {
    if (step.kind === 'fill') {
      const order = orders.get(orderIdOfStep(step)) ?? { quantity: 0, valuePaise: 0 };
      order.quantity += step.quantity;
      order.valuePaise += step.valuePaise;
      orders.set(orderIdOfStep(step), order);
      fills.push(step);
    }
    if (step.kind !== 'draw') {
      steps.push(step);
      continue;
    }
    const fill = fills[step.pick % Math.max(1, fills.length)];
    const order = fill && orders.get(orderIdOfStep(fill));
    if (fill === undefined || order === undefined) continue;
    const valuePaise = Math.trunc((order.valuePaise * step.shareBps) / 10_000);
    if (valuePaise === 0) continue;
    order.valuePaise += valuePaise;
    const { quantity: _, ...named } = fill;
    steps.push({ ...named, kind: 'correct', filledQuantity: order.quantity, valuePaise });
  }
  return steps;
}

type Rig = ReturnType<typeof chargedBook>;

function orderIdOfStep(step: FillStep | CorrectStep): number {
  const { strategyIndex, instrumentIndex, side, orderPart, day } = step;
  return 2 + side + 3 * (strategyIndex + 10 * (instrumentIndex + 10 * (orderPart + 10 * day)));
}

function take({ book, quotes }: Rig, step: Step): void {
  switch (step.kind) {
    case 'fill':
      book.applyFill({ ...step, orderId: orderIdOfStep(step), timeMs: fillTimeMs(step.day) });
      return;
    case 'correct':
      book.correctValue({ ...step, orderId: orderIdOfStep(step), timeMs: fillTimeMs(step.day) });
      return;
    case 'adjust':
      book.adjust({ ...step, cause: 'external_trade', timeMs: fillTimeMs(0) });
      return;
    case 'mark':
      quotes.record(tickOf(step));
      return;
    default:
      step satisfies never;
  }
}

function unitsOf(step: Exclude<Step, MarkStep>): number {
  if (step.kind === 'correct') return 0;
  return step.kind === 'fill' ? step.side * step.quantity : step.quantity;
}

/** Cash and quantity per book, from the definition; no costs, no averages. */
class CashModel {
  readonly cash = new Map<string, bigint>();
  readonly quantity = new Map<string, bigint>();

  take(step: Step): void {
    if (step.kind === 'mark') return;
    const strategy = step.kind === 'adjust' ? UNATTRIBUTED_STRATEGY : step.strategyIndex;
    const key = `${strategy}:${step.instrumentIndex}`;
    const units = BigInt(unitsOf(step));
    const paid =
      step.kind === 'adjust'
        ? units * BigInt(step.pricePaise)
        : BigInt(step.side) * BigInt(step.valuePaise);
    this.quantity.set(key, (this.quantity.get(key) ?? 0n) + units);
    this.cash.set(key, (this.cash.get(key) ?? 0n) - paid);
  }
}

const ALL_STRATEGIES = [
  ...Array.from({ length: STRATEGIES }, (_, at) => at),
  UNATTRIBUTED_STRATEGY,
];

/** Everything a caller can see. */
function viewOf(book: PositionBook): unknown {
  const instruments = Array.from({ length: INSTRUMENTS }, (_, at) => ({
    net: book.netQuantity(at),
    averagePaise: book.averagePaise(at),
    realisedPaise: book.realisedPaise(at),
    unrealisedPaise: book.unrealisedPaise(at),
    turnoverPaise: book.turnoverPaise(at),
    chargesPaise: book.chargesPaise(at),
    fillCount: book.fillCount(at),
    books: book.booksOf(at).map((held) => held.row()),
  }));
  const strategies = ALL_STRATEGIES.map((strategyIndex) => ({
    realisedPaise: book.strategyRealisedPaise(strategyIndex),
    netPnlPaise: book.strategyNetPnlPaise(strategyIndex),
    turnoverPaise: book.strategyTurnoverPaise(strategyIndex),
    instruments: book.strategyBooks(strategyIndex).map(({ instrumentIndex }) => instrumentIndex),
  }));
  return {
    instruments,
    strategies,
    sequence: book.sequence,
    open: [...book.openInstruments],
    booked: [...book.bookedInstruments],
    netPnlPaise: book.netPnlPaise(),
    equityChangePaise: book.equityChangePaise(),
    gross: book.grossExposurePaise(),
    net: book.netExposurePaise(),
    uncharged: book.charges.unchargedTurnoverPaise,
    notes: book.charges.dailyNotes(),
  };
}

describe('the position book', () => {
  it('PP-01 PP-03 every book and the account balance to the paisa after every step', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const rig = chargedBook(INSTRUMENTS);
        const { book, quotes } = rig;
        const model = new CashModel();
        for (const step of steps) {
          take(rig, step);
          model.take(step);
          book.assertBalanced();
          let account = 0n;
          for (let at = 0; at < INSTRUMENTS; at += 1) {
            let net = 0n;
            for (const strategy of ALL_STRATEGIES) {
              const quantity = model.quantity.get(`${strategy}:${at}`) ?? 0n;
              const cash = model.cash.get(`${strategy}:${at}`) ?? 0n;
              net += quantity;
              expect(BigInt(book.bookQuantity(strategy, at))).toBe(quantity);
              if (quotes.lastPaise(at) === 0) continue;
              const profit =
                book.bookRealisedPaise(strategy, at) + book.bookUnrealisedPaise(strategy, at);
              expect(BigInt(profit)).toBe(cash + quantity * BigInt(quotes.lastPaise(at)));
            }
            expect(BigInt(book.netQuantity(at))).toBe(net);
            account += BigInt(book.realisedPaise(at)) + BigInt(book.unrealisedPaise(at));
          }
          expect(BigInt(book.netPnlPaise())).toBe(account - BigInt(book.totalChargesPaise));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('restored at any point from its rows, behaves as if it had never stopped', () => {
    fc.assert(
      fc.property(STEPS, fc.nat(), (steps, cut) => {
        const whole = chargedBook(INSTRUMENTS);
        const at = cut % (steps.length + 1);
        for (const step of steps.slice(0, at)) take(whole, step);
        const restored = chargedBook(INSTRUMENTS, whole.rows);
        restored.book.restore(whole.rows.image());
        for (let index = 0; index < INSTRUMENTS; index += 1) {
          const lastPaise = whole.quotes.lastPaise(index);
          if (lastPaise > 0) restored.quotes.record(tickOf({ instrumentIndex: index, lastPaise }));
        }
        expect(viewOf(restored.book)).toEqual(viewOf(whole.book));
        const before = whole.rows.all.length;
        for (const step of steps.slice(at)) take(whole, step);
        const ofWhole = whole.rows.all.splice(before);
        for (const step of steps.slice(at)) take(restored, step);
        expect(restored.rows.all.slice(before)).toEqual(ofWhole);
        expect(viewOf(restored.book)).toEqual(viewOf(whole.book));
      }),
      { numRuns: 150 },
    );
  });

  it('the order in which books trade changes no book', () => {
    fc.assert(
      fc.property(fc.array(FILL, { maxLength: 40 }), (fills) => {
        const inOrder = chargedBook(INSTRUMENTS).book;
        const byBook = chargedBook(INSTRUMENTS).book;
        const rank = ({ strategyIndex, instrumentIndex }: FillStep) =>
          strategyIndex * INSTRUMENTS + instrumentIndex;
        const sorted = fills.toSorted((a, b) => rank(b) - rank(a));
        const input = (step: FillStep, orderId: number) => ({
          ...step,
          orderId,
          timeMs: fillTimeMs(step.day),
        });
        for (const step of fills) inOrder.applyFill(input(step, 1 + fills.indexOf(step)));
        for (const step of sorted) byBook.applyFill(input(step, 1 + fills.indexOf(step)));
        for (let at = 0; at < INSTRUMENTS; at += 1) {
          const without = (book: PositionBook) =>
            book.booksOf(at).map((held) => ({ ...held.row(), sequence: 0 }));
          expect(without(byBook)).toEqual(without(inOrder));
          expect(byBook.averagePaise(at)).toBe(inOrder.averagePaise(at));
        }
        expect(byBook.netPnlPaise()).toBe(inOrder.netPnlPaise());
        expect(byBook.charges.dailyNotes()).toEqual(inOrder.charges.dailyNotes());
      }),
      { numRuns: 150 },
    );
  });

  it('PP-04 a flip realises what closing first and opening afterwards realises', () => {
    const priced = FILL.map((step) => ({
      ...step,
      valuePaise: step.quantity * (1 + (step.valuePaise % 20_000)),
    }));
    fc.assert(
      fc.property(fc.array(priced, { maxLength: 60 }), (fills) => {
        const whole = chargedBook(1).book;
        const split = chargedBook(1).book;
        for (const [index, step] of fills.entries()) {
          const fill = { ...step, strategyIndex: 0, instrumentIndex: 0, timeMs: fillTimeMs(0) };
          const orderId = 1 + index;
          const pricePaise = step.valuePaise / step.quantity;
          const net = split.netQuantity(0);
          const closing = net * step.side < 0 ? Math.min(step.quantity, Math.abs(net)) : 0;
          whole.applyFill({ ...fill, orderId });
          for (const quantity of [closing, step.quantity - closing]) {
            if (quantity === 0) continue;
            split.applyFill({ ...fill, orderId, quantity, valuePaise: quantity * pricePaise });
          }
          expect(whole.realisedPaise(0)).toBe(split.realisedPaise(0));
          expect(whole.averagePaise(0)).toBe(split.averagePaise(0));
          expect(whole.chargesPaise(0)).toBe(split.chargesPaise(0));
          if (closing > 0 && step.quantity > closing) {
            expect(whole.averagePaise(0)).toBe(pricePaise);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the average between the lowest and the highest price of the open side', () => {
    fc.assert(
      fc.property(fc.array(FILL, { maxLength: 60 }), (fills) => {
        const { book } = chargedBook(1);
        let prices: number[] = [];
        for (const [index, { side, quantity, valuePaise }] of fills.entries()) {
          const pricePaise = 1 + (valuePaise % 1_000_000);
          const before = book.netQuantity(0);
          book.applyFill({
            strategyIndex: 0,
            instrumentIndex: 0,
            orderId: 1 + index,
            side,
            quantity,
            valuePaise: quantity * pricePaise,
            timeMs: fillTimeMs(0),
          });
          const after = book.netQuantity(0);
          if (before * after <= 0) prices = [];
          if (after * side > 0) prices.push(pricePaise);
          if (after === 0) {
            expect(book.averagePaise(0)).toBe(0);
            continue;
          }
          expect(book.averagePaise(0)).toBeGreaterThanOrEqual(Math.min(...prices));
          expect(book.averagePaise(0)).toBeLessThanOrEqual(Math.max(...prices));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('PP-01 PP-03 balances to the paisa over 10,000,000 random fills', () => {
    const FILLS = 10_000_000;
    const CHECK_EVERY = 100_000;
    const STRATEGY_COUNT = 24;
    const INSTRUMENT_COUNT = 60;
    const random = seededRandom(20_261_120);
    const { book, quotes } = chargedBook(INSTRUMENT_COUNT, 'unkept');
    const quantities = new Float64Array(STRATEGY_COUNT * INSTRUMENT_COUNT);
    let cashPaise = 0;
    const fill = {
      strategyIndex: 0,
      orderId: 0,
      instrumentIndex: 0,
      side: 1 as Side,
      quantity: 0,
      valuePaise: 0,
      timeMs: 0,
    };
    let wrong = 0;
    for (let count = 1; count <= FILLS; count += 1) {
      fill.strategyIndex = Math.floor(random() * STRATEGY_COUNT);
      fill.instrumentIndex = Math.floor(random() * INSTRUMENT_COUNT);
      fill.side = random() < 0.5 ? 1 : -1;
      fill.quantity = 1 + Math.floor(random() * 300);
      // A value that is no multiple of the quantity: a fill at several prices.
      fill.valuePaise = fill.quantity * 20_000 + Math.floor(random() * 400_000);
      fill.orderId = count;
      fill.timeMs = fillTimeMs(Math.floor(count / 20_000));
      book.applyFill(fill);
      const at = fill.strategyIndex * INSTRUMENT_COUNT + fill.instrumentIndex;
      quantities[at] = (quantities[at] ?? 0) + fill.side * fill.quantity;
      cashPaise -= fill.side * fill.valuePaise;
      if (count % CHECK_EVERY !== 0) continue;
      for (let mark = 0; mark < INSTRUMENT_COUNT; mark += 1) {
        const lastPaise = 1 + Math.floor(random() * 60_000);
        quotes.record(tickOf({ instrumentIndex: mark, lastPaise }));
      }
      book.assertBalanced();
      let valuePaise = 0;
      for (const [index, quantity] of quantities.entries()) {
        const instrument = index % INSTRUMENT_COUNT;
        const strategy = (index - instrument) / INSTRUMENT_COUNT;
        valuePaise += quantity * quotes.lastPaise(instrument);
        if (book.bookQuantity(strategy, instrument) !== quantity) wrong += 1;
      }
      const profitPaise = book.totalRealisedPaise + book.totalUnrealisedPaise();
      if (profitPaise !== cashPaise + valuePaise) wrong += 1;
    }
    expect(wrong).toBe(0);
    expect(book.sequence).toBe(FILLS);
    expect(book.charges.unchargedTurnoverPaise).toBe(0);
    expect(book.charges.totalPaise).toBe(book.totalChargesPaise);
  }, 120_000);
});
