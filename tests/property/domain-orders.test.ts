/** The order core against a venue that misbehaves in every legal way (F9, F11, F24, F25), judged by the venue's own truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrderCore, type OrderCore } from '../../src/domain/order/order-core.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import { intentIdOf, type OrderEvent, orderIdOf } from '../../src/domain/order/types.ts';
import { createRiskCore, type RiskCore } from '../../src/domain/risk/risk-core.ts';
import { type ChaosProfile, ChaosVenue } from '../support/chaos-venue.ts';
import { intentOf, ORDER_SETTINGS } from '../support/order-rig.ts';
import { CAPITAL_PAISE, RISK_LIMITS } from '../support/risk-rig.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from '../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../support/trading-instruments.ts';

const INSTRUMENTS = [stock(0), stock(1)];

const PROFILES = fc.record({
  reorders: fc.boolean(),
  duplicates: fc.boolean(),
  rejects: fc.constantFrom(0, 0.1, 0.4),
  lateFills: fc.constantFrom(0, 0.3),
  drops: fc.constantFrom(0, 0.05),
});

class Scenario {
  readonly core: OrderCore;
  readonly risk: RiskCore;
  readonly venue: ChaosVenue;
  readonly last = new Map<number, OrderEvent>();
  readonly net = [0, 0];
  readonly value = new Map<number, number>();
  readonly #random: () => number;
  #timeMs = SESSION_OPEN_MS;
  #signals = 0;
  #eventCount = 0;
  readonly #events: OrderEvent[] = [];
  readonly #intents: Parameters<OrderCore['onIntent']>[0][] = [];

  constructor(seed: number, profile: ChaosProfile) {
    this.#random = seededRandom(seed);
    this.venue = new ChaosVenue(this.#random, profile);
    this.core = createOrderCore({
      instruments: INSTRUMENTS,
      settings: ORDER_SETTINGS,
      isKilled: () => false,
      effects: {
        command: (command) => this.venue.send(command),
        event: (event) => void this.#events.push(event),
      },
    });
    this.risk = createRiskCore({
      limits: RISK_LIMITS,
      capitalPaise: CAPITAL_PAISE,
      marketableOffsetBps: 10,
      instruments: INSTRUMENTS,
      strategies: [{ index: 0 }],
      hours: ALWAYS_OPEN,
      isKilled: () => false,
      effects: {
        approve: (intent) => {
          this.#intents.push(intent);
          return true;
        },
        decide: () => undefined,
      },
    });
  }

  step(): void {
    const dice = this.#random();
    if (dice < 0.04) this.#signal(this.#random() < 0.75 ? 'entry' : 'exit');
    else if (dice < 0.2) this.tick(200);
    else this.venue.step((report) => this.core.onReport(report));
    this.drain();
  }

  tick(stepMs: number): void {
    this.#timeMs += Math.floor(stepMs * this.#random() * 2);
    this.venue.timeMs = this.#timeMs;
    const lastPaise = 9_800 + 5 * Math.floor(this.#random() * 80);
    const instrumentIndex = this.#random() < 0.5 ? 0 : 1;
    const tick = tickOf({ exchangeTimeMs: this.#timeMs, lastPaise, instrumentIndex });
    this.core.onTick(tick);
    this.risk.onTick(tick);
  }

  /** Carries events to the risk core and intents to the order core, and checks what must always hold. */
  drain(): void {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        this.#check(event);
        this.risk.onOrderEvent(event);
        continue;
      }
      const intent = this.#intents.shift();
      if (intent === undefined) break;
      this.core.onIntent(intent);
    }
    for (const { index } of INSTRUMENTS) this.#checkExposure(index);
  }

  #signal(kind: 'entry' | 'exit'): void {
    this.#signals += 1;
    this.risk.onSignal({
      strategyIndex: 0,
      sequence: this.#signals,
      kind,
      instrumentIndex: this.#random() < 0.5 ? 0 : 1,
      side: this.#random() < 0.5 ? 1 : -1,
      referencePaise: 10_000,
      stopOffsetPaise: 50 + 5 * Math.floor(this.#random() * 20),
      targetOffsetPaise: 50 + 5 * Math.floor(this.#random() * 20),
      strength: 1,
      timeMs: this.#timeMs,
      originReceiveNs: 0,
      originTickSequence: 0,
    });
  }

  #check(event: OrderEvent): void {
    this.#eventCount += 1;
    expect(event.sequence).toBe(this.#eventCount);
    const before = this.last.get(event.orderId);
    expect(event.filledQuantity).toBe((before?.filledQuantity ?? 0) + event.fillQuantity);
    expect(event.filledQuantity).toBeLessThanOrEqual(event.quantity);
    if (before !== undefined && isTerminal(before.status)) {
      expect(isTerminal(event.status)).toBe(true);
    }
    this.last.set(event.orderId, event);
    this.net[event.instrumentIndex] =
      (this.net[event.instrumentIndex] ?? 0) + event.side * event.fillQuantity;
    const paid = event.fillQuantity * event.fillPaise;
    this.value.set(event.orderId, (this.value.get(event.orderId) ?? 0) + paid);
  }

  /** RG-02 OL-08: what risk has reserved is what the entries can still fill. */
  #checkExposure(instrumentIndex: number): void {
    let leaves = 0;
    for (const event of this.last.values()) {
      if (event.role !== 'entry' || event.instrumentIndex !== instrumentIndex) continue;
      if (!isTerminal(event.status)) leaves += event.quantity - event.filledQuantity;
    }
    expect(this.risk.exposure.openQuantity(instrumentIndex)).toBe(leaves);
    const net = this.net[instrumentIndex] ?? 0;
    expect(this.risk.positions.netQuantity(instrumentIndex)).toBe(net);
    expect(this.risk.exposure.committedQuantity(instrumentIndex)).toBe(Math.abs(net) + leaves);
  }

  /** The venue behaves from here on; everything is closed. */
  finish(): void {
    this.tick(2_000);
    this.core.flatten();
    for (let round = 0; round < 60; round += 1) {
      this.drain();
      if (this.core.stats.openGroups === 0 && this.venue.isIdle) return;
      this.venue.settle((report) => this.core.onReport(report));
      this.drain();
      for (let ticks = 0; ticks < 4; ticks += 1) this.tick(2_000);
    }
  }
}

