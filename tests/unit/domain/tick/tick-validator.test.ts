/** Each check before the ring, alone and in its order, and what an accepted tick leaves behind. */
import { describe, expect, test } from 'vitest';
import { STREAM_MODES } from '../../../../src/contract/wire/smartapi-stream.ts';
import type {
  CalendarData,
  SegmentHours,
} from '../../../../src/domain/instrument/calendar-data.ts';
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { DECODED, DECODED_CELLS } from '../../../../src/domain/tick/decoded-tick.ts';
import { DROP_REASONS } from '../../../../src/domain/tick/drop-reason.ts';
import {
  DEFAULT_TICK_VALIDATOR_SETTINGS,
  TickValidator,
} from '../../../../src/domain/tick/tick-validator.ts';

const DATE = '2026-08-04';
/** 10:00 IST. */
const T = Date.parse('2026-08-04T04:30:00Z');
const at = (hhmmss: string) => Date.parse(`${DATE}T${hhmmss}+05:30`);

const hours = (closeMinute: number) => ({
  openMinute: 555,
  closeMinute,
  auctionCloseMinute: closeMinute,
  squareOffMinute: null,
});
const HOURS: SegmentHours = {
  index: hours(935),
  cash: hours(930),
  cash_cas: hours(915),
  derivatives: hours(940),
};
const CALENDAR: CalendarData = {
  years: [
    {
      year: 2026,
      regimes: [{ from: '2026-01-01', hours: HOURS }],
      holidays: [{ date: '2026-08-06', name: 'Holiday' }],
      specialSessions: [],
    },
  ],
};

const INDEX = 0;
const STOCK = 1;
const OPTION = 2;
const PLAIN_STOCK = 3;

function instrument(index: number, changes: Partial<Instrument>): Instrument {
  return {
    index,
    exchange: 'NSE',
    symbol: `S${index}`,
    token: String(index + 1),
    name: `S${index}`,
    kind: 'equity',
    segment: 'cash',
    lotSize: 1,
    priceIncrementPaise: 5,
    freezeQuantity: 0,
    lowerCircuitPaise: 0,
    upperCircuitPaise: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
    ...changes,
  };
}

const INSTRUMENTS = [
  instrument(INDEX, { kind: 'index', segment: 'index', priceIncrementPaise: 0 }),
  instrument(STOCK, { segment: 'cash_cas', lowerCircuitPaise: 90_000, upperCircuitPaise: 110_000 }),
  instrument(OPTION, { kind: 'option', segment: 'derivatives' }),
  instrument(PLAIN_STOCK, {}),
];

type Fields = Partial<Record<keyof typeof DECODED, number>>;

function validatorOn(date: string | null, changes = {}): TickValidator {
  const validator = new TickValidator({
    instruments: INSTRUMENTS,
    calendar: new SessionCalendar(CALENDAR),
    settings: { ...DEFAULT_TICK_VALIDATOR_SETTINGS, ...changes },
  });
  if (date !== null) validator.startSession(date);
  return validator;
}

function tick(fields: Fields): Float64Array {
  const cells = new Float64Array(DECODED_CELLS);
  const all = {
    mode: STREAM_MODES.ltp,
    exchangeTimeMs: T,
    sequence: 1,
    lastPaise: 100_000,
    ...fields,
  };
  for (const [field, value] of Object.entries(all)) {
    cells[DECODED[field as keyof typeof DECODED]] = value;
  }
  return cells;
}

/** The reason a tick is dropped for, or `accepted`. */
function judge(validator: TickValidator, index: number, fields: Fields, nowMs?: number): string {
  const cells = tick(fields);
  const code = validator.check(index, cells, nowMs ?? cells[DECODED.exchangeTimeMs] ?? 0);
  return code === 0 ? 'accepted' : (DROP_REASONS[code - 1] ?? `code ${code}`);
}

const SNAP = { mode: STREAM_MODES.snapQuote } as const;
const QUOTE = { mode: STREAM_MODES.quote } as const;

