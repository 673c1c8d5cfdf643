/** SE-06: once a fault of the host's clock is durable, that start of the engine opens nothing more. */
import { OPERATOR_ROW, type OperatorRow } from '../../../src/domain/input-rows.ts';
import type { OrderIntent } from '../../../src/domain/order/types.ts';
import type { Step } from '../process/journal-store.ts';
import { type CheckContext, check } from './check-context.ts';

export class ClockChecks {
  readonly #context: CheckContext;
  #fault = '';

  constructor(context: CheckContext) {
    this.#context = context;
  }

  /** A new start: somebody has looked. */
  reset(): void {
    this.#fault = '';
  }

  onDurable(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const { kind, row } of rows) if (kind.kind === OPERATOR_ROW.kind) this.#take(row);
    }
  }

  /** Risk approved it. */
  onIntent({ intentId, kind }: OrderIntent): void {
    check(
      this.#fault === '' || kind !== 'entry',
      'SE-06',
      () => `entry ${intentId} is approved after ${this.#fault}`,
    );
  }

  #take(row: object): void {
    const { action, reason } = row as OperatorRow;
    if (action !== 'clock_fault') return;
    this.#fault = reason;
    this.#context.marks.hit('clock.faultDurable');
  }
}
