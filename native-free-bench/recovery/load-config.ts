/** A configuration that trades as much as it can: every stock, bars of a second, limits far away. For crash rounds and their tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../src/app/settings-loader.ts';
import type { Settings } from '../../src/contract/settings.ts';

const CAPITAL_PAISE = 1_000_000_000_000;
const SIGNAL_AGE_MAX_MS = 60_000;

/** Limits that deny next to nothing; what one order may cost stays small. */
export const WIDE_LIMITS = {
  capitalPaise: CAPITAL_PAISE,
  riskPerTradeBps: 1,
  maxOrderQuantity: 100,
  maxOrderValuePaise: CAPITAL_PAISE,
  maxOpenValuePaise: CAPITAL_PAISE,
  maxPositionQuantity: 1_000_000,
  maxPositionValuePaise: CAPITAL_PAISE,
  maxOpenPositions: 1000,
  maxGrossExposurePaise: CAPITAL_PAISE,
  maxMessagesPerSecond: 10_000,
  maxMessagesPerMinute: 600_000,
  maxMessagesPerHour: 10_000_000,
  maxStrategyOrdersPerSecond: 10_000,
  maxStrategyOrdersPerMinute: 600_000,
  maxStrategyOrdersPerHour: 10_000_000,
  maxRoundTrips: 100_000,
  duplicateWindowMs: 0,
  maxHeatBps: 10_000,
  maxDailyLossBps: 10_000,
  maxDailyDrawdownBps: 10_000,
  maxTotalDrawdownBps: 10_000,
  maxInstrumentShareBps: 10_000,
  maxSectorShareBps: 10_000,
  maxStrategyShareBps: 10_000,
  maxVolumeShareBps: 10_000,
  maxMarginUseBps: 10_000,
} as const satisfies Partial<Settings['risk']>;

export interface LoadOptions {
  /** Positions it may hold at once. */
  readonly maxOpenPositions: number;
  /** Exchange seconds of a bar: how often a strategy may change its mind. */
  readonly barSeconds: number;
  /** Distance of stops and targets: far ones are held for long. */
  readonly atrMultiple: number;
}

export const BUSY: LoadOptions = { maxOpenPositions: 1000, barSeconds: 1, atrMultiple: 2 };
/** Positions that stay. */
export const HOLDING: LoadOptions = { maxOpenPositions: 16, barSeconds: 1, atrMultiple: 20 };
/** What is open stays, nothing new is opened. */
export const IDLE: LoadOptions = { ...HOLDING, barSeconds: 3600 };

/** Writes the whole configuration as one file into `folder`, for `--config`. */
export function writeLoadConfig(folder: string, options: LoadOptions): void {
  const { settings } = loadSettings({ environment: {} });
  const { barSeconds, atrMultiple, maxOpenPositions } = options;
  const isHolding = atrMultiple > BUSY.atrMultiple;
  const loaded: Settings = {
    ...settings,
    log: { ...settings.log, isFileEnabled: false },
    risk: { ...settings.risk, ...WIDE_LIMITS, maxOpenPositions },
    // A simulated venue answers any number of queries.
    watch: { ...settings.watch, orderQueriesPerSecond: 1000, singleQueriesMax: 1000 },
    arbitration: { ...settings.arbitration, maxAgeMs: SIGNAL_AGE_MAX_MS },
    strategies: [
      {
        id: 'load',
        kind: 'ema-crossover',
        instruments: 'equities',
        params: {
          fastPeriod: isHolding ? 8 : 1,
          slowPeriod: isHolding ? 16 : 2,
          barSeconds,
          stopAtrMultiple: atrMultiple,
          targetAtrMultiple: atrMultiple,
          allowShort: true,
        },
      },
    ],
  };
  mkdirSync(folder, { recursive: true });
  // JSON is YAML.
  writeFileSync(join(folder, 'load.yaml'), JSON.stringify(loaded, undefined, 1));
}
