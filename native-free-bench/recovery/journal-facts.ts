/** What a journal says happened, read record by record and not through the engine: commands, orders, reports. Reads only. */
import { SESSION_ROW } from '../../src/domain/input-rows.ts';
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import type { AnyRow } from '../../src/domain/journal-row.ts';
import type { Order } from '../../src/domain/order/order.ts';
import { isTerminal } from '../../src/domain/order/transitions.ts';
import type { OrderStatus, VenueCommand, VenueReport } from '../../src/domain/order/types.ts';
import { listSegments } from '../../src/journal/journal-files.ts';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import { decodeRow } from '../../src/journal/row-codec.ts';
import { kindOfRecord, RowRegistry } from '../../src/journal/row-registry.ts';
import { BEGINNING, type JournalPosition, scanJournal } from '../../src/journal/scan.ts';
import type { OrderLedger } from './order-ledger.ts';

interface StepRow {
  readonly kind: string;
  readonly row: AnyRow;
  readonly wallMs: number;
}

export class JournalFacts {
  /** Last row of each order. */
  readonly orders = new Map<number, Order>();
  /** Times an order was placed. */
  readonly places = new Map<number, number>();
  /** Orders the venue has said anything about, and what it filled. */
  readonly reported = new Map<number, number>();
  /** Place, modify and cancel. */
  commands = 0;
  fillReports = 0;
  records = 0;
  /** When each place was recorded, wall clock. */
  readonly #placedMs: number[] = [];
  readonly #folder: string;
  readonly #registry = new RowRegistry(JOURNAL_KINDS);
  #instruments: readonly string[] = [];
  #end: JournalPosition = BEGINNING;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes in what was written since the last call. No engine may be writing. Throws when what was durable is damaged. */
  read(): void {
    const disk = new NodeDisk(this.#folder);
    const segments = listSegments(disk);
    const step: StepRow[] = [];
    const scan = scanJournal(
      disk,
      { segments, from: this.#end },
      {
        record: (record) => {
          const kind = kindOfRecord(this.#registry, record);
          const row = decodeRow(kind, record.payload);
          step.push({ kind: kind.kind, row, wallMs: record.wallMs });
        },
        stepEnd: () => {
          for (const row of step) this.#take(row);
          step.length = 0;
        },
      },
    );
    if (scan.verdict === 'quarantined') throw new Error(`the journal is damaged: ${scan.problem}`);
    this.records += scan.records;
    this.#end = scan.end;
  }

  instrumentName(instrumentIndex: number): string {
    return this.#instruments[instrumentIndex] ?? `#${instrumentIndex}`;
  }

  /** One line for each order that was placed more than once (ID-01). */
  duplicates(): string[] {
    return [...this.places]
      .filter(([, count]) => count > 1)
      .map(([orderId, count]) => `order ${orderId} was placed ${count} times`);
  }

  /** One line for each thing the client was shown that the journal does not know (ID-04, JR-03). */
  lost(ledger: OrderLedger): string[] {
    return [...ledger.orders].flatMap(([orderId, seen]) => {
      const order = this.orders.get(Number(orderId));
      if (order === undefined) return [`order ${orderId} (${seen.status}) is gone`];
      if (order.filledQuantity < seen.filledQuantity) {
        return [`order ${orderId}: ${order.filledQuantity} filled, shown ${seen.filledQuantity}`];
      }
      const isReopened = isTerminal(seen.status as OrderStatus) && !isTerminal(order.status);
      return isReopened ? [`order ${orderId} is ${order.status}, shown ${seen.status}`] : [];
    });
  }

  /** One line for each order whose fills and the venue's reports differ, or that ended without the venue's word. */
  unexplained(): string[] {
    return [...this.places.keys()].flatMap((orderId) => {
      const order = this.orders.get(orderId);
      const filled = this.reported.get(orderId);
      if (order === undefined) return [`order ${orderId} was placed and has no state`];
      if (filled === undefined) return [`order ${orderId} is ${order.status} without a report`];
      if (filled !== order.filledQuantity) {
        return [`order ${orderId}: ${order.filledQuantity} filled, the venue says ${filled}`];
      }
      return isTerminal(order.status) ? [] : [`order ${orderId} is still ${order.status}`];
    });
  }

  /** Orders placed from `fromMs` to `toMs`, wall clock. */
  placesBetween(fromMs: number, toMs: number): number {
    return this.#placedMs.filter((ms) => ms >= fromMs && ms < toMs).length;
  }

  #take({ kind, row, wallMs }: StepRow): void {
    if (kind === 'order') this.#takeOrder(row as unknown as Order);
    else if (kind === 'command') this.#takeCommand(row as unknown as VenueCommand, wallMs);
    else if (kind === 'report') this.#takeReport(row as unknown as VenueReport);
    else if (kind === SESSION_ROW.kind) this.#instruments = row['instruments'] as string[];
  }

  #takeOrder(order: Order): void {
    this.orders.set(order.orderId, order);
  }

  #takeCommand({ kind, orderId }: VenueCommand, wallMs: number): void {
    if (kind === 'place') {
      this.places.set(orderId, (this.places.get(orderId) ?? 0) + 1);
      this.#placedMs.push(wallMs);
    }
    if (kind === 'place' || kind === 'modify' || kind === 'cancel') this.commands++;
  }

  #takeReport({ kind, orderId, cumulativeQuantity }: VenueReport): void {
    if (kind === 'fill') this.fillReports++;
    if (orderId === 0) return;
    this.reported.set(orderId, Math.max(cumulativeQuantity, this.reported.get(orderId) ?? 0));
  }
}
