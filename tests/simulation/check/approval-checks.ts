/** Checks of every entry the risk gate lets through: the price it judged by was fresh (RG-04), and no loss latch was set (RG-09). */
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import type { OrderIntent } from '../../../src/domain/order/types.ts';
import { ACCOUNT_ROW, type AccountRow } from '../../../src/domain/risk/rows.ts';
import type { Step } from '../process/journal-store.ts';
import { type CheckContext, check } from './check-context.ts';

/** Between the last tick and the decision, beyond what the gate allows. */
const GRACE_MS = 2_500;

export class ApprovalChecks {
  readonly #context: CheckContext;
  readonly #staleReferenceMs: number;
  readonly #lastTickMs: readonly number[];
  /** Day of the newest latch that is durable; a latch lasts for its day. */
  #latchedDay = 0;

  /** `lastTickMs`: by instrument, kept up to date by the caller. */
  constructor(context: CheckContext, staleReferenceMs: number, lastTickMs: readonly number[]) {
    this.#context = context;
    this.#staleReferenceMs = staleReferenceMs;
    this.#lastTickMs = lastTickMs;
  }

  onIntent({ kind, intentId, instrumentIndex }: OrderIntent): void {
    if (kind !== 'entry') return;
    const nowMs = this.#context.nowMs();
    const ageMs = nowMs - (this.#lastTickMs[instrumentIndex] ?? 0);
    check(
      ageMs <= this.#staleReferenceMs + GRACE_MS,
      'RG-04',
      () => `entry ${intentId} is approved by a price ${ageMs} ms old`,
    );
    check(
      istDay(nowMs) !== this.#latchedDay,
      'RG-09',
      () => `entry ${intentId} is approved after the loss of the day was latched`,
    );
  }

  onDurable(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const { kind, row } of rows) {
        if (kind.kind !== ACCOUNT_ROW.kind) continue;
        const { latchedPaise, sessionDay } = row as AccountRow;
        if (!latchedPaise.some((paise) => paise !== 0)) continue;
        this.#context.marks.hit('risk.latched');
        this.#latchedDay = sessionDay;
      }
    }
  }
}