function play(seed: number, profile: ChaosProfile, steps: number): Scenario {
  const scenario = new Scenario(seed, profile);
  for (let ticks = 0; ticks < 8; ticks += 1) scenario.tick(10);
  for (let step = 0; step < steps; step += 1) scenario.step();
  scenario.finish();
  return scenario;
}

describe('the order core, whatever the venue does', () => {
  it('OL-01 ID-05 OC-03 OC-05 never leaves the table, ends flat and knows exactly what the venue knows', () => {
    fc.assert(
      fc.property(fc.integer(), PROFILES, (seed, profile) => {
        const { core, venue, last, net, risk } = play(seed, profile, 400);
        expect(core.stats.stuckExits).toBe(0);
        expect(core.stats.openGroups).toBe(0);
        for (const [orderId, truth] of venue.orders) {
          expect(last.get(orderId)?.filledQuantity).toBe(truth.filled);
        }
        for (const event of last.values()) expect(isTerminal(event.status)).toBe(true);
        expect(net).toEqual([0, 0]);
        expect(risk.exposure.busyInstruments).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('OL-04 sums values exactly when no report overtakes another, duplicates included', () => {
    fc.assert(
      fc.property(fc.integer(), PROFILES, (seed, profile) => {
        const { venue, value } = play(seed, { ...profile, reorders: false, duplicates: true }, 300);
        for (const [orderId, truth] of venue.orders) {
          expect(value.get(orderId)).toBe(truth.valuePaise);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('F9 ends the same for every order of arrival of one set of reports', () => {
    const fill = (cumulativeQuantity: number, fillQuantity: number) =>
      ({ kind: 'fill', cumulativeQuantity, fillQuantity, fillPaise: 10_000 }) as const;
    const quiet = {
      kind: 'accepted',
      cumulativeQuantity: 0,
      fillQuantity: 0,
      fillPaise: 0,
    } as const;
    const reports = [
      quiet,
      fill(20, 20),
      fill(50, 30),
      { ...quiet, kind: 'cancelled', cumulativeQuantity: 60 } as const,
      fill(60, 10),
    ];
    const order = fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 });
    fc.assert(
      fc.property(order, (arrivals) => {
        const last = new Map<number, OrderEvent>();
        const core = createOrderCore({
          instruments: INSTRUMENTS,
          settings: ORDER_SETTINGS,
          isKilled: () => false,
          effects: {
            command: () => undefined,
            event: (event) => void last.set(event.orderId, event),
          },
        });
        core.onIntent(intentOf());
        const entry = orderIdOf(intentIdOf(1, 7), 0);
        for (const report of arrivals) {
          core.onReport({
            ...report,
            orderId: entry,
            instrumentIndex: 0,
            quantity: 100,
            limitPaise: 10_000,
            reason: '',
            timeMs: SESSION_OPEN_MS,
          });
        }
        expect(last.get(entry)).toMatchObject({ status: 'cancelled', filledQuantity: 60 });
        const stop = [...last.values()].find(({ role }) => role === 'stop');
        expect(stop).toMatchObject({ status: 'held', quantity: 60, triggerPaise: 9_900 });
      }),
      { numRuns: 300 },
    );
  });
});
