/** Time bars of one interval for every instrument; the strategy thread owns one `TimeBars` per interval in use. */
import { assert } from '../assert.ts';
import { f64At } from '../cells.ts';
import { DAY_MS } from '../instrument/ist-date.ts';
import { BAR_SECONDS_MAX } from '../limits.ts';
import type { Tick } from '../tick/tick.ts';
import { ANCHOR_AFTER_MIDNIGHT_MS, barAnchorMs, SECOND_MS } from '../time.ts';
import type { Bar } from './bar.ts';

const CELLS_PER_INSTRUMENT = 9;
const END_MS = 0;
const START_MS = 1;
const OPEN = 2;
const HIGH = 3;
const LOW = 4;
const CLOSE = 5;
const VOLUME = 6;
const TICKS = 7;
/** Highest cumulative day volume seen; new volume is counted from here. */
const DAY_VOLUME = 8;

/**
 * Left-closed buckets counted from 09:15 IST, stamped at their open. A bar closes with the first tick of a later bucket, so an
 * instrument that stops trading keeps its last bar open; a bar never reaches into the next day. Every tick falls into exactly one bar (FD-08): a tick older
 * than the open bar counts into it, and the extremes a conflated tick carries belong to the bar of its own stamp.
 */
export class TimeBars {
  readonly intervalMs: number;
  readonly #cells: Float64Array;
  readonly #closed: { -readonly [Field in keyof Bar]: Bar[Field] };

  constructor(instrumentCount: number, intervalSeconds: number) {
    assert(
      Number.isInteger(intervalSeconds) && intervalSeconds >= 1,
      'a bar interval is a whole number of seconds, at least 1',
    );
    assert(intervalSeconds <= BAR_SECONDS_MAX, 'a bar interval is at most one day');
    this.intervalMs = intervalSeconds * SECOND_MS;
    this.#cells = new Float64Array(instrumentCount * CELLS_PER_INSTRUMENT);
    this.#closed = {
      instrumentIndex: 0,
      intervalMs: this.intervalMs,
      openTimeMs: 0,
      openPaise: 0,
      highPaise: 0,
      lowPaise: 0,
      closePaise: 0,
      volume: 0,
      tickCount: 0,
    };
  }

  /** The bar that closed last, of whichever instrument; overwritten by the next one. */
  get closed(): Bar {
    return this.#closed;
  }

  /** True when this tick closed the previous bar of its instrument, now readable in `closed`. */
  onTick(tick: Tick): boolean {
    const cells = this.#cells;
    const base = tick.instrumentIndex * CELLS_PER_INSTRUMENT;
    if (tick.exchangeTimeMs >= f64At(cells, base + END_MS)) return this.#roll(base, tick);
    if (tick.highPaise > f64At(cells, base + HIGH)) cells[base + HIGH] = tick.highPaise;
    if (tick.lowPaise < f64At(cells, base + LOW)) cells[base + LOW] = tick.lowPaise;
    cells[base + CLOSE] = tick.lastPaise;
    cells[base + TICKS] = f64At(cells, base + TICKS) + 1;
    const added = tick.volume - f64At(cells, base + DAY_VOLUME);
    if (added > 0) {
      cells[base + VOLUME] = f64At(cells, base + VOLUME) + added;
      cells[base + DAY_VOLUME] = tick.volume;
    }
    return false;
  }

  #roll(base: number, tick: Tick): boolean {
    const cells = this.#cells;
    const hasOpenBar = f64At(cells, base + TICKS) > 0;
    if (hasOpenBar) this.#close(base, tick.instrumentIndex);
    const anchorMs = barAnchorMs(tick.exchangeTimeMs);
    const steps = Math.floor((tick.exchangeTimeMs - anchorMs) / this.intervalMs);
    const startMs = anchorMs + steps * this.intervalMs;
    // Volume traded before the first tick ever seen belongs to no bar; a new day counts from zero.
    const isNewDay = hasOpenBar && anchorMs !== barAnchorMs(f64At(cells, base + START_MS));
    let seenVolume = tick.volume;
    if (isNewDay) seenVolume = 0;
    else if (hasOpenBar) seenVolume = f64At(cells, base + DAY_VOLUME);
    const dayStartMs = anchorMs - ANCHOR_AFTER_MIDNIGHT_MS;
    cells[base + START_MS] = Math.max(startMs, dayStartMs);
    cells[base + END_MS] = Math.min(startMs + this.intervalMs, dayStartMs + DAY_MS);
    cells[base + OPEN] = tick.lastPaise;
    cells[base + HIGH] = tick.highPaise;
    cells[base + LOW] = tick.lowPaise;
    cells[base + CLOSE] = tick.lastPaise;
    cells[base + TICKS] = 1;
    cells[base + VOLUME] = Math.max(0, tick.volume - seenVolume);
    cells[base + DAY_VOLUME] = Math.max(seenVolume, tick.volume);
    return hasOpenBar;
  }

  #close(base: number, instrumentIndex: number): void {
    const cells = this.#cells;
    const closed = this.#closed;
    closed.instrumentIndex = instrumentIndex;
    closed.openTimeMs = f64At(cells, base + START_MS);
    closed.openPaise = f64At(cells, base + OPEN);
    closed.highPaise = f64At(cells, base + HIGH);
    closed.lowPaise = f64At(cells, base + LOW);
    closed.closePaise = f64At(cells, base + CLOSE);
    closed.volume = f64At(cells, base + VOLUME);
    closed.tickCount = f64At(cells, base + TICKS);
    assert(
      closed.lowPaise <= Math.min(closed.openPaise, closed.closePaise) &&
        closed.highPaise >= Math.max(closed.openPaise, closed.closePaise),
      'FD-08 a closed bar brackets its ticks',
    );
  }
}
