import { describe, expect, it } from 'vitest';
import type { RecordCodec } from '../../../src/contract/codec.ts';
import { recordViews } from '../../../src/contract/layout.ts';
import { LAYOUT_FINGERPRINTS } from '../../../src/contract/messages.ts';
import {
  commandCodec,
  decisionCodec,
  externalExposureCodec,
  intentCodec,
  type Journaled,
  orderEventCodec,
  reportCodec,
  signalCodec,
} from '../../../src/contract/records/order-path.ts';
import {
  MARKET_STATE,
  POSITION_STATE,
  RISK_STATE,
  SESSION_TIME,
} from '../../../src/contract/records/state.ts';
import { TICK } from '../../../src/contract/records/tick.ts';
import type { ExternalExposure } from '../../../src/domain/order/external-exposure.ts';
import {
  intentIdOf,
  MAX_STRATEGIES,
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from '../../../src/domain/order/types.ts';
import type { Decision } from '../../../src/domain/risk/deny-reason.ts';
import { DECODED, DECODED_CELLS } from '../../../src/domain/tick/decoded-tick.ts';

const LARGEST_INTENT = intentIdOf(MAX_STRATEGIES - 1, 2 ** 32 - 1);

const SIGNAL_VALUE: Signal & Journaled = {
  journalSequence: 2 ** 52 + 5,
  strategyIndex: 4095,
  sequence: 2 ** 32 - 1,
  kind: 'exit',
  origin: 'gtt',
  instrumentIndex: 999,
  side: -1,
  quantity: 2_147_483_647,
  limitPaise: 2_147_483_646,
  parentGroupId: LARGEST_INTENT,
  referencePaise: 2_147_483_647,
  stopOffsetPaise: 150,
  targetOffsetPaise: 300,
  secondTargetOffsetPaise: 600,
  firstTargetShareBps: 9999,
  trailOffsetPaise: 75,
  strength: 0.1,
  timeMs: 1_795_062_600_123,
  originReceiveNs: 123_456_789_012_345.5,
  originTickSequence: 2 ** 52 + 1,
};

const EXTERNAL_VALUE: ExternalExposure & Journaled = {
  journalSequence: 2 ** 52 + 5,
  instrumentIndex: 999,
  buyQuantity: 2 ** 40,
  sellQuantity: 7,
  buyValuePaise: 2 ** 52 + 3,
  sellValuePaise: 2 ** 52 + 4,
  unpricedBuyQuantity: 8,
  unpricedSellQuantity: 9,
  heldQuantity: -(2 ** 40),
  timeMs: 1_795_062_600_123,
};

const INTENT_VALUE: OrderIntent = {
  intentId: LARGEST_INTENT,
  strategyIndex: 4095,
  kind: 'entry',
  origin: 'recovery',
  instrumentIndex: 999,
  side: -1,
  quantity: 2_147_483_647,
  limitPaise: 1,
  parentGroupId: 7,
  stopOffsetPaise: 150,
  targetOffsetPaise: 300,
  secondTargetOffsetPaise: 600,
  firstTargetShareBps: 9999,
  trailOffsetPaise: 75,
  timeMs: 1_795_062_600_123,
  originReceiveNs: 4.25,
};

const COMMAND_VALUE: VenueCommand & Journaled = {
  kind: 'query_positions',
  orderId: orderIdOf(LARGEST_INTENT, 63),
  tagPrefix: 60_466_175,
  queryId: 2 ** 40,
  orderType: 'stop_limit',
  instrumentIndex: 999,
  side: -1,
  quantity: 75,
  limitPaise: 2_500_005,
  triggerPaise: 2_500_010,
  isReducing: true,
  timeMs: 1_795_062_600_123,
  originReceiveNs: 4.25,
  journalSequence: 2 ** 52 + 1,
};

const REPORT_VALUE: VenueReport = {
  kind: 'cancel_rejected',
  orderId: orderIdOf(LARGEST_INTENT, 15),
  tagPrefix: 60_466_175,
  queryId: 2 ** 40,
  venueOrderId: 201_020_000_000_080,
  bookStatus: 'trigger_pending',
  instrumentIndex: 999,
  side: -1,
  quantity: -100,
  limitPaise: 2_500_000,
  triggerPaise: 2_500_010,
  cumulativeQuantity: 75,
  cumulativeValuePaise: 187_500_375,
  fillQuantity: 25,
  fillPaise: 2_500_005,
  reason: 'quantity_below_filled',
  timeMs: 1_795_062_600_123,
};

const EVENT_VALUE: OrderEvent & Journaled = {
  sequence: 2 ** 52 + 1,
  orderId: orderIdOf(LARGEST_INTENT, 15),
  groupId: LARGEST_INTENT,
  strategyIndex: 4095,
  role: 'exit',
  status: 'rejected',
  instrumentIndex: 999,
  side: -1,
  quantity: 75,
  filledQuantity: 50,
  limitPaise: 5,
  triggerPaise: 6,
  fillQuantity: 7,
  fillPaise: 8,
  fillValuePaise: 2 ** 52 + 3,
  reason: 'kill_latch',
  timeMs: 1_795_062_600_123,
  journalSequence: 2 ** 52 + 1,
};

const DECISION_VALUE: Decision & Journaled = {
  strategyIndex: 4095,
  signalSequence: 2 ** 32 - 1,
  kind: 'oco',
  origin: 'operator',
  instrumentIndex: 999,
  side: -1,
  reason: 'out_of_session',
  quantity: 75,
  limitPaise: 5,
  strength: 0.3,
  measured: -0.5,
  limit: 1e12,
  timeMs: 1_795_062_600_123,
  journalSequence: 2 ** 52 + 1,
};

function roundTrip<Value>(codec: RecordCodec<Value>, value: Value): Value {
  const views = recordViews(new SharedArrayBuffer(3 * codec.layout.byteLength));
  views.u32.fill(0xffffffff);
  codec.write(views, codec.layout.words, value);
  return codec.read(views, codec.layout.words);
}

describe('order-path records', () => {
  it('carry every property of a signal', () => {
    expect(roundTrip(signalCodec, SIGNAL_VALUE)).toEqual(SIGNAL_VALUE);
  });

  it('carry every property of an intent, the largest id included', () => {
    expect(Number.isSafeInteger(LARGEST_INTENT)).toBe(true);
    expect(roundTrip(intentCodec, INTENT_VALUE)).toEqual(INTENT_VALUE);
  });

  it('carry every property of a command, the largest order id included', () => {
    expect(Number.isSafeInteger(COMMAND_VALUE.orderId)).toBe(true);
    expect(roundTrip(commandCodec, COMMAND_VALUE)).toEqual(COMMAND_VALUE);
  });

  it('carry every property of a venue report', () => {
    expect(roundTrip(reportCodec, REPORT_VALUE)).toEqual(REPORT_VALUE);
    expect(roundTrip(reportCodec, { ...REPORT_VALUE, reason: '' }).reason).toBe('');
  });

  it('carry every property of an order event', () => {
    expect(roundTrip(orderEventCodec, EVENT_VALUE)).toEqual(EVENT_VALUE);
  });

  it('carry every property of a decision', () => {
    expect(roundTrip(decisionCodec, DECISION_VALUE)).toEqual(DECISION_VALUE);
    expect(roundTrip(externalExposureCodec, EXTERNAL_VALUE)).toEqual(EXTERNAL_VALUE);
    expect(roundTrip(decisionCodec, { ...DECISION_VALUE, reason: '' }).reason).toBe('');
  });
});

describe('the tick record', () => {
  it('is one cache line with its fields where the drawing says', () => {
    expect(TICK.byteLength).toBe(64);
    const bytes = Object.fromEntries(
      Object.entries(TICK.fields).map(([field, kind]) => [
        field,
        TICK.at[field as keyof typeof TICK.at] * (kind === 'f64' ? 8 : 4),
      ]),
    );
    expect(bytes).toEqual({
      exchangeTimeMs: 0,
      receiveTimeNs: 8,
      volume: 16,
      lastPaise: 24,
      bidPaise: 28,
      askPaise: 32,
      highPaise: 36,
      lowPaise: 40,
      bidQuantity: 44,
      askQuantity: 48,
      lastQuantity: 52,
      instrumentIndex: 56,
      flags: 60,
    });
  });
});

describe('state records', () => {
  it('hold the ten depth levels in the order of a decoded packet', () => {
    const fields = Object.keys(MARKET_STATE.fields);
    const from = fields.indexOf('bidPaise0');
    const sides = ['bid', 'ask'].flatMap((side) =>
      [0, 1, 2, 3, 4].flatMap((level) =>
        ['Paise', 'Quantity', 'Orders'].map((part) => `${side}${part}${level}`),
      ),
    );
    expect(fields.slice(from, from + 30)).toEqual(sides);
    expect(DECODED.asks - DECODED.bids).toBe(15);
    expect(DECODED_CELLS - DECODED.bids).toBe(30);
  });

  it('have the sizes the memory plan counts on', () => {
    const records = [MARKET_STATE, POSITION_STATE, RISK_STATE, SESSION_TIME];
    expect(records.map(({ byteLength }) => byteLength)).toEqual([384, 64, 128, 64]);
  });
});

describe('layout fingerprints', () => {
  it('name every record once', () => {
    const names = LAYOUT_FINGERPRINTS.map((fingerprint) => fingerprint.split('@')[0]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([
      'tick',
      'signal',
      'intent',
      'command',
      'report',
      'order-event',
      'external-exposure',
      'decision',
      'market-state',
      'position-state',
      'risk-state',
      'session-time',
    ]);
  });
});
