/** What came of one run. */
import type { DayTemplate, Horizon } from '../world/day-plan.ts';
import type { RunConfig } from './run-config.ts';

export interface Verdict {
  readonly config: RunConfig;
  /** 0, 127, 128, 129 or 130. */
  readonly code: number;
  /** Invariant id, `crash` or `liveness`; '' when it passed. */
  readonly id: string;
  readonly message: string;
  readonly template: DayTemplate;
  readonly horizon: Horizon;
  readonly dateKey: string;
  /** Virtual time at which it failed, from the start of the run, ms. */
  readonly failedAfterMs: number;
  readonly simDays: number;
  /** Things that happened: heap entries run. */
  readonly events: number;
  readonly orders: number;
  readonly starts: number;
  /** Over every effect in order: two runs of one seed have the same. */
  readonly hash: string;
  readonly marks: Readonly<Record<string, number>>;
  readonly log: readonly string[];
}
