/**
 * The gate before the ring: every decoded tick gets exactly one answer, accepted or a drop code (FD-01 to FD-03). Pure state of
 * the ingest thread; a check allocates nothing, and no content makes it throw.
 *
 * An accepted tick leaves `cells` fit to publish: every field fits the integer it is stored in; a crossed book (best bid at or
 * above best ask) is blanked on both sides and counted, because its last price is still good but its touch must reach nobody; circuit
 * limits that are no band are replaced by the ones last known.
 */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import type { DateKey } from '../instrument/ist-date.ts';
import type { SessionCalendar } from '../instrument/session-calendar.ts';
import { SEGMENT_INDEX, SessionWindows } from '../instrument/session-windows.ts';
import { DECODED, DECODED_CELLS, DEPTH_CELLS } from './decoded-tick.ts';
import { ACCEPTED, DROP, type DropCode } from './drop-reason.ts';
import {
  DEFAULT_QUARANTINE_SETTINGS,
  Quarantine,
  type QuarantinedInstrument,
  type QuarantineSettings,
} from './quarantine.ts';

export interface TickValidatorSettings {
  /** A last price is accepted until the segment's close plus this: ticks travel, and the last trade is reported after the bell. */
  readonly closeToleranceMs: number;
  /** Initial value of `TickValidator.futureToleranceMs`. */
  readonly futureToleranceMs: number;
  readonly quarantine: QuarantineSettings;
}

export const DEFAULT_TICK_VALIDATOR_SETTINGS: TickValidatorSettings = Object.freeze({
  closeToleranceMs: 60_000,
  futureToleranceMs: 2_000,
  quarantine: DEFAULT_QUARANTINE_SETTINGS,
});

/** Mode numbers of `DECODED.mode`. */
const LTP = 1;
const SNAP_QUOTE = 3;

const FIRST_LEVEL: number = DECODED.bids;
const I32_MIDDLE = (2 ** 31 - 1) / 2;

const PRICE_NOT_POSITIVE = DROP.price_not_positive;
const OFF_PRICE_INCREMENT = DROP.off_price_increment;
const OUTSIDE_CIRCUIT_BAND = DROP.outside_circuit_band;
const NEGATIVE_QUANTITY = DROP.negative_quantity;
const FUTURE_EXCHANGE_TIME = DROP.future_exchange_time;
const OLDER_EXCHANGE_TIME = DROP.older_exchange_time;
const DUPLICATE = DROP.duplicate;
const OUT_OF_SESSION = DROP.out_of_session;
const QUARANTINED = DROP.quarantined;
const UNKNOWN_TOKEN = DROP.unknown_token;

/** What is kept of an instrument: eight cells, one cache line. The first four are those of its last accepted tick. */
const KEPT = {
  exchangeTimeMs: 0,
  sequence: 1,
  lastPaise: 2,
  volume: 3,
  lowerCircuitPaise: 4,
  /** 0: the band is unknown. */
  upperCircuitPaise: 5,
  priceIncrementPaise: 6,
  segmentIndex: 7,
} as const;
const KEPT_CELLS = 8;

export interface TickValidatorOptions {
  /** In order of index. Circuit limits are those of the first session. */
  readonly instruments: readonly Instrument[];
  readonly calendar: SessionCalendar;
  readonly settings: TickValidatorSettings;
}

export class TickValidator {
  /** A tick stamped later than session time plus this is from the future; the owner sets it whenever the session clock changes. */
  futureToleranceMs: number;
  /**
   * Session time, epoch milliseconds; set once per socket chunk. Infinity when it is not known yet, and then nothing is in the
   * future. A field, because a number handed over per tick would be boxed.
   */
  sessionNowMs = Number.POSITIVE_INFINITY;
  readonly #calendar: SessionCalendar;
  readonly #closeToleranceMs: number;
  readonly #quarantine: Quarantine;
  readonly #instrumentCount: number;
  readonly #kept: Float64Array;
  #windows: SessionWindows = new SessionWindows('', null);
  #crossedBooks = 0;

