/**
 * Schema of the exchange calendars in `config/calendars`, one file per year, read by the composition root. Times are written
 * `HH:MM` IST and dates `YYYY-MM-DD`; the parsed value is the domain's `CalendarYear`.
 */
import { z } from 'zod';
import type { CalendarData, CalendarYear } from '../domain/instrument/calendar-data.ts';
import { SESSION_SEGMENTS } from '../domain/instrument/instrument.ts';
import { dayOfDateKey } from '../domain/instrument/ist-date.ts';

const minuteOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day written HH:MM')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const dateSchema = z
  .string()
  .refine((text) => dayOfDateKey(text) >= 0, 'is not an existing date written YYYY-MM-DD');

const tradingHoursSchema = z
  .strictObject({
    open: minuteOfDaySchema,
    close: minuteOfDaySchema,
    auctionClose: minuteOfDaySchema.optional(),
    squareOff: minuteOfDaySchema.optional(),
  })
  .transform(({ open, close, auctionClose, squareOff }) => ({
    openMinute: open,
    closeMinute: close,
    auctionCloseMinute: auctionClose ?? close,
    squareOffMinute: squareOff ?? null,
  }))
  .refine(
    ({ openMinute, closeMinute, auctionCloseMinute }) =>
      openMinute < closeMinute && closeMinute <= auctionCloseMinute,
    'must open before it closes, and its auction must not end before that',
  )
  .refine(
    ({ openMinute, squareOffMinute }) => squareOffMinute === null || openMinute < squareOffMinute,
    'must open before the broker squares off',
  );

const segmentHoursSchema = z.strictObject({
  index: tradingHoursSchema,
  cash: tradingHoursSchema,
  cash_cas: tradingHoursSchema,
  derivatives: tradingHoursSchema,
});

const calendarYearShape = z.strictObject({
  year: z.int().min(1970).max(9999),
  regimes: z.array(z.strictObject({ from: dateSchema, hours: segmentHoursSchema })).min(1),
  holidays: z.array(z.strictObject({ date: dateSchema, name: z.string().min(1) })),
  specialSessions: z.array(
    z.strictObject({
      date: dateSchema,
      name: z.string().min(1),
      hours: z.union([z.literal('regular'), z.literal('unknown'), segmentHoursSchema]),
    }),
  ),
});

/** One calendar file. */
export const calendarYearSchema = calendarYearShape.superRefine((value, context) => {
  for (const message of calendarProblems(value)) context.addIssue({ code: 'custom', message });
}) satisfies z.ZodType<CalendarYear>;

/** Several years together, none twice. */
export const calendarSchema = z
  .strictObject({ years: z.array(calendarYearSchema) })
  .refine(
    ({ years }) => new Set(years.map((entry) => entry.year)).size === years.length,
    'has two entries for one year',
  ) satisfies z.ZodType<CalendarData>;

function calendarProblems(value: CalendarYear): string[] {
  const problems: string[] = [];
  const starts = value.regimes.map((regime) => regime.from);
  if (starts[0] !== `${value.year}-01-01`) {
    problems.push(`the first regime must begin on ${value.year}-01-01`);
  }
  for (const { from, hours } of value.regimes) {
    for (const segment of SESSION_SEGMENTS) {
      if (segment === 'index' || hours[segment].squareOffMinute !== null) continue;
      problems.push(`the regime of ${from} must say when the broker squares off ${segment}`);
    }
  }
  if (starts.some((from, at) => at > 0 && from <= (starts[at - 1] ?? ''))) {
    problems.push('regimes must be in order of date, none twice');
  }
  const dates = [...value.holidays, ...value.specialSessions].map((entry) => entry.date);
  for (const date of [...starts, ...dates]) {
    if (!date.startsWith(`${value.year}-`)) problems.push(`${date} is not in ${value.year}`);
  }
  for (const date of new Set(dates.filter((entry, at) => dates.indexOf(entry) !== at))) {
    problems.push(`${date} is listed twice; a holiday with a session is a special session only`);
  }
  return problems;
}
