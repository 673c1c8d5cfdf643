/** GT-01 and GT-03: a GTT triggers once, on a day and at an hour it may, and is durable as triggered before anything comes of it. */
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import type { Gtt, GttStatus } from '../../../src/domain/order/gtt/gtt.ts';
import { GTT_ROW } from '../../../src/domain/order/gtt/rows.ts';
import { GTT_STRATEGY, intentIdOf, type OrderIntent } from '../../../src/domain/order/types.ts';
import type { Step } from '../process/journal-store.ts';
import { type CheckContext, check } from './check-context.ts';

/** From the tick to the durable row. */
const HAND_OVER_MS = 2_500;

export class GttChecks {
  readonly #context: CheckContext;
  readonly #status = new Map<number, GttStatus>();
  /** Signals of triggered GTTs, by what became of each. */
  readonly #signals = new Set<number>();
  readonly #intents = new Set<number>();
  readonly #triggered = new Set<number>();

  constructor(context: CheckContext) {
    this.#context = context;
  }

  onDurable(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const { kind, row } of rows) if (kind.kind === GTT_ROW.kind) this.#take(row as Gtt);
    }
  }

  /** Risk approved a request of the GTT book. */
  onIntent({ strategyIndex, intentId }: OrderIntent): void {
    if (strategyIndex !== GTT_STRATEGY) return;
    const sequence = intentId - intentIdOf(GTT_STRATEGY, 0);
    this.#context.marks.hit('gtt.approved');
    check(
      !this.#intents.has(intentId),
      'GT-01',
      () => `intent ${intentId} of a GTT is approved again`,
    );
    this.#intents.add(intentId);
    check(
      this.#signals.has(sequence),
      'GT-01',
      () => `GTT signal ${sequence} is approved before its trigger is durable`,
    );
  }

  #take(gtt: Gtt): void {
    const { gttId, status, signalSequence, lastDay, changedMs } = gtt;
    const before = this.#status.get(gttId);
    this.#status.set(gttId, status);
    if (before !== status) this.#context.marks.hit(`gtt.${before ?? 'new'}-${status}`);
    if (status !== 'triggered') return;
    check(
      !this.#triggered.has(gttId) && !this.#signals.has(signalSequence),
      'GT-01',
      () => `GTT ${gttId} triggers again, from ${before ?? 'nothing'}`,
    );
    this.#triggered.add(gttId);
    this.#signals.add(signalSequence);
    check(istDay(changedMs) <= lastDay, 'GT-03', () => `GTT ${gttId} triggers after its last day`);
    this.#checkHours(gtt);
  }

  #checkHours({ gttId, symbol }: Gtt): void {
    const { instruments, isOpen, isClockRight } = this.#context;
    const nowMs = this.#context.nowMs();
    const instrument = instruments.find((candidate) => candidate.symbol === symbol);
    if (instrument === undefined || !isClockRight()) return;
    check(
      isOpen(instrument, nowMs) || isOpen(instrument, nowMs - HAND_OVER_MS),
      'GT-01',
      () => `GTT ${gttId} triggers outside the hours of ${symbol}`,
    );
  }
}
