/** Recomputes, from the updates alone, what must hold of any simulated market; throws at the first that does not. */
import type { Instrument } from '../../../../src/domain/instrument/instrument.ts';
import {
  DECODED,
  DECODED_CELLS,
  DEPTH_CELLS,
  DEPTH_LEVELS,
} from '../../../../src/domain/tick/decoded-tick.ts';
import { closeMinute, istTimeMs } from '../../../../src/feed/synthetic/trading-hours.ts';

const YEAR_MS = 365 * 86_400_000;

export interface CheckerTerms {
  readonly instruments: readonly Instrument[];
  readonly openTimeMs: number;
  readonly date: string;
  readonly rate: number;
  /** Recorded volumes come in the lots of their time. */
  readonly areLotsChecked: boolean;
}

export class MarketChecker {
  updates = 0;
  readonly latest: Float64Array[];
  readonly #terms: CheckerTerms;
  #timeMs = 0;

  constructor(terms: CheckerTerms) {
    this.#terms = terms;
    this.latest = terms.instruments.map(() => new Float64Array(DECODED_CELLS));
  }

  readonly onUpdate = (index: number, cells: Float64Array): void => {
    const instrument = this.#terms.instruments[index] as Instrument;
    const before = this.latest[index] as Float64Array;
    const complain = (rule: string) => {
      throw new Error(`${instrument.symbol} update ${this.updates}: ${rule}\n${cells.join(' ')}`);
    };
    this.updates++;
    const at = (field: Exclude<keyof typeof DECODED, 'bids' | 'asks'>) =>
      cells[DECODED[field]] ?? 0;
    const was = (field: Exclude<keyof typeof DECODED, 'bids' | 'asks'>) =>
      before[DECODED[field]] ?? 0;
    const timeMs = at('exchangeTimeMs');
    if (timeMs < this.#timeMs) complain('time order');
    if (timeMs < this.#terms.openTimeMs) complain('not before the open');
    const closeMs = istTimeMs(this.#terms.date, closeMinute(instrument.segment, this.#terms.date));
    if (timeMs >= closeMs) complain('not after the close');
    this.#timeMs = timeMs;
    const last = at('lastPaise');
    if (!Number.isInteger(last) || last <= 0) complain('a last price in whole paise');
    if (at('lowPaise') > last || at('highPaise') < last) complain('last within the day');
    if (at('openPaise') < at('lowPaise') || at('openPaise') > at('highPaise')) complain('open');
    if (was('openPaise') !== 0 && was('openPaise') !== at('openPaise')) complain('one open a day');
    if (was('highPaise') > at('highPaise')) complain('high never falls');
    if (instrument.kind === 'index') this.#checkIndex(cells, complain);
    else this.#checkTraded(instrument, cells, before, complain);
    before.set(cells);
    if (instrument.kind === 'option') this.#checkOption(instrument, timeMs, complain);
    if (instrument.kind === 'future') this.#checkFuture(instrument, timeMs, complain);
  };

  #checkIndex(cells: Float64Array, complain: (rule: string) => void): void {
    for (let cell: number = DECODED.lastQuantity; cell < DECODED_CELLS; cell++) {
      const isPrice = cell >= DECODED.openPaise && cell <= DECODED.closePaise;
      if (!isPrice && cells[cell] !== 0) complain('an index has no quantities, limits or depth');
    }
    if (cells[DECODED.sequence] !== 0) complain('an index has no sequence');
  }

  #checkTraded(
    instrument: Instrument,
    cells: Float64Array,
    before: Float64Array,
    complain: (rule: string) => void,
  ): void {
    const step = instrument.priceIncrementPaise;
    const last = cells[DECODED.lastPaise] ?? 0;
    const lower = cells[DECODED.lowerCircuitPaise] ?? 0;
    const upper = cells[DECODED.upperCircuitPaise] ?? 0;
    if (last % step !== 0) complain('last on the increment');
    if (lower <= 0 || upper <= lower || last < lower || last > upper) complain('inside the band');
    if ((cells[DECODED.sequence] ?? 0) <= (before[DECODED.sequence] ?? 0)) complain('sequence');
    const volume = cells[DECODED.volume] ?? 0;
    if (volume < (before[DECODED.volume] ?? 0)) complain('volume never falls');
    if (this.#terms.areLotsChecked && volume % instrument.lotSize !== 0) complain('whole lots');
    const average = cells[DECODED.averagePaise] ?? 0;
    const isAverageInside =
      average >= (cells[DECODED.lowPaise] ?? 0) && average <= (cells[DECODED.highPaise] ?? 0);
    if (volume > 0 && !isAverageInside) complain('average within the day');
    const bid = cells[DECODED.bids] ?? 0;
    const ask = cells[DECODED.asks] ?? 0;
    if (bid <= 0 || ask <= bid) complain('bid below ask');
    if (last < bid || last > ask) complain('last inside or at the touch');
    this.#checkSide(instrument, cells, { start: DECODED.bids, sign: -1 }, complain);
    this.#checkSide(instrument, cells, { start: DECODED.asks, sign: 1 }, complain);
    const hasInterest = instrument.kind !== 'equity';
    if ((cells[DECODED.openInterest] ?? 0) > 0 !== hasInterest) complain('open interest');
  }

  #checkSide(
    instrument: Instrument,
    cells: Float64Array,
    side: { readonly start: number; readonly sign: 1 | -1 },
    complain: (rule: string) => void,
  ): void {
    let previous = 0;
    let hasEnded = false;
    for (let level = 0; level < DEPTH_LEVELS; level++) {
      const [price = 0, quantity = 0, orders = 0] = cells.subarray(
        side.start + level * DEPTH_CELLS,
        side.start + (level + 1) * DEPTH_CELLS,
      );
      if (price === 0) {
        hasEnded = true;
        if (quantity !== 0 || orders !== 0) complain('an empty level is empty');
        continue;
      }
      if (hasEnded) complain('no level after an empty one');
      if (price % instrument.priceIncrementPaise !== 0) complain('depth on the increment');
      if (level > 0 && (price - previous) * side.sign <= 0) complain('depth sorted');
      if (quantity <= 0 || quantity % instrument.lotSize !== 0) complain('depth in whole lots');
      if (orders < 1 || orders > 32_767) complain('orders fit 16 bits');
      previous = price;
    }
  }

  /** Basis: the future stays with the published index plus carry. */
  #checkFuture(instrument: Instrument, timeMs: number, complain: (rule: string) => void): void {
    const index = this.#find((entry) => entry.kind === 'index' && entry.name === instrument.name);
    const years = (this.#expiryMs(instrument) - timeMs) / YEAR_MS;
    const carried = (index[DECODED.lastPaise] ?? 0) * Math.exp(this.#terms.rate * years);
    const basis = this.#mid(instrument.index) / carried - 1;
    if (Math.abs(basis) > 0.00025) complain(`basis ${basis}`);
  }

  /** Nothing below its exercise value, and call, put and future agree within the spread. */
  #checkOption(instrument: Instrument, timeMs: number, complain: (rule: string) => void): void {
    const forward = this.#mid(
      this.#terms.instruments.findIndex(
        (entry) => entry.kind === 'future' && entry.name === instrument.name,
      ),
    );
    const cells = this.latest[instrument.index] as Float64Array;
    const moneyness = forward - instrument.strikePaise;
    const exercise = instrument.optionType === 'CE' ? moneyness : -moneyness;
    if ((cells[DECODED.lastPaise] ?? 0) < exercise) complain(`below exercise value ${exercise}`);
    if (instrument.optionType === 'CE') return;
    const call = this.latest[instrument.index - 1] as Float64Array;
    const years = (this.#expiryMs(instrument) - timeMs) / YEAR_MS;
    const parity = Math.exp(-this.#terms.rate * years) * moneyness;
    const low = (call[DECODED.bids] ?? 0) - (cells[DECODED.asks] ?? 0);
    const high = (call[DECODED.asks] ?? 0) - (cells[DECODED.bids] ?? 0);
    if (low > parity || high < parity) complain(`parity ${low} <= ${parity} <= ${high}`);
  }

  #mid(index: number): number {
    const cells = this.latest[index] as Float64Array;
    return ((cells[DECODED.bids] ?? 0) + (cells[DECODED.asks] ?? 0)) / 2;
  }

  #find(predicate: (entry: Instrument) => boolean): Float64Array {
    return this.latest[this.#terms.instruments.findIndex(predicate)] as Float64Array;
  }

  #expiryMs({ expiry }: Instrument): number {
    return istTimeMs(expiry, closeMinute('derivatives', expiry));
  }
}
