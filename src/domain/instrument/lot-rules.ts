/** Lot sizes of index derivatives by date, as the exchanges announced them. Pure data, read from `config/market/lots.yaml`. */
import type { DateKey } from './ist-date.ts';

export interface LotRule {
  /** Underlying, as in the scrip master: `NIFTY`. */
  readonly name: string;
  /** Units. */
  readonly lotSize: number;
  /** First session on which a contract may have this lot; '' since ever. */
  readonly from: DateKey | '';
  /** Last such session; '' until further notice. */
  readonly until: DateKey | '';
}

/** Lots allowed on `dateKey` by underlying. After a change two are, until the contracts with the old one are gone. */
export function allowedLotSizes(
  rules: readonly LotRule[],
  dateKey: DateKey,
): ReadonlyMap<string, readonly number[]> {
  const allowed = new Map<string, number[]>();
  for (const { name, lotSize, from, until } of rules) {
    const isAllowed = (from === '' || from <= dateKey) && (until === '' || dateKey <= until);
    if (isAllowed) allowed.set(name, [...(allowed.get(name) ?? []), lotSize]);
  }
  return allowed;
}
