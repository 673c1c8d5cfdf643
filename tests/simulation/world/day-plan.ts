/** Which days a seed lives through, and which part of them: real dates of the real calendar, special sessions among them. */
import type { SessionSegment } from '../../../src/domain/instrument/instrument.ts';
import { dateKeyOfDay, existingDay, MINUTE_MS } from '../../../src/domain/instrument/ist-date.ts';
import type { SessionCalendar } from '../../../src/domain/instrument/session-calendar.ts';
import type { KeyedRandom } from './keyed-random.ts';

export const DAY_TEMPLATES = [
  'normal',
  'closing_auction',
  'sunday_session',
  'muhurat',
  'gap_open',
  'eve_of_rule_change',
] as const;
export type DayTemplate = (typeof DAY_TEMPLATES)[number];

export const HORIZONS = ['episode', 'day', 'days'] as const;
export type Horizon = (typeof HORIZONS)[number];

export const EPISODE_PLACES = ['open', 'end'] as const;
export type EpisodePlace = (typeof EPISODE_PLACES)[number];

/** A stretch of virtual time in which things happen; between two of them nothing does. */
export interface Span {
  readonly dateKey: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface DayPlan {
  readonly template: DayTemplate;
  readonly horizon: Horizon;
  readonly spans: readonly Span[];
  /** Sessions, or the part of one, counted in whole days of 375 minutes. */
  readonly simDays: number;
}

/** Shares of seeds: 40 % episodes, 50 % whole days, 10 % several days. */
const HORIZON_BELOW: readonly (readonly [number, Horizon])[] = [
  [0.4, 'episode'],
  [0.9, 'day'],
  [1, 'days'],
];
const EPISODE_MINUTES = { from: 10, to: 30 };
const BEFORE_OPEN_MS = 2 * MINUTE_MS;
const AFTER_CLOSE_MS = 5 * MINUTE_MS;
const FULL_DAY_MS = 375 * MINUTE_MS;
const SEGMENTS: readonly SessionSegment[] = ['index', 'cash', 'cash_cas', 'derivatives'];

export interface PlanRequest {
  readonly calendar: SessionCalendar;
  readonly random: KeyedRandom;
  /** Chosen by the seed when absent. */
  readonly horizon?: Horizon;
  /** Of an episode; chosen by the seed when absent. */
  readonly place?: EpisodePlace;
}

export function planDays({ calendar, random, horizon: asked, place }: PlanRequest): DayPlan {
  const template = random.pick(DAY_TEMPLATES, 'day', 0, 0);
  const share = random.unit('day', 0, 1);
  const horizon = asked ?? HORIZON_BELOW.find(([below]) => share < below)?.[1] ?? 'day';
  const first = firstDate(template, random);
  const count = horizon === 'days' ? random.integer({ from: 2, to: 3 }, 'day', 0, 2) : 1;
  const spans = tradingSpans(calendar, first, count);
  const cut = horizon === 'episode' ? [episodeOf(spans[0] as Span, random, place)] : spans;
  const lengthMs = cut.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0);
  return { template, horizon, spans: cut, simDays: lengthMs / FULL_DAY_MS };
}

function firstDate(template: DayTemplate, random: KeyedRandom): string {
  switch (template) {
    case 'normal':
    case 'gap_open':
      return dateKeyOfDay(
        existingDay('2026-01-05') + random.integer({ from: 0, to: 180 }, 'day', 1, 0),
      );
    case 'closing_auction':
      return dateKeyOfDay(
        existingDay('2026-08-03') + random.integer({ from: 0, to: 80 }, 'day', 1, 1),
      );
    case 'sunday_session':
      return '2026-02-01';
    case 'muhurat':
      return '2025-10-21';
    case 'eve_of_rule_change':
      return '2026-07-31';
    default:
      return template satisfies never;
  }
}

/** The next `count` sessions from `first` on. */
function tradingSpans(calendar: SessionCalendar, first: string, count: number): Span[] {
  const spans: Span[] = [];
  for (let day = existingDay(first); spans.length < count; day += 1) {
    const dateKey = dateKeyOfDay(day);
    const { windows } = calendar.sessionOn(dateKey);
    const open = SEGMENTS.flatMap((segment) => windows[segment]?.openMs ?? []);
    const close = SEGMENTS.flatMap((segment) => windows[segment]?.auctionCloseMs ?? []);
    if (open.length === 0) continue;
    spans.push({
      dateKey,
      fromMs: Math.min(...open) - BEFORE_OPEN_MS,
      toMs: Math.max(...close) + AFTER_CLOSE_MS,
    });
  }
  return spans;
}

/** Around the open, the end, or anywhere. */
function episodeOf(span: Span, random: KeyedRandom, asked?: EpisodePlace): Span {
  const lengthMs = random.integer(EPISODE_MINUTES, 'day', 2, 0) * MINUTE_MS;
  const roomMs = Math.max(0, span.toMs - span.fromMs - lengthMs);
  const drawn = random.unit('day', 2, 1);
  const place = asked === 'open' ? 0 : asked === 'end' ? 0.5 : drawn;
  const share = place < 0.3 ? 0 : place < 0.6 ? 1 : random.unit('day', 2, 2);
  const fromMs = span.fromMs + Math.floor((roomMs * share) / 1_000) * 1_000;
  return { ...span, fromMs, toMs: Math.min(span.toMs, fromMs + lengthMs) };
}
