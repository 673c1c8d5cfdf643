/** One measured piece of hot-path work. */

export interface MicroCase {
  readonly name: string;
  /** Operations one `run` does: enough that the clock's resolution does not matter. */
  readonly operations: number;
  /**
   * Does them and returns something that depends on all of them, so that nothing can be left out.
   */
  run(): number;
}

/**
 * Cases whose single run must give the same number, because they do the same work in different
 * ways.
 */
export interface EqualCases {
  readonly what: string;
  readonly cases: readonly MicroCase[];
}
