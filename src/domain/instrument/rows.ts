/** What the market-wide circuit breaker asks to be made durable. Pure declarations. */
import { defineRowKind } from '../journal-row.ts';

/** The newest breach: it must outlive a restart, for the index may have come back by then. */
export interface MarketCircuitRow {
  /** Days since 1970-01-01 IST. */
  readonly day: number;
  /** 1 to 3. */
  readonly breachedLevels: number;
  /** Epoch milliseconds; 0 when the breach halted nothing. */
  readonly haltedUntilMs: number;
}

export const MARKET_CIRCUIT = defineRowKind<MarketCircuitRow>({
  kind: 'market_circuit',
  version: 1,
  fields: { day: 'int', breachedLevels: 'int', haltedUntilMs: 'number' },
  keyOf: () => 'market',
});
