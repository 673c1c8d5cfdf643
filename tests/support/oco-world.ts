/**
 * One bracket, a venue that does every legal thing, and the wire between them, as a state that can be copied: the exhaustive
 * exploration takes every possible step from every state it reaches. It checks the OC invariants after each.
 */
import type { RowKind, StateImage } from '../../src/domain/journal-row.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { createOrderCore, type OrderCore } from '../../src/domain/order/order-core.ts';
import type { RestingLeg } from '../../src/domain/order/order-settings.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import type { OrderIntent, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { ENTRY, GROUP, intentOf, ORDER_SETTINGS, reportOf, TAG_PREFIX } from './order-rig.ts';
import { SESSION_OPEN_MS, tickOf } from './tick-stream.ts';
import { ALWAYS_OPEN, stock } from './trading-instruments.ts';

const ENTRY_QUANTITY = 2;
const INSTRUMENTS = [stock(0)];
const STOP_TICK = tickOf({ lastPaise: 9_900, exchangeTimeMs: SESSION_OPEN_MS });
const TARGET_TICK = tickOf({ lastPaise: 10_200, exchangeTimeMs: SESSION_OPEN_MS });

interface TrueOrder {
  readonly orderId: number;
  readonly side: 1 | -1;
  quantity: number;
  limitPaise: number;
  triggerPaise: number;
  filled: number;
  isDone: boolean;
  /** A cancelled order of the real venue may still have one trade on its way. */
  mayFillLate: boolean;
}

/** Keeps last rows as plain copies; quicker than the checked image of the other tests. */
class PlainImage implements StateImage {
  readonly kinds = new Map<string, Map<number | string, object>>();

  readonly record = <Row extends object>(kind: RowKind<Row>, row: Row): void => {
    if (kind.keyOf === undefined) return;
    let rows = this.kinds.get(kind.kind);
    if (rows === undefined) {
      rows = new Map();
      this.kinds.set(kind.kind, rows);
    }
    rows.set(kind.keyOf(row), { ...row });
  };

  rows<Row extends object>(kind: RowKind<Row>): readonly Row[] {
    return [...(this.kinds.get(kind.kind)?.values() ?? [])] as Row[];
  }

  copy(): PlainImage {
    const copy = new PlainImage();
    for (const [kind, rows] of this.kinds) copy.kinds.set(kind, new Map(rows));
    return copy;
  }
}

export type Step =
  | 'venue_takes'
  | 'venue_refuses'
  /** The request arrived, its answer did not come back: the port says `unknown`, the answer follows. */
  | 'venue_is_lost'
  | 'deliver_first'
  | 'deliver_last'
  | 'deliver_again'
  | 'stop_tick'
  | 'target_tick'
  | 'exit_part'
  | 'restart'
  | `fill_${number}`
  /** The venue cancels an order nobody asked it to. */
  | `drop_${number}`;

export class OcoWorld {
  readonly restingLeg: RestingLeg;
  readonly plan: Partial<OrderIntent>;
  readonly image: PlainImage;
  readonly core: OrderCore;
  readonly venue: Map<number, TrueOrder>;
  readonly commands: VenueCommand[];
  readonly mail: VenueReport[];
  #again: VenueReport | undefined;
  #lastTick = tickOf({ exchangeTimeMs: SESSION_OPEN_MS });
  #timeMs = SESSION_OPEN_MS;

  private constructor(
    restingLeg: RestingLeg,
    plan: Partial<OrderIntent>,
    from: OcoWorld | undefined,
  ) {
    this.restingLeg = restingLeg;
    this.plan = plan;
    this.image = from?.image.copy() ?? new PlainImage();
    this.commands = [...(from?.commands ?? [])];
    this.mail = [...(from?.mail ?? [])];
    this.venue = new Map();
    for (const [id, order] of from?.venue ?? []) this.venue.set(id, { ...order });
    if (from !== undefined) {
      this.#again = from.#again;
      this.#lastTick = from.#lastTick;
      this.#timeMs = from.#timeMs;
    }
    this.core = this.#newCore();
  }

