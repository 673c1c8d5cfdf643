/**
 * What one input to the order core causes, kept until the input is done and then let out in order: the rows of everything it touched,
 * events, commands. So each entity has one row per input, and every row comes before what it justifies. Owned by the order core.
 */
import type { OrderEffects } from '../effects.ts';
import type { StateImage } from '../journal-row.ts';
import type { Group } from './group.ts';
import { MESSAGES_SENT_ROW, MessagesSent } from './messages-sent.ts';
import type { Order } from './order.ts';
import { COMMAND_ROW, GROUP_ROW, ORDER_ROW } from './rows.ts';
import type { OrderEvent, VenueCommand } from './types.ts';

export class Outbox {
  readonly #effects: OrderEffects;
  // Lists with counts of their own: shortening an array costs more than all the rest of an input's bookkeeping.
  readonly #orders: Order[] = [];
  readonly #groups: Group[] = [];
  readonly #events: OrderEvent[] = [];
  readonly #commands: VenueCommand[] = [];
  readonly #sent = new MessagesSent();
  #orderCount = 0;
  #groupCount = 0;
  #eventCount = 0;
  #commandCount = 0;

  constructor(effects: OrderEffects) {
    this.#effects = effects;
  }

  restore(image: StateImage): void {
    this.#sent.restore(image);
  }

  /** The order changed: its row is due. An input touches a handful, so a scan is cheaper than a set. */
  touchOrder(order: Order): void {
    if (this.isTouched(order)) return;
    this.#orders[this.#orderCount] = order;
    this.#orderCount += 1;
  }

  /** The row of `order` goes out with this input. */
  isTouched(order: Order): boolean {
    for (let at = 0; at < this.#orderCount; at += 1) if (this.#orders[at] === order) return true;
    return false;
  }

  touchGroup(group: Group): void {
    for (let at = 0; at < this.#groupCount; at += 1) if (this.#groups[at] === group) return;
    this.#groups[this.#groupCount] = group;
    this.#groupCount += 1;
  }

  event(event: OrderEvent): void {
    this.#events[this.#eventCount] = event;
    this.#eventCount += 1;
  }

  command(command: VenueCommand): void {
    this.#commands[this.#commandCount] = command;
    this.#commandCount += 1;
  }

  flush(): void {
    const effects = this.#effects;
    const [groups, orders] = [this.#groupCount, this.#orderCount];
    const [events, commands] = [this.#eventCount, this.#commandCount];
    this.#groupCount = 0;
    this.#orderCount = 0;
    this.#eventCount = 0;
    this.#commandCount = 0;
    for (let at = 0; at < groups; at += 1) {
      effects.record(GROUP_ROW, (this.#groups[at] as Group).row);
    }
    for (let at = 0; at < orders; at += 1) effects.record(ORDER_ROW, this.#orders[at] as Order);
    let messages = 0;
    let timeMs = 0;
    for (let at = 0; at < commands; at += 1) {
      const command = this.#commands[at] as VenueCommand;
      effects.record(COMMAND_ROW, command);
      // A query is a read and has a budget of its own.
      if (command.queryId !== 0) continue;
      messages += 1;
      timeMs = command.timeMs;
    }
    if (messages > 0) effects.record(MESSAGES_SENT_ROW, this.#sent.add(timeMs, messages));
    for (let at = 0; at < events; at += 1) effects.event(this.#events[at] as OrderEvent);
    for (let at = 0; at < commands; at += 1) effects.command(this.#commands[at] as VenueCommand);
  }
}
