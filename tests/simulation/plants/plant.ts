/** What a planted bug is, and which runs look for one. */

export interface Plant {
  readonly name: string;
  /** What the bug is, as a sentence. */
  readonly bug: string;
  /** Compiled file, below `dist`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Checks that find it; the first is the one meant. `assert`: the engine’s own assertions do. */
  readonly expected: readonly string[];
  /** Flags of the runs that look for it. */
  readonly flags: readonly string[];
}

/** From the first seed on that asks for much. */
export const EPISODES = ['--horizon', 'episode', '--from', '4'];
export const CRASHES = ['--horizon', 'episode', '--profile', 'crash'];
export const ENDS = ['--horizon', 'episode', '--place', 'end', '--activity', '0.3'];
export const BUSY = ['--horizon', 'episode', '--activity', '0.35'];
/** Compiled folder of the order core. */
export const ORDER = 'src/domain/order';