  /** The entry is accepted and nothing is filled. */
  static begin(restingLeg: RestingLeg, plan: Partial<OrderIntent> = {}): OcoWorld {
    const world = new OcoWorld(restingLeg, plan, undefined);
    world.core.onTick(world.#lastTick);
    world.core.onIntent(intentOf({ quantity: ENTRY_QUANTITY, ...plan }));
    world.#take(false);
    world.#deliver(0);
    return world;
  }

  /** The same state in objects of its own. The core is rebuilt from its rows, which is what makes every copy a test of `restore`. */
  copy(): OcoWorld {
    const world = new OcoWorld(this.restingLeg, this.plan, this);
    world.core.restore(world.image.copy());
    const commands = world.commands.length;
    // Brings the quote back. It is from before the first fill, so it triggers nothing.
    world.core.onTick({ ...world.#lastTick, exchangeTimeMs: SESSION_OPEN_MS - 1 });
    if (world.commands.length !== commands) throw new Error('restore: a repeated tick is no news');
    if (world.core.stateHash() !== this.core.stateHash()) {
      throw new Error('restore: the copy has another state');
    }
    return world;
  }

  /** Everything that can happen next. */
  steps(): Step[] {
    const steps: Step[] = [];
    if (this.commands.length > 0) steps.push('venue_takes', 'venue_refuses', 'venue_is_lost');
    if (this.mail.length > 0) steps.push('deliver_first');
    if (this.mail.length > 1) steps.push('deliver_last');
    if (this.#again !== undefined) steps.push('deliver_again');
    for (const order of this.venue.values()) {
      const mayFill = !order.isDone || order.mayFillLate;
      if (mayFill && order.filled < order.quantity) steps.push(`fill_${order.orderId}`);
      if (!order.isDone) steps.push(`drop_${order.orderId}`);
    }
    if (this.#isOpen && this.#lastTick !== STOP_TICK) steps.push('stop_tick');
    if (this.#isOpen && this.#lastTick !== TARGET_TICK) steps.push('target_tick');
    const [group] = this.core.groups();
    if (this.#isOpen && group?.isExiting === false && group.reduceQuantity === 0) {
      steps.push('exit_part');
    }
    steps.push('restart');
    return steps;
  }

  take(step: Step): void {
    if (step === 'venue_takes') this.#take(false);
    else if (step === 'venue_refuses') this.#take(true);
    else if (step === 'venue_is_lost') this.#lose();
    else if (step === 'deliver_first') this.#deliver(0);
    else if (step === 'deliver_last') this.#deliver(this.mail.length - 1);
    else if (step === 'deliver_again') this.#deliverAgain();
    else if (step === 'stop_tick') this.#tick(STOP_TICK);
    else if (step === 'target_tick') this.#tick(TARGET_TICK);
    else if (step === 'exit_part') this.#exitPart();
    else if (step === 'restart') this.core.recover(this.#timeMs);
    else if (step.startsWith('fill_')) this.#fill(Number(step.slice('fill_'.length)));
    else this.#drop(Number(step.slice('drop_'.length)));
  }

  /** What tells two states apart. */
  key(): string {
    const venue = [...this.venue.values()].map((order) => Object.values(order).join());
    const commands = this.commands.map(({ kind, orderId, quantity, limitPaise }) =>
      [kind, orderId, quantity, limitPaise].join(),
    );
    const mail = this.mail.map(mailKey);
    const again = this.#again === undefined ? '' : mailKey(this.#again);
    const rest = [again, this.#lastTick.lastPaise];
    return [this.core.stateHash(), ...venue, '|', ...commands, '|', ...mail, '|', ...rest].join(
      ';',
    );
  }

  /** Which invariant does not hold; '' when all do. */
  violation(): string {
    const [group] = this.core.groups();
    if (group === undefined) return 'the group is lost';
    const orders = [...this.core.orders()];
    const entered = sum(orders, (order) => (order.role === 'entry' ? order.filledQuantity : 0));
    const open = sum(orders, (order) => order.side * order.filledQuantity);
    for (const role of ['target', 'stop'] as const) {
      const sent = orders.filter((order) => order.role === role && order.sentAtMs > 0);
      const live = sent.filter((order) => !isTerminal(order.status));
      const held = orders.find((order) => order.role === role && order.status === 'held');
      if (held !== undefined && held.quantity > open)
        return `OC-02 a held ${role} exceeds the open`;
      // An unanswered order cannot be told anything yet.
      if (live.some(isOnTheMove)) continue;
      const intended = sum(live, intendedLeaves);
      if (open >= 0 && intended > open) return `OC-02 more ${role} than is open`;
      if (sum(sent, (order) => order.filledQuantity + intendedLeaves(order)) > entered) {
        if (open >= 0) return `OC-01 more ${role} than was entered`;
      }
    }
    for (const order of orders) {
      const truth = this.venue.get(order.orderId);
      if (order.filledQuantity > (truth?.filled ?? 0)) return 'OL-03 a fill nobody made';
      if (order.sentAtMs === 0 || !isTerminal(order.status)) continue;
      if (truth === undefined || !truth.isDone) return 'OC-05 gone without the word of the venue';
    }
    if (group.isClosed) {
      if (open !== 0 || orders.some(({ status }) => !isTerminal(status)))
        return 'OC-05 closed early';
    } else if (open > 0 && !group.isExiting && !this.#isCovered(orders, open)) {
      if (group.uncoveredSinceMs === 0) return 'OC-04 an uncovered quantity that nobody noticed';
    }
    if (entered === 0 && orders.some((order) => order.role !== 'entry' && order.sentAtMs > 0)) {
      return 'OC-06 a child without an entry fill';
    }
    return this.#venueViolation();
  }

  /** From here on the venue behaves: everything is answered, delivered and filled. */
  heal(): string {
    this.core.recover(this.#timeMs);
    for (let round = 0; round < 40; round += 1) {
      this.#settleWire();
      if (this.#isQuiet) break;
      this.#timeMs += 2_000;
      this.core.onTimer(this.#timeMs);
      this.core.onTick(tickOf({ exchangeTimeMs: this.#timeMs, lastPaise: 10_000 }));
      this.#settleWire();
      if (round === 2) this.core.flatten('test');
    }
    if (!this.#isQuiet) return 'the group never closes';
    const net = sum([...this.venue.values()], (order) => order.side * order.filled);
    if (net !== 0) return `OC-03 the group leaves ${net}`;
    for (const order of this.core.orders()) {
      const truth = this.venue.get(order.orderId)?.filled ?? 0;
      if (order.filledQuantity !== truth) return 'ID-05 a fill is missing';
    }
    return this.violation();
  }

  get #isOpen(): boolean {
    return this.core.netQuantity(0) !== 0;
  }

  get #isQuiet(): boolean {
    return this.commands.length === 0 && this.mail.length === 0 && this.core.stats.openGroups === 0;
  }

  #newCore(): OrderCore {
    return createOrderCore({
      instruments: INSTRUMENTS,
      settings: { ...ORDER_SETTINGS, restingLeg: this.restingLeg },
      hours: ALWAYS_OPEN,
      tagPrefix: TAG_PREFIX,
      isKilled: () => false,
      effects: {
        command: (command) => void this.commands.push(command),
        event: () => undefined,
        request: () => undefined,
        record: this.image.record,
      },
    });
  }

  #tick(tick: typeof STOP_TICK): void {
    this.#lastTick = tick;
    this.core.onTick(tick);
  }

  #deliver(at: number): void {
    const [report] = this.mail.splice(at, 1);
    if (report === undefined) return;
    this.core.onReport(report);
    this.#again = report;
  }

  #deliverAgain(): void {
    if (this.#again !== undefined) this.core.onReport(this.#again);
    this.#again = undefined;
  }

  #take(refuses: boolean): void {
    const command = this.commands.shift();
    if (command === undefined || command.kind === 'query_positions') {
      if (command !== undefined) this.#answerFlat(command);
      return;
    }
    const order = this.venue.get(command.orderId);
    if (command.kind === 'place') this.#place(command, refuses);
    else if (order === undefined) throw new Error(`${command.kind} of an order never placed`);
    else if (order.isDone) {
      this.#send(command.kind === 'cancel' ? 'cancel_rejected' : 'modify_rejected', order);
    } else if (refuses) {
      this.#send(command.kind === 'cancel' ? 'cancel_rejected' : 'modify_rejected', order);
    } else if (command.kind === 'cancel') {
      order.isDone = true;
      order.mayFillLate = true;
      this.#send('cancelled', order);
    } else if (command.quantity <= order.filled) this.#send('modify_rejected', order);
    else {
      order.quantity = command.quantity;
      order.limitPaise = command.limitPaise;
      order.triggerPaise = command.triggerPaise;
      this.#send('modified', order);
    }
  }

  #exitPart(): void {
    const intentId = GROUP + 1 + this.core.stats.idleExits;
    this.core.onIntent(intentOf({ kind: 'exit', intentId, side: -1, quantity: 1 }));
  }

  #lose(): void {
    const command = this.commands[0];
    if (command === undefined) return;
    const { orderId, timeMs } = command;
    if (command.kind !== 'query_positions')
      this.mail.push(reportOf({ kind: 'unknown', orderId, timeMs }));
    this.#take(false);
  }

  #place(command: VenueCommand, refuses: boolean): void {
    const { orderId, side, quantity, limitPaise, triggerPaise } = command;
    if (this.venue.has(orderId)) throw new Error('ID-01 one order was placed twice');
    const order: TrueOrder = {
      ...{ orderId, side, quantity, limitPaise, triggerPaise },
      filled: 0,
      isDone: refuses,
      mayFillLate: false,
    };
    this.venue.set(orderId, order);
    this.#send(refuses ? 'rejected' : 'accepted', order);
  }

  #fill(orderId: number): void {
    const order = this.venue.get(orderId);
    if (order === undefined) return;
    order.filled += 1;
    order.mayFillLate = false;
    if (order.filled === order.quantity) order.isDone = true;
    this.#send('fill', order, 1);
  }

  #drop(orderId: number): void {
    const order = this.venue.get(orderId);
    if (order === undefined) return;
    order.isDone = true;
    this.#send('cancelled', order);
  }

  #send(kind: VenueReport['kind'], order: TrueOrder, fillQuantity = 0): void {
    this.mail.push(
      reportOf({
        kind,
        orderId: order.orderId,
        side: order.side,
        quantity: order.quantity,
        limitPaise: order.limitPaise,
        triggerPaise: order.triggerPaise,
        cumulativeQuantity: order.filled,
        fillQuantity,
        fillPaise: fillQuantity === 0 ? 0 : 10_000,
        timeMs: this.#timeMs,
      }),
    );
  }

  #answerFlat(command: VenueCommand): void {
    const { queryId } = command;
    this.mail.push(reportOf({ kind: 'book_end', queryId, timeMs: this.#timeMs }));
  }

  #settleWire(): void {
    for (let step = 0; step < 200 && this.commands.length + this.mail.length > 0; step += 1) {
      if (this.mail.length > 0) this.#deliver(0);
      else this.#take(false);
    }
    for (const order of this.venue.values()) {
      order.mayFillLate = false;
      const known = this.core.find(order.orderId);
      const isExit = known?.role === 'exit' || known?.isTriggered === true;
      while (isExit && !order.isDone) this.#fill(order.orderId);
    }
    while (this.mail.length > 0) this.#deliver(0);
  }

  #isCovered(orders: readonly Order[], open: number): boolean {
    const stops = orders.filter(
      ({ role, status }) => role === 'stop' && !isTerminal(status) && status !== 'pending_cancel',
    );
    return sum(stops, (order) => order.quantity - order.filledQuantity) >= open;
  }

  /** Never two live orders at the venue that both could close the position, unless one is about to shrink. */
  #venueViolation(): string {
    const live = [...this.venue.values()].filter(
      ({ isDone, orderId }) => !isDone && orderId !== ENTRY,
    );
    const roles = new Set(live.map(({ orderId }) => this.core.find(orderId)?.role));
    if (roles.has('stop') && roles.has('target')) return 'OC-05 stop and target rest together';
    const leaves = sum(live, (order) => order.quantity - order.filled);
    const open = sum([...this.venue.values()], (order) => order.side * order.filled);
    if (roles.has('exit') && leaves > Math.abs(open)) return 'OC-05 more exits than are open';
    return '';
  }
}

function mailKey(report: VenueReport): string {
  const { kind, orderId, quantity, limitPaise, cumulativeQuantity } = report;
  return [kind, orderId, quantity, limitPaise, cumulativeQuantity].join();
}

function intendedLeaves(order: Order): number {
  if (isTerminal(order.status)) return 0;
  const quantity = order.status === 'pending_update' ? order.requestedQuantity : order.quantity;
  return quantity - order.filledQuantity;
}

/** A change is in flight, or waits for the answer it needs first. */
function isOnTheMove(order: Order): boolean {
  if (order.status === 'unknown') return true;
  return order.status === 'sending' || order.status.startsWith('pending_') || order.retryAtMs > 0;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
