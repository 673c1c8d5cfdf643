/**
 * The ports through which the cores act: the only way out of the domain. A shell implements them over rings, the engine over arrays.
 * An effect must not call back into a core before the call that caused it has returned.
 */
import type { RecordRow } from './journal-row.ts';
import type { ExternalExposure } from './order/external-exposure.ts';
import type {
  Approved,
  OrderEvent,
  OrderIntent,
  Signal,
  VenueCommand,
  VenueReport,
} from './order/types.ts';
import type { Decision } from './risk/deny-reason.ts';

export interface StrategyEffects {
  signal(signal: Signal): void;
  /** Called after each call into a strategy when the core was given a clock: how long it took. */
  executed?(strategyIndex: number, elapsedNs: number): void;
}

export interface RiskEffects {
  /** False: the order path is full and took nothing. */
  approve(intent: Approved<OrderIntent>): boolean;
  /** Exactly one per signal. */
  decide(decision: Decision): void;
  /** Before the approval or the decision that the same change causes. */
  readonly record: RecordRow;
}

export interface OrderEffects {
  command(command: VenueCommand): void;
  /** Before the command that the same change causes. */
  event(event: OrderEvent): void;
  /** A request of the order core's own (a triggered GTT): it goes through the risk gate like any other. */
  request(signal: Signal): void;
  /** Before the event or the command that the same change causes. */
  readonly record: RecordRow;
}

export interface OrderStationEffects extends OrderEffects {
  /** What others hold and may still trade of an instrument has changed: for risk, once its rows are durable. */
  external(exposure: ExternalExposure): void;
}

export interface VenueEffects {
  report(report: VenueReport): void;
}
