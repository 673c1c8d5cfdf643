/** SE-02, KS-03 and SE-04: what must be flat by a time is flat, and the day’s flatten happens once per schedule and date. */
import { EOD, type EodRow } from '../../../src/domain/session/rows.ts';
import type { Step } from '../process/journal-store.ts';
import { type CheckContext, check } from './check-context.ts';

/** Healthy seconds for cancels, confirmations, chases and the rate budget. */
const FLAT_SECONDS_MOST = 180;

export class DeadlineChecks {
  readonly #context: CheckContext;
  readonly #late: number[];
  readonly #fired = new Map<string, Set<number>>();

  constructor(context: CheckContext) {
    this.#context = context;
    this.#late = context.instruments.map(() => 0);
  }

  onSecond(isHealthy: (instrumentIndex: number) => boolean): void {
    const { instruments, venue, marks } = this.#context;
    const nowMs = this.#context.nowMs();
    const isKilled = this.#context.isKilled();
    for (const instrument of instruments) {
      const at = instrument.index;
      const isDue = isKilled || nowMs >= this.#context.flatByMs(instrument);
      const net = venue.netQuantity[at] ?? 0;
      // What another hand did last minute is found by the next two books.
      const isMixed = venue.externalFills(at) > 0;
      if (!isDue || net === 0 || isMixed || this.#context.ledger.hasUnknown(at)) {
        this.#late[at] = 0;
        continue;
      }
      if (!isHealthy(at)) continue;
      const seconds = (this.#late[at] ?? 0) + 1;
      this.#late[at] = seconds;
      marks.hit('flat.lateSecond');
      check(
        seconds <= FLAT_SECONDS_MOST,
        isKilled ? 'KS-03' : 'SE-02',
        () => `${instrument.symbol} still holds ${net} after ${seconds} healthy seconds`,
      );
    }
  }

  onDurable(steps: readonly Step[]): void {
    for (const { rows } of steps) {
      for (const { kind, row } of rows) if (kind.kind === EOD.kind) this.#take(row as EodRow);
    }
  }

  /** A row is recorded when its schedule fires, and ends with the day it fired for. */
  #take({ schedule, days }: EodRow): void {
    const day = days.at(-1) ?? 0;
    const fired = this.#fired.get(schedule) ?? new Set<number>();
    check(!fired.has(day), 'SE-04', () => `${schedule} is flattened again on day ${day}`);
    fired.add(day);
    this.#fired.set(schedule, fired);
    this.#context.marks.hit(`eod.${schedule}`);
  }
}
