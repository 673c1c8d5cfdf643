/** The options of the two stations of one start, as the threads of the live engine make them from the settings. */
import { FlatSchedule } from '../../../src/domain/instrument/flat-schedule.ts';
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import type { CalendarHours } from '../../../src/domain/instrument/market-hours.ts';
import { accountRate } from '../../../src/domain/risk/risk-limits.ts';
import type { OrderStationOptions } from '../../../src/domain/station/order-station.ts';
import type { RiskStationOptions } from '../../../src/domain/station/risk-station.ts';
import { SCRIPT_STRATEGIES } from '../workload/signal-script.ts';
import type { RealMarket } from '../world/real-market.ts';
import type { EngineSettings } from './engine-settings.ts';

export interface StationSettings {
  readonly orders: Omit<OrderStationOptions, 'effects' | 'tagPrefix'>;
  readonly risk: Omit<RiskStationOptions, 'effects'>;
}

export function stationSettings(
  settings: EngineSettings,
  market: RealMarket,
  world: { readonly instruments: readonly Instrument[]; readonly hours: CalendarHours },
): StationSettings {
  const { instruments, hours } = world;
  const flatSchedule = new FlatSchedule(market.calendar, settings.flat);
  return {
    orders: {
      ...{ instruments, hours, flatSchedule },
      orders: settings.orders,
      watch: settings.watch,
      gtt: settings.gtt,
      messageRate: accountRate(settings.limits),
    },
    risk: {
      ...{ instruments, hours, flatSchedule },
      limits: settings.limits,
      capitalPaise: settings.capitalPaise,
      marketableOffsetBps: settings.orders.marketableOffsetBps,
      strategies: Array.from({ length: SCRIPT_STRATEGIES }, (_, index) => ({ index })),
      tariff: market.tariff,
      arbitration: {
        windowMs: 100,
        maxAgeMs: 5_000,
        allowedOrigins: ['strategy', 'operator', 'gtt', 'recovery'],
      },
      configSha: 'simulated',
    },
  };
}
