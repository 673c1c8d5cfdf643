/** An order core with its effects recorded, and a venue whose answers the test dictates. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import { createOrderCore, type OrderCore } from '../../src/domain/order/order-core.ts';
import type { OrderSettings } from '../../src/domain/order/order-settings.ts';
import {
  type Approved,
  intentIdOf,
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type VenueCommand,
  type VenueReport,
} from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { stock } from './trading-instruments.ts';

export const ORDER_SETTINGS: OrderSettings = {
  entryTimeoutMs: 10_000,
  marketableOffsetBps: 10,
  chaseIntervalMs: 1000,
  maxChases: 3,
};

export const GROUP = intentIdOf(1, 7);
export const ENTRY = orderIdOf(GROUP, 0);

/** Buys 100 at 100.00 with the stop 1.00 and the target 2.00 away; `changes` win. */
export function intentOf(changes: Partial<OrderIntent> = {}): Approved<OrderIntent> {
  return {
    intentId: GROUP,
    strategyIndex: 1,
    kind: 'entry',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    stopOffsetPaise: 100,
    targetOffsetPaise: 200,
    timeMs: SESSION_OPEN_MS,
    originReceiveNs: 5,
    ...changes,
  } as Approved<OrderIntent>;
}

export class OrderRig {
  readonly core: OrderCore;
  readonly commands: VenueCommand[] = [];
  readonly events: OrderEvent[] = [];
  isKilled = false;
  timeMs = SESSION_OPEN_MS;
  #taken = 0;

  constructor(
    instruments: readonly Instrument[] = [stock(0)],
    settings: OrderSettings = ORDER_SETTINGS,
  ) {
    this.core = createOrderCore({
      instruments,
      settings,
      isKilled: () => this.isKilled,
      effects: {
        command: (command) => this.commands.push(command),
        event: (event) => this.events.push(event),
      },
    });
  }

  /** Commands since the last call. */
  taken(): VenueCommand[] {
    const fresh = this.commands.slice(this.#taken);
    this.#taken = this.commands.length;
    return fresh;
  }

  /** Advances the session by `stepMs` and shows a tick. */
  tick(changes: Partial<Tick> = {}, stepMs = 10): void {
    this.timeMs += stepMs;
    this.core.onTick(tickOf({ exchangeTimeMs: this.timeMs, receiveTimeNs: 77, ...changes }));
  }

  report(report: Pick<VenueReport, 'kind' | 'orderId'> & Partial<VenueReport>): void {
    const order = this.last(report.orderId);
    this.core.onReport({
      instrumentIndex: 0,
      quantity: order.quantity,
      limitPaise: order.limitPaise,
      cumulativeQuantity: order.filledQuantity,
      fillQuantity: 0,
      fillPaise: 0,
      reason: '',
      timeMs: this.timeMs,
      ...report,
    });
  }

  accept(orderId: number): void {
    this.report({ kind: 'accepted', orderId });
  }

  /** A fill of `fillQuantity` units on top of what is filled. */
  fill(orderId: number, fillQuantity: number, fillPaise: number): void {
    const cumulativeQuantity = this.last(orderId).filledQuantity + fillQuantity;
    this.report({ kind: 'fill', orderId, cumulativeQuantity, fillQuantity, fillPaise });
  }

  /** Confirms the newest modify command of the order. */
  confirmModify(orderId: number): void {
    const modify = this.commands.findLast(
      (command) => command.orderId === orderId && command.kind === 'modify',
    );
    if (modify === undefined) throw new Error('No modify was sent');
    const { quantity, limitPaise } = modify;
    this.report({ kind: 'modified', orderId, quantity, limitPaise });
  }

  cancelled(orderId: number): void {
    this.report({ kind: 'cancelled', orderId });
  }

  /** Opens a bracket, fills the whole entry at its limit and accepts the target. */
  openFilled(changes: Partial<OrderIntent> = {}): void {
    const intent = intentOf(changes);
    this.tick({ instrumentIndex: intent.instrumentIndex });
    this.core.onIntent(intent);
    const entry = orderIdOf(intent.intentId, 0);
    this.accept(entry);
    this.fill(entry, intent.quantity, intent.limitPaise);
    this.accept(this.id('target'));
    this.taken();
  }

  /** The newest event of an order. */
  last(orderId: number): OrderEvent {
    const event = this.events.findLast((candidate) => candidate.orderId === orderId);
    if (event === undefined) throw new Error(`No event of order ${orderId}`);
    return event;
  }

  /** Id of the newest order of a role. */
  id(role: OrderEvent['role']): number {
    const event = this.events.findLast((candidate) => candidate.role === role);
    if (event === undefined) throw new Error(`No ${role} order`);
    return event.orderId;
  }

  status(role: OrderEvent['role']): OrderEvent['status'] {
    return this.last(this.id(role)).status;
  }

  /** Σ side × fill over all events. */
  get netQuantity(): number {
    return this.events.reduce((net, event) => net + event.side * event.fillQuantity, 0);
  }
}
