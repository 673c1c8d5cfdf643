/** A bar file at a glance: days, interval, errors by kind. */
import { type DateKey, istDateKey, MINUTE_MS } from '../../domain/instrument/ist-date.ts';
import { closeMinute, istTimeMs, OPEN_MINUTE } from '../synthetic/trading-hours.ts';
import type { Bar, BarDaySummary, BarFileSummary, BarRowError, BarRowErrorCode } from './bar.ts';

export function summarise(read: {
  readonly rowCount: number;
  readonly bars: readonly Bar[];
  readonly errors: readonly BarRowError[];
}): BarFileSummary {
  const errors: Partial<Record<BarRowErrorCode, number>> = {};
  for (const { code } of read.errors) errors[code] = (errors[code] ?? 0) + 1;
  const intervalMs = commonInterval(read.bars);
  return {
    rows: read.rowCount,
    bars: read.bars.length,
    errors,
    intervalMs,
    days: [...barsByDate(read.bars)].map(([date, bars]) => daySummary(date, bars, intervalMs)),
    hasVolume: read.bars.some((bar) => bar.volume > 0),
  };
}

/** The bars of each date, in order. */
export function barsByDate(bars: readonly Bar[]): ReadonlyMap<DateKey, readonly Bar[]> {
  const days = new Map<DateKey, Bar[]>();
  for (const bar of bars) {
    const date = istDateKey(bar.startMs);
    const day = days.get(date);
    if (day === undefined) days.set(date, [bar]);
    else day.push(bar);
  }
  return days;
}

/** One line for people: how much was read, what was left out and why. */
export function describeBars({ rows, bars, errors, intervalMs, days }: BarFileSummary): string {
  const left = Object.entries(errors).map(([code, count]) => `${count} ${code}`);
  const span = days.length === 0 ? '' : ` from ${days[0]?.date} to ${days.at(-1)?.date}`;
  const full = days.filter((day) => day.isFull).length;
  const minutes = intervalMs / MINUTE_MS;
  const kept = `${bars} of ${rows} rows, ${minutes}-minute bars, ${days.length} days${span}, ${full} full`;
  return left.length === 0 ? kept : `${kept}; left out: ${left.join(', ')}`;
}

function commonInterval(bars: readonly Bar[]): number {
  const counts = new Map<number, number>();
  let best = 0;
  for (let at = 1; at < bars.length; at++) {
    const distance = (bars[at]?.startMs ?? 0) - (bars[at - 1]?.startMs ?? 0);
    const count = (counts.get(distance) ?? 0) + 1;
    counts.set(distance, count);
    if (count > (counts.get(best) ?? 0)) best = distance;
  }
  return best;
}

/** Until the closing auction existed continuous trading ended at 15:30; since then a full stock day ends at 15:15. */
function daySummary(date: DateKey, bars: readonly Bar[], intervalMs: number): BarDaySummary {
  const opens = istTimeMs(date, OPEN_MINUTE);
  const closes = istTimeMs(date, closeMinute('cash_cas', date));
  const isUnbroken = bars.every((bar, at) => bar.startMs === opens + at * intervalMs);
  const endMs = (bars.at(-1)?.startMs ?? 0) + intervalMs;
  return { date, bars: bars.length, isFull: intervalMs > 0 && isUnbroken && endMs >= closes };
}
