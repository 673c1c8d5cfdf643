/** The loss limits of the account: what the day and the whole run started from, how far it fell, and the latches (RG-09). Risk core. */
import { assert } from '../assert.ts';
import { bpsOf } from '../money.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { AccountRow } from './rows.ts';

/** Their order is that of `AccountRow.latchedPaise`. */
export const LATCHES = ['daily_loss', 'daily_drawdown', 'total_drawdown'] as const;
export type Latch = (typeof LATCHES)[number];

type LossFields = Pick<
  AccountRow,
  'sessionDay' | 'isDayStarted' | 'dayStartPaise' | 'dayPeakPaise' | 'peakPaise' | 'latchedPaise'
>;

/**
 * Works on profit and loss since the beginning, net of charges, open positions included; equity is capital plus that. Peaks move in steps of
 * one basis point of the capital, so that a rising account does not write a row per tick; a drawdown is understated by less than a step.
 */
export class LossLatches {
  readonly #capitalPaise: number;
  readonly #limits: RiskLimits;
  readonly #stepPaise: number;
  readonly #latchedPaise: [number, number, number] = [0, 0, 0];
  #sessionDay = 0;
  #isDayStarted = false;
  #dayStartPaise = 0;
  #dayPeakPaise = 0;
  #peakPaise = 0;
  /** Between these two a profit changes nothing. */
  #lowPaise = Number.POSITIVE_INFINITY;
  #highPaise = Number.NEGATIVE_INFINITY;

  constructor(capitalPaise: number, limits: RiskLimits) {
    this.#capitalPaise = capitalPaise;
    this.#limits = limits;
    this.#stepPaise = Math.max(1, bpsOf(capitalPaise, 1));
  }

  get sessionDay(): number {
    return this.#sessionDay;
  }

  get isDayStarted(): boolean {
    return this.#isDayStarted;
  }

  /** Profit and loss since the start of the day. */
  dayPnlPaise(pnlPaise: number): number {
    return this.#isDayStarted ? pnlPaise - this.#dayStartPaise : 0;
  }

  get peakEquityPaise(): number {
    return this.#capitalPaise + this.#peakPaise;
  }

  /** A new session date: the latches of the day fall; what it starts from is the next profit observed. */
  openDay(day: number): void {
    assert(day > this.#sessionDay, 'session dates move forward');
    this.#sessionDay = day;
    this.#isDayStarted = false;
    this.#latchedPaise[0] = 0;
    this.#latchedPaise[1] = 0;
    this.#highPaise = Number.NEGATIVE_INFINITY;
  }

  /** Takes the profit of the moment; true when a mark or a latch changed. Called per tick of a held instrument. */
  observe(pnlPaise: number): boolean {
    if (pnlPaise > this.#lowPaise && pnlPaise < this.#highPaise) return false;
    return this.#move(pnlPaise);
  }

  isLatched(latch: Latch): boolean {
    return this.#latchedPaise[LATCHES.indexOf(latch)] !== 0;
  }

  /** The loss that the latch watches: as it was when it was set, else as it is now. At least 0. */
  lossPaise(latch: Latch, pnlPaise: number): number {
    const latched = this.#latchedPaise[LATCHES.indexOf(latch)] ?? 0;
    return latched !== 0 ? latched : Math.max(0, this.#basePaise(latch) - pnlPaise);
  }

  /** The loss at which it is set, paise. */
  limitPaise(latch: Latch): number {
    const equityPaise = Math.max(0, this.#capitalPaise + this.#basePaise(latch));
    return Math.max(1, bpsOf(equityPaise, this.#limitBps(latch)));
  }

  /** An operator accepts the drawdown: it is measured from here on. */
  clearTotalDrawdown(pnlPaise: number): void {
    this.#latchedPaise[2] = 0;
    this.#peakPaise = pnlPaise;
    this.#bound();
  }

  toRow(): LossFields {
    return {
      sessionDay: this.#sessionDay,
      isDayStarted: this.#isDayStarted,
      dayStartPaise: this.#dayStartPaise,
      dayPeakPaise: this.#dayPeakPaise,
      peakPaise: this.#peakPaise,
      latchedPaise: [...this.#latchedPaise],
    };
  }

  restore(row: LossFields): void {
    this.#sessionDay = row.sessionDay;
    this.#isDayStarted = row.isDayStarted;
    this.#dayStartPaise = row.dayStartPaise;
    this.#dayPeakPaise = row.dayPeakPaise;
    this.#peakPaise = row.peakPaise;
    LATCHES.forEach((_, at) => {
      this.#latchedPaise[at] = row.latchedPaise[at] ?? 0;
    });
    if (this.#isDayStarted) this.#bound();
  }

  #move(pnlPaise: number): boolean {
    let isChanged = false;
    if (!this.#isDayStarted) {
      this.#isDayStarted = true;
      this.#dayStartPaise = pnlPaise;
      this.#dayPeakPaise = pnlPaise;
      isChanged = true;
    }
    const peakPaise = Math.floor(pnlPaise / this.#stepPaise) * this.#stepPaise;
    if (peakPaise > this.#dayPeakPaise) {
      this.#dayPeakPaise = peakPaise;
      isChanged = true;
    }
    if (peakPaise > this.#peakPaise) {
      this.#peakPaise = peakPaise;
      isChanged = true;
    }
    LATCHES.forEach((latch, at) => {
      const lossPaise = this.lossPaise(latch, pnlPaise);
      if (this.#latchedPaise[at] !== 0 || lossPaise < this.limitPaise(latch)) return;
      this.#latchedPaise[at] = lossPaise;
      isChanged = true;
    });
    this.#bound();
    return isChanged;
  }

  #bound(): void {
    let low = Number.NEGATIVE_INFINITY;
    for (const latch of LATCHES) {
      if (this.isLatched(latch)) continue;
      low = Math.max(low, this.#basePaise(latch) - this.limitPaise(latch));
    }
    this.#lowPaise = low;
    const lowestPeak = Math.min(this.#dayPeakPaise, this.#peakPaise);
    this.#highPaise = (Math.floor(lowestPeak / this.#stepPaise) + 1) * this.#stepPaise;
  }

  #basePaise(latch: Latch): number {
    switch (latch) {
      case 'daily_loss':
        return this.#dayStartPaise;
      case 'daily_drawdown':
        return this.#dayPeakPaise;
      case 'total_drawdown':
        return this.#peakPaise;
      default:
        latch satisfies never;
        return 0;
    }
  }

  #limitBps(latch: Latch): number {
    switch (latch) {
      case 'daily_loss':
        return this.#limits.maxDailyLossBps;
      case 'daily_drawdown':
        return this.#limits.maxDailyDrawdownBps;
      case 'total_drawdown':
        return this.#limits.maxTotalDrawdownBps;
      default:
        latch satisfies never;
        return 0;
    }
  }
}
