/**
 * What time the market session thinks it is; the ingest thread owns one per connection. Pure: every stamp is an argument.
 *
 * - `wall`: a live venue. Now is the wall clock, checked against exchange time. Where it is so far behind that every tick is from the
 *   future, now goes ahead of it by what the ticks agree on: else nothing held here could see a price.
 * - `simulated`: a market simulator that announced its clock. Now follows that clock at its speed.
 * - `anchored`: a stream on loopback that announced nothing (a recording, another simulator). The first accepted tick anchors
 *   the clock, and time then passes at wall speed or with the ticks, whichever is later. Should that tick have been yesterday's last
 *   price, the clock follows the others once nothing but them arrives.
 */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';

export type ClockSource =
  | { readonly kind: 'wall' }
  | {
      readonly kind: 'simulated';
      /** Exchange time, epoch milliseconds, at the receive stamp `anchorReceiveNs`. */
      readonly exchangeMs: number;
      readonly anchorReceiveNs: number;
      /** Exchange seconds per second, above 0. */
      readonly speed: number;
    }
  | { readonly kind: 'anchored' };

const FUTURE_TOLERANCE_MS = 2_000;
const ANCHORED_FUTURE_TOLERANCE_MS = 60_000;
/** Wall and exchange time further apart than this is a fault of one of them (SE-06). */
const SKEW_LIMIT_MS = 2_000;

/** Differences are judged over the current and the previous window of this length, receive time. */
const SKEW_WINDOW_NS = 5e9;
/** The third largest difference counts, so that up to two corrupt timestamps in a window say nothing. */
const SKEW_RANK = 3;

/** An anchored clock moves to the ticks when this many of them are from the future, over this long, and none is accepted. */
const STRANDED_TICKS = 3;
const STRANDED_NS = 1e9;
/** A wall clock is left only for ticks that agree on how far it is behind, for longer. */
const WALL_STRANDED_NS = 5e9;

export class SessionClock {
  readonly kind: ClockSource['kind'];
  /** A tick stamped later than now by more than this is from the future. A simulated clock counts it in real time. */
  readonly futureToleranceMs: number;
  /** Exchange seconds per second. */
  readonly speed: number;
  #anchorMs: number;
  #anchorNs: number;
  #seenMs = Number.NEGATIVE_INFINITY;
  #strandedTicks = 0;
  #strandedSinceNs = 0;
  #previousFutureMs = 0;
  /** How far a wall clock is known to be behind; the least of what the run of ticks from the future says. */
  #behindMs = 0;
  #agreedMs = 0;
  #skewWindowNs = Number.NEGATIVE_INFINITY;
  #previousSkewMs = Number.NaN;
  /** Largest differences (exchange − wall) of the current window, descending. */
  readonly #largestSkewsMs = new Float64Array(SKEW_RANK).fill(Number.NEGATIVE_INFINITY);

  /** `futureToleranceMs` is that of a wall clock; the other sources widen it. */
  constructor(source: ClockSource, futureToleranceMs: number = FUTURE_TOLERANCE_MS) {
    this.kind = source.kind;
    this.speed = source.kind === 'simulated' ? source.speed : 1;
    assert(this.speed > 0 && Number.isFinite(this.speed), 'a session clock runs forward');
    this.#anchorMs = source.kind === 'simulated' ? source.exchangeMs : Number.POSITIVE_INFINITY;
    this.#anchorNs = source.kind === 'simulated' ? source.anchorReceiveNs : 0;
    this.futureToleranceMs =
      source.kind === 'anchored'
        ? Math.max(futureToleranceMs, ANCHORED_FUTURE_TOLERANCE_MS)
        : futureToleranceMs * Math.max(1, this.speed);
  }

