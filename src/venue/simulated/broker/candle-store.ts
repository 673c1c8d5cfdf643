/** Candles and open interest of the simulated day: minutes as the market made them, rolled up on request. Simulator process. */
import type { WireCandle, WireOpenInterest } from '../../../contract/wire/smartapi-history.ts';
import { isoTime } from '../../../contract/wire/smartapi-time.ts';
import type { Bar } from '../../../domain/bar/bar.ts';
import { TimeBars } from '../../../domain/bar/time-bar.ts';
import { f64At } from '../../../domain/cells.ts';
import type { InstrumentIndex } from '../../../domain/instrument/instrument.ts';
import { istDay, istMidnightMs, MINUTE_MS } from '../../../domain/instrument/ist-date.ts';
import type { Tick } from '../../../domain/tick/tick.ts';
import { barAnchorMs } from '../../../domain/time.ts';

const MINUTE_SECONDS = 60;
const DAY_MINUTES = 1440;

interface Minute extends Pick<Bar, 'openTimeMs' | 'openPaise' | 'highPaise' | 'lowPaise'> {
  readonly closePaise: number;
  readonly volume: number;
  /** At the end of the minute. */
  readonly openInterest: number;
}

/** Candle starts from `fromMs` to `toMs`, both included, epoch milliseconds. */
export interface CandleWindow {
  readonly minutes: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A minute counts once it is over: when the next update of its instrument has come. */
export class CandleStore {
  readonly #bars: TimeBars;
  readonly #minutes: Minute[][];
  readonly #openInterest: Float64Array;

  constructor(instrumentCount: number) {
    this.#bars = new TimeBars(instrumentCount, MINUTE_SECONDS);
    this.#minutes = Array.from({ length: instrumentCount }, () => []);
    this.#openInterest = new Float64Array(instrumentCount);
  }

  onTick(tick: Tick, openInterest: number): void {
    const at = tick.instrumentIndex;
    if (this.#bars.onTick(tick)) {
      const { openTimeMs, openPaise, highPaise, lowPaise, closePaise, volume } = this.#bars.closed;
      this.#minutes[at]?.push({
        ...{ openTimeMs, openPaise, highPaise, lowPaise, closePaise, volume },
        openInterest: f64At(this.#openInterest, at),
      });
    }
    this.#openInterest[at] = openInterest;
  }

  /** In order of time. */
  candles(at: InstrumentIndex, window: CandleWindow): WireCandle[] {
    return this.#rolled(at, window).map(({ startMs, minutes }) => {
      const first = minutes[0];
      const last = minutes.at(-1);
      const highPaise = Math.max(...minutes.map((minute) => minute.highPaise));
      const lowPaise = Math.min(...minutes.map((minute) => minute.lowPaise));
      const volume = minutes.reduce((sum, minute) => sum + minute.volume, 0);
      const [open, close] = [first?.openPaise ?? 0, last?.closePaise ?? 0];
      return [isoTime(startMs), open / 100, highPaise / 100, lowPaise / 100, close / 100, volume];
    });
  }

  openInterest(at: InstrumentIndex, window: CandleWindow): WireOpenInterest[] {
    return this.#rolled(at, window).map(({ startMs, minutes }) => ({
      time: isoTime(startMs),
      oi: minutes.at(-1)?.openInterest ?? 0,
    }));
  }

  #rolled(at: InstrumentIndex, { minutes, fromMs, toMs }: CandleWindow): Candle[] {
    const candles = new Map<number, Minute[]>();
    for (const minute of this.#minutes[at] ?? []) {
      const startMs = candleStart(minute.openTimeMs, minutes);
      if (startMs < fromMs || startMs > toMs) continue;
      const candle = candles.get(startMs);
      if (candle === undefined) candles.set(startMs, [minute]);
      else candle.push(minute);
    }
    return [...candles].map(([startMs, members]) => ({ startMs, minutes: members }));
  }
}

interface Candle {
  readonly startMs: number;
  readonly minutes: readonly Minute[];
}

/** Counted from 09:15 IST; a day's candle starts at midnight. */
function candleStart(timeMs: number, minutes: number): number {
  if (minutes === DAY_MINUTES) return istMidnightMs(istDay(timeMs));
  const anchorMs = barAnchorMs(timeMs);
  const lengthMs = minutes * MINUTE_MS;
  return anchorMs + Math.floor((timeMs - anchorMs) / lengthMs) * lengthMs;
}
