import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { calendarSchema } from '../../../../src/contract/calendar.ts';
import { FlatSchedule } from '../../../../src/domain/instrument/flat-schedule.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { GROUP, intentOf, OrderRig } from '../../../support/order-rig.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

const MINUTE = 60_000;
const FILE = new URL('../../../../config/calendars/nse-2026.yaml', import.meta.url);
const FLAT = new FlatSchedule(
  new SessionCalendar(calendarSchema.parse({ years: [parse(readFileSync(FILE, 'utf8'))] })),
  {
    closeMarginMs: 5 * MINUTE,
    squareOffMarginMs: 3 * MINUTE,
    unstatedSquareOffMs: 15 * MINUTE,
    expiryLeadMs: 30 * MINUTE,
    entryCutoffMs: 10 * MINUTE,
  },
);
/** 2026-11-19, a trading day. */
const DAY_START_MS = Date.UTC(2026, 10, 18, 18, 30);
const CASH_FLAT_MS = FLAT.flatByMs('cash', DAY_START_MS);

/** A stock and two futures, the second expires that day; each with an open position. */
function openRig(): OrderRig {
  const instruments = [stock(0), future(1), future(2, { expiry: '2026-11-19' })];
  const settings = { responseTimeoutMs: 1_000_000_000 };
  const rig = new OrderRig(instruments, settings, { flatSchedule: FLAT });
  rig.openFilled();
  rig.openFilled({ intentId: GROUP + 1, instrumentIndex: 1, quantity: 75 });
  rig.openFilled({ intentId: GROUP + 2, instrumentIndex: 2, quantity: 75 });
  return rig;
}

function cancelledOn(rig: OrderRig): number[] {
  const cancels = rig.taken().filter(({ kind }) => kind === 'cancel');
  return cancels.map(({ instrumentIndex }) => instrumentIndex);
}

function timerAt(rig: OrderRig, timeMs: number): void {
  rig.timer(timeMs - rig.timeMs);
}

describe('the end of the day', () => {
  it('SE-04 flattens each segment once at its time, contracts that expire earlier', () => {
    const rig = openRig();
    const derivativesMs = FLAT.flatByMs('derivatives', DAY_START_MS);
    const expiringMs = FLAT.flatByMs('derivatives', DAY_START_MS, '2026-11-19');
    const flattened: [number, number[]][] = [];
    for (const timeMs of [expiringMs - 1, expiringMs, CASH_FLAT_MS, derivativesMs].sort()) {
      timerAt(rig, timeMs);
      flattened.push([timeMs, cancelledOn(rig)]);
    }
    expect(flattened).toEqual([
      [expiringMs - 1, []],
      [expiringMs, [2]],
      [CASH_FLAT_MS, [0]],
      [derivativesMs, [1]],
    ]);
  });

  it('is noticed on a tick as well', () => {
    const rig = openRig();
    rig.tick({ instrumentIndex: 1 }, CASH_FLAT_MS - rig.timeMs);
    expect(cancelledOn(rig)).toContain(0);
  });

  it('SE-04 flattens at once when the engine starts after the time, and not again after another start', () => {
    const rig = openRig();
    rig.timeMs = CASH_FLAT_MS + 30_000;
    rig.restart();
    rig.timer(0);
    expect(cancelledOn(rig)).toContain(0);
    const flattens = () =>
      rig.image.log.filter(({ kind, row }) => kind.kind === 'eod' && 'days' in row).length;
    const before = flattens();
    rig.restart();
    rig.timer(10);
    expect(flattens()).toBe(before);
  });

  it('SE-03 denies entries before that time, until the next day', () => {
    const rig = openRig();
    const lastEntryMs = FLAT.lastEntryMs('cash', DAY_START_MS);
    const enter = (intentId: number, timeMs: number): string => {
      rig.core.onIntent(intentOf({ intentId, timeMs }));
      return rig.events.at(-1)?.reason ?? '';
    };
    expect(enter(GROUP + 10, lastEntryMs - 1)).toBe('');
    expect(enter(GROUP + 11, lastEntryMs)).toBe('session_over');
    expect(enter(GROUP + 12, CASH_FLAT_MS + 60_000)).toBe('session_over');
  });
});