  /**
   * Session time, epoch milliseconds, at receive stamp `receiveTimeNs` (nanoseconds since engine start), when the wall clock
   * reads `wallMs`. Infinity on an anchored clock that no tick has anchored: nothing is in the future yet.
   */
  nowMs(receiveTimeNs: number, wallMs: number): number {
    if (this.kind === 'wall') {
      this.#anchorMs = wallMs;
      this.#anchorNs = receiveTimeNs;
      return wallMs + this.#behindMs;
    }
    const elapsedMs = ((receiveTimeNs - this.#anchorNs) / 1e6) * this.speed;
    return Math.max(this.#seenMs, this.#anchorMs + elapsedMs);
  }

  /** Every accepted tick goes here, after `nowMs` of its chunk. */
  observe(exchangeTimeMs: number, receiveTimeNs: number): void {
    if (this.kind === 'wall') {
      this.#recordSkew(exchangeTimeMs, receiveTimeNs);
      this.#strandedTicks = 0;
    } else if (this.kind === 'anchored') {
      if (this.#anchorMs === Number.POSITIVE_INFINITY) {
        this.#anchorMs = exchangeTimeMs;
        this.#anchorNs = receiveTimeNs;
      }
      if (exchangeTimeMs > this.#seenMs) this.#seenMs = exchangeTimeMs;
      this.#strandedTicks = 0;
    }
  }

  /** Every tick dropped as `future_exchange_time` goes here: many of them show that this clock is behind. */
  observeFuture(exchangeTimeMs: number, receiveTimeNs: number): void {
    if (this.kind === 'wall') {
      this.#recordSkew(exchangeTimeMs, receiveTimeNs);
      this.#followAgreed(exchangeTimeMs - this.#wallMs(receiveTimeNs), receiveTimeNs);
    } else if (this.kind === 'anchored') this.#followStranded(exchangeTimeMs, receiveTimeNs);
  }

  /**
   * Exchange time minus wall time of the freshest ticks, in milliseconds: above 0 when the wall clock is behind, a little below
   * 0 in health (transit), well below 0 when it is ahead or the feed delivers old ticks. Judged over the last 5 to 10 seconds in which
   * ticks arrived. NaN while there is nothing to judge, and on clocks that are not the wall's.
   */
  get skewMs(): number {
    const current = f64At(this.#largestSkewsMs, SKEW_RANK - 1);
    if (current === Number.NEGATIVE_INFINITY) return this.#previousSkewMs;
    return Number.isNaN(this.#previousSkewMs) ? current : Math.max(current, this.#previousSkewMs);
  }

  /** True when the clocks are known to disagree by more than `SKEW_LIMIT_MS`: no entries until a human looked. */
  get isSkewed(): boolean {
    return Math.abs(this.skewMs) > SKEW_LIMIT_MS;
  }

  /** `aheadMs`: of a tick from the future, before the wall clock. */
  #followAgreed(aheadMs: number, receiveTimeNs: number): void {
    const isRun =
      this.#strandedTicks > 0 && Math.abs(aheadMs - this.#agreedMs) <= FUTURE_TOLERANCE_MS;
    if (!isRun) {
      this.#strandedTicks = 0;
      this.#strandedSinceNs = receiveTimeNs;
      this.#agreedMs = aheadMs;
    }
    this.#strandedTicks += 1;
    if (aheadMs < this.#agreedMs) this.#agreedMs = aheadMs;
    const isAgreed =
      this.#strandedTicks >= STRANDED_TICKS &&
      receiveTimeNs - this.#strandedSinceNs >= WALL_STRANDED_NS;
    if (isAgreed) this.#behindMs = this.#agreedMs;
  }

  #followStranded(exchangeTimeMs: number, receiveTimeNs: number): void {
    if (this.#strandedTicks === 0) this.#strandedSinceNs = receiveTimeNs;
    this.#strandedTicks += 1;
    const isStranded =
      this.#strandedTicks >= STRANDED_TICKS && receiveTimeNs - this.#strandedSinceNs >= STRANDED_NS;
    if (isStranded) {
      this.#anchorMs = Math.min(this.#previousFutureMs, exchangeTimeMs);
      this.#anchorNs = receiveTimeNs;
      this.#seenMs = this.#anchorMs;
      this.#strandedTicks = 0;
    }
    this.#previousFutureMs = exchangeTimeMs;
  }

  /** What the wall clock reads at a stamp, by its last reading. */
  #wallMs(receiveTimeNs: number): number {
    return this.#anchorMs + (receiveTimeNs - this.#anchorNs) / 1e6;
  }

  #recordSkew(exchangeTimeMs: number, receiveTimeNs: number): void {
    const windows = (receiveTimeNs - this.#skewWindowNs) / SKEW_WINDOW_NS;
    if (windows >= 1) {
      const ended = f64At(this.#largestSkewsMs, SKEW_RANK - 1);
      const isJudged = windows < 2 && ended !== Number.NEGATIVE_INFINITY;
      this.#previousSkewMs = isJudged ? ended : Number.NaN;
      this.#largestSkewsMs.fill(Number.NEGATIVE_INFINITY);
      this.#skewWindowNs = receiveTimeNs;
    }
    let differenceMs = exchangeTimeMs - this.#wallMs(receiveTimeNs);
    for (let rank = 0; rank < SKEW_RANK; rank += 1) {
      const largest = f64At(this.#largestSkewsMs, rank);
      if (differenceMs <= largest) continue;
      this.#largestSkewsMs[rank] = differenceMs;
      differenceMs = largest;
    }
  }
}
