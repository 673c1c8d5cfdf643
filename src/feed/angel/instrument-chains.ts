/** Futures and options by their terms, and the chains they make: expiries of an underlying, strikes of an expiry. Part of the scrip master. */
import type { Exchange } from '../../domain/instrument/instrument.ts';

export interface ContractKey {
  readonly exchange: Exchange;
  /** Underlying: `NIFTY`, `SBIN`. */
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly expiry: string;
  /** 0 for a future. */
  readonly strikePaise: number;
  /** '' for a future. */
  readonly optionType: 'CE' | 'PE' | '';
}

/** Which derivatives: those of one underlying on one exchange. */
export type UnderlyingKey = Pick<ContractKey, 'exchange' | 'name'>;

interface ExpiryRows {
  future: number;
  /** Row by strike in paise. */
  readonly calls: Map<number, number>;
  readonly puts: Map<number, number>;
}

const NO_ROW = -1;

export class InstrumentChains {
  /** Exchange, underlying, expiry: nested, so that a look-up makes no key. */
  readonly #chains = new Map<Exchange, Map<string, Map<string, ExpiryRows>>>();

  /** The first row of the same terms stays. */
  add(key: ContractKey, row: number): void {
    const rows = this.#rowsOf(key);
    if (key.optionType === '') {
      if (rows.future === NO_ROW) rows.future = row;
      return;
    }
    const byStrike = key.optionType === 'CE' ? rows.calls : rows.puts;
    if (!byStrike.has(key.strikePaise)) byStrike.set(key.strikePaise, row);
  }

  /** Row of a contract, -1 when there is none. Allocates nothing. */
  rowOf(key: ContractKey): number {
    const rows = this.#chains.get(key.exchange)?.get(key.name)?.get(key.expiry);
    if (rows === undefined) return NO_ROW;
    if (key.optionType === '') return key.strikePaise === 0 ? rows.future : NO_ROW;
    const byStrike = key.optionType === 'CE' ? rows.calls : rows.puts;
    return byStrike.get(key.strikePaise) ?? NO_ROW;
  }

  /** Expiries of futures and options, ascending; empty for what has no derivatives. */
  expiriesOf({ exchange, name }: UnderlyingKey): readonly string[] {
    return [...(this.#chains.get(exchange)?.get(name)?.keys() ?? [])].sort();
  }

  /** Strikes in paise that have a call, a put or both, ascending; empty where there are futures only. */
  strikesOf(key: UnderlyingKey & Pick<ContractKey, 'expiry'>): readonly number[] {
    const rows = this.#chains.get(key.exchange)?.get(key.name)?.get(key.expiry);
    if (rows === undefined) return [];
    const strikes = new Set([...rows.calls.keys(), ...rows.puts.keys()]);
    return [...strikes].sort((a, b) => a - b);
  }

  #rowsOf({ exchange, name, expiry }: ContractKey): ExpiryRows {
    const underlyings = entryOf(this.#chains, exchange, () => new Map());
    const expiries = entryOf(underlyings, name, () => new Map());
    return entryOf(expiries, expiry, () => ({
      future: NO_ROW,
      calls: new Map(),
      puts: new Map(),
    }));
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}
