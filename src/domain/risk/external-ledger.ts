/** What others hold and may still trade in this account, by instrument, as the order core last said (OL-12). The risk core owns one. */
import type { InstrumentIndex } from '../instrument/instrument.ts';
import { type ExternalExposure, isSameExposure, noExposure } from '../order/external-exposure.ts';
import type { Side } from '../order/types.ts';

/** Units on one side that may still trade, and what they are worth, paise. */
export interface ExternalOpen {
  readonly side: Side;
  readonly quantity: number;
  readonly valuePaise: number;
}

export class ExternalLedger {
  readonly #exposures = new Map<InstrumentIndex, ExternalExposure>();
  /** Instruments with something to count, ascending. */
  #instruments: readonly InstrumentIndex[] = [];

  /** What counts for the instrument from now on. */
  set(exposure: ExternalExposure): void {
    const { instrumentIndex: at } = exposure;
    if (isSameExposure(exposure, noExposure(at))) this.#exposures.delete(at);
    else this.#exposures.set(at, exposure);
    this.#instruments = [...this.#exposures.keys()].sort((left, right) => left - right);
  }

  restore(exposures: Iterable<ExternalExposure>): void {
    for (const exposure of exposures) this.set(exposure);
  }

  get instruments(): readonly InstrumentIndex[] {
    return this.#instruments;
  }

  isCounted(at: InstrumentIndex): boolean {
    return this.#exposures.has(at);
  }

  /** Signed units that are in none of our books. */
  heldQuantity(at: InstrumentIndex): number {
    return this.#exposures.get(at)?.heldQuantity ?? 0;
  }

  /** Units that may still be bought or sold, both taken positive: an order of somebody else is nobody's exit. */
  openQuantity(at: InstrumentIndex): number {
    const exposure = this.#exposures.get(at);
    return exposure === undefined ? 0 : exposure.buyQuantity + exposure.sellQuantity;
  }

  /** Both sides of an instrument, those without units left out; what has no limit at `markPaise`. */
  open(at: InstrumentIndex, markPaise: number): readonly ExternalOpen[] {
    const exposure = this.#exposures.get(at);
    if (exposure === undefined) return NOTHING_OPEN;
    const { buyQuantity, buyValuePaise, unpricedBuyQuantity } = exposure;
    const { sellQuantity, sellValuePaise, unpricedSellQuantity } = exposure;
    const sides: readonly ExternalOpen[] = [
      {
        side: 1,
        quantity: buyQuantity,
        valuePaise: buyValuePaise + unpricedBuyQuantity * markPaise,
      },
      {
        side: -1,
        quantity: sellQuantity,
        valuePaise: sellValuePaise + unpricedSellQuantity * markPaise,
      },
    ];
    return sides.filter(({ quantity }) => quantity > 0);
  }

  /** Instruments whose units cannot be valued by a limit. */
  get priceless(): readonly InstrumentIndex[] {
    return this.#instruments.filter((at) => {
      const exposure = this.#exposures.get(at);
      if (exposure === undefined) return false;
      const { heldQuantity, unpricedBuyQuantity, unpricedSellQuantity } = exposure;
      return heldQuantity !== 0 || unpricedBuyQuantity + unpricedSellQuantity > 0;
    });
  }
}

const NOTHING_OPEN: readonly ExternalOpen[] = [];
