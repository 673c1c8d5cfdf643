/** An order core under random intents, ticks, time and restarts, against a chaos venue. Checks events and rows as they come. */
import { assert } from '../../src/domain/assert.ts';
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { createOrderCore, type OrderCore } from '../../src/domain/order/order-core.ts';
import type { OrderSettings } from '../../src/domain/order/order-settings.ts';
import { GROUP_ROW, ORDER_ROW } from '../../src/domain/order/rows.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import { intentIdOf, type OrderEvent, type Side } from '../../src/domain/order/types.ts';
import { type ChaosProfile, ChaosVenue } from './chaos-venue.ts';
import { intentOf, ORDER_SETTINGS, TAG_PREFIX } from './order-rig.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS, seededRandom, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

const SCENARIO_INSTRUMENTS: readonly Instrument[] = [
  stock(0),
  stock(1, { lotSize: 10, freezeQuantity: 40 }),
];

export class OrderScenario {
  core: OrderCore;
  readonly venue: ChaosVenue;
  readonly last = new Map<number, OrderEvent>();
  /** Σ side × fill over all events, by instrument. */
  readonly net = [0, 0];
  /** Σ value of fills over all events, by order. */
  readonly value = new Map<number, number>();
  readonly image = new RowImage();
  /** Share of messages the budget refuses. */
  refusedShare = 0;
  readonly #settings: OrderSettings;
  readonly #random: () => number;
  #timeMs = SESSION_OPEN_MS;
  #signals = 0;
  #steps = 0;
  #eventCount = 0;