  /** Until `startSession` every tick is out of session. */
  constructor(options: TickValidatorOptions) {
    const { instruments, calendar, settings } = options;
    this.futureToleranceMs = settings.futureToleranceMs;
    this.#calendar = calendar;
    this.#closeToleranceMs = settings.closeToleranceMs;
    this.#quarantine = new Quarantine(instruments.length, settings.quarantine);
    this.#instrumentCount = instruments.length;
    this.#kept = new Float64Array(instruments.length * KEPT_CELLS);
    for (const instrument of instruments) this.#keepInstrument(instrument);
  }

  /** Date of the session being accepted, '' before the first `startSession`. */
  get dateKey(): DateKey {
    return this.#windows.dateKey;
  }

  /** Crossed books blanked since the start. */
  get crossedBooks(): number {
    return this.#crossedBooks;
  }

  /**
   * Accepts ticks of `dateKey` from now on. A new date forgets the last accepted ticks and lifts quarantines; from the second session
   * on it also forgets circuit limits, which are set anew every day, until a SnapQuote brings them.
   */
  startSession(dateKey: DateKey): void {
    if (dateKey === this.#windows.dateKey) return;
    const isFirst = this.#windows.dateKey === '';
    this.#windows = this.#calendar.windowsOn(dateKey);
    this.#quarantine.reset();
    for (let base = 0; base < this.#kept.length; base += KEPT_CELLS) {
      this.#kept.fill(0, base, base + KEPT.lowerCircuitPaise);
      if (!isFirst)
        this.#kept.fill(0, base + KEPT.lowerCircuitPaise, base + KEPT.priceIncrementPaise);
    }
  }

  /** The instruments set aside, for health and metrics; allocates. */
  quarantined(): QuarantinedInstrument[] {
    return this.#quarantine.quarantined();
  }

  /** Exchange time of the last accepted tick of the session, 0 before the first: what freshness is measured from (FD-04). */
  lastExchangeTimeMs(instrumentIndex: InstrumentIndex): number {
    return f64At(this.#kept, instrumentIndex * KEPT_CELLS + KEPT.exchangeTimeMs);
  }

  /**
   * Judges the tick in `cells` (`DECODED` layout) at session time `sessionNowMs`, by default the time last set. State advances on
   * acceptance only.
   */
  check(
    instrumentIndex: InstrumentIndex,
    cells: Float64Array,
    sessionNowMs: number = this.sessionNowMs,
  ): DropCode {
    this.sessionNowMs = sessionNowMs;
    if (!(instrumentIndex >= 0 && instrumentIndex < this.#instrumentCount)) return UNKNOWN_TOKEN;
    if (this.#quarantine.isHeld(instrumentIndex, sessionNowMs)) return QUARANTINED;
    const base = instrumentIndex * KEPT_CELLS;
    let code = this.#checkPrice(base, cells);
    if (code === ACCEPTED) code = checkFields(cells);
    if (code === ACCEPTED) code = this.#checkTime(base, cells);
    if (code === ACCEPTED) {
      this.#accept(base, cells);
      this.#quarantine.onAccepted(instrumentIndex);
    } else if (isOffence(code)) {
      this.#quarantine.onOffence(instrumentIndex, code, sessionNowMs);
    }
    return code;
  }

  #checkPrice(base: number, cells: Float64Array): DropCode {
    const last = f64At(cells, DECODED.lastPaise);
    const lastPaise = last | 0;
    if (lastPaise !== last || lastPaise <= 0) return PRICE_NOT_POSITIVE;
    const increment = f64At(this.#kept, base + KEPT.priceIncrementPaise) | 0;
    if (increment !== 0 && lastPaise % increment !== 0) return OFF_PRICE_INCREMENT;
    // A tick is judged by the band it brings, so a band that widens together with the price drops nothing.
    let lower = f64At(this.#kept, base + KEPT.lowerCircuitPaise);
    let upper = f64At(this.#kept, base + KEPT.upperCircuitPaise);
    if (carriesBand(cells)) {
      lower = f64At(cells, DECODED.lowerCircuitPaise);
      upper = f64At(cells, DECODED.upperCircuitPaise);
    }
    return upper !== 0 && (last < lower || last > upper) ? OUTSIDE_CIRCUIT_BAND : ACCEPTED;
  }

  #checkTime(base: number, cells: Float64Array): DropCode {
    const kept = this.#kept;
    const timeMs = f64At(cells, DECODED.exchangeTimeMs);
    if (!(timeMs <= this.sessionNowMs + this.futureToleranceMs)) return FUTURE_EXCHANGE_TIME;
    const keptTimeMs = f64At(kept, base + KEPT.exchangeTimeMs);
    if (timeMs < keptTimeMs) return OLDER_EXCHANGE_TIME;
    if (timeMs === keptTimeMs) {
      const sequence = f64At(cells, DECODED.sequence);
      const keptSequence = f64At(kept, base + KEPT.sequence);
      if (sequence === 0) {
        const isRepeated =
          f64At(cells, DECODED.lastPaise) === f64At(kept, base + KEPT.lastPaise) &&
          f64At(cells, DECODED.volume) === f64At(kept, base + KEPT.volume);
        if (isRepeated) return DUPLICATE;
      } else if (keptSequence !== 0) {
        if (sequence === keptSequence) return DUPLICATE;
        if (sequence < keptSequence) return OLDER_EXCHANGE_TIME;
      }
    }
    const segment = f64At(kept, base + KEPT.segmentIndex) | 0;
    const closeMs = f64At(this.#windows.closeMs, segment) + this.#closeToleranceMs;
    const isInSession = timeMs >= f64At(this.#windows.openMs, segment) && timeMs <= closeMs;
    return isInSession ? ACCEPTED : OUT_OF_SESSION;
  }

  #accept(base: number, cells: Float64Array): void {
    const kept = this.#kept;
    const timeMs = f64At(cells, DECODED.exchangeTimeMs);
    const sequence = f64At(cells, DECODED.sequence);
    assert(f64At(cells, DECODED.lastPaise) > 0, 'FD-01 an accepted tick has a price above 0');
    assert(
      timeMs >= f64At(kept, base + KEPT.exchangeTimeMs),
      'FD-03 the ticks of one instrument are in the order of the exchange',
    );
    // Within one millisecond a tick without a sequence number must not let an earlier number through afterwards.
    if (sequence !== 0 || timeMs !== f64At(kept, base + KEPT.exchangeTimeMs)) {
      kept[base + KEPT.sequence] = sequence;
    }
    kept[base + KEPT.exchangeTimeMs] = timeMs;
    kept[base + KEPT.lastPaise] = f64At(cells, DECODED.lastPaise);
    kept[base + KEPT.volume] = f64At(cells, DECODED.volume);
    if (f64At(cells, DECODED.mode) !== SNAP_QUOTE) return;
    if (carriesBand(cells)) {
      kept[base + KEPT.lowerCircuitPaise] = f64At(cells, DECODED.lowerCircuitPaise);
      kept[base + KEPT.upperCircuitPaise] = f64At(cells, DECODED.upperCircuitPaise);
    } else {
      cells[DECODED.lowerCircuitPaise] = f64At(kept, base + KEPT.lowerCircuitPaise);
      cells[DECODED.upperCircuitPaise] = f64At(kept, base + KEPT.upperCircuitPaise);
    }
    const bidPaise = f64At(cells, DECODED.bids);
    const askPaise = f64At(cells, DECODED.asks);
    if (askPaise !== 0 && bidPaise >= askPaise) {
      this.#crossedBooks += 1;
      cells.fill(0, DECODED.bids, DECODED_CELLS);
    }
  }

  #keepInstrument(instrument: Instrument): void {
    const base = instrument.index * KEPT_CELLS;
    const { lowerCircuitPaise, upperCircuitPaise } = instrument;
    const isKnown = 0 < lowerCircuitPaise && lowerCircuitPaise < upperCircuitPaise;
    this.#kept[base + KEPT.lowerCircuitPaise] = isKnown ? lowerCircuitPaise : 0;
    this.#kept[base + KEPT.upperCircuitPaise] = isKnown ? upperCircuitPaise : 0;
    this.#kept[base + KEPT.priceIncrementPaise] = instrument.priceIncrementPaise;
    this.#kept[base + KEPT.segmentIndex] = SEGMENT_INDEX[instrument.segment];
  }
}

/** Bad content counts towards quarantine; what a network does by itself (repeats, reordering, late and early hours) does not. */
function isOffence(code: DropCode): boolean {
  return (
    code === PRICE_NOT_POSITIVE ||
    code === OFF_PRICE_INCREMENT ||
    code === OUTSIDE_CIRCUIT_BAND ||
    code === NEGATIVE_QUANTITY ||
    code === FUTURE_EXCHANGE_TIME
  );
}

/** Does the tick bring valid circuit limits (0 < lower < upper, both 32-bit)? Other modes carry zeros. */
function carriesBand(cells: Float64Array): boolean {
  const lower = f64At(cells, DECODED.lowerCircuitPaise);
  const upper = f64At(cells, DECODED.upperCircuitPaise);
  return lower > 0 && lower < upper && isStorable(lower) && isStorable(upper);
}

/** The fields besides last price and time. LTP packets have none. */
function checkFields(cells: Float64Array): DropCode {
  const mode = f64At(cells, DECODED.mode);
  if (mode === LTP) return ACCEPTED;
  const arePricesStorable =
    isStorable(f64At(cells, DECODED.averagePaise)) &&
    isStorable(f64At(cells, DECODED.openPaise)) &&
    isStorable(f64At(cells, DECODED.highPaise)) &&
    isStorable(f64At(cells, DECODED.lowPaise)) &&
    isStorable(f64At(cells, DECODED.closePaise));
  if (!arePricesStorable) return PRICE_NOT_POSITIVE;
  const areQuantitiesGood =
    isStorable(f64At(cells, DECODED.lastQuantity)) &&
    isCount(f64At(cells, DECODED.volume)) &&
    isCount(f64At(cells, DECODED.totalBuyQuantity)) &&
    isCount(f64At(cells, DECODED.totalSellQuantity)) &&
    isCount(f64At(cells, DECODED.openInterest));
  if (!areQuantitiesGood) return NEGATIVE_QUANTITY;
  return mode === SNAP_QUOTE ? checkDepth(cells) : ACCEPTED;
}

/** Every price, quantity and order count of the ten levels; zeros are empty levels. */
function checkDepth(cells: Float64Array): DropCode {
  for (let level = FIRST_LEVEL; level < DECODED_CELLS; level += DEPTH_CELLS) {
    if (!isStorable(f64At(cells, level))) return PRICE_NOT_POSITIVE;
    const areQuantitiesGood =
      isStorable(f64At(cells, level + 1)) && isStorable(f64At(cells, level + 2));
    if (!areQuantitiesGood) return NEGATIVE_QUANTITY;
  }
  return ACCEPTED;
}

/**
 * Is the value within 0 … 2³¹ − 1, what an `i32` field holds? NaN is not. Decoders deliver whole numbers. One comparison with the
 * middle of the range instead of two with its ends: a SnapQuote asks 36 times.
 */
function isStorable(value: number): boolean {
  return Math.abs(value - I32_MIDDLE) <= I32_MIDDLE;
}

/** A number of 0 … 2⁵³ − 1, kept as `f64`. */
function isCount(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
