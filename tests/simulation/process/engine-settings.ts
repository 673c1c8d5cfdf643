/** The settings every simulated engine runs with: those of `config`, wide where a limit would keep the world from getting interesting. */
import type { FlatSettings } from '../../../src/domain/instrument/flat-schedule.ts';
import {
  DEFAULT_GTT_SETTINGS,
  type GttSettings,
} from '../../../src/domain/order/gtt/gtt-settings.ts';
import type { OrderSettings } from '../../../src/domain/order/order-settings.ts';
import {
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../../src/domain/order/watch/watch-settings.ts';
import type { RiskLimits } from '../../../src/domain/risk/risk-limits.ts';
import type { KeyedRandom } from '../world/keyed-random.ts';

export interface EngineSettings {
  readonly orders: OrderSettings;
  readonly watch: WatchSettings;
  readonly gtt: GttSettings;
  readonly limits: RiskLimits;
  readonly flat: FlatSettings;
  readonly capitalPaise: number;
  /** What the broker takes in a second. */
  readonly brokerMessagesPerSecond: number;
}

const MINUTE_MS = 60_000;

/** Of the operator’s door. */
export const REQUEST_SETTINGS = {
  duplicates: { windowMs: 5_000, capacity: 64 },
  keysPerDay: 10_000,
} as const;

const ENGINE_SETTINGS: EngineSettings = {
  capitalPaise: 1_000_000_000,
  brokerMessagesPerSecond: 10,
  orders: {
    entryTimeoutMs: 30_000,
    marketableOffsetBps: 10,
    chaseIntervalMs: 1_000,
    maxChases: 20,
    restingLeg: 'target',
    stopLimitOffsetBps: 100,
    trailStepIncrements: 2,
    coverTimeoutMs: 1_000,
    responseTimeoutMs: 6_000,
    maxSlices: 5,
    staleTickMs: 5_000,
    flattenTimeoutMs: 60_000,
    // Longer than any run: what is forgotten cannot be compared with the venue at rest.
    forgetAfterMs: 30 * 24 * 60 * MINUTE_MS,
  },
  watch: { ...DEFAULT_WATCH_SETTINGS, unattributed: 'close' },
  gtt: DEFAULT_GTT_SETTINGS,
  limits: {
    sizing: 'fixed_fractional',
    riskPerTradeBps: 10,
    sizingAtrMultiple: 2,
    sizingVolatilityBps: 10,
    sizingBarSeconds: 60,
    maxOrderQuantity: 50_000,
    maxOrderValuePaise: 500_000_000,
    maxOpenValuePaise: 2_000_000_000,
    maxSlices: 5,
    maxPositionQuantity: 100_000,
    maxPositionValuePaise: 1_500_000_000,
    maxOpenPositions: 5,
    maxGrossExposurePaise: 5_000_000_000,
    collarBps: 200,
    staleReferenceMs: 5_000,
    maxMessagesPerSecond: 8,
    maxMessagesPerMinute: 400,
    maxMessagesPerHour: 20_000,
    exitReserveBps: 2_500,
    maxStrategyOrdersPerSecond: 4,
    maxStrategyOrdersPerMinute: 60,
    maxStrategyOrdersPerHour: 1_000,
    maxRoundTrips: 60,
    roundTripWindowMs: 10 * MINUTE_MS,
    duplicateWindowMs: 2_000,
    product: 'intraday',
    marginIntradayBps: 2_000,
    marginDeliveryBps: 10_000,
    marginFutureBps: 1_500,
    marginOptionSellBps: 1_500,
    maxMarginUseBps: 10_000,
    maxHeatBps: 1_000,
    maxDailyLossBps: 500,
    maxDailyDrawdownBps: 600,
    maxTotalDrawdownBps: 1_500,
    flattenOnLoss: true,
    maxInstrumentShareBps: 6_000,
    maxSectorShareBps: 10_000,
    maxStrategyShareBps: 8_000,
    maxVolumeShareBps: 10_000,
    unknownProfile: 'allow',
    restricted: [],
  },
  flat: {
    closeMarginMs: 5 * MINUTE_MS,
    squareOffMarginMs: 5 * MINUTE_MS,
    unstatedSquareOffMs: 15 * MINUTE_MS,
    expiryLeadMs: 0,
    entryCutoffMs: 2 * MINUTE_MS,
  },
};

/** On some seeds a small loss already ends the day, on some few messages fill a minute; on some the stop rests at the venue, not the target. */
export function settingsOf(random: KeyedRandom): EngineSettings {
  const isTight = random.unit('profile', 9_000, 0) < TIGHT_SHARE;
  const isStopResting = random.unit('profile', 9_000, 1) < RESTING_STOP_SHARE;
  const isPaced = random.unit('profile', 9_000, 2) < PACED_SHARE;
  const { limits, orders } = ENGINE_SETTINGS;
  return {
    ...ENGINE_SETTINGS,
    orders: { ...orders, restingLeg: isStopResting ? 'stop' : 'target' },
    limits: { ...limits, ...(isTight ? TIGHT_LOSS : {}), ...(isPaced ? PACED : {}) },
  };
}

const TIGHT_SHARE = 0.25;
const TIGHT_LOSS = { maxDailyLossBps: 10, maxDailyDrawdownBps: 15, maxTotalDrawdownBps: 400 };
const RESTING_STOP_SHARE = 0.35;
const PACED_SHARE = 0.3;
/** Bursts fill a minute; what is open can still be closed within the time the checks allow. */
const PACED = { maxMessagesPerMinute: 20, maxMessagesPerHour: 400 };