describe('FD-01: a tick before the ring', () => {
  test('a good tick of each mode is accepted', () => {
    for (const mode of Object.values(STREAM_MODES)) {
      expect(judge(validatorOn(DATE), STOCK, { mode })).toBe('accepted');
    }
  });

  test.each([0, -5, -0, 2 ** 31, 2 ** 31 + 100_000, Number.NaN, Number.POSITIVE_INFINITY, 100.5])(
    'a last price of %d is not a positive price',
    (lastPaise) => {
      expect(judge(validatorOn(DATE), OPTION, { lastPaise })).toBe('price_not_positive');
    },
  );

  test('the largest price that a 32-bit field holds is a price', () => {
    expect(judge(validatorOn(DATE), INDEX, { lastPaise: 2 ** 31 - 1 })).toBe('accepted');
  });

  test('a price off the increment is dropped, except where the venue states none', () => {
    expect(judge(validatorOn(DATE), OPTION, { lastPaise: 100_003 })).toBe('off_price_increment');
    expect(judge(validatorOn(DATE), INDEX, { lastPaise: 100_003 })).toBe('accepted');
  });

  test('a price outside the circuit band is dropped, the limits themselves are inside', () => {
    const band = (lastPaise: number) => judge(validatorOn(DATE), STOCK, { lastPaise });
    expect([89_995, 90_000, 110_000, 110_005].map(band)).toEqual([
      'outside_circuit_band',
      'accepted',
      'accepted',
      'outside_circuit_band',
    ]);
  });

  test('an unknown band checks nothing', () => {
    expect(judge(validatorOn(DATE), OPTION, { lastPaise: 5 })).toBe('accepted');
  });

  test('a snap quote sets the band for itself and for those after it', () => {
    const validator = validatorOn(DATE);
    const limits = { lowerCircuitPaise: 95_000, upperCircuitPaise: 130_000 };
    expect(judge(validator, STOCK, { ...SNAP, ...limits, lastPaise: 125_000 })).toBe('accepted');
    expect(judge(validator, STOCK, { lastPaise: 130_000, sequence: 2 })).toBe('accepted');
    expect(judge(validator, STOCK, { lastPaise: 90_000, sequence: 3 })).toBe(
      'outside_circuit_band',
    );
  });

  test('a dropped snap quote sets no band', () => {
    const validator = validatorOn(DATE);
    const limits = { lowerCircuitPaise: 1000, upperCircuitPaise: 2000 };
    expect(judge(validator, STOCK, { ...SNAP, ...limits })).toBe('outside_circuit_band');
    expect(judge(validator, STOCK, {})).toBe('accepted');
  });

  test.each([
    { lowerCircuitPaise: 0, upperCircuitPaise: 0 },
    { lowerCircuitPaise: 0, upperCircuitPaise: 100_500 },
    { lowerCircuitPaise: 100_500, upperCircuitPaise: 100_500 },
    { lowerCircuitPaise: 100_500, upperCircuitPaise: 99_500 },
    { lowerCircuitPaise: -5, upperCircuitPaise: 100_500 },
    { lowerCircuitPaise: 5, upperCircuitPaise: 2 ** 31 },
  ])('limits %o are no band: the last known ones stay and are put in their place', (limits) => {
    const validator = validatorOn(DATE);
    const cells = tick({ ...SNAP, ...limits });
    expect(validator.check(STOCK, cells, T)).toBe(0);
    expect(cells[DECODED.lowerCircuitPaise]).toBe(90_000);
    expect(cells[DECODED.upperCircuitPaise]).toBe(110_000);
    expect(judge(validator, STOCK, { sequence: 2, lastPaise: 110_005 })).toBe(
      'outside_circuit_band',
    );
  });

  test.each(['averagePaise', 'openPaise', 'highPaise', 'lowPaise', 'closePaise'] as const)(
    '%s must fit its field, and may be 0',
    (field) => {
      for (const bad of [-5, 2 ** 31, Number.NaN]) {
        expect(judge(validatorOn(DATE), STOCK, { ...QUOTE, [field]: bad })).toBe(
          'price_not_positive',
        );
      }
      expect(judge(validatorOn(DATE), STOCK, { ...QUOTE, [field]: 0 })).toBe('accepted');
      expect(judge(validatorOn(DATE), STOCK, { ...QUOTE, [field]: 2 ** 31 - 1 })).toBe('accepted');
    },
  );

  test.each([
    'lastQuantity',
    'volume',
    'totalBuyQuantity',
    'totalSellQuantity',
    'openInterest',
  ] as const)('%s must not be negative or no number', (field) => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(judge(validatorOn(DATE), STOCK, { ...SNAP, [field]: bad })).toBe('negative_quantity');
    }
    expect(judge(validatorOn(DATE), STOCK, { ...SNAP, [field]: 7 })).toBe('accepted');
  });

  test('volumes beyond 32 bits are accepted, a last quantity beyond them is not', () => {
    expect(judge(validatorOn(DATE), STOCK, { ...QUOTE, volume: 2 ** 40 })).toBe('accepted');
    expect(judge(validatorOn(DATE), STOCK, { ...QUOTE, lastQuantity: 2 ** 31 })).toBe(
      'negative_quantity',
    );
  });

  test('every price, quantity and order count of the depth must fit its field', () => {
    for (let cell: number = DECODED.bids; cell < DECODED_CELLS; cell += 1) {
      for (const bad of [-1, 2 ** 31]) {
        const validator = validatorOn(DATE);
        const cells = tick(SNAP);
        cells[cell] = bad;
        const reason = (cell - DECODED.bids) % 3 === 0 ? 'price_not_positive' : 'negative_quantity';
        expect(DROP_REASONS[validator.check(STOCK, cells, T) - 1]).toBe(reason);
      }
    }
  });

  test('an instrument index outside the session is an unknown token', () => {
    for (const index of [-1, 4, Number.NaN]) {
      expect(judge(validatorOn(DATE), index, {})).toBe('unknown_token');
    }
  });

  test('exchange time may lead session time by the tolerance and no more', () => {
    expect(judge(validatorOn(DATE), STOCK, { exchangeTimeMs: T + 2000 }, T)).toBe('accepted');
    expect(judge(validatorOn(DATE), STOCK, { exchangeTimeMs: T + 2001 }, T)).toBe(
      'future_exchange_time',
    );
    const wider = validatorOn(DATE);
    wider.futureToleranceMs = 60_000;
    expect(judge(wider, STOCK, { exchangeTimeMs: T + 60_000 }, T)).toBe('accepted');
  });

  test('while session time is unknown nothing is in the future, but the session still bounds it', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 9e12 }, Number.POSITIVE_INFINITY)).toBe(
      'out_of_session',
    );
    expect(judge(validator, STOCK, {}, Number.POSITIVE_INFINITY)).toBe('accepted');
  });

  test('the checks come in a fixed order: price, increment, band, fields, time, session', () => {
    const all = {
      ...SNAP,
      exchangeTimeMs: T + 1e10,
      lastQuantity: -1,
      lastPaise: -200_001,
    };
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, all, T)).toBe('price_not_positive');
    expect(judge(validator, STOCK, { ...all, lastPaise: 200_001 }, T)).toBe('off_price_increment');
    expect(judge(validator, STOCK, { ...all, lastPaise: 200_000 }, T)).toBe('outside_circuit_band');
    const inBand = { ...all, lastPaise: 100_000 };
    expect(judge(validator, STOCK, inBand, T)).toBe('negative_quantity');
  });
});

