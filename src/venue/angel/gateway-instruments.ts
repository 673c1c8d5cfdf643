/** Which instrument a row of the broker names. The order gateway owns one; venue thread. */
import type { Instrument } from '../../domain/instrument/instrument.ts';

/** Beyond this many the rest share one index; no account trades as many. */
const UNKNOWN_MAX = 65_536;

/**
 * Rows may name instruments we do not follow: others trade in the account too. Each gets an index of its own beyond ours, so that the core
 * counts it as what it is, and two of them never look like one that contradicts itself.
 */
export class InstrumentIndexes {
  readonly #instruments: readonly Instrument[];
  readonly #known = new Map<string, number>();
  readonly #unknown = new Map<string, number>();

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
    for (const { exchange, token, index } of instruments)
      this.#known.set(key(exchange, token), index);
  }

  indexOf(exchange: string, token: string): number {
    const name = key(exchange, token);
    return this.#known.get(name) ?? this.#unknownIndexOf(name);
  }

  instrumentAt(index: number): Instrument | undefined {
    return this.#instruments[index];
  }

  /** Instruments rows have named that are not ours. */
  get unknownCount(): number {
    return this.#unknown.size;
  }

  #unknownIndexOf(name: string): number {
    const found = this.#unknown.get(name);
    if (found !== undefined) return found;
    const index = this.#instruments.length + this.#unknown.size;
    if (this.#unknown.size < UNKNOWN_MAX) this.#unknown.set(name, index);
    return index;
  }
}

function key(exchange: string, token: string): string {
  return `${exchange}:${token}`;
}
