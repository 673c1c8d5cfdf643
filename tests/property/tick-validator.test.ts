/** The validator against a slow model written from the rules, over random streams. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SegmentHours } from '../../src/domain/instrument/calendar-data.ts';
import type { Instrument, SessionSegment } from '../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import { DECODED, DECODED_CELLS } from '../../src/domain/tick/decoded-tick.ts';
import { DROP_REASONS, type DropReason } from '../../src/domain/tick/drop-reason.ts';
import { TickValidator } from '../../src/domain/tick/tick-validator.ts';

const MIDNIGHT = Date.parse('2026-08-04T00:00:00+05:30');
const OPEN = MIDNIGHT + 555 * 60_000;
const CLOSE_MINUTES = { index: 935, cash: 930, cash_cas: 915, derivatives: 940 };
const SETTINGS = {
  closeToleranceMs: 60_000,
  futureToleranceMs: 2000,
  quarantine: {
    offences: 3,
    windowMs: 6000,
    durationMs: 3000,
    maxDurationMs: 9000,
    probationTicks: 2,
  },
};
const OFFENCES: readonly string[] = [
  'price_not_positive',
  'off_price_increment',
  'outside_circuit_band',
  'negative_quantity',
  'future_exchange_time',
];
const I32_MAX = 2 ** 31 - 1;

const HOURS = Object.fromEntries(
  Object.entries(CLOSE_MINUTES).map(([segment, closeMinute]) => [
    segment,
    { openMinute: 555, closeMinute, auctionCloseMinute: closeMinute, squareOffMinute: null },
  ]),
) as SegmentHours;

const INSTRUMENTS: Instrument[] = (
  [
    ['index', 'index', 0, 0, 0],
    ['equity', 'cash_cas', 5, 90, 110],
    ['option', 'derivatives', 5, 0, 0],
  ] as const
).map(([kind, segment, priceIncrementPaise, lowerCircuitPaise, upperCircuitPaise], index) => ({
  index,
  exchange: 'NSE',
  symbol: `S${index}`,
  token: String(index),
  name: `S${index}`,
  kind,
  segment,
  lotSize: 1,
  priceIncrementPaise,
  freezeQuantity: 0,
  lowerCircuitPaise,
  upperCircuitPaise,
  expiry: '',
  strikePaise: 0,
  optionType: '',
}));

interface Sent {
  instrument: number;
  nowMs: number;
  fields: Record<string, number>;
  /** A depth cell, 0 … 29, and what is put there. */
  depthCell: number;
  depthValue: number;
  bid: number;
  ask: number;
}

/** What the rules say, with plain objects, every list kept whole. */
class Model {
  readonly accepted = INSTRUMENTS.map(() => [] as Record<string, number>[]);
  readonly bands = INSTRUMENTS.map((one) => [one.lowerCircuitPaise, one.upperCircuitPaise]);
  readonly standings = INSTRUMENTS.map(() => ({
    heldUntilMs: null as number | null,
    isOnProbation: false,
    goodTicks: 0,
    durationMs: 0,
    offencesMs: [] as number[],
  }));

  judge(sent: Sent): DropReason | 'accepted' {
    const standing = this.standings[sent.instrument];
    if (standing === undefined) return 'unknown_token';
    const { quarantine } = SETTINGS;
    if (standing.heldUntilMs !== null) {
      if (sent.nowMs < standing.heldUntilMs) return 'quarantined';
      standing.heldUntilMs = null;
      standing.isOnProbation = true;
      standing.goodTicks = 0;
    }
    const answer = this.judgeTick(sent);
    if (answer === 'accepted') {
      this.accept(sent);
      standing.goodTicks += 1;
      if (standing.isOnProbation && standing.goodTicks === quarantine.probationTicks) {
        standing.isOnProbation = false;
        standing.durationMs = 0;
      }
    } else if (OFFENCES.includes(answer)) {
      standing.offencesMs.push(sent.nowMs);
      const latest = standing.offencesMs.slice(-quarantine.offences);
      const isFull =
        latest.length === quarantine.offences &&
        sent.nowMs - (latest[0] ?? 0) <= quarantine.windowMs;
      if (standing.isOnProbation || isFull) {
        const wanted = standing.durationMs === 0 ? quarantine.durationMs : 2 * standing.durationMs;
        standing.durationMs = Math.min(wanted, quarantine.maxDurationMs);
        standing.heldUntilMs = sent.nowMs + standing.durationMs;
        standing.isOnProbation = false;
        standing.offencesMs = [];
      }
    }
    return answer;
  }

