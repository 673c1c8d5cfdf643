/** One row of a scrip master: as the parser hands it to the table, and as the table tells it. */
import type { Exchange, InstrumentKind } from '../../domain/instrument/instrument.ts';
import type { InstrumentDoubt } from '../../domain/instrument/trading-terms.ts';

/** Why a row of the file is not in the table. */
export const ROW_PROBLEMS = [
  'not_an_object',
  'missing_token',
  'missing_symbol',
  'unknown_segment',
  'unknown_kind',
  'bad_strike',
  'bad_expiry',
  'bad_option_type',
  'duplicate_token',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/** What the table tells of any row, also of one that the engine cannot follow. */
export interface MasterFacts {
  exchange: Exchange;
  token: string;
  symbol: string;
  name: string;
  kind: InstrumentKind;
  /** Units; 0: unknown. */
  lotSize: number;
  /** Paise; 0: unknown, or an index. */
  priceIncrementPaise: number;
  /** Units; 0: unknown, or an index. */
  freezeQuantity: number;
  expiry: string;
  strikePaise: number;
  optionType: 'CE' | 'PE' | '';
  /** Why nothing may be opened in it; '' when there is no reason. */
  doubt: InstrumentDoubt | '';
}

/** One row as `InstrumentMaster.add` takes it. */
export interface MasterRow extends MasterFacts {
  /** Is the stock in the closing auction? Null when the file does not say. */
  isInClosingAuction: boolean | null;
}

/** Values of the version before that stand in for unbelievable ones, so that what is held can be closed. */
export interface CarriedTerms {
  readonly exchange: Exchange;
  readonly token: string;
  readonly lotSize: number;
  readonly priceIncrementPaise: number;
}
