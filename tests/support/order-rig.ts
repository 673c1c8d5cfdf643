/** An order core with its effects recorded, and a venue whose answers the test dictates. */
import type { Instrument } from '../../src/domain/instrument/instrument.ts';
import {
  createOrderCore,
  type OrderCore,
  type OrderCoreOptions,
} from '../../src/domain/order/order-core.ts';
import type { OrderSettings } from '../../src/domain/order/order-settings.ts';
import {
  type Approved,
  intentIdOf,
  type OrderEvent,
  type OrderIntent,
  orderIdOf,
  type Signal,
  type VenueCommand,
  type VenueReport,
} from '../../src/domain/order/types.ts';
import type { Tick } from '../../src/domain/tick/tick.ts';
import { RowImage } from './row-image.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

export const ORDER_SETTINGS: OrderSettings = {
  entryTimeoutMs: 10_000,
  marketableOffsetBps: 10,
  chaseIntervalMs: 1000,
  maxChases: 3,
  restingLeg: 'target',
  stopLimitOffsetBps: 50,
  trailStepIncrements: 2,
  coverTimeoutMs: 1000,
  responseTimeoutMs: 30_000,
  maxSlices: 8,
  staleTickMs: 5000,
  flattenTimeoutMs: 60_000,
  forgetAfterMs: 600_000,
};

export const GROUP = intentIdOf(1, 7);
export const ENTRY = orderIdOf(GROUP, 0);
export const TAG_PREFIX = 77;

/** Buys 100 at 100.00 with the stop 1.00 and the target 2.00 away; `changes` win. */
export function intentOf(changes: Partial<OrderIntent> = {}): Approved<OrderIntent> {
  return {
    intentId: GROUP,
    strategyIndex: 1,
    kind: 'entry',
    origin: 'strategy',
    instrumentIndex: 0,
    side: 1,
    quantity: 100,
    limitPaise: 10_000,
    stopOffsetPaise: 100,
    targetOffsetPaise: 200,
    secondTargetOffsetPaise: 0,
    firstTargetShareBps: 0,
    trailOffsetPaise: 0,
    parentGroupId: 0,
    timeMs: SESSION_OPEN_MS,
    originReceiveNs: 5,
    ...changes,
  } as Approved<OrderIntent>;
}

/** An answer of the venue about nothing in particular; `changes` win. */
export function reportOf(changes: Partial<VenueReport> & Pick<VenueReport, 'kind'>): VenueReport {
  return {
    orderId: 0,
    tagPrefix: 0,
    queryId: 0,
    venueOrderId: 0,
    bookStatus: '',
    instrumentIndex: 0,
    side: 1,
    quantity: 0,
    limitPaise: 0,
    triggerPaise: 0,
    cumulativeQuantity: 0,
    cumulativeValuePaise: 0,
    fillQuantity: 0,
    fillPaise: 0,
    reason: '',
    timeMs: SESSION_OPEN_MS,
    ...changes,
  };
}

export type RigOptions = Partial<Omit<OrderCoreOptions, 'effects' | 'isKilled'>>;

export class OrderRig {
  core: OrderCore;
  readonly commands: VenueCommand[] = [];
  readonly events: OrderEvent[] = [];
  readonly requests: Signal[] = [];
  readonly image = new RowImage();
  isKilled = false;
  timeMs = SESSION_OPEN_MS;
  readonly #options: Omit<OrderCoreOptions, 'effects' | 'isKilled'>;
  #taken = 0;

  constructor(
    instruments: readonly Instrument[] = [stock(0)],
    settings: Partial<OrderSettings> = {},
    options: RigOptions = {},
  ) {
    this.#options = {
      instruments,
      settings: { ...ORDER_SETTINGS, ...settings },
      hours: ALWAYS_OPEN,
      tagPrefix: TAG_PREFIX,
      ...options,
    };
    this.core = this.#newCore();
  }

  /** Ends the core and starts another on what was recorded. Quotes are gone until the next tick. */
  restart(): void {
    this.core = this.#newCore();
    this.core.restore(this.image);
    this.core.recover(this.timeMs);
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

  /** Advances the session by `stepMs` without a tick. */
  timer(stepMs: number): void {
    this.timeMs += stepMs;
    this.core.onTimer(this.timeMs);
  }

  report(report: Pick<VenueReport, 'kind' | 'orderId'> & Partial<VenueReport>): void {
    const order = this.last(report.orderId);
    this.core.onReport(
      reportOf({
        tagPrefix: TAG_PREFIX,
        instrumentIndex: order.instrumentIndex,
        side: order.side,
        quantity: order.quantity,
        limitPaise: order.limitPaise,
        triggerPaise: order.triggerPaise,
        cumulativeQuantity: order.filledQuantity,
        timeMs: this.timeMs,
        ...report,
      }),
    );
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
    const { quantity, limitPaise, triggerPaise } = modify;
    this.report({ kind: 'modified', orderId, quantity, limitPaise, triggerPaise });
  }

  cancelled(orderId: number): void {
    this.report({ kind: 'cancelled', orderId });
  }

  /** Answers the newest positions query with `positions`: instrument and signed quantity. */
  answerPositions(positions: readonly (readonly [number, number])[] = []): void {
    const query = this.commands.findLast(({ kind }) => kind === 'query_positions');
    if (query === undefined) throw new Error('No positions were asked for');
    const { queryId } = query;
    const timeMs = this.timeMs;
    for (const [instrumentIndex, quantity] of positions) {
      this.core.onReport(
        reportOf({ kind: 'book_position', queryId, instrumentIndex, quantity, timeMs }),
      );
    }
    const rows = positions.length;
    this.core.onReport(reportOf({ kind: 'book_end', queryId, quantity: rows, timeMs }));
  }

  /** Opens a bracket, fills the whole entry at its limit and accepts the leg that rests at the venue. */
  openFilled(changes: Partial<OrderIntent> = {}): void {
    const intent = intentOf(changes);
    this.tick({ instrumentIndex: intent.instrumentIndex });
    this.core.onIntent(intent);
    const entry = orderIdOf(intent.intentId, 0);
    this.accept(entry);
    this.fill(entry, intent.quantity, intent.limitPaise);
    for (const order of this.core.orders()) {
      if (order.groupId === intent.intentId && order.status === 'sending') {
        this.accept(order.orderId);
      }
    }
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

  /** Causes of the alarms so far. */
  get alarms(): string[] {
    const rows = this.image.log.filter(({ kind }) => kind.kind === 'alarm');
    return rows.map(({ row }) => (row as { cause: string }).cause);
  }

  /** Σ side × fill over all events. */
  get netQuantity(): number {
    return this.events.reduce((net, event) => net + event.side * event.fillQuantity, 0);
  }

  #newCore(): OrderCore {
    return createOrderCore({
      ...this.#options,
      isKilled: () => this.isKilled,
      effects: {
        command: (command) => void this.commands.push(command),
        event: (event) => void this.events.push(event),
        request: (signal) => void this.requests.push(signal),
        record: this.image.record,
      },
    });
  }
}