describe('FD-03: order in time', () => {
  test('a tick older than the last accepted is dropped, one of the same time is not', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, {})).toBe('accepted');
    expect(judge(validator, STOCK, { exchangeTimeMs: T - 1, sequence: 9 })).toBe(
      'older_exchange_time',
    );
    expect(judge(validator, STOCK, { sequence: 2 })).toBe('accepted');
  });

  test('within one time the sequence number orders: the same is a duplicate, a lower one older', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, { sequence: 5 })).toBe('accepted');
    expect(judge(validator, STOCK, { sequence: 5, lastPaise: 100_005 })).toBe('duplicate');
    expect(judge(validator, STOCK, { sequence: 4 })).toBe('older_exchange_time');
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 1, sequence: 1 })).toBe('accepted');
  });

  test('without a sequence number a repeat of time, last price and volume is a duplicate', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, INDEX, { sequence: 0 })).toBe('accepted');
    expect(judge(validator, INDEX, { sequence: 0 })).toBe('duplicate');
    expect(judge(validator, INDEX, { sequence: 0, lastPaise: 100_001 })).toBe('accepted');
    expect(judge(validator, INDEX, { ...QUOTE, sequence: 0, lastPaise: 100_001, volume: 1 })).toBe(
      'accepted',
    );
  });

  test('a tick without a number does not let an earlier number through', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, { sequence: 5 })).toBe('accepted');
    expect(judge(validator, STOCK, { sequence: 0, lastPaise: 100_005 })).toBe('accepted');
    expect(judge(validator, STOCK, { sequence: 4 })).toBe('older_exchange_time');
    expect(judge(validator, STOCK, { sequence: 5 })).toBe('duplicate');
    expect(judge(validator, STOCK, { sequence: 6 })).toBe('accepted');
  });

  test('instruments are ordered each for itself', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 500 })).toBe('accepted');
    expect(judge(validator, OPTION, { exchangeTimeMs: T })).toBe('accepted');
  });

  test('FD-04: only an accepted tick makes an instrument fresher', () => {
    const validator = validatorOn(DATE);
    expect(validator.lastExchangeTimeMs(STOCK)).toBe(0);
    judge(validator, STOCK, {});
    expect(validator.lastExchangeTimeMs(STOCK)).toBe(T);
    judge(validator, STOCK, {});
    judge(validator, STOCK, { exchangeTimeMs: T - 1 });
    judge(validator, STOCK, { exchangeTimeMs: T + 1, lastPaise: -1 });
    expect(validator.lastExchangeTimeMs(STOCK)).toBe(T);
  });
});

