/** KS-05: while nothing can be made durable, what reduces still goes out soon after it is asked for, and what opens never does. */
import type { OrderIntent, VenueCommand } from '../../../src/domain/order/types.ts';
import { type CheckContext, check } from './check-context.ts';

/** Seconds in which the engine ran: a stop of the process and the rate budget fit in. */
const SEND_SECONDS_MOST = 30;

export class FullDiskChecks {
  readonly #context: CheckContext;
  /** Seconds that each reducing command waits, by kind and order. */
  readonly #waiting = new Map<string, number>();

  constructor(context: CheckContext) {
    this.#context = context;
  }

  reset(): void {
    this.#waiting.clear();
  }

  /** The disk is full, and the engine asks for it. */
  onAsked(command: VenueCommand): void {
    if (isReducing(command)) this.#waiting.set(keyOf(command), 0);
  }

  /** The disk is full, and the risk gate lets something through. */
  onApproved({ kind, intentId }: OrderIntent): void {
    check(
      kind !== 'entry',
      'KS-05',
      () => `entry ${intentId} is approved while nothing is durable`,
    );
  }

  /** The command leaves. */
  onSend(command: VenueCommand, isFull: boolean): void {
    this.#waiting.delete(keyOf(command));
    if (!isFull || command.queryId !== 0) return;
    check(
      command.isReducing,
      'KS-05',
      () => `${command.kind} of ${command.orderId} opens a position while nothing is durable`,
    );
    this.#context.marks.hit('journal.sentWithoutRoom');
  }

  onSecond(): void {
    for (const [key, waited] of this.#waiting) {
      this.#waiting.set(key, waited + 1);
      check(
        waited < SEND_SECONDS_MOST,
        'KS-05',
        () => `${key} reduces and has not left ${waited} seconds after it was asked for`,
      );
    }
  }
}

function isReducing({ queryId, isReducing: reduces }: VenueCommand): boolean {
  return queryId === 0 && reduces;
}

function keyOf({ kind, orderId }: VenueCommand): string {
  return `${kind} of ${orderId}`;
}
