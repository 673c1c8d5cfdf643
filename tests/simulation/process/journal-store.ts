/** What the simulated process needs of a journal: steps in, durable or not, and what is left of them after a crash. */
import type { RecordedRow, StateFold } from './state-fold.ts';

/** The rows of one input of one core: durable together or not at all. */
export interface Step {
  readonly rows: readonly RecordedRow[];
  /** It opens nothing: it may use the reserve of a full disk. */
  readonly isReducing: boolean;
}

/**
 * `failed`: the disk let it down, after which a process has to end (JR-09). `full`: it took, of this batch and of all to come, only what
 * it holds a reserve for.
 */
export type FlushOutcome = 'durable' | 'full' | 'failed';

export interface JournalStore {
  /** Hands the batch to the operating system. Nothing of it is durable yet. */
  write(steps: readonly Step[]): FlushOutcome;
  /** Makes durable what was written. */
  sync(): FlushOutcome;
  /** The steps of the newest batch that were kept. */
  readonly accepted: readonly Step[];
  /** The power goes, or the process: what was not synced is gone, wholly or in part. `n`: which crash of the run. */
  crash(n: number): void;
  /** No more room but the reserve, until `clear`. */
  fill(n: number): void;
  clear(): void;
  /** The disk fails no more. */
  heal(): void;
  /** What is wrong with all it ever kept, as a sentence; '' when nothing is (JR-06). Asked while nothing waits. */
  problem(): string;
  /** Opens what is left, for a start on that Indian date; throws when it cannot tell what it holds. */
  recover(dateKey: string, nowMs: number): Recovered;
}

export interface Recovered {
  readonly image: StateFold;
  /** When each place, modify and cancel of the last hour was asked for: what the rate windows are rebuilt from. */
  readonly commandTimesMs: readonly number[];
}

/** The time of the message a row stands for, or 0 when it stands for none. */
export function messageTimeMs({ kind, row }: RecordedRow): number {
  if (kind.kind !== 'command') return 0;
  const command = row as { readonly queryId: number; readonly timeMs: number };
  return command.queryId === 0 ? command.timeMs : 0;
}