describe('session hours', () => {
  test.each([
    [STOCK, '15:15:00'],
    [PLAIN_STOCK, '15:30:00'],
    [INDEX, '15:35:00'],
    [OPTION, '15:40:00'],
  ])(
    'instrument %i is accepted from 09:15 until a minute after its close at %s',
    (index, close) => {
      const closeMs = at(close);
      const reasons = [at('09:15:00') - 1, at('09:15:00'), closeMs + 60_000, closeMs + 60_001].map(
        (exchangeTimeMs) => judge(validatorOn(DATE), index, { exchangeTimeMs }),
      );
      expect(reasons).toEqual(['out_of_session', 'accepted', 'accepted', 'out_of_session']);
    },
  );

  test('the tolerance after the close is a setting', () => {
    const validator = validatorOn(DATE, { closeToleranceMs: 0 });
    expect(judge(validator, STOCK, { exchangeTimeMs: at('15:15:00') })).toBe('accepted');
    expect(judge(validator, STOCK, { exchangeTimeMs: at('15:15:00') + 1 })).toBe('out_of_session');
  });

  test('a tick of another date is out of session', () => {
    expect(judge(validatorOn(DATE), STOCK, { exchangeTimeMs: T - 86_400_000 })).toBe(
      'out_of_session',
    );
    expect(judge(validatorOn(DATE), STOCK, { exchangeTimeMs: T + 86_400_000 })).toBe(
      'out_of_session',
    );
  });

  test.each([null, '2026-08-06', '2026-08-08', '2027-08-04'])(
    'on %s (no session, holiday, weekend, unknown year) nothing is accepted',
    (date) => {
      expect(judge(validatorOn(date), STOCK, {})).toBe('out_of_session');
    },
  );

  test('out of session changes nothing and is no offence', () => {
    const validator = validatorOn(DATE);
    for (let repeat = 0; repeat < 50; repeat += 1) {
      expect(judge(validator, STOCK, { exchangeTimeMs: at('08:00:00') })).toBe('out_of_session');
    }
    expect(judge(validator, STOCK, {})).toBe('accepted');
  });

  test('a new day forgets the last ticks and yesterday’s band', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, {})).toBe('accepted');
    validator.startSession('2026-08-03');
    expect(validator.dateKey).toBe('2026-08-03');
    expect(validator.lastExchangeTimeMs(STOCK)).toBe(0);
    const yesterday = T - 86_400_000;
    expect(judge(validator, STOCK, { exchangeTimeMs: yesterday, lastPaise: 200_000 })).toBe(
      'accepted',
    );
    expect(judge(validator, STOCK, { exchangeTimeMs: yesterday, lastPaise: 200_003 })).toBe(
      'off_price_increment',
    );
  });

  test('starting the session that already runs forgets nothing', () => {
    const validator = validatorOn(DATE);
    expect(judge(validator, STOCK, {})).toBe('accepted');
    validator.startSession(DATE);
    expect(judge(validator, STOCK, {})).toBe('duplicate');
    expect(judge(validator, STOCK, { sequence: 2, lastPaise: 200_000 })).toBe(
      'outside_circuit_band',
    );
  });
});