  constructor(seed: number, profile: ChaosProfile, settings: Partial<OrderSettings>) {
    this.#random = seededRandom(seed);
    this.#settings = { ...ORDER_SETTINGS, responseTimeoutMs: 2_000, ...settings };
    this.venue = new ChaosVenue(this.#random, profile);
    this.core = this.#newCore();
    for (let ticks = 0; ticks < 8; ticks += 1) this.tick(10);
  }

  step(): void {
    const dice = this.#random();
    if (dice < 0.04) this.#enter();
    else if (dice < 0.05) this.#exit();
    else if (dice < 0.2) this.tick(200);
    else if (dice < 0.22) this.#timer(500);
    else this.venue.step((report) => this.core.onReport(report));
    this.#steps += 1;
    if (this.#steps % 10 === 0) this.checkRows();
  }

  tick(stepMs: number): void {
    this.#advance(stepMs);
    const lastPaise = 9_800 + 5 * Math.floor(this.#random() * 80);
    const instrumentIndex = this.#random() < 0.5 ? 0 : 1;
    this.core.onTick(tickOf({ exchangeTimeMs: this.#timeMs, lastPaise, instrumentIndex }));
  }

  /** The process dies and comes back. */
  restart(): void {
    const hash = this.core.stateHash();
    this.core = this.#newCore();
    this.core.restore(this.image);
    assert(this.core.stateHash() === hash, 'a restored core has the state of the one it follows');
    this.core.recover(this.#timeMs);
    this.checkRows();
  }

  /** The venue behaves from here on; everything is closed. */
  finish(): void {
    this.refusedShare = 0;
    this.tick(2_000);
    this.core.flatten('test');
    for (let round = 0; round < 80; round += 1) {
      if (this.core.flattenState() === 'flat' && this.venue.isIdle) return;
      for (let ticks = 0; ticks < 4; ticks += 1) this.tick(500);
      this.#timer(2_000);
      this.venue.settle((report) => this.core.onReport(report));
    }
  }

  /** What the journal holds is what the core has, field by field. */
  checkRows(): void {
    const orders = new Map(this.image.rows(ORDER_ROW).map((row) => [row.orderId, row]));
    for (const order of this.core.orders()) {
      const row = orders.get(order.orderId);
      const isSame = JSON.stringify(row) === JSON.stringify(order);
      assert(isSame, `the row of order ${order.orderId} is what the core has`);
    }
    const groups = new Map(this.image.rows(GROUP_ROW).map((row) => [row.groupId, row]));
    for (const group of this.core.groups()) {
      const isSame = JSON.stringify(groups.get(group.groupId)) === JSON.stringify(group);
      assert(isSame, `the row of group ${group.groupId} is what the core has`);
    }
  }

  #advance(stepMs: number): void {
    this.#timeMs += Math.floor(stepMs * this.#random() * 2);
    this.venue.timeMs = this.#timeMs;
  }

  #timer(stepMs: number): void {
    this.#advance(stepMs);
    this.core.onTimer(this.#timeMs);
  }

  #enter(): void {
    this.#signals += 1;
    const strategyIndex = this.#random() < 0.5 ? 0 : 1;
    const side: Side = this.#random() < 0.5 ? 1 : -1;
    const hasTwo = this.#random() < 0.4;
    const isSecond = this.#random() < 0.2 && this.#signals > 1;
    this.core.onIntent(
      intentOf({
        intentId: intentIdOf(strategyIndex, this.#signals),
        strategyIndex,
        instrumentIndex: this.#random() < 0.5 ? 0 : 1,
        side,
        quantity: 10 + 10 * Math.floor(this.#random() * 10),
        limitPaise: 10_000 + side * 5 * Math.floor(this.#random() * 10),
        stopOffsetPaise: 50 + 5 * Math.floor(this.#random() * 20),
        targetOffsetPaise: 50 + 5 * Math.floor(this.#random() * 20),
        secondTargetOffsetPaise: hasTwo ? 200 : 0,
        firstTargetShareBps: hasTwo ? 4_000 : 0,
        trailOffsetPaise: this.#random() < 0.3 ? 60 : 0,
        parentGroupId: isSecond ? intentIdOf(strategyIndex, this.#signals - 1) : 0,
        timeMs: this.#timeMs,
      }),
    );
  }

  #exit(): void {
    this.#signals += 1;
    const strategyIndex = this.#random() < 0.5 ? 0 : 1;
    const side: Side = this.#random() < 0.5 ? 1 : -1;
    const instrumentIndex = this.#random() < 0.5 ? 0 : 1;
    const intentId = intentIdOf(strategyIndex, this.#signals);
    const quantity = this.#random() < 0.5 ? 1_000 : 10 + Math.floor(this.#random() * 60);
    this.core.onIntent(
      intentOf({ kind: 'exit', intentId, strategyIndex, instrumentIndex, side, quantity }),
    );
  }

  #newCore(): OrderCore {
    const isLeft = (): boolean => this.refusedShare === 0 || this.#random() >= this.refusedShare;
    return createOrderCore({
      instruments: SCENARIO_INSTRUMENTS,
      settings: this.#settings,
      hours: ALWAYS_OPEN,
      tagPrefix: TAG_PREFIX,
      isKilled: () => false,
      throttle: { tryEntry: isLeft, tryReducing: isLeft },
      effects: {
        command: (command) => this.venue.send(command),
        event: (event) => this.#note(event),
        request: () => undefined,
        record: this.image.record,
      },
    });
  }

  #note(event: OrderEvent): void {
    this.#eventCount += 1;
    assert(event.sequence === this.#eventCount, 'events are numbered without a gap');
    const before = this.last.get(event.orderId);
    const filled = (before?.filledQuantity ?? 0) + event.fillQuantity;
    assert(event.filledQuantity === filled, 'OL-03 fills of events add up to the cumulative one');
    assert(filled <= event.quantity, 'OL-02 no more is filled than is asked');
    const wasOver = before !== undefined && isTerminal(before.status);
    assert(!wasOver || isTerminal(event.status), 'OL-05 an order that is over stays over');
    this.last.set(event.orderId, event);
    const at = event.instrumentIndex;
    this.net[at] = (this.net[at] ?? 0) + event.side * event.fillQuantity;
    this.value.set(event.orderId, (this.value.get(event.orderId) ?? 0) + event.fillValuePaise);
  }
}
