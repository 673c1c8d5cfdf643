/** The checks of a run behind one door: told of everything that happens, in the order in which it happens. */
import type { OrderEvent, VenueCommand } from '../../../src/domain/order/types.ts';
import { ApprovalChecks } from '../check/approval-checks.ts';
import { type CheckContext, check } from '../check/check-context.ts';
import { ClockChecks } from '../check/clock-checks.ts';
import { CoverChecks } from '../check/cover-checks.ts';
import { DeadlineChecks } from '../check/deadline-checks.ts';
import { EventChecks } from '../check/event-checks.ts';
import { FullDiskChecks } from '../check/full-disk-checks.ts';
import { GttChecks } from '../check/gtt-checks.ts';
import { ModeChecks } from '../check/mode-checks.ts';
import type { Adopted, KnownOrder } from '../check/order-ledger.ts';
import { RecoveryChecks } from '../check/recovery-checks.ts';
import { RequestChecks } from '../check/request-checks.ts';
import { SendChecks, type SendLimits } from '../check/send-checks.ts';
import { REQUEST_SETTINGS } from '../process/engine-settings.ts';
import type { Step } from '../process/journal-store.ts';
import type { StateFold } from '../process/state-fold.ts';

export interface CheckLimits extends SendLimits {
  readonly staleReferenceMs: number;
}

/** What a recovery found. */
export interface Found {
  readonly image: StateFold;
  readonly orders: readonly KnownOrder[];
  readonly adopted: ReadonlyMap<number, Adopted>;
}

export class Checks {
  readonly context: CheckContext;
  readonly sends: SendChecks;
  readonly events: EventChecks;
  readonly cover: CoverChecks;
  readonly clocks: ClockChecks;
  readonly deadlines: DeadlineChecks;
  readonly approvals: ApprovalChecks;
  readonly gtts: GttChecks;
  readonly fullDisk: FullDiskChecks;
  readonly modes: ModeChecks;
  readonly requests: RequestChecks;
  readonly recovery = new RecoveryChecks();

  constructor(context: CheckContext, limits: CheckLimits, lastTickMs: readonly number[]) {
    this.context = context;
    this.sends = new SendChecks(context, limits);
    this.events = new EventChecks(context, this.sends);
    this.cover = new CoverChecks(context);
    this.clocks = new ClockChecks(context);
    this.deadlines = new DeadlineChecks(context);
    this.gtts = new GttChecks(context);
    this.fullDisk = new FullDiskChecks(context);
    this.modes = new ModeChecks(context);
    this.requests = new RequestChecks(context, REQUEST_SETTINGS.duplicates.windowMs);
    this.approvals = new ApprovalChecks(context, limits.staleReferenceMs, lastTickMs);
  }

  /** `isFull`: the disk is, so what only reduces leaves without waiting for its rows (KS-05). */
  onSend(
    command: VenueCommand,
    {
      tag,
      start,
      isFull,
    }: { readonly tag: string; readonly start: number; readonly isFull: boolean },
  ): void {
    this.fullDisk.onSend(command, isFull);
    const isLoose = isFull && command.isReducing;
    const isDurable = isLoose || this.recovery.isOrderDurable(command.orderId);
    this.sends.onSend({ command, tag, start, isDurable });
  }

  onAsked(command: VenueCommand, isFull: boolean): void {
    if (isFull) this.fullDisk.onAsked(command);
    this.sends.onAsked(command);
  }

  onEvent(event: OrderEvent): void {
    this.events.onEvent(event);
  }

  /** One second passed in which the engine ran, whatever it takes the time to be. */
  onCrossings(isHealthy: (instrumentIndex: number) => boolean): void {
    this.cover.checkCrossed(isHealthy);
  }

  /** The same, by a clock that is about right. */
  onSecond(isHealthy: (instrumentIndex: number) => boolean): void {
    this.cover.onSecond(isHealthy);
    this.deadlines.onSecond(isHealthy);
    this.fullDisk.onSecond();
  }

  /** The latch is durable. */
  onKill(): void {
    this.deadlines.onKill();
    this.cover.onKill();
  }

  onDurable(steps: readonly Step[]): void {
    this.recovery.onDurable(steps);
    this.deadlines.onDurable(steps);
    this.cover.onDurable(steps);
    this.clocks.onDurable(steps);
    this.approvals.onDurable(steps);
    this.gtts.onDurable(steps);
  }

  /** A new start has what the journal gave back, and nothing else. */
  onStart(found: Found, wasKilled: boolean): void {
    const { image, orders, adopted } = found;
    this.recovery.onRecovered(image, orders, this.sends.postedOrders);
    check(
      this.context.isKilled() === wasKilled || !this.context.isKilled(),
      'KS-02',
      () => 'the kill was acknowledged and the restarted engine does not know of it',
    );
    this.context.ledger.reset(orders, adopted);
    this.events.reset();
    this.fullDisk.reset();
    this.cover.reset(image);
    this.clocks.reset();
  }
}