describe('a crossed book', () => {
  function withTouch(bidPaise: number, askPaise: number): Float64Array {
    const cells = tick(SNAP);
    for (let level = 0; level < 5; level += 1) {
      cells.set([Math.max(0, bidPaise - level * 5), 10, 1], DECODED.bids + level * 3);
      cells.set([askPaise === 0 ? 0 : askPaise + level * 5, 10, 1], DECODED.asks + level * 3);
    }
    return cells;
  }

  test.each([
    [100_005, 100_000],
    [100_000, 100_000],
  ])('with bid %i at or above ask %i keeps the tick and blanks all of its depth', (bid, ask) => {
    const validator = validatorOn(DATE);
    const cells = withTouch(bid, ask);
    expect(validator.check(STOCK, cells, T)).toBe(0);
    expect([...cells.subarray(DECODED.bids)]).toEqual(new Array(30).fill(0));
    expect(cells[DECODED.lastPaise]).toBe(100_000);
    expect(validator.crossedBooks).toBe(1);
  });

  test.each([
    [100_000, 100_005],
    [0, 100_005],
    [100_000, 0],
    [0, 0],
  ])('is not one with bid %i and ask %i: the depth stays', (bid, ask) => {
    const validator = validatorOn(DATE);
    const cells = withTouch(bid, ask);
    const before = [...cells.subarray(DECODED.bids)];
    expect(validator.check(STOCK, cells, T)).toBe(0);
    expect([...cells.subarray(DECODED.bids)]).toEqual(before);
    expect(validator.crossedBooks).toBe(0);
  });
});

describe('repeated offences', () => {
  const quarantine = {
    offences: 3,
    windowMs: 1000,
    durationMs: 5000,
    maxDurationMs: 20_000,
    probationTicks: 2,
  };

  test.each([
    ['price_not_positive', { lastPaise: 0 }, T],
    ['off_price_increment', { lastPaise: 100_001 }, T],
    ['outside_circuit_band', { lastPaise: 200_000 }, T],
    ['negative_quantity', { ...QUOTE, volume: -1 }, T],
    ['future_exchange_time', { exchangeTimeMs: T + 2001 }, T],
  ] as const)(
    'of the kind %s set the instrument aside while the others run on',
    (reason, fields, nowMs) => {
      const validator = validatorOn(DATE, { quarantine });
      for (let offence = 0; offence < 3; offence += 1) {
        expect(judge(validator, STOCK, fields, nowMs)).toBe(reason);
      }
      expect(judge(validator, STOCK, {}, T)).toBe('quarantined');
      expect(judge(validator, OPTION, {}, T)).toBe('accepted');
      expect(validator.quarantined()).toEqual([
        { instrumentIndex: STOCK, reason, untilMs: T + 5000 },
      ]);
    },
  );

  test('duplicates and older ticks never do', () => {
    const validator = validatorOn(DATE, { quarantine });
    expect(judge(validator, STOCK, { sequence: 5 })).toBe('accepted');
    for (let repeat = 0; repeat < 20; repeat += 1) {
      expect(judge(validator, STOCK, { sequence: 5 })).toBe('duplicate');
      expect(judge(validator, STOCK, { sequence: 4 })).toBe('older_exchange_time');
    }
    expect(validator.quarantined()).toEqual([]);
  });

  test('good ticks let it return, and a bad one on probation sets it aside for longer', () => {
    const validator = validatorOn(DATE, { quarantine });
    for (let offence = 0; offence < 3; offence += 1) judge(validator, STOCK, { lastPaise: 0 }, T);
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 4999 })).toBe('quarantined');
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 5000 })).toBe('accepted');
    expect(judge(validator, STOCK, { lastPaise: 0 }, T + 5001)).toBe('price_not_positive');
    expect(validator.quarantined()[0]?.untilMs).toBe(T + 15_001);
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 15_001 })).toBe('accepted');
    expect(judge(validator, STOCK, { exchangeTimeMs: T + 15_002 })).toBe('accepted');
    expect(judge(validator, STOCK, { lastPaise: 0 }, T + 15_003)).toBe('price_not_positive');
    expect(validator.quarantined()).toEqual([]);
  });

  test('a new day lifts the quarantine', () => {
    const validator = validatorOn('2026-08-03', { quarantine });
    for (let offence = 0; offence < 3; offence += 1) judge(validator, STOCK, { lastPaise: 0 }, T);
    validator.startSession(DATE);
    expect(judge(validator, STOCK, {})).toBe('accepted');
  });
});
