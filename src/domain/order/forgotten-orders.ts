/**
 * What is left of groups that ended long ago: enough to know their orders again in the venue's books, and no more, so that a long day
 * costs memory by the order and not by its history. The order core owns one.
 */
import { i32At } from '../cells.ts';
import { defineRowKind, type RecordRow, type StateImage } from '../journal-row.ts';
import { GroupTable } from './group-table.ts';
import { legOf, orderIdOf } from './types.ts';

export interface ForgottenGroupRow {
  readonly groupId: number;
  /** Days since 1970-01-01 IST on which it ended; after it no book of the venue names its orders. */
  readonly day: number;
  /** Cumulative quantity of each leg; −1 for one that never left us. */
  readonly quantities: readonly number[];
  /** Where the order core stood when it was forgotten: a restart goes on from there. */
  readonly eventSequence: number;
  readonly openSequence: number;
  readonly timeMs: number;
}

export type ForgottenAt = Pick<ForgottenGroupRow, 'eventSequence' | 'openSequence' | 'timeMs'>;

/** Takes the place of the group's row and the rows of its orders. */
export const FORGOTTEN_GROUP_ROW = defineRowKind<ForgottenGroupRow>({
  kind: 'forgotten_group',
  version: 1,
  fields: {
    groupId: 'int',
    day: 'int',
    quantities: 'numbers',
    eventSequence: 'int',
    openSequence: 'int',
    timeMs: 'int',
  },
  keyOf: (row) => row.groupId,
  forgets: ({ groupId, quantities }) => [
    { kind: 'group', key: groupId },
    ...quantities.map((_, leg) => ({ kind: 'order', key: orderIdOf(groupId, leg) })),
  ],
});

/** The day is over: what was left of its groups goes too. */
export interface ForgottenDayRow {
  readonly day: number;
  readonly groupIds: readonly number[];
}

export const FORGOTTEN_DAY_ROW = defineRowKind<ForgottenDayRow>({
  kind: 'forgotten_day',
  version: 1,
  fields: { day: 'int', groupIds: 'numbers' },
  forgets: ({ groupIds }) => groupIds.map((key) => ({ kind: FORGOTTEN_GROUP_ROW.kind, key })),
});

const FIRST_CELLS = 4096;

/** A row of at most 64 KiB names this many groups. */
const GROUPS_PER_ROW = 5000;

export class ForgottenOrders {
  readonly #record: RecordRow;
  /** Where the quantities of each group begin in `#cells`: how many there are, then one for each leg. */
  readonly #starts = new GroupTable<number>();
  #cells = new Int32Array(FIRST_CELLS);
  #used = 0;
  #day = 0;

  constructor(record: RecordRow) {
    this.#record = record;
  }

  /** Groups. */
  get size(): number {
    return this.#starts.size;
  }

  add(row: ForgottenGroupRow): void {
    this.#startDay(row.day);
    this.#keep(row);
    this.#record(FORGOTTEN_GROUP_ROW, row);
  }

  /** Cumulative quantity with which an order of group `groupId` was forgotten; −1 when it was not, or never left us. */
  quantityOf(groupId: number, orderId: number): number {
    const start = this.#starts.get(groupId);
    if (start === undefined) return -1;
    const leg = legOf(orderId);
    return leg < i32At(this.#cells, start) ? i32At(this.#cells, start + 1 + leg) : -1;
  }

  has(groupId: number): boolean {
    return this.#starts.get(groupId) !== undefined;
  }

  /** Where the order core stood when the newest was forgotten; zeros when there is none. */
  restore(image: StateImage): ForgottenAt {
    let eventSequence = 0;
    let openSequence = 0;
    let timeMs = 0;
    for (const row of image.rows(FORGOTTEN_GROUP_ROW)) {
      this.#day = Math.max(this.#day, row.day);
      this.#keep(row);
      eventSequence = Math.max(eventSequence, row.eventSequence);
      openSequence = Math.max(openSequence, row.openSequence);
      timeMs = Math.max(timeMs, row.timeMs);
    }
    return { eventSequence, openSequence, timeMs };
  }

  #startDay(day: number): void {
    if (day <= this.#day) return;
    const groupIds = [...this.#starts.entries()].map(([groupId]) => groupId);
    for (let from = 0; from < groupIds.length; from += GROUPS_PER_ROW) {
      const some = groupIds.slice(from, from + GROUPS_PER_ROW);
      this.#record(FORGOTTEN_DAY_ROW, { day: this.#day, groupIds: some });
    }
    this.#starts.clear();
    this.#cells = new Int32Array(FIRST_CELLS);
    this.#used = 0;
    this.#day = day;
  }

  #keep({ groupId, quantities }: ForgottenGroupRow): void {
    const start = this.#used;
    this.#used += 1 + quantities.length;
    if (this.#used > this.#cells.length) {
      const cells = new Int32Array(this.#cells.length * 2);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells[start] = quantities.length;
    this.#cells.set(quantities, start + 1);
    this.#starts.set(groupId, start);
  }
}
