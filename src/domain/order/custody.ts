/** The latches that stop entries, durable and idempotent: kill, pause and halts. Owned by the order core. */
import type { RecordRow, StateImage } from '../journal-row.ts';
import { type CustodyActor, type CustodyRow, NO_CUSTODY } from './custody-row.ts';
import { CUSTODY_ROW } from './rows.ts';
import type { RejectReason } from './types.ts';

export class Custody {
  readonly #record: RecordRow;
  #row: CustodyRow = NO_CUSTODY;
  readonly #halted = new Set<number>();

  constructor(record: RecordRow) {
    this.#record = record;
  }

  get row(): CustodyRow {
    return this.#row;
  }

  restore(image: StateImage): void {
    const last = image.rows(CUSTODY_ROW).at(-1);
    if (last === undefined) return;
    this.#row = last;
    this.#halted.clear();
    for (const at of last.haltedInstruments) this.#halted.add(at);
  }

  /** Why no entry of the instrument may be sent; '' when it may. */
  entryReason(instrumentIndex: number): RejectReason | '' {
    if (this.#row.isKilled) return 'kill_latch';
    if (this.#row.isHalted || this.#halted.has(instrumentIndex)) return 'halted';
    return this.#row.isPaused ? 'paused' : '';
  }

  /** KS-06: false when it was set before. */
  kill(cause: string, timeMs: number): boolean {
    if (this.#row.isKilled) return false;
    this.#change({ isKilled: true, killCause: cause, killedAtMs: timeMs });
    return true;
  }

  /** False when nothing was set. */
  resetKill(actor: CustodyActor, reason: string, timeMs: number): boolean {
    if (!this.#row.isKilled) return false;
    this.#change({
      isKilled: false,
      killCause: '',
      changedBy: actor,
      changeReason: reason,
      changedAtMs: timeMs,
    });
    return true;
  }

  pause(actor: CustodyActor, reason: string, timeMs: number): void {
    if (this.#row.isPaused) return;
    const change = { changedBy: actor, changeReason: reason, changedAtMs: timeMs };
    this.#change({ isPaused: true, ...change });
  }

  /** Ends a pause and every halt; the kill latch stays. */
  resume(actor: CustodyActor, reason: string, timeMs: number): void {
    const { isPaused, isHalted } = this.#row;
    if (!isPaused && !isHalted && this.#halted.size === 0) return;
    this.#halted.clear();
    this.#change({
      isPaused: false,
      isHalted: false,
      haltCause: '',
      haltedInstruments: [],
      changedBy: actor,
      changeReason: reason,
      changedAtMs: timeMs,
    });
  }

  haltAccount(cause: string): boolean {
    if (this.#row.isHalted) return false;
    this.#change({ isHalted: true, haltCause: cause });
    return true;
  }

  haltInstrument(at: number, cause: string): boolean {
    if (this.#halted.has(at)) return false;
    this.#halted.add(at);
    const haltedInstruments = [...this.#halted].sort((one, other) => one - other);
    this.#change({ haltedInstruments, haltCause: cause });
    return true;
  }

  nextQueryId(): number {
    this.#change({ queries: this.#row.queries + 1 });
    return this.#row.queries;
  }

  nextUnattributedGroup(): number {
    this.#change({ unattributedGroups: this.#row.unattributedGroups + 1 });
    return this.#row.unattributedGroups;
  }

  #change(change: Partial<CustodyRow>): void {
    this.#row = { ...this.#row, ...change };
    this.#record(CUSTODY_ROW, this.#row);
  }
}
