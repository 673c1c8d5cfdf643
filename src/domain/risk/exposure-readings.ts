/**
 * What is used of every value limit before an order, executed and open together, ours and what others have in this account (RG-02, RG-13,
 * OL-12). One pass over positions. Risk core.
 */
import type { Instrument, InstrumentIndex } from '../instrument/instrument.ts';
import { bpsOf } from '../money.ts';
import type { Side } from '../order/types.ts';
import type { ExposureReading } from './gate-request.ts';
import { marginBasis, marginPaise } from './margin.ts';
import type { RiskCoreOptions } from './risk-options.ts';
import type { RiskState } from './risk-state.ts';

export interface Exposures {
  readonly openValue: ExposureReading;
  readonly grossExposure: ExposureReading;
  readonly instrumentExposure: ExposureReading;
  readonly sectorExposure: ExposureReading;
  readonly strategyExposure: ExposureReading;
  readonly margin: ExposureReading;
  readonly heat: ExposureReading;
}

export class ExposureReadings {
  readonly #options: RiskCoreOptions;
  readonly #state: RiskState;

  constructor(options: RiskCoreOptions, state: RiskState) {
    this.#options = options;
    this.#state = state;
  }

  /** For an entry of `strategyIndex` in `instrument`. */
  of(strategyIndex: number, instrument: Instrument): Exposures {
    const { limits, capitalPaise } = this.#options;
    const { exposure } = this.#state;
    const sector = this.#sectorOf(instrument.index);
    const share = (shareBps: number) => bpsOf(limits.maxGrossExposurePaise, shareBps);
    const openPaise = exposure.reservedPaise() + this.#externalOpenPaise(() => true);
    const instrumentPaise = this.#committedPaise((at) => at === instrument.index);
    const sectorPaise =
      sector === '' ? 0 : this.#committedPaise((at) => this.#sectorOf(at) === sector);
    return {
      openValue: { usedPaise: openPaise, limitPaise: limits.maxOpenValuePaise },
      grossExposure: {
        usedPaise: this.#committedPaise(() => true),
        limitPaise: limits.maxGrossExposurePaise,
      },
      instrumentExposure: {
        usedPaise: instrumentPaise,
        limitPaise: share(limits.maxInstrumentShareBps),
      },
      sectorExposure: {
        usedPaise: sectorPaise,
        limitPaise: sector === '' ? Number.MAX_SAFE_INTEGER : share(limits.maxSectorShareBps),
      },
      strategyExposure: {
        usedPaise: this.#strategyPaise(strategyIndex),
        limitPaise: share(limits.maxStrategyShareBps),
      },
      margin: { usedPaise: this.#marginPaise(), limitPaise: this.#usableMarginPaise() },
      heat: {
        usedPaise: exposure.openRiskPaise(),
        limitPaise: bpsOf(capitalPaise, limits.maxHeatBps),
      },
    };
  }

  /** Value of orders that are not ours and may still fill: at their limits, at the last price where they have none. */
  #externalOpenPaise(counts: (at: InstrumentIndex) => boolean): number {
    const { externals } = this.#state;
    let total = 0;
    for (const at of externals.instruments) {
      if (!counts(at)) continue;
      for (const { valuePaise } of externals.open(at, this.#markPaise(at))) total += valuePaise;
    }
    return total;
  }

  /** Instruments with a position of ours or of others, ours first. */
  #heldInstruments(): readonly InstrumentIndex[] {
    const { externals, positions } = this.#state;
    const { bookedInstruments } = positions;
    if (externals.instruments.length === 0) return bookedInstruments;
    return [...new Set([...bookedInstruments, ...externals.instruments])];
  }

  /** Market value of positions (the larger side of their books) and value of open orders in the instruments that `counts` names. */
  #committedPaise(counts: (at: InstrumentIndex) => boolean): number {
    const { exposure } = this.#state;
    let total = this.#externalOpenPaise(counts);
    for (const at of this.#heldInstruments()) {
      if (counts(at)) total += exposure.heldQuantity(at) * this.#markPaise(at);
    }
    for (const group of exposure.reservations) {
      if (counts(group.instrumentIndex)) total += group.reservedQuantity * group.limitPaise;
    }
    return total;
  }

  #strategyPaise(strategyIndex: number): number {
    const { exposure, positions } = this.#state;
    let total = 0;
    for (const book of positions.strategyBooks(strategyIndex)) {
      if (book.quantity !== 0) {
        total += Math.abs(book.quantity) * this.#markPaise(book.instrumentIndex);
      }
    }
    for (const group of exposure.reservations) {
      if (group.strategyIndex === strategyIndex) total += group.reservedQuantity * group.limitPaise;
    }
    return total;
  }

  #marginPaise(): number {
    const { exposure, externals, positions } = this.#state;
    let total = 0;
    for (const at of this.#heldInstruments()) {
      const pricePaise = this.#markPaise(at);
      const netQuantity = positions.netQuantity(at) + externals.heldQuantity(at);
      const held = { pricePaise, quantity: exposure.heldQuantity(at) };
      total += this.#marginOf(at, { side: netQuantity >= 0 ? 1 : -1, ...held });
      for (const { side, quantity, valuePaise } of externals.open(at, pricePaise)) {
        total += this.#marginOf(at, {
          side,
          quantity,
          pricePaise: Math.ceil(valuePaise / quantity),
        });
      }
    }
    for (const { instrumentIndex, side, limitPaise, reservedQuantity } of exposure.reservations) {
      const order = { side, pricePaise: limitPaise, quantity: reservedQuantity };
      total += this.#marginOf(instrumentIndex, order);
    }
    return total;
  }

  #marginOf(
    at: InstrumentIndex,
    order: { readonly side: Side; readonly pricePaise: number; readonly quantity: number },
  ): number {
    const instrument = this.#options.instruments[at] as Instrument;
    return marginPaise(marginBasis(instrument, order, this.#options.limits), order.quantity);
  }

  /** Losses shrink what may be bound; profits that are not booked do not add to it. */
  #usableMarginPaise(): number {
    const { capitalPaise, limits } = this.#options;
    const equityPaise = capitalPaise + Math.min(0, this.#state.equity.pnlPaise);
    return bpsOf(Math.max(0, equityPaise), limits.maxMarginUseBps);
  }

  #markPaise(at: InstrumentIndex): number {
    const lastPaise = this.#state.quotes.lastPaise(at);
    return lastPaise > 0 ? lastPaise : this.#state.positions.averagePaise(at);
  }

  #sectorOf(at: InstrumentIndex): string {
    return this.#options.profiles?.[at]?.sector ?? '';
  }
}
