/**
 * Runs the order path on made-up ticks before a thread goes to work, so that the first real order does not meet code that has never
 * been compiled. Touches nothing shared.
 */
import type { RecordCodec } from '../contract/codec.ts';
import { recordViews } from '../contract/layout.ts';
import { ORDER_POLL_BATCH, ORDER_QUEUE_CAPACITY } from '../contract/limits.ts';
import type { ThreadInit } from '../contract/messages.ts';
import {
  commandCodec,
  decisionCodec,
  intentCodec,
  orderEventCodec,
  reportCodec,
  signalCodec,
} from '../contract/records/order-path.ts';
import { TICK } from '../contract/records/tick.ts';
import type { Instrument } from '../domain/instrument/instrument.ts';
import { CalendarHours } from '../domain/instrument/market-hours.ts';
import { SessionCalendar } from '../domain/instrument/session-calendar.ts';
import type { RecordRow } from '../domain/journal-row.ts';
import { createPaperVenue, type PaperVenue } from '../domain/matching/paper-venue.ts';
import { BPS_PER_UNIT } from '../domain/money.ts';
import type { OrderEvent } from '../domain/order/types.ts';
import { OrderStation } from '../domain/station/order-station.ts';
import { RiskStation } from '../domain/station/risk-station.ts';
import type { StrategySpec } from '../domain/strategy/strategy.ts';
import { createStrategyCore, type StrategyCore } from '../domain/strategy/strategy-core.ts';
import { encodeRow } from '../journal/row-codec.ts';
import { SpscQueue, SpscReader, SpscWriter } from '../ring/spsc-queue.ts';
import { TickView } from '../ring/tick-view.ts';
import { drainQueue } from './queue-ends.ts';
import { orderStationOptions, riskStationOptions } from './station-options.ts';

/** Enough that every function of the path is called some thousand times; about half a second. */
const TICKS = 12_000;
const INSTRUMENTS = 3;
const TICK_STEP_MS = 100;
/** 2026-11-19, 10:00 IST: any trading day of the calendar does. */
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
/** A wave of this many bars and increments: averages of two and three bars cross twice in each. */
const WAVE_STEPS = 60;
const WAVE_INCREMENTS = 60;
const BASE_INCREMENTS = 20_000;

const UNLIMITED = 1_000_000_000;
const PRACTICE_PAPER = { latencyMs: 1 };

/**
 * Practises with objects of the shapes the threads really meet: settings and instruments as they come out of a clone, values as they
 * come out of a queue. Code compiled for other shapes would be thrown away at the first real order.
 */
export function warmUp(init: ThreadInit): void {
  const instruments = practiceInstruments(init.instruments);
  if (instruments.length === 0) return;
  const practice = new Practice(init, instruments);
  const record = recordViews(new ArrayBuffer(TICK.byteLength));
  const tick = new TickView(record);
  for (let step = 0; step < TICKS; step++) {
    const instrument = instruments[step % instruments.length];
    if (instrument === undefined) return;
    writeTick(record, instrument, step);
    tick.moveTo(0, step);
    practice.onTick(tick);
  }
}

/** The cores of the order path with a real queue between each two, and their rows encoded as for the journal. */
class Practice {
  private readonly strategies: StrategyCore;
  private readonly risk: RiskStation;
  private readonly orders: OrderStation;
  private readonly venue: PaperVenue;
  private readonly signals = practiceQueue(signalCodec);
  private readonly decisions = practiceQueue(decisionCodec);
  private readonly intents = practiceQueue(intentCodec);
  private readonly commands = practiceQueue(commandCodec);
  private readonly reports = practiceQueue(reportCodec);
  private readonly events = practiceQueue(orderEventCodec);
  private readonly taken: OrderEvent[] = [];

  constructor(init: ThreadInit, instruments: readonly Instrument[]) {
    const strategies = practiceStrategies(instruments.map(({ index }) => index));
    const settings = practiceSettings(init.settings);
    const station = { ...init, settings, instruments, strategies: [], profiles: [] };
    const record: RecordRow = (kind, row) => void encodeRow(kind, row);
    const journalSequence = 1;
    this.strategies = createStrategyCore({
      strategies,
      instruments,
      effects: {
        signal: (signal) => void this.signals.writer.tryWrite({ ...signal, journalSequence }),
      },
    });
    const risk = riskStationOptions(station);
    const orders = orderStationOptions(station);
    this.risk = new RiskStation({
      ...risk,
      strategies,
      effects: {
        approve: (intent) => this.intents.writer.tryWrite(intent),
        decide: (decision) => void this.decisions.writer.tryWrite({ ...decision, journalSequence }),
        record,
      },
    });
    this.orders = new OrderStation({
      ...orders,
      effects: {
        command: (command) => void this.commands.writer.tryWrite({ ...command, journalSequence }),
        event: (event) => void this.events.writer.tryWrite({ ...event, journalSequence }),
        request: () => undefined,
        external: () => undefined,
        record,
      },
    });
    this.venue = createPaperVenue({
      instruments,
      settings: PRACTICE_PAPER,
      hours: new CalendarHours(new SessionCalendar(init.calendar)),
      effects: { report: (report) => void this.reports.writer.tryWrite(report) },
    });
  }

