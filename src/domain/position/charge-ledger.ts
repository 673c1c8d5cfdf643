/**
 * Charges of fills, booked per order and summed by date and segment. A position book owns one. An order's charges are those of its
 * cumulative value, and a fill adds what they have grown by, so any division of an order into fills costs the same to the paisa.
 */
import { assert } from '../assert.ts';
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import { type DateKey, dateKeyOfDay, existingDay, istDay } from '../instrument/ist-date.ts';
import type { RecordRow, StateImage } from '../journal-row.ts';
import type { Side } from '../order/types.ts';
import { ChargeDay, type DailyNote } from './charge-day.ts';
import type { ChargePlace, ChargeTariff, RatesAnswer } from './charge-tariff.ts';
import {
  CHARGE_EXCHANGES,
  type ChargeComponents,
  type ChargeRates,
  chargesOf,
  NO_CHARGES,
} from './charges.ts';
import {
  CHARGE_DAY_ROW,
  CHARGED_ORDER_ROW,
  type ChargeDayRow,
  type ChargeDaySegment,
  type ChargedOrderRow,
} from './rows.ts';

export interface ChargedFill {
  readonly orderId: number;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  /** Σ quantity × price, whole paise > 0. */
  readonly valuePaise: number;
  /** Epoch milliseconds; its Indian date chooses the rates. */
  readonly timeMs: number;
}

export interface ChargeLedgerOptions {
  /** By index. */
  readonly instruments: readonly Instrument[];
  readonly tariff: ChargeTariff;
  readonly record: RecordRow;
}

interface ChargedOrder {
  readonly slot: number;
  readonly instrumentIndex: InstrumentIndex;
  readonly side: Side;
  readonly day: ChargeDay;
  readonly rates: ChargeRates;
  valuePaise: number;
  charges: ChargeComponents;
}

const NO_DAY = -1;

export class ChargeLedger {
  readonly #instruments: readonly Instrument[];
  readonly #tariff: ChargeTariff;
  readonly #record: RecordRow;
  readonly #days = new Map<string, ChargeDay>();
  /** Of the latest charged day: orders are valid for one. */
  readonly #orders = new Map<number, ChargedOrder>();
  #latestDay = NO_DAY;
  /** Of the latest day, by instrument. */
  #dayOfInstrument: (ChargeDay | undefined)[] = [];
  #totalPaise = 0;
  #unchargedPaise = 0;

  constructor({ instruments, tariff, record }: ChargeLedgerOptions) {
    this.#instruments = instruments;
    this.#tariff = tariff;
    this.#record = record;
  }

  /** Booked so far. */
  get totalPaise(): number {
    return this.#totalPaise;
  }

  /** Traded value whose charges are unknown, and therefore missing from every total. */
  get unchargedTurnoverPaise(): number {
    return this.#unchargedPaise;
  }

  /** What trades of the instrument cost on the date, or why that is unknown. */
  ratesOf(instrumentIndex: InstrumentIndex, dateKey: DateKey): RatesAnswer {
    return this.#tariff.ratesOn(dateKey, this.#placeOf(instrumentIndex));
  }

