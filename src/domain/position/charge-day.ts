/** Traded values and charges of one date and segment, and the daily note made of them. The charge ledger owns them. */
import type { DateKey } from '../instrument/ist-date.ts';
import type { Side } from '../order/types.ts';
import { type ChargeComponents, type ChargeRates, totalOfCharges } from './charges.ts';
import { exactCharges, roundExact } from './exact-charges.ts';
import type { ChargeDayRow, ChargeDaySegment } from './rows.ts';

const PAISE_PER_RUPEE = 100;

/** What a contract note of the date would say for one segment. */
export interface DailyNote extends ChargeComponents {
  readonly dateKey: DateKey;
  readonly exchange: string;
  readonly segment: ChargeDaySegment;
  readonly buyPaise: number;
  readonly sellPaise: number;
  /** With the tax to the nearest rupee. */
  readonly totalPaise: number;
  /** False: no rates were known, the zeros say nothing. */
  readonly isCharged: boolean;
}

type Sums = { -readonly [Field in keyof ChargeDayRow]: ChargeDayRow[Field] };

export class ChargeDay {
  /** Null: there are none, and the segment is `uncharged`. */
  readonly rates: ChargeRates | null;
  readonly #sums: Sums;

  constructor(row: ChargeDayRow, rates: ChargeRates | null) {
    this.#sums = { ...row };
    this.rates = rates;
  }

  get dateKey(): DateKey {
    return this.#sums.dateKey;
  }

  get isCharged(): boolean {
    return this.#sums.segment !== 'uncharged';
  }

  /** Booked so far. */
  get chargedPaise(): number {
    return totalOfCharges(this.#sums);
  }

  get turnoverPaise(): number {
    return this.#sums.buyPaise + this.#sums.sellPaise;
  }

  addTraded(side: Side, valuePaise: number): void {
    if (side === 1) this.#sums.buyPaise += valuePaise;
    else this.#sums.sellPaise += valuePaise;
  }

  /** Books what an order's charges have grown by; answers the sum in paise. */
  addCharges(before: ChargeComponents, after: ChargeComponents): number {
    const sums = this.#sums;
    sums.brokeragePaise += after.brokeragePaise - before.brokeragePaise;
    sums.sttPaise += after.sttPaise - before.sttPaise;
    sums.exchangePaise += after.exchangePaise - before.exchangePaise;
    sums.ipftPaise += after.ipftPaise - before.ipftPaise;
    sums.sebiPaise += after.sebiPaise - before.sebiPaise;
    sums.stampPaise += after.stampPaise - before.stampPaise;
    sums.gstPaise += after.gstPaise - before.gstPaise;
    return totalOfCharges(after) - totalOfCharges(before);
  }

  row(): ChargeDayRow {
    const sums = this.#sums;
    // Written out: a spread of this many numbers costs more than the rest of a fill.
    return {
      dateKey: sums.dateKey,
      exchange: sums.exchange,
      segment: sums.segment,
      buyPaise: sums.buyPaise,
      sellPaise: sums.sellPaise,
      brokeragePaise: sums.brokeragePaise,
      sttPaise: sums.sttPaise,
      exchangePaise: sums.exchangePaise,
      ipftPaise: sums.ipftPaise,
      sebiPaise: sums.sebiPaise,
      stampPaise: sums.stampPaise,
      gstPaise: sums.gstPaise,
    };
  }

  /** As booked, but securities transaction tax to the nearest rupee, half up, of the exact sum over the date. */
  note(): DailyNote {
    const sttPaise = this.rates === null ? this.#sums.sttPaise : this.#sttOfDate(this.rates);
    const note = { ...this.#sums, sttPaise };
    return { ...note, totalPaise: totalOfCharges(note), isCharged: this.isCharged };
  }

  #sttOfDate(rates: ChargeRates): number {
    const { stt: bought } = exactCharges(rates, { side: 1, valuePaise: this.#sums.buyPaise });
    const { stt: sold } = exactCharges(rates, { side: -1, valuePaise: this.#sums.sellPaise });
    return roundExact(bought + sold, PAISE_PER_RUPEE);
  }
}
