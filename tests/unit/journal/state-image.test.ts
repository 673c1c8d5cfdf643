/** The last row of every key. */
import { describe, expect, it } from 'vitest';
import { EVENTS_ROW, FILL_ROW, type FillRow, SESSION_ROW } from '../../../src/domain/input-rows.ts';
import { defineRowKind, type RowKind } from '../../../src/domain/journal-row.ts';
import { NO_CUSTODY } from '../../../src/domain/order/custody-row.ts';
import type { FlattenRow } from '../../../src/domain/order/flatten-row.ts';
import { CUSTODY_ROW, FLATTEN_ROW, GROUP_ROW, ORDER_ROW } from '../../../src/domain/order/rows.ts';
import { POSITION_ROW } from '../../../src/domain/position/rows.ts';
import { recover } from '../../../src/journal/recover.ts';
import { SnapshotJob } from '../../../src/journal/snapshot.ts';
import { JournalImage } from '../../../src/journal/state-image.ts';
import {
  ENGINE_REGISTRY,
  openWriter,
  orderRow,
  RUN,
  SAMPLE_NOTE,
  SAMPLE_ORDER,
  stepOf,
} from '../../support/journal-rig.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';
import {
  groupRow,
  orderRow as orderRowOf,
  positionRow,
  sessionRow,
} from '../../support/order-rows.ts';

interface Ended {
  readonly orderId: number;
}

const ENDED = defineRowKind<Ended>({
  kind: 'ended',
  version: 1,
  fields: { orderId: 'int' },
  forgets: ({ orderId }) => [{ kind: SAMPLE_ORDER.kind, key: orderId }],
});

it('holds the last row of each key in the order in which keys came', () => {
  const image = new JournalImage();
  for (const at of [3, 1, 2, 18, 20]) image.apply(SAMPLE_ORDER, orderRow(at));
  expect(image.rows(SAMPLE_ORDER).map(({ filled }) => filled)).toEqual([20, 18, 2]);
  expect(image.rowCount).toBe(3);
});

it('does not hold events', () => {
  const image = new JournalImage();
  image.apply(SAMPLE_NOTE, { text: 'x' });
  expect(image.rows(SAMPLE_NOTE)).toEqual([]);
  expect(image.rowCount).toBe(0);
});

it('drops what a row forgets, and takes it again as new', () => {
  const image = new JournalImage();
  for (const at of [1, 2]) image.apply(SAMPLE_ORDER, orderRow(at));
  image.apply(ENDED, { orderId: 1 });
  image.apply(ENDED, { orderId: 99 });
  expect(image.rows(SAMPLE_ORDER)).toEqual([orderRow(2)]);
  image.apply(SAMPLE_ORDER, orderRow(1));
  expect(image.rows(SAMPLE_ORDER)).toEqual([orderRow(2), orderRow(1)]);
});