  onTick(tick: TickView): void {
    this.venue.onTick(tick);
    this.orders.onTick(tick);
    this.risk.onTick(tick);
    this.strategies.onTick(tick);
    while (this.carry(tick) > 0);
  }

  private carry({ exchangeTimeMs, receiveTimeNs }: TickView): number {
    const all = ORDER_POLL_BATCH;
    const { taken } = this;
    taken.length = 0;
    drainQueue(this.events.reader, all, (event) => taken.push(event));
    this.risk.onOrderEvents(taken);
    const carried =
      taken.length +
      drainQueue(this.reports.reader, all, (report) => this.orders.onReport(report)) +
      drainQueue(this.signals.reader, all, (signal) => this.risk.onSignal(signal, receiveTimeNs));
    this.risk.onRoundEnd();
    return (
      carried +
      drainQueue(this.intents.reader, all, (intent) => this.orders.onIntent(intent)) +
      drainQueue(this.commands.reader, all, (command) =>
        this.venue.onCommand(command, exchangeTimeMs),
      ) +
      drainQueue(this.decisions.reader, all, () => undefined)
    );
  }
}

/** The session's own instruments, renumbered, without limits that would stop practice. */
function practiceInstruments(all: readonly Instrument[]): Instrument[] {
  return all
    .filter(({ kind }) => kind === 'equity')
    .slice(0, INSTRUMENTS)
    .map((instrument, index) =>
      Object.assign(structuredClone(instrument), {
        index,
        freezeQuantity: 0,
        lowerCircuitPaise: 0,
        upperCircuitPaise: 0,
      }),
    );
}

/** One strategy per instrument: two that agree would be merged. */
function practiceStrategies(instruments: readonly number[]): StrategySpec[] {
  return [
    {
      id: 'practice-ema',
      index: 0,
      kind: 'ema-crossover',
      params: { fastPeriod: 2, slowPeriod: 3, barSeconds: 1, allowShort: true },
      instruments: instruments.slice(0, 2),
    },
    {
      id: 'practice-donchian',
      index: 1,
      kind: 'donchian-breakout',
      params: { entryPeriod: 3, exitPeriod: 2, barSeconds: 1, allowShort: true },
      instruments: instruments.slice(2),
    },
  ];
}

/** The session's own settings, so that objects have the same shapes, without limits that would stop practice. */
function practiceSettings(settings: ThreadInit['settings']): ThreadInit['settings'] {
  const practice = structuredClone(settings);
  Object.assign(practice.risk, {
    capitalPaise: UNLIMITED,
    maxOrderValuePaise: UNLIMITED,
    maxOpenValuePaise: UNLIMITED,
    maxPositionValuePaise: UNLIMITED,
    maxGrossExposurePaise: UNLIMITED,
    maxOrderQuantity: UNLIMITED,
    maxPositionQuantity: UNLIMITED,
    maxOpenPositions: INSTRUMENTS,
    maxMessagesPerSecond: UNLIMITED,
    maxMessagesPerMinute: UNLIMITED,
    maxMessagesPerHour: UNLIMITED,
    maxStrategyOrdersPerSecond: UNLIMITED,
    maxStrategyOrdersPerMinute: UNLIMITED,
    maxStrategyOrdersPerHour: UNLIMITED,
    maxRoundTrips: UNLIMITED,
    duplicateWindowMs: 0,
    maxDailyLossBps: BPS_PER_UNIT,
    maxDailyDrawdownBps: BPS_PER_UNIT,
    maxTotalDrawdownBps: BPS_PER_UNIT,
    maxInstrumentShareBps: BPS_PER_UNIT,
    maxVolumeShareBps: BPS_PER_UNIT,
    unknownProfile: 'allow',
  });
  return practice;
}

function practiceQueue<Value>(codec: RecordCodec<Value>) {
  const queue = new SpscQueue(codec, ORDER_QUEUE_CAPACITY);
  return { writer: new SpscWriter(queue), reader: new SpscReader(queue) };
}

function writeTick(
  record: ReturnType<typeof recordViews>,
  instrument: Instrument,
  step: number,
): void {
  const increment = Math.max(1, instrument.priceIncrementPaise);
  const phase = step % (2 * WAVE_STEPS);
  const height = (phase < WAVE_STEPS ? phase : 2 * WAVE_STEPS - phase) / WAVE_STEPS;
  const last = (BASE_INCREMENTS + Math.round(height * WAVE_INCREMENTS)) * increment;
  const { f64, i32 } = record;
  f64[TICK.at.exchangeTimeMs] = START_MS + step * TICK_STEP_MS;
  f64[TICK.at.receiveTimeNs] = 0.5 + step * TICK_STEP_MS * 1e6;
  f64[TICK.at.volume] = 0.5 + step;
  i32[TICK.at.lastPaise] = last;
  i32[TICK.at.highPaise] = last;
  i32[TICK.at.lowPaise] = last;
  i32[TICK.at.bidPaise] = last - increment;
  i32[TICK.at.askPaise] = last + increment;
  i32[TICK.at.bidQuantity] = UNLIMITED;
  i32[TICK.at.askQuantity] = UNLIMITED;
  i32[TICK.at.lastQuantity] = 1;
  i32[TICK.at.instrumentIndex] = instrument.index;
  i32[TICK.at.flags] = 0;
}
