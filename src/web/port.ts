/** What the publish thread hands the web side, and what it gets back. All of it runs in the publish thread. */
import type {
  DecisionView,
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  TickView,
} from '../contract/wire/client-stream.ts';
import type { Instrument, InstrumentIndex } from '../domain/instrument/instrument.ts';

/** Present state, asked for when a client joins or has fallen behind. Never called per tick. */
export interface FanoutSource {
  /** Dense: `instruments[i].index === i`. */
  readonly instruments: readonly Instrument[];
  /** Last published value; undefined before the first tick of the instrument. */
  tickSnapshot(instrumentIndex: InstrumentIndex): TickView | undefined;
  positions(): readonly PositionView[];
  risk(): RiskView;
  health(): HealthView;
  /** The latest decisions, oldest first, a bounded number of them. */
  recentDecisions(): readonly DecisionView[];
}

/** What the publish thread calls. Nothing is sent before the next `flush`. */
export interface Fanout {
  readonly stats: FanoutStats;
  /**
   * One tick read from the ring, in ring order. Allocates nothing; once per `maxTicksPerMessage` ticks it sends what is
   * gathered. Prices in paise (0 when the venue sent none), volume in units.
   */
  markTick(
    instrumentIndex: InstrumentIndex,
    lastPaise: number,
    bidPaise: number,
    askPaise: number,
    volume: number,
    exchangeTimeMs: number,
  ): void;
  /** Call after the ring reader skipped ahead: every last value that differs from the source's goes out as a tick. */
  resync(): void;
  /** One order event; `sequence` is contiguous over the session and is the channel's `seq`. */
  orderEvent(view: OrderEventView): void;
  decision(view: DecisionView): void;
  /** The positions that changed, not all of them. */
  positionsChanged(views: readonly PositionView[]): void;
  riskChanged(view: RiskView): void;
  healthChanged(view: HealthView): void;
  /**
   * Sends everything marked since the last flush, and what slow clients are owed once they have drained. Call it every
   * flush interval even when nothing was marked. `nowMs` is any monotonic clock.
   */
  flush(nowMs: number): void;
}

/** Running totals since start, plain numbers for the metrics page. */
export interface FanoutStats {
  clients: number;
  /** Clients that are sent latest values only, because they do not keep up. */
  slowClients: number;
  clientsAccepted: number;
  clientsRefused: number;
  messagesSent: number;
  bytesSent: number;
  /** Ticks × clients handed to sockets. */
  tickDeliveries: number;
  /** Ticks × clients merged into a later one because the client was slow. */
  ticksConflated: number;
  /** Clients closed with 1013 because order events piled up. */
  closedSlow: number;
  /** Clients closed with 1008 because they kept sending bad or too many requests. */
  closedMisbehaving: number;
  badRequests: number;
}

/** Where metric values come from, asked at scrape time. `metric` is the catalogue key. */
export interface MetricsSource {
  value(metric: string, labels: Readonly<Record<string, string>>): number;
  histogram(metric: string, labels: Readonly<Record<string, string>>): HistogramView;
}

export interface HistogramView {
  /** Upper bounds, ascending, without +Inf. */
  readonly bounds: readonly number[];
  /** Cumulative, one per bound and a last one for +Inf: `counts.length === bounds.length + 1`. */
  readonly counts: readonly number[];
  readonly sum: number;
}
