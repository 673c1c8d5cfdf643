/** Opens groups from intents, settles them after every input and closes them when nothing is left. Run by the order core. */
import { assert } from '../assert.ts';
import type { Tick } from '../tick/tick.ts';
import type { Custody } from './custody.ts';
import { type EntryGate, EntryRules } from './entry-rules.ts';
import type { RuleContext } from './exit-rules.ts';
import type { ForgetRules } from './forget-rules.ts';
import { Group, type GroupRow, groupRowOf } from './group.ts';
import { GroupRules } from './group-rules.ts';
import { isLive } from './order.ts';
import type { OverdueRules } from './overdue-rules.ts';
import type { OrderIntent } from './types.ts';

export interface GroupDeskParts {
  readonly custody: Custody;
  readonly forgets: ForgetRules;
  readonly gate: EntryGate;
}

export class GroupDesk {
  readonly #context: RuleContext;
  readonly #custody: Custody;
  readonly #gate: EntryGate;
  readonly #rules: GroupRules;
  readonly #entries: EntryRules;
  readonly #forgets: ForgetRules;

  constructor(context: RuleContext, { custody, forgets, gate }: GroupDeskParts) {
    this.#context = context;
    this.#forgets = forgets;
    this.#custody = custody;
    this.#gate = gate;
    this.#rules = new GroupRules(context);
    this.#entries = new EntryRules(context, gate);
  }

  /** Sends an entry, or announces that it waits for its parent's, or ends it. */
  enter(intent: OrderIntent): void {
    const group = this.#open(intent, 'bracket');
    const problem = this.#entries.open(group);
    const reason = problem === '' ? this.#gate(group) : problem;
    if (reason === '' && intent.parentGroupId !== 0) {
      this.#entries.wait(group);
      this.releaseWaiting();
      return;
    }
    if (reason === '') this.#entries.send(group);
    else this.#entries.denyUnsent(group, reason);
    this.#attachOrClose(group);
  }

  /** Puts a stop and targets around a position that has none; they stand in for the entry that brought it. */
  adopt(intent: OrderIntent): void {
    const group = this.#open(intent, 'oco');
    this.#context.registry.addToNet(intent.instrumentIndex, intent.side * intent.quantity);
    this.attach(group);
    if (this.#custody.row.isKilled) this.#rules.beginExit(group);
    this.resettle(group);
  }

  /** Closes what the intent asks for, oldest group of its strategy first; of the last one a part may stay, protected. */
  exit(intent: OrderIntent): void {
    const { registry, counters } = this.#context;
    const isOwn = (group: Group) =>
      group.row.strategyIndex === intent.strategyIndex &&
      group.instrument.index === intent.instrumentIndex &&
      group.side === -intent.side;
    const own = [...registry.waiting, ...registry.open].filter(isOwn);
    if (own.length === 0) counters.idleExits += 1;
    let rest = intent.quantity;
    for (const group of own) {
      if (rest <= 0) break;
      const open = Math.max(0, group.openQuantity);
      const kept = group.row.isExiting ? open : open - group.reduceLeaves(open);
      if (kept > rest && !group.row.isExiting) this.#reduce(group, rest);
      else this.close(group);
      rest -= kept;
    }
  }

  #reduce(group: Group, quantity: number): void {
    group.row.reduceQuantity += quantity;
    group.row.isEntryOver = true;
    this.#context.desk.outbox.touchGroup(group);
    this.resettle(group);
  }

  /** Sends or denies the entries whose parent is done. */
  releaseWaiting(): void {
    for (const group of [...this.#context.registry.waiting]) {
      if (this.#entries.release(group)) this.#attachOrClose(group);
    }
  }

  /** KS-01: everything that has not left is denied in one step. */
  purge(): void {
    const { registry } = this.#context;
    for (const group of [...registry.waiting]) {
      this.#entries.denyUnsent(group, 'kill_latch');
      this.#attachOrClose(group);
    }
    for (const group of [...registry.open]) {
      this.#entries.denyUnsent(group, 'kill_latch');
      this.closeIfFinished(group);
    }
  }

  /** After a restart: see `OverdueRules.resume`. */
  recover(overdue: OverdueRules): void {
    const { registry } = this.#context;
    for (const group of [...registry.waiting]) {
      this.#entries.denyUnsent(group, 'restarted');
      this.#attachOrClose(group);
    }
    for (const group of [...registry.open]) {
      overdue.resume(group);
      this.resettle(group);
    }
  }

  /** Ends what waits, begins the exit of what is open. */
  close(group: Group): void {
    if (group.row.isWaiting) {
      this.#entries.denyUnsent(group, 'withdrawn');
      this.#attachOrClose(group);
      return;
    }
    this.#rules.beginExit(group);
    this.resettle(group);
  }

  watch(group: Group, tick: Tick, countsAtMs: number): void {
    this.#rules.watch(group, tick, countsAtMs);
    this.closeIfFinished(group);
  }

  /** Everything of `group` that time alone brings. */
  onTime(group: Group, overdue: OverdueRules): void {
    overdue.check(group);
    this.#entries.expire(group);
    this.resettle(group);
    if (!group.row.isClosed) this.#rules.chase(group);
  }

  resettle(group: Group): void {
    if (group.row.isClosed || group.row.isWaiting) return;
    this.#rules.settle(group);
    this.closeIfFinished(group);
  }

  /** An exit that waited for an order of another group may have its way clear now. */
  settleExitsBeside(group: Group): void {
    const groups = this.#context.registry.openOn(group.instrument.index);
    for (let at = groups.length - 1; at >= 0; at -= 1) {
      const other = groups[at] as Group;
      if (other !== group && other.row.isExiting) this.resettle(other);
    }
  }

  attach(group: Group): void {
    const { registry, desk } = this.#context;
    group.row.isClosed = false;
    group.row.closedAtMs = 0;
    registry.attach(group);
    desk.outbox.touchGroup(group);
  }

  closeIfFinished(group: Group): void {
    if (group.row.isClosed || group.row.isWaiting || !group.isFinished) return;
    assert(!group.orders.some(isLive), 'OC-05 a group is closed once every order is over');
    this.#context.registry.detach(group);
    this.#markClosed(group);
  }

  #open(intent: OrderIntent, kind: GroupRow['kind']): Group {
    const { registry, desk } = this.#context;
    const instrument = registry.instruments[intent.instrumentIndex];
    assert(instrument !== undefined, 'an approved intent names a known instrument');
    const group = new Group(groupRowOf(intent, { kind, timeMs: desk.timeMs }), instrument);
    assert(
      !this.#forgets.has(group.groupId),
      'ID-07 the id of a forgotten group is not used again',
    );
    registry.add(group);
    desk.outbox.touchGroup(group);
    return group;
  }

  #attachOrClose(group: Group): void {
    if (!group.isFinished) this.attach(group);
    else this.#markClosed(group);
  }

  #markClosed(group: Group): void {
    const { desk } = this.#context;
    group.row.isClosed = true;
    group.row.closedAtMs = desk.timeMs;
    desk.outbox.touchGroup(group);
    this.#forgets.onClosed(group);
  }
}
