/** The furious writer of a last-value table, or one of its readers. */
import { workerData } from 'node:worker_threads';
import { recordViews } from '../../src/contract/layout.ts';
import { LastValueTable } from '../../src/ring/last-value-table.ts';
import { isIntact, readStamp, STAMPED, writeStamp } from './stamped-record.ts';
import { Pauses, report, Tally } from './thread-side.ts';

export interface TableSideData {
  readonly side: 'writer' | 'reader';
  readonly table: SharedArrayBuffer;
  readonly slots: number;
  readonly stop: SharedArrayBuffer;
  /** Reads of a reader; it raises `stop` when it is through. */
  readonly reads: number;
  readonly seed: number;
}

const data = workerData as TableSideData;
const table = new LastValueTable(STAMPED, data.slots, data.table);
const stop = new Int32Array(data.stop);
const pauses = new Pauses(data.seed);
const tally = new Tally();

/** A value is stamped with the version that a reader must be given with it. */
function write(): void {
  while (Atomics.load(stop, 0) === 0) {
    const slot = pauses.pick(data.slots);
    const stamp = table.version(slot) + 2;
    writeStamp(table.records, table.begin(slot), stamp);
    table.commit(slot);
    pauses.maybe(64);
  }
}

function read(): void {
  const copy = recordViews(new ArrayBuffer(STAMPED.byteLength));
  const latest = new Float64Array(data.slots);
  // The writer may start last: without its first value there is nothing to prove.
  while (table.version(0) === 0) Atomics.wait(stop, 0, 0, 1);
  for (let n = 0; n < data.reads; n++) {
    const slot = pauses.pick(data.slots);
    const version = table.read(slot, copy);
    if (version === -1) tally.add('no copy now');
    else if (version === 0) tally.add('never written');
    else if (version % 2 !== 0) tally.add('odd version');
    else if (copy.u32.every((word) => word === 0)) tally.add('emptied');
    else if (!isIntact(copy, 0)) tally.add('torn');
    else if (readStamp(copy, 0) !== version) tally.add('value of another version');
    else if (version < (latest[slot] as number)) tally.add('older than before');
    else {
      latest[slot] = version;
      tally.add('consistent');
    }
  }
  Atomics.add(stop, 0, 1);
}

if (data.side === 'writer') write();
else read();
report(tally.all);
