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
import { createPaperVenue, type PaperVenue } from '../domain/matching/paper-venue.ts';
import { createOrderCore, type OrderCore } from '../domain/order/order-core.ts';
import type { Approved, OrderIntent } from '../domain/order/types.ts';
import { createRiskCore, type RiskCore } from '../domain/risk/risk-core.ts';
import type { StrategySpec } from '../domain/strategy/strategy.ts';
import { createStrategyCore, type StrategyCore } from '../domain/strategy/strategy-core.ts';
import { SpscQueue, SpscReader, SpscWriter } from '../ring/spsc-queue.ts';
import { TickView } from '../ring/tick-view.ts';
import { drainQueue } from './queue-ends.ts';

/** Enough that every function of the path is called some thousand times; about a fifth of a second. */
const TICKS = 40_000;
const INSTRUMENTS = 3;
const TICK_STEP_MS = 100;
/** 2026-11-19, 10:00 IST: any trading day of the calendar does. */
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
/** A wave of this many bars and increments: averages of two and three bars cross twice in each. */
const WAVE_STEPS = 120;
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

/** The four cores of the order path with a real queue between each two. */
class Practice {
  private readonly strategies: StrategyCore;
  private readonly risk: RiskCore;
  private readonly orders: OrderCore;
  private readonly venue: PaperVenue;
  private readonly signals = practiceQueue(signalCodec);
  private readonly decisions = practiceQueue(decisionCodec);
  private readonly intents = practiceQueue(intentCodec);
  private readonly commands = practiceQueue(commandCodec);
  private readonly reports = practiceQueue(reportCodec);
  private readonly events = practiceQueue(orderEventCodec);

  constructor(init: ThreadInit, instruments: readonly Instrument[]) {
    const { settings, calendar } = init;
    const hours = new CalendarHours(new SessionCalendar(calendar));
    const strategies = practiceStrategies(instruments.map(({ index }) => index));
    const isKilled = () => false;
    this.strategies = createStrategyCore({
      strategies,
      instruments,
      effects: { signal: (signal) => void this.signals.writer.tryWrite(signal) },
    });
    this.risk = createRiskCore({
      limits: practiceLimits(settings.risk),
      capitalPaise: settings.risk.capitalPaise,
      marketableOffsetBps: settings.orders.marketableOffsetBps,
      instruments,
      strategies,
      hours,
      isKilled,
      effects: {
        approve: (intent) => this.intents.writer.tryWrite(intent),
        decide: (decision) => void this.decisions.writer.tryWrite(decision),
      },
    });
    this.orders = createOrderCore({
      instruments,
      settings: settings.orders,
      isKilled,
      effects: {
        command: (command) => void this.commands.writer.tryWrite(command),
        event: (event) => void this.events.writer.tryWrite(event),
      },
    });
    this.venue = createPaperVenue({
      instruments,
      settings: PRACTICE_PAPER,
      hours,
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
    return (
      drainQueue(this.reports.reader, all, (report) => this.orders.onReport(report)) +
      drainQueue(this.events.reader, all, (event) => this.risk.onOrderEvent(event)) +
      drainQueue(this.signals.reader, all, (signal) => this.risk.onSignal(signal, receiveTimeNs)) +
      drainQueue(this.intents.reader, all, (intent) =>
        this.orders.onIntent(intent as Approved<OrderIntent>),
      ) +
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

function practiceStrategies(instruments: readonly number[]): StrategySpec[] {
  return [
    {
      id: 'practice-ema',
      index: 0,
      kind: 'ema-crossover',
      params: { fastPeriod: 2, slowPeriod: 3, barSeconds: 1, allowShort: true },
      instruments,
    },
    {
      id: 'practice-donchian',
      index: 1,
      kind: 'donchian-breakout',
      params: { entryPeriod: 3, exitPeriod: 2, barSeconds: 1, allowShort: true },
      instruments,
    },
  ];
}

function practiceLimits(limits: ThreadInit['settings']['risk']): ThreadInit['settings']['risk'] {
  return Object.assign(structuredClone(limits), {
    maxOrderValuePaise: UNLIMITED,
    maxPositionValuePaise: UNLIMITED,
    maxGrossExposurePaise: UNLIMITED,
    maxOrderQuantity: UNLIMITED,
    maxPositionQuantity: UNLIMITED,
    maxOpenPositions: INSTRUMENTS,
  });
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
