/** What a profile is given by the command line and what it gives back. */
import type { Progress } from './progress.ts';
import type { BenchResult } from './result.ts';

/** Undefined: the profile's own default. */
export interface ProfileOptions {
  /** Ticks per second; of a burst, ticks. */
  readonly rate: number | undefined;
  readonly seconds: number | undefined;
  /** Of `orders`; wins over `seconds`. */
  readonly minutes: number | undefined;
  /** Of the daemon, in `recovery`. */
  readonly kills: number | undefined;
  readonly subscribers: number | undefined;
  readonly strategies: number | undefined;
  readonly rounds: number | undefined;
  /** Tiny inputs: shows that everything runs, not how fast. */
  readonly isSmoke: boolean;
  /** WebSocket engine of the daemon that the `fanout` profile starts. */
  readonly webSocketEngine: 'ws' | 'uWebSockets';
}

export type Profile = (options: ProfileOptions, progress: Progress) => Promise<BenchResult[]>;