  judgeTick({ instrument, nowMs, fields, depthCell, depthValue }: Sent): DropReason | 'accepted' {
    const { priceIncrementPaise, segment } = INSTRUMENTS[instrument] as Instrument;
    const field = (name: string) => fields[name] ?? 0;
    const last = field('lastPaise');
    if (!Number.isInteger(last) || last < 1 || last > I32_MAX) return 'price_not_positive';
    if (priceIncrementPaise > 0 && last % priceIncrementPaise !== 0) return 'off_price_increment';
    const own = [field('lowerCircuitPaise'), field('upperCircuitPaise')];
    const [lower = 0, upper = 0] = isBand(own) ? own : (this.bands[instrument] ?? []);
    if (upper > 0 && (last < lower || last > upper)) return 'outside_circuit_band';
    if (field('mode') > 1) {
      const prices = ['averagePaise', 'openPaise', 'highPaise', 'lowPaise', 'closePaise'];
      if (prices.some((name) => !fits(field(name)))) return 'price_not_positive';
      if (!fits(field('lastQuantity'))) return 'negative_quantity';
      const counts = ['volume', 'totalBuyQuantity', 'totalSellQuantity', 'openInterest'];
      if (counts.some((name) => !(field(name) >= 0 && field(name) < 2 ** 53))) {
        return 'negative_quantity';
      }
    }
    if (field('mode') === 3 && !fits(depthValue)) {
      return depthCell % 3 === 0 ? 'price_not_positive' : 'negative_quantity';
    }
    return this.judgeTime(instrument, nowMs, fields, segment);
  }

  judgeTime(
    instrument: number,
    nowMs: number,
    fields: Record<string, number>,
    segment: SessionSegment,
  ): DropReason | 'accepted' {
    const { exchangeTimeMs: time = 0, sequence = 0, lastPaise, volume } = fields;
    if (time > nowMs + SETTINGS.futureToleranceMs) return 'future_exchange_time';
    const before = this.accepted[instrument] ?? [];
    const last = before.at(-1);
    if (last !== undefined && time < (last['exchangeTimeMs'] ?? 0)) return 'older_exchange_time';
    if (last !== undefined && time === last['exchangeTimeMs']) {
      const numbers = before
        .filter((one) => one['exchangeTimeMs'] === time && one['sequence'] !== 0)
        .map((one) => one['sequence'] ?? 0);
      const highest = Math.max(0, ...numbers);
      if (sequence === 0 && last['lastPaise'] === lastPaise && last['volume'] === volume) {
        return 'duplicate';
      }
      if (sequence !== 0 && sequence === highest) return 'duplicate';
      if (sequence !== 0 && sequence < highest) return 'older_exchange_time';
    }
    const closeMs = MIDNIGHT + CLOSE_MINUTES[segment] * 60_000 + SETTINGS.closeToleranceMs;
    return time >= OPEN && time <= closeMs ? 'accepted' : 'out_of_session';
  }

  accept({ instrument, fields }: Sent): void {
    this.accepted[instrument]?.push(fields);
    const own = [fields['lowerCircuitPaise'] ?? 0, fields['upperCircuitPaise'] ?? 0];
    if (isBand(own)) this.bands[instrument] = own;
  }
}

function isBand([lower = 0, upper = 0]: number[]): boolean {
  return lower > 0 && lower < upper && upper <= I32_MAX;
}

function fits(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= I32_MAX;
}

/** Mostly `usual`; now and then one of `rare`. */
function often(
  weight: number,
  usual: fc.Arbitrary<number>,
  ...rare: number[]
): fc.Arbitrary<number> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...rare) });
}

