/** The simulated market's instruments by what requests name them with. Simulator process. */
import type { Instrument } from '../../../domain/instrument/instrument.ts';

const MOST_FOUND = 50;

export class InstrumentDirectory {
  readonly all: readonly Instrument[];
  readonly #byToken: ReadonlyMap<string, Instrument>;

  constructor(instruments: readonly Instrument[]) {
    this.all = instruments;
    this.#byToken = new Map(
      instruments.map((instrument) => [`${instrument.exchange}:${instrument.token}`, instrument]),
    );
  }

  find(exchange: string, token: string): Instrument | undefined {
    return this.#byToken.get(`${exchange}:${token}`);
  }

  /** Those of an exchange whose symbol contains the text. */
  search(exchange: string, text: string): Instrument[] {
    const wanted = text.toUpperCase();
    return this.all
      .filter((entry) => entry.exchange === exchange)
      .filter(({ symbol }) => symbol.toUpperCase().includes(wanted))
      .slice(0, MOST_FOUND);
  }
}
