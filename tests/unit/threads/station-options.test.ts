import { describe, expect, it } from 'vitest';
import { instrumentName } from '../../../src/domain/instrument/instrument.ts';
import { accountRate } from '../../../src/domain/risk/risk-limits.ts';
import { orderStationOptions, riskStationOptions } from '../../../src/threads/station-options.ts';
import { threadInit } from '../../support/thread-rig.ts';

/** 2026-11-19, a Thursday, 10:00 IST. */
const TRADING_MS = Date.UTC(2026, 10, 19, 4, 30);
/** The Saturday after it. */
const HOLIDAY_MS = TRADING_MS + 2 * 86_400_000;

describe('what the stations are made of', () => {
  const init = threadInit();

  it('is what the settings say', () => {
    const { settings, instruments } = init;
    expect(orderStationOptions(init)).toMatchObject({
      instruments,
      orders: settings.orders,
      watch: settings.watch,
      gtt: settings.gtt,
      messageRate: accountRate(settings.risk),
      tagPrefix: 77,
    });
    expect(riskStationOptions(init)).toMatchObject({
      limits: settings.risk,
      capitalPaise: settings.risk.capitalPaise,
      marketableOffsetBps: settings.orders.marketableOffsetBps,
      configSha: 'c0ffee',
      arbitration: settings.arbitration,
    });
  });

  it('GT-02 lets every origin through the one gate', () => {
    expect(riskStationOptions(init).arbitration?.allowedOrigins).toEqual([
      'strategy',
      'operator',
      'gtt',
      'recovery',
    ]);
  });

  it('has the hours of the calendar on both sides', () => {
    for (const { hours } of [orderStationOptions(init), riskStationOptions(init)]) {
      expect(hours.isOpen('cash', TRADING_MS)).toBe(true);
      expect(hours.isOpen('cash', HOLIDAY_MS)).toBe(false);
    }
  });

  it('must be flat before the broker squares off, and charges what a fill costs', () => {
    const { flatSchedule } = orderStationOptions(init);
    const equity = init.instruments.find((one) => instrumentName(one) === 'NSE:SBIN-EQ');
    if (equity === undefined) throw new Error('SBIN is listed');
    const { segment, expiry } = equity;
    const flatByMs = flatSchedule?.flatByMs(segment, TRADING_MS, expiry) ?? 0;
    expect(new Date(flatByMs).toISOString()).toMatch(/^2026-11-19T09:[0-5]/);
    const { tariff } = riskStationOptions(init);
    expect(tariff?.ratesOn('2026-11-19', tariff.placeOf(equity)).refusal).toBe('');
  });
});
