/** A journal with a known number of records, as a long day leaves one behind: many states of many orders, a snapshot near its end. */
import { JOURNAL_KINDS } from '../../src/domain/journal-kinds.ts';
import { newOrder } from '../../src/domain/order/order.ts';
import { ORDER_ROW } from '../../src/domain/order/rows.ts';
import { JournalWriter } from '../../src/journal/journal-writer.ts';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import type { JournalRecord } from '../../src/journal/record.ts';
import { recover } from '../../src/journal/recover.ts';
import { encodeRow } from '../../src/journal/row-codec.ts';
import { RowRegistry } from '../../src/journal/row-registry.ts';
import { SnapshotJob } from '../../src/journal/snapshot.ts';
import { JournalImage } from '../../src/journal/state-image.ts';

export const SESSION_DATE = '2026-11-19';
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
/** Orders alive or not yet forgotten: the rows of the snapshot. */
const ORDERS = 20_000;
const ROWS_PER_STEP = 5;
const STEPS_PER_COMMIT = 200;
/** Written after the snapshot, as between two of them. */
const TAIL_RECORDS = 50_000;

export interface KnownJournal {
  readonly folder: string;
  readonly records: number;
  readonly hasSnapshot: boolean;
}

/** Writes it into `folder`, which is empty. */
export function writeKnownJournal({ folder, records, hasSnapshot }: KnownJournal): void {
  const disk = NodeDisk.create(folder);
  const registry = new RowRegistry(JOURNAL_KINDS);
  const image = new JournalImage();
  const recovery = recover({ disk, registry, image, sessionDate: SESSION_DATE });
  const run = {
    account: 'BENCH',
    mode: 'paper',
    sessionDate: SESSION_DATE,
    gitSha: 'bench',
    configSha: 'bench',
  };
  const writer = JournalWriter.open({ disk, recovery, run, nowMs: START_MS });
  const kindCode = registry.codeOf(ORDER_ROW);
  const snapshotAt = records - Math.min(TAIL_RECORDS, records / 2);
  let isSnapshotDue = hasSnapshot;
  for (let written = 0; written < records; ) {
    for (let step = 0; step < STEPS_PER_COMMIT && written < records; step++) {
      const rows: JournalRecord[] = [];
      for (let n = 0; n < ROWS_PER_STEP && written < records; n++, written++) {
        const order = orderOf(written);
        image.apply(ORDER_ROW, order);
        rows.push({ kindCode, schema: ORDER_ROW.version, payload: encodeRow(ORDER_ROW, order) });
      }
      writer.append({ wallMs: START_MS, isReducing: true, records: rows });
    }
    writer.commit();
    writer.tend(START_MS);
    if (!isSnapshotDue || written < snapshotAt) continue;
    isSnapshotDue = false;
    const { position } = writer;
    const job = new SnapshotJob({ disk, registry, image, position, role: 'running' });
    while (!job.advance(ORDERS));
  }
  writer.close();
  recovery.lock.release();
}

function orderOf(row: number) {
  const order = newOrder({
    orderId: (1 + (row % ORDERS)) * 64,
    role: 'entry',
    slot: 0,
    tagPrefix: 3_259_440,
    orderType: 'limit',
    instrumentIndex: row % 75,
    side: 1,
    quantity: 100,
    limitPaise: 100_000 + (row % 5000),
    triggerPaise: 0,
  });
  order.lastReportMs = START_MS + row;
  order.eventSequence = row;
  return order;
}