describe('rows that name instruments by number', () => {
  const A = 'NSE:A-EQ';
  const B = 'NSE:B-EQ';
  const C = 'NSE:C-EQ';

  /** A start with instruments A, B, C, and a position, an order and a group in each. */
  function threeInstruments(): JournalImage {
    const image = new JournalImage();
    image.apply(SESSION_ROW, sessionRow([A, B, C]));
    for (const instrumentIndex of [0, 1, 2]) {
      const groupId = 100 + instrumentIndex;
      image.apply(GROUP_ROW, groupRow({ groupId, instrumentIndex }));
      image.apply(ORDER_ROW, orderRowOf(0, { orderId: groupId * 64, groupId, instrumentIndex }));
      image.apply(POSITION_ROW, positionRow({ instrumentIndex, quantity: 10 + instrumentIndex }));
    }
    return image;
  }

  const positions = (image: JournalImage) =>
    image.rows(POSITION_ROW).map(({ instrumentIndex, quantity }) => [instrumentIndex, quantity]);

  it('are renumbered by the list of the next start, keys included', () => {
    const image = threeInstruments();
    image.rebase([C, A, B]);
    expect(positions(image)).toEqual([
      [1, 10],
      [2, 11],
      [0, 12],
    ]);
    expect(image.rows(GROUP_ROW).map((row) => row.instrumentIndex)).toEqual([1, 2, 0]);
    image.apply(POSITION_ROW, positionRow({ instrumentIndex: 1, quantity: 99 }));
    expect(positions(image)).toEqual([
      [1, 99],
      [2, 11],
      [0, 12],
    ]);
    expect(image.rows(SESSION_ROW)).toEqual([sessionRow([C, A, B])]);
  });

  it('are dropped where their instrument is gone, and only there', () => {
    const image = threeInstruments();
    image.rebase(['NSE:NEW-EQ', C, A]);
    expect(positions(image)).toEqual([
      [2, 10],
      [1, 12],
    ]);
    expect(image.rows(ORDER_ROW).map(({ groupId }) => groupId)).toEqual([100, 102]);
    expect(image.rows(GROUP_ROW).map(({ groupId }) => groupId)).toEqual([100, 102]);
  });

  it('come back as they were when a start has the same list, or there was none before', () => {
    const image = threeInstruments();
    const before = image.rowsNamed('position');
    image.rebase([A, B, C]);
    expect(image.rowsNamed('position')).toEqual(before);
    const first = new JournalImage();
    first.apply(POSITION_ROW, positionRow({ instrumentIndex: 2 }));
    first.apply(SESSION_ROW, sessionRow([A]));
    expect(positions(first)).toEqual([[2, 100]]);
  });

  it('JR-06 follow the session row of the next start, whether it was rebased by hand before or not', () => {
    const folded = threeInstruments();
    folded.apply(SESSION_ROW, sessionRow([B, A]));
    const rebased = threeInstruments();
    rebased.rebase([B, A]);
    rebased.apply(SESSION_ROW, sessionRow([B, A]));
    for (const image of [folded, rebased]) {
      expect(positions(image)).toEqual([
        [1, 10],
        [0, 11],
      ]);
    }
    expect(folded.rowsNamed('order')).toEqual(rebased.rowsNamed('order'));
  });

  it('halted instruments and flattens of one are renumbered too', () => {
    const image = threeInstruments();
    image.apply(CUSTODY_ROW, { ...NO_CUSTODY, haltedInstruments: [0, 2] });
    const flatten: FlattenRow = {
      flattenId: 1,
      scope: 'instrument',
      at: 2,
      cause: 'operator',
      state: 'closing',
      startedAtMs: 1,
      isOverdue: false,
      queryId: 0,
      queriedAtMs: 0,
      queryFailures: 0,
      corrections: 0,
    };
    image.apply(FLATTEN_ROW, flatten);
    image.apply(FLATTEN_ROW, { ...flatten, flattenId: 2, at: 0 });
    image.apply(FLATTEN_ROW, { ...flatten, flattenId: 3, scope: 'segment', at: 2 });
    image.rebase([C, B]);
    expect(image.rows(CUSTODY_ROW)[0]?.haltedInstruments).toEqual([0]);
    expect(image.rows(FLATTEN_ROW).map(({ flattenId, at }) => [flattenId, at])).toEqual([
      [1, 0],
      [3, 2],
    ]);
  });

  it.each([
    ['all of it', false],
    ['a snapshot and the rest', true],
  ])('JR-06 recovery folds %s to the same rows', (_, hasSnapshot) => {
    const disk = new MemoryDisk();
    const registry = ENGINE_REGISTRY;
    const recoverNow = (image: JournalImage) =>
      recover({ disk, registry, image, sessionDate: RUN.sessionDate });
    const writer = openWriter(disk, recoverNow(new JournalImage()));
    const image = new JournalImage();
    const write = <Row extends object>(kind: RowKind<Row>, row: NoInfer<Row>) => {
      image.apply(kind, row);
      writer.append(stepOf(kind, row));
      writer.commit();
    };
    write(SESSION_ROW, sessionRow([A, B, C]));
    for (const instrumentIndex of [0, 1, 2]) {
      write(POSITION_ROW, positionRow({ instrumentIndex, quantity: 10 + instrumentIndex }));
    }
    if (hasSnapshot) {
      const { position } = writer;
      const job = new SnapshotJob({ disk, registry, image, position, role: 'running' });
      while (!job.advance(100));
    }
    write(SESSION_ROW, sessionRow([C, B]));
    write(POSITION_ROW, positionRow({ instrumentIndex: 0, quantity: 77 }));
    writer.close();
    disk.forgetLocks();
    const recovered = new JournalImage();
    expect(recoverNow(recovered)).toMatchObject({
      status: 'clean',
      snapshotSequence: hasSnapshot ? 4 : 0,
    });
    expect(positions(recovered)).toEqual([
      [1, 11],
      [0, 77],
    ]);
    expect(recovered.rows(SESSION_ROW)).toEqual(image.rows(SESSION_ROW));
    expect(positions(image)).toEqual(positions(recovered));
  });

  it('ID-05 fills that risk has booked are forgotten', () => {
    const image = new JournalImage();
    const fill: FillRow = {
      sequence: 7,
      orderId: 640,
      strategyIndex: 0,
      instrumentIndex: 0,
      side: 1,
      filledQuantity: 5,
      fillQuantity: 5,
      fillValuePaise: 50_000,
      timeMs: 1,
    };
    for (const sequence of [7, 9, 12]) image.apply(FILL_ROW, { ...fill, sequence });
    image.apply(EVENTS_ROW, { sequence: 11, fills: [7, 9], tick: 3 });
    expect(image.rows(FILL_ROW).map(({ sequence }) => sequence)).toEqual([12]);
  });
});