const BAD = [-1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY];

/** One packet; of its doubtful fields each is good `weight` times as often as not. */
function packets(weight: number) {
  return fc.record({
    instrument: often(weight, fc.integer({ min: 0, max: 2 }), 3, -1),
    lapseMs: fc.constantFrom(0, 0, 1, 1000, 2000, 3000),
    leadMs: often(weight, fc.constantFrom(0, 0, 0, 0, -1, 1), 1999, 2000, 2001, -90_000, 1e9),
    mode: fc.constantFrom(1, 2, 3),
    sequence: fc.constantFrom(0, 0, 1, 2, 3, 4),
    lastPaise: often(weight, fc.constantFrom(95, 100, 105), 90, 110, 115, 102, 0, -5, ...BAD),
    volume: often(weight, fc.integer({ min: 0, max: 2 }), 2 ** 40, ...BAD),
    lastQuantity: often(weight, fc.constant(1), ...BAD),
    closePaise: often(weight, fc.constant(100), 0, ...BAD),
    openInterest: often(weight, fc.constant(0), ...BAD),
    band: fc.constantFrom(
      [0, 0],
      [0, 0],
      [95, 105],
      [80, 120],
      [105, 95],
      [-1, 99],
      [0, 99],
      [1, 2 ** 31],
    ),
    depthCell: fc.integer({ min: 3, max: 14 }),
    depthValue: often(weight, fc.constant(50), ...BAD),
    touch: fc.constantFrom([95, 100], [100, 100], [105, 100], [0, 100], [100, 0]),
  });
}

type Packet = ReturnType<typeof packets> extends fc.Arbitrary<infer Value> ? Value : never;

/** From the middle of the day, or across the open or a close. */
const starts = fc.constantFrom(
  OPEN + 3_600_000,
  OPEN - 3000,
  MIDNIGHT + 915 * 60_000 + 58_000,
  MIDNIGHT + 940 * 60_000 + 58_000,
);

function streamOf(startMs: number, drawn: readonly Packet[]): Sent[] {
  let nowMs = startMs;
  return drawn.map((one) => {
    nowMs += one.lapseMs;
    const isQuote = one.mode > 1;
    const isSnap = one.mode === 3;
    return {
      instrument: one.instrument,
      nowMs,
      depthCell: one.depthCell,
      depthValue: isSnap ? one.depthValue : 0,
      bid: isSnap ? (one.touch[0] ?? 0) : 0,
      ask: isSnap ? (one.touch[1] ?? 0) : 0,
      fields: {
        mode: one.mode,
        exchangeTimeMs: nowMs + one.leadMs,
        sequence: one.sequence,
        lastPaise: one.lastPaise,
        volume: isQuote ? one.volume : 0,
        lastQuantity: isQuote ? one.lastQuantity : 0,
        closePaise: isQuote ? one.closePaise : 0,
        openInterest: isSnap ? one.openInterest : 0,
        lowerCircuitPaise: isSnap ? (one.band[0] ?? 0) : 0,
        upperCircuitPaise: isSnap ? (one.band[1] ?? 0) : 0,
      },
    };
  });
}

function cellsOf(sent: Sent): Float64Array {
  const cells = new Float64Array(DECODED_CELLS);
  for (const [field, value] of Object.entries(sent.fields)) {
    cells[DECODED[field as keyof typeof DECODED]] = value;
  }
  cells[DECODED.bids] = sent.bid;
  cells[DECODED.asks] = sent.ask;
  cells[DECODED.bids + sent.depthCell] = sent.depthValue;
  return cells;
}

function newValidator(): TickValidator {
  const year = {
    year: 2026,
    regimes: [{ from: '2026-01-01', hours: HOURS }],
    holidays: [],
    specialSessions: [],
  };
  const validator = new TickValidator({
    instruments: INSTRUMENTS,
    calendar: new SessionCalendar({ years: [year] }),
    settings: SETTINGS,
  });
  validator.startSession('2026-08-04');
  return validator;
}

