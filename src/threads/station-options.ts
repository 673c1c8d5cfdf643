/** What the stations of the risk and oco threads are made of; a replay makes the same ones from a recorded session. */
import type { ThreadInit } from '../contract/messages.ts';
import { FlatSchedule } from '../domain/instrument/flat-schedule.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import { ChargeTariff } from '../domain/position/charge-tariff.ts';
import { accountRate } from '../domain/risk/risk-limits.ts';
import type { OrderStationOptions } from '../domain/station/order-station.ts';
import type { RiskStationOptions } from '../domain/station/risk-station.ts';

/** The part of a thread's start that decides what the cores do. */
export type StationInit = Pick<
  ThreadInit,
  | 'settings'
  | 'instruments'
  | 'strategies'
  | 'calendar'
  | 'charges'
  | 'profiles'
  | 'configSha'
  | 'tagPrefix'
>;

const ALL_ORIGINS = ['strategy', 'operator', 'gtt', 'recovery'] as const;

export function orderStationOptions(init: StationInit): Omit<OrderStationOptions, 'effects'> {
  const { settings, instruments, tagPrefix } = init;
  const calendar = new SessionCalendar(init.calendar);
  return {
    instruments,
    orders: { ...settings.orders, maxSlices: settings.risk.maxSlices },
    watch: settings.watch,
    gtt: settings.gtt,
    messageRate: accountRate(settings.risk),
    hours: new CalendarHours(calendar),
    flatSchedule: new FlatSchedule(calendar, settings.session),
    tagPrefix,
  };
}

export function riskStationOptions(init: StationInit): Omit<RiskStationOptions, 'effects'> {
  const { settings, instruments, strategies, charges, profiles, configSha } = init;
  const calendar = new SessionCalendar(init.calendar);
  return {
    limits: settings.risk,
    capitalPaise: settings.risk.capitalPaise,
    marketableOffsetBps: settings.orders.marketableOffsetBps,
    instruments,
    strategies,
    hours: new CalendarHours(calendar),
    tariff: new ChargeTariff(charges),
    flatSchedule: new FlatSchedule(calendar, settings.session),
    profiles,
    arbitration: { ...settings.arbitration, allowedOrigins: ALL_ORIGINS },
    configSha,
  };
}
