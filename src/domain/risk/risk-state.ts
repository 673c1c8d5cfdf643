/** Everything the risk core remembers, in one place: its parts, the session time, and how they are restored. Risk core. */
import { CircuitStates } from '../instrument/circuit-states.ts';
import { type InstrumentIndex, instrumentName } from '../instrument/instrument.ts';
import { PositionBook } from '../position/position-book.ts';
import { QuoteTable } from '../position/quote-table.ts';
import { ApprovalHistory } from './approval-history.ts';
import { EquityWatch } from './equity-watch.ts';
import { ExposureLedger } from './exposure-ledger.ts';
import { ExternalLedger } from './external-ledger.ts';
import { LossLatches } from './loss-latches.ts';
import { MarketRange, type RangeSource } from './market-range.ts';
import type { RiskCoreOptions } from './risk-options.ts';
import { RoundTrips } from './round-trips.ts';
import type { AccountRow } from './rows.ts';
import { StrategyStandings } from './strategy-standings.ts';
import { TradingStates } from './trading-state.ts';

export class RiskState {
  readonly quotes: QuoteTable;
  readonly positions: PositionBook;
  readonly externals = new ExternalLedger();
  readonly exposure: ExposureLedger;
  readonly equity: EquityWatch;
  readonly latches: LossLatches;
  readonly states = new TradingStates();
  readonly standings: StrategyStandings;
  readonly approvals: ApprovalHistory;
  readonly trips: RoundTrips;
  readonly circuits: CircuitStates;
  /** Measured here when the sizing method needs it and nobody else does. */
  readonly ownRange: MarketRange | null;
  readonly #isRestricted: Uint8Array;
  readonly #ranges: RangeSource | null;
  timeMs = 0;
  /** Receive stamp and sequence of the newest tick of any instrument. */
  receiveNs = 0;
  tickSequence = 0;
  eventSequence = 0;

  constructor(options: RiskCoreOptions) {
    const { instruments, limits, capitalPaise, effects, tariff } = options;
    this.quotes = new QuoteTable(instruments.length);
    this.positions = new PositionBook(this.quotes, {
      instruments,
      record: effects.record,
      ...(tariff === undefined ? {} : { tariff }),
    });
    this.exposure = new ExposureLedger(instruments.length, this.positions, this.externals);
    this.equity = new EquityWatch(this.positions, this.quotes);
    this.latches = new LossLatches(capitalPaise, limits);
    this.standings = new StrategyStandings(options.strategies.map(({ index }) => index));
    this.approvals = new ApprovalHistory(limits);
    this.trips = new RoundTrips(limits.maxRoundTrips, limits.roundTripWindowMs);
    this.circuits = new CircuitStates(instruments.length);
    const isMeasured = options.ranges === undefined && limits.sizing !== 'fixed_fractional';
    this.ownRange = isMeasured
      ? new MarketRange(instruments.length, limits.sizingBarSeconds)
      : null;
    this.#ranges = options.ranges ?? this.ownRange;
    this.#isRestricted = new Uint8Array(instruments.length);
    for (const instrument of instruments) {
      const { index, lowerCircuitPaise, upperCircuitPaise } = instrument;
      this.circuits.setLimits(index, lowerCircuitPaise, upperCircuitPaise);
      if (limits.restricted.includes(instrumentName(instrument))) this.#isRestricted[index] = 1;
    }
  }

  isRestricted(at: InstrumentIndex): boolean {
    return this.#isRestricted[at] === 1;
  }

  /** 0 while not known, or not needed. */
  atrPaise(at: InstrumentIndex): number {
    return this.#ranges?.atrPaise(at) ?? 0;
  }

  volatilityBps(at: InstrumentIndex): number {
    return this.#ranges?.volatilityBps(at) ?? 0;
  }

  accountRow(): AccountRow {
    return {
      states: this.states.toRow(),
      ...this.latches.toRow(),
      unknownSignals: this.standings.unknownSignals,
      timeMs: this.timeMs,
    };
  }
}
