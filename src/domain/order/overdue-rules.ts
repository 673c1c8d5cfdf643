/** What happens to orders whose answer is overdue. Run by the order core when its clock reaches the time of the next answer due. */
import { assert } from '../assert.ts';
import type { RuleContext } from './exit-rules.ts';
import type { Group } from './group.ts';
import { isUnsent, type Order, transition } from './order.ts';
import type { ReportRules } from './report-rules.ts';

export class OverdueRules {
  readonly #context: RuleContext;
  readonly #reports: ReportRules;

  constructor(context: RuleContext, reports: ReportRules) {
    this.#context = context;
    this.#reports = reports;
  }

  check(group: Group): void {
    for (const order of group.orders) this.#checkOrder(order);
  }

  /** After a restart: what was being sent may or may not have left (ID-08), what was only decided never did. */
  resume(group: Group): void {
    const { desk } = this.#context;
    for (const order of group.orders) {
      if (order.status === 'sending') this.#loseTrack(order);
      else if (isUnsent(order) && order.role !== 'adjustment') desk.deny(order, 'restarted');
      // A cancel is idempotent, and the stop may have swallowed it.
      else if (order.status === 'pending_cancel') desk.repeatCancel(order);
    }
    assert(
      group.orders.every(
        (order) => order.status !== 'sending' && (!isUnsent(order) || order.role === 'adjustment'),
      ),
      'ID-08 after a restart nothing is sent again: it is of unknown outcome, or it never left',
    );
  }

  #checkOrder(order: Order): void {
    const { desk, settings } = this.#context;
    if (order.status === 'sending') {
      if (this.#isDue(order.askedAtMs + settings.responseTimeoutMs)) this.#loseTrack(order);
    } else if (order.status === 'pending_update') {
      if (!this.#isDue(order.askedAtMs + settings.responseTimeoutMs)) return;
      // It counts as not applied until a report shows the order as asked.
      transition(order, 'modify_overdue');
      order.retryAtMs = desk.timeMs + settings.chaseIntervalMs;
      desk.emit(order);
    } else if (order.status === 'pending_cancel') {
      if (this.#isDue(order.askedAtMs + desk.cancelTimeoutMs(order))) desk.repeatCancel(order);
    }
  }

  #loseTrack(order: Order): void {
    transition(order, 'place_overdue');
    this.#reports.markUnknown(order);
  }

  #isDue(timeMs: number): boolean {
    const { desk } = this.#context;
    if (desk.timeMs >= timeMs) return true;
    desk.wakeAt(timeMs);
    return false;
  }
}