  /** One per date and segment that was traded, oldest first. */
  dailyNotes(): readonly DailyNote[] {
    return [...this.#days.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, day]) => day.note());
  }

  /** The charges the fill adds, paise ≥ 0; 0 when they are unknown, and its value counts as uncharged. */
  onFill(fill: ChargedFill): number {
    const day = istDay(fill.timeMs);
    if (day > this.#latestDay) this.#enterDay(day);
    const held = this.#orders.get(fill.orderId);
    const chargeDay = held?.day ?? this.#chargeDayOf(fill.instrumentIndex, day);
    chargeDay.addTraded(fill.side, fill.valuePaise);
    const addedPaise = this.#addCharges(fill, held, chargeDay);
    this.#record(CHARGE_DAY_ROW, chargeDay.row());
    this.#totalPaise += addedPaise;
    return addedPaise;
  }

  /**
   * The exact value of an order's fills, `valuePaise` more than was charged for: what its charges change by, signed paise. Of an order of
   * an earlier day the value is corrected and its charges stay.
   */
  onCorrection(correction: ChargedFill): number {
    const { orderId, instrumentIndex, side, valuePaise, timeMs } = correction;
    const order = this.#orders.get(orderId);
    const day = order?.day ?? this.#chargeDayOf(instrumentIndex, istDay(timeMs));
    day.addTraded(side, valuePaise);
    let changePaise = 0;
    if (order !== undefined) changePaise = this.#grow(order, correction);
    else if (!day.isCharged) this.#unchargedPaise += valuePaise;
    this.#record(CHARGE_DAY_ROW, day.row());
    this.#totalPaise += changePaise;
    return changePaise;
  }

  restore(image: StateImage): void {
    assert(this.#days.size === 0, 'a charge ledger is restored before it is used');
    for (const row of image.rows(CHARGE_DAY_ROW)) this.#restoreDay(row);
    for (const row of image.rows(CHARGED_ORDER_ROW)) {
      if (row.keptDay === this.#latestDay) this.#restoreOrder(row);
    }
  }

  /** Adds up every date anew and compares. */
  assertBalanced(): void {
    let totalPaise = 0;
    let unchargedPaise = 0;
    for (const day of this.#days.values()) {
      totalPaise += day.chargedPaise;
      if (!day.isCharged) unchargedPaise += day.turnoverPaise;
    }
    assert(totalPaise === this.#totalPaise, 'PP-03 the charges are the sum of their dates');
    assert(unchargedPaise === this.#unchargedPaise, 'uncharged turnover is the sum of its dates');
  }

  #addCharges(fill: ChargedFill, held: ChargedOrder | undefined, day: ChargeDay): number {
    const order = held ?? this.#open(fill, day);
    if (order === null) {
      this.#unchargedPaise += fill.valuePaise;
      return 0;
    }
    assert(
      order.instrumentIndex === fill.instrumentIndex && order.side === fill.side,
      'the fills of one order have one instrument and one side',
    );
    const addedPaise = this.#grow(order, fill);
    assert(addedPaise >= 0, 'fills never lower the charges of an order');
    return addedPaise;
  }

  /** Charges the order for another value of its fills; what its charges change by. */
  #grow(order: ChargedOrder, { orderId, valuePaise }: ChargedFill): number {
    order.valuePaise += valuePaise;
    const charges = chargesOf(order.rates, order.side, order.valuePaise);
    const changePaise = order.day.addCharges(order.charges, charges);
    order.charges = charges;
    this.#record(CHARGED_ORDER_ROW, {
      slot: order.slot,
      keptDay: this.#latestDay,
      orderId,
      dateKey: order.day.dateKey,
      instrumentIndex: order.instrumentIndex,
      side: order.side,
      valuePaise: order.valuePaise,
    });
    return changePaise;
  }

  #open({ orderId, instrumentIndex, side }: ChargedFill, day: ChargeDay): ChargedOrder | null {
    if (day.rates === null) return null;
    const slot = this.#orders.size;
    const { rates } = day;
    const opened = { slot, instrumentIndex, side, day, rates, valuePaise: 0, charges: NO_CHARGES };
    this.#orders.set(orderId, opened);
    return opened;
  }

  #enterDay(day: number): void {
    this.#latestDay = day;
    this.#orders.clear();
    this.#dayOfInstrument = new Array(this.#instruments.length);
  }

  #placeOf(at: InstrumentIndex): ChargePlace | null {
    const instrument = this.#instruments[at];
    return instrument === undefined ? null : this.#tariff.placeOf(instrument);
  }

  #chargeDayOf(at: InstrumentIndex, day: number): ChargeDay {
    if (day !== this.#latestDay) return this.#findDay(at, dateKeyOfDay(day));
    const known = this.#dayOfInstrument[at];
    if (known !== undefined) return known;
    const found = this.#findDay(at, dateKeyOfDay(day));
    this.#dayOfInstrument[at] = found;
    return found;
  }

  #findDay(at: InstrumentIndex, dateKey: DateKey): ChargeDay {
    const place = this.#placeOf(at);
    const { rates } = this.#tariff.ratesOn(dateKey, place);
    const row: ChargeDayRow = {
      ...NO_CHARGES,
      dateKey,
      exchange: place?.exchange ?? this.#instruments[at]?.exchange ?? '',
      segment: rates === null || place === null ? 'uncharged' : place.segment,
      buyPaise: 0,
      sellPaise: 0,
    };
    const key = dayKey(row);
    const known = this.#days.get(key);
    if (known !== undefined) return known;
    const made = new ChargeDay(row, rates);
    this.#days.set(key, made);
    return made;
  }

  #restoreDay(row: ChargeDayRow): void {
    const { dateKey, exchange, segment } = row;
    const place = placeOfRow(exchange, segment);
    const day = new ChargeDay(row, this.#tariff.ratesOn(dateKey, place).rates);
    this.#days.set(dayKey(row), day);
    this.#latestDay = Math.max(this.#latestDay, existingDay(dateKey));
    this.#totalPaise += day.chargedPaise;
    if (!day.isCharged) this.#unchargedPaise += day.turnoverPaise;
  }

  #restoreOrder(row: ChargedOrderRow): void {
    const { orderId, slot, instrumentIndex, valuePaise } = row;
    const day = this.#findDay(instrumentIndex, row.dateKey);
    const { rates } = day;
    if (rates === null) return;
    const side = row.side === 1 ? 1 : -1;
    const charges = chargesOf(rates, side, valuePaise);
    this.#orders.set(orderId, { slot, instrumentIndex, side, day, rates, valuePaise, charges });
  }
}

const { keyOf: dayKeyOf = () => '' } = CHARGE_DAY_ROW;

function dayKey(row: ChargeDayRow): string {
  return String(dayKeyOf(row));
}

function placeOfRow(exchange: string, segment: ChargeDaySegment): ChargePlace | null {
  if (segment === 'uncharged') return null;
  const known = CHARGE_EXCHANGES.find((name) => name === exchange);
  return known === undefined ? null : { exchange: known, segment };
}
