/** What a benchmark reports, as it is written to JSON. */

/** Microseconds. */
export interface LatencySummary {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * Figures a result can have; rates are per second, latencies microseconds. Absent where they do not
 * apply.
 */
interface Figures {
  readonly recordsPerSecond?: number;
  /** Ticks every critical reader handled. */
  readonly ticksPerSecond?: number;
  /** Ticks taken from the socket, merged and refused ones included. */
  readonly receivedPerSecond?: number;
  readonly bareWsPerSecond?: number;
  /** Ticks received by the engine over received by the bare client. */
  readonly ratioToBareWs?: number;
  readonly deliveriesPerSecond?: number;
  readonly nsPerOperation?: number;
  readonly loadMs?: number;
  /** Median time from the hand-over of a row until it is durable. */
  readonly ackUs?: number;
  /** Writes of the journal to the disk, each of as much as was waiting. */
  readonly commits?: number;
  /** p99 of an acknowledgement over p99 of a bare `fdatasync` of the same run. */
  readonly ratioToBareSync?: number;
  readonly ordersPerMinute?: number;
  /** Orders or fills that the journal or the venue does not account for, and orders that were placed more than once. */
  readonly lost?: number;
  readonly duplicated?: number;
  /** From the start of a recovery, or of a process, until it is done. */
  readonly recoverMs?: number;
  readonly startMs?: number;
  /** Longest time after a restart until every open position had a live stop. */
  readonly unprotectedMs?: number;
  readonly kills?: number;
  /** From the kill signal until every position was closed at the venue. */
  readonly flatMs?: number;
  readonly received?: number;
  readonly published?: number;
  readonly conflated?: number;
  readonly dropped?: number;
  /** Ticks still kept back when the run ended. */
  readonly pending?: number;
  /** received − published − conflated − dropped − pending: 0 when every tick is accounted for. */
  readonly unaccounted?: number;
  readonly latencyUs?: LatencySummary;
  readonly tickToOrderUs?: LatencySummary;
  readonly strategyExecutionUs?: LatencySummary;
  /** Ticks the fan-out merged for slow clients. */
  readonly fanoutConflated?: number;
  /** Longest time after a burst until the p99 of a 20 ms window was back at 1 ms. */
  readonly recoveryMs?: number;
  readonly signals?: number;
  readonly orders?: number;
  readonly fills?: number;
  readonly rssStartMb?: number;
  readonly rssEndMb?: number;
  /** Of one core, so 200 is two busy cores. */
  readonly cpuPercent?: number;
  /** Rate the generator kept up, when it was asked for one. */
  readonly generatedPerSecond?: number;
}

/** Figures that are one number: the median over rounds is taken of one of them. */
export type Measure = Exclude<keyof Figures, 'latencyUs' | 'tickToOrderUs' | 'strategyExecutionUs'>;

/** What one run of one variant, in a process of its own, hands back. */
export interface Measurement extends Figures {
  /** Hash of the work; equal for variants that do identical work. */
  readonly workHash?: string;
  /** Latencies per reader thread, by thread name. */
  readonly readers?: Readonly<Record<string, LatencySummary>>;
  /** Age of an order at each hand-over before the venue port, by stage. */
  readonly orderPathUs?: Readonly<Record<string, LatencySummary>>;
  /** Dropped ticks by reason, where any were. */
  readonly droppedByReason?: Readonly<Record<string, number>>;
}

/**
 * One row: the round whose `measure` is the median, and the spread of `measure` over the rounds.
 */
export interface BenchResult extends Measurement {
  readonly name: string;
  readonly measure: Measure;
  readonly rounds: number;
  readonly min: number;
  readonly max: number;
}

export interface MachineDescription {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly platform: string;
  readonly node: string;
  /** 1, 5 and 15 minutes. */
  readonly loadAverage: readonly number[];
  /** Share of CPU time the machine was idle during the probe before the run. */
  readonly idlePercent: number;
  /** The same after the run: what else ran may have come meanwhile. */
  readonly idlePercentAfter: number;
  /** ISO 8601. */
  readonly date: string;
}

export interface ProfileReport {
  readonly profile: string;
  readonly commit: string;
  readonly node: string;
  readonly machine: MachineDescription;
  readonly results: readonly BenchResult[];
}

/** What `--json` writes when no `--profile` is named. */
export interface FullReport {
  readonly profile: 'all';
  readonly profiles: readonly ProfileReport[];
}
