/** SE-02, KS-03 and SE-04: what must be flat by a time is flat, and the day’s flatten happens once per schedule and date. */
import { EOD, type EodRow } from '../../../src/domain/session/rows.ts';
import type { Step } from '../process/journal-store.ts';
import { type CheckContext, check } from './check-context.ts';

/** Healthy seconds for cancels, confirmations, chases and the rate budget. */
const FLAT_SECONDS_MOST = 180;
/** What another hand traded is found by two position books, a minute apart each, and then has to be closed. */
const EXTERNAL_SECONDS = 240;

export class DeadlineChecks {
  readonly #context: CheckContext;
  readonly #late: number[];
  readonly #externalFills: number[];
  readonly #fired = new Map<string, Set<number>>();

  constructor(context: CheckContext) {
    this.#context = context;
    this.#late = context.instruments.map(() => 0);
    this.#externalFills = context.instruments.map(() => 0);
  }

  onSecond(isHealthy: (instrumentIndex: number) => boolean): void {
    const { instruments, venue, marks } = this.#context;
    const nowMs = this.#context.nowMs();
    const isKilled = this.#context.isKilled();
    for (const instrument of instruments) {
      const at = instrument.index;
      const isDue = isKilled || nowMs >= this.#context.flatByMs(instrument);
      const net = venue.netQuantity[at] ?? 0;
      this.#noteExternal(at);
      const isDeclared = venue.externalFills(at) > 0 && this.#context.isDeclared(at);
      if (!isDue || net === 0 || isDeclared || this.#isUndecided(at, net)) {
        this.#late[at] = Math.min(this.#late[at] ?? 0, 0);
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

  #noteExternal(at: number): void {
    const fills = this.#context.venue.externalFills(at);
    if (fills === this.#externalFills[at]) return;
    this.#externalFills[at] = fills;
    this.#late[at] = -EXTERNAL_SECONDS;
  }

  /**
   * An order of unknown outcome on the side of the position may trade with its exit, which therefore waits; on the other side it may still
   * close its own part, which is left to it.
   */
  #isUndecided(at: number, net: number): boolean {
    const { ledger } = this.#context;
    return ledger.hasUnknown(at, net > 0 ? 1 : -1) || Math.abs(net) <= ledger.unknownLeaves(at);
  }

  /** The kill is durable: what had not left was denied in its step. */
  onKill(): void {
    const [first] = this.#context.ledger.waitingEntries();
    check(first === undefined, 'KS-01', () => `entry ${first?.orderId} still waits after the kill`);
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
