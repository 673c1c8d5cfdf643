/** Messages within a second, counted as an exchange may: over any rolling second, and over each second of the clock. */

export class RateWindow {
  readonly #times: number[] = [];

  /** Counts one message at `nowMs`; returns the larger of the two counts, this one included. */
  count(nowMs: number): number {
    const times = this.#times;
    while (times.length > 0 && (times[0] as number) <= nowMs - 1_000) times.shift();
    times.push(nowMs);
    const second = Math.floor(nowMs / 1_000);
    let inSecond = 0;
    for (const time of times) if (Math.floor(time / 1_000) === second) inSecond += 1;
    return Math.max(times.length, inSecond);
  }
}
