/** A `FanoutSource` and sample views for tests of the outside face. */
import type {
  DecisionView,
  HealthView,
  OrderEventView,
  PositionView,
  RiskView,
  TickView,
} from '../../src/contract/wire/client-stream.ts';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import type { FanoutSource } from '../../src/web/port.ts';

function instrumentAt(index: number, symbol = `STOCK${index}-EQ`): Instrument {
  return {
    index,
    exchange: 'NSE',
    symbol,
    token: String(1000 + index),
    name: symbol,
    kind: 'equity',
    segment: 'cash',
    lotSize: 1,
    priceIncrementPaise: 5,
    freezeQuantity: 0,
    lowerCircuitPaise: 0,
    upperCircuitPaise: 0,
    expiry: '',
    strikePaise: 0,
    optionType: '',
  };
}

export const HEALTH: HealthView = {
  status: 'ok',
  mode: 'PAPER',
  version: '0.0.0',
  configSha: 'c0ffee',
  webSocketEngine: 'ws',
  uptimeSeconds: 1,
  sessionTime: '',
  components: { ingest: { status: 'ok', detail: '' } },
  feed: {
    url: 'ws://127.0.0.1:1/smart-stream',
    isSocketAlive: true,
    provenSubscriptions: 5,
    desiredSubscriptions: 5,
    isDataFresh: true,
    lastTickAgeMs: 3,
    reconnects: 0,
  },
  isKilled: false,
  unprotectedPositions: 0,
  unprotectedGroups: 0,
  isReconciled: true,
  journal: { state: 'healthy', durableRows: 41 },
  quarantined: [],
};

export const RISK: RiskView = {
  tradingState: 'active',
  tradingCause: '',
  isKilled: false,
  realisedPnlPaise: 12_345,
  unrealisedPnlPaise: -500,
  chargesPaise: 1845,
  netPnlPaise: 10_000,
  dayPnlPaise: 9000,
  drawdownBps: 12,
  grossExposurePaise: 1_000_000,
  netExposurePaise: 1_000_000,
  capitalPaise: 100_000_000,
  openPositions: 1,
  signals: 3,
  approved: 2,
  denied: 1,
  timeMs: 1_795_000_000_000,
};

export const POSITION: PositionView = {
  instrument: 'NSE:STOCK0-EQ',
  netQuantity: 10,
  averagePaise: 50_000,
  lastPaise: 50_100,
  realisedPnlPaise: 0,
  unrealisedPnlPaise: 1000,
  chargesPaise: 250,
  netPnlPaise: 750,
  protectedQuantity: 10,
  isProtected: true,
  timeMs: 1_795_000_000_000,
};

export const DECISION: DecisionView = {
  strategy: 'ema-cross',
  signalSequence: 1,
  kind: 'entry',
  origin: 'strategy',
  instrument: 'NSE:STOCK0-EQ',
  side: 'BUY',
  strength: 0.5,
  isApproved: true,
  reason: '',
  quantity: 10,
  limitPaise: 50_000,
  measured: 0,
  limit: 0,
  timeMs: 1_795_000_000_000,
};

export function orderEvent(sequence: number, fields: Partial<OrderEventView> = {}): OrderEventView {
  return {
    sequence,
    orderId: String(sequence),
    groupId: '1',
    strategy: 'ema-cross',
    instrument: 'NSE:STOCK0-EQ',
    role: 'entry',
    status: 'filled',
    side: 'BUY',
    quantity: 10,
    filledQuantity: 10,
    limitPaise: 50_000,
    triggerPaise: 0,
    fillQuantity: 10,
    fillPaise: 50_000,
    fillValuePaise: 500_000,
    reason: '',
    timeMs: 1_795_000_000_000 + sequence,
    ...fields,
  };
}

export class FakeFanoutSource implements FanoutSource {
  readonly instruments: readonly Instrument[];
  readonly ticks = new Map<number, TickView>();
  healthView: HealthView = HEALTH;
  riskView: RiskView = RISK;
  positionViews: PositionView[] = [POSITION];
  decisionViews: DecisionView[] = [DECISION];

  constructor(instruments: number) {
    this.instruments = Array.from({ length: instruments }, (_, index) => instrumentAt(index));
  }

  tickSnapshot(instrumentIndex: number): TickView | undefined {
    return this.ticks.get(instrumentIndex);
  }

  positions(): readonly PositionView[] {
    return this.positionViews;
  }

  risk(): RiskView {
    return this.riskView;
  }

  health(): HealthView {
    return this.healthView;
  }

  recentDecisions(): readonly DecisionView[] {
    return this.decisionViews;
  }
}