/** Streams in good order, and streams bad enough that instruments go through quarantine and back several times. */
const streams = fc
  .oneof(
    fc.tuple(starts, fc.array(packets(40), { minLength: 1, maxLength: 120 })),
    fc.tuple(starts, fc.array(packets(5), { minLength: 40, maxLength: 200, size: 'max' })),
  )
  .map(([startMs, drawn]) => streamOf(startMs, drawn));

describe('random streams', () => {
  test('FD-01, FD-03: every answer is the one the rules give', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(streams, (stream) => {
        const validator = newValidator();
        const model = new Model();
        for (const [at, sent] of stream.entries()) {
          const code = validator.check(sent.instrument, cellsOf(sent), sent.nowMs);
          const answer = code === 0 ? 'accepted' : (DROP_REASONS[code - 1] ?? `code ${code}`);
          seen.add(answer);
          expect(`${at} ${answer}`).toBe(`${at} ${model.judge(sent)}`);
        }
        const held = model.standings.flatMap(({ heldUntilMs }, index) =>
          heldUntilMs === null ? [] : [{ index, untilMs: heldUntilMs }],
        );
        expect(
          validator.quarantined().map((one) => ({
            index: one.instrumentIndex,
            untilMs: one.untilMs,
          })),
        ).toEqual(held);
      }),
      { numRuns: 1500 },
    );
    // Every reason but the decoder's own two was met, so none is compared in name only.
    const mine = DROP_REASONS.filter((name) => name !== 'wrong_length' && name !== 'unknown_mode');
    expect([...seen].sort()).toEqual(['accepted', ...mine].sort());
  });

  test('FD-02: what is received is what is accepted plus what is dropped, by reason', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const validator = newValidator();
        const counts = new Array<number>(DROP_REASONS.length + 1).fill(0);
        for (const sent of stream) {
          const code = validator.check(sent.instrument, cellsOf(sent), sent.nowMs);
          expect(counts[code]).toBeTypeOf('number');
          counts[code] = (counts[code] ?? 0) + 1;
        }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(stream.length);
      }),
      { numRuns: 300 },
    );
  });

  test('FD-03: accepted ticks of an instrument never go back in time, nor in number within one time', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const validator = newValidator();
        const latest = INSTRUMENTS.map(() => ({ time: Number.NEGATIVE_INFINITY, highest: 0 }));
        for (const sent of stream) {
          if (validator.check(sent.instrument, cellsOf(sent), sent.nowMs) !== 0) continue;
          const { exchangeTimeMs: time = 0, sequence = 0 } = sent.fields;
          const before = latest[sent.instrument] ?? { time: 0, highest: 0 };
          expect(time).toBeGreaterThanOrEqual(before.time);
          if (time === before.time && sequence !== 0) {
            expect(sequence).toBeGreaterThan(before.highest);
          }
          const highest = time === before.time ? Math.max(before.highest, sequence) : sequence;
          latest[sent.instrument] = { time, highest };
        }
      }),
      { numRuns: 500 },
    );
  });

  test('FD-01: what an accepted tick leaves in the cells fits its fields and shows no crossed touch', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const validator = newValidator();
        for (const sent of stream) {
          const cells = cellsOf(sent);
          if (validator.check(sent.instrument, cells, sent.nowMs) !== 0) continue;
          const wide: readonly number[] = [
            DECODED.exchangeTimeMs,
            DECODED.sequence,
            DECODED.volume,
            DECODED.totalBuyQuantity,
            DECODED.totalSellQuantity,
            DECODED.openInterest,
          ];
          expect([...cells].every((value, cell) => wide.includes(cell) || fits(value))).toBe(true);
          const bid = cells[DECODED.bids] ?? 0;
          const ask = cells[DECODED.asks] ?? 0;
          expect(bid === 0 || ask === 0 || bid < ask).toBe(true);
          const isCrossed = sent.bid !== 0 && sent.ask !== 0 && sent.bid >= sent.ask;
          expect([bid, ask]).toEqual(isCrossed ? [0, 0] : [sent.bid, sent.ask]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
