/** Takes venue reports in: finds their group, applies them, and settles the groups they had news of. Run by the order core. */
import type { RuleContext } from './exit-rules.ts';
import type { ForgetRules } from './forget-rules.ts';
import type { Group } from './group.ts';
import type { GroupDesk } from './group-desk.ts';
import type { Order } from './order.ts';
import type { ReportRules } from './report-rules.ts';
import { groupIdOf, legOf, type VenueReport } from './types.ts';

export interface ReportIntakeParts {
  readonly reports: ReportRules;
  readonly forgets: ForgetRules;
  readonly groups: GroupDesk;
}

export class ReportIntake {
  readonly #context: RuleContext;
  readonly #parts: ReportIntakeParts;
  /** Groups that a book had news of in this input. */
  readonly #unsettled: Group[] = [];

  constructor(context: RuleContext, parts: ReportIntakeParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** False when the report is about a forgotten order: then it concerns nobody else. */
  apply(report: VenueReport): boolean {
    const group = this.#groupOf(report);
    if (group === undefined) return this.#isUnknown(report);
    if (this.#take(group, report)) this.#settle(group);
    return true;
  }

  /** One of many rows of a book: its group is settled by `settleAll`. A message decided between two rows could be overtaken by the second. */
  collect(report: VenueReport): void {
    const group = this.#groupOf(report);
    if (group === undefined) this.#isUnknown(report);
    else if (this.#take(group, report) && !this.#unsettled.includes(group)) {
      this.#unsettled.push(group);
    }
  }

  settleAll(): void {
    if (this.#unsettled.length === 0) return;
    for (const group of this.#unsettled.splice(0)) this.#settle(group);
  }

  /** A report about no order we have; false when it is about one we had. */
  #isUnknown(report: VenueReport): boolean {
    if (this.#parts.forgets.takes(report)) return false;
    this.#context.counters.unknownOrderReports += 1;
    return true;
  }

  #groupOf(report: VenueReport): Group | undefined {
    const group = this.#context.registry.group(groupIdOf(report.orderId));
    return group?.orders[legOf(report.orderId)] === undefined ? undefined : group;
  }

  /** False when the report cannot be about this order, and nothing was changed. */
  #take(group: Group, report: VenueReport): boolean {
    const { registry, desk, counters } = this.#context;
    const order = group.orders[legOf(report.orderId)] as Order;
    if (!this.#parts.reports.apply(order, report)) {
      counters.unknownOrderReports += 1;
      return false;
    }
    registry.noteActivity(order.instrumentIndex, desk.timeMs);
    return true;
  }

  #settle(group: Group): void {
    const { groups } = this.#parts;
    if (group.row.isClosed && !group.isFinished) groups.attach(group);
    groups.resettle(group);
    if (this.#context.registry.waitingCount > 0) groups.releaseWaiting();
    groups.settleExitsBeside(group);
  }
}
