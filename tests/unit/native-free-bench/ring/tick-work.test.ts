import { describe, expect, it } from 'vitest';
import {
  fillTickView,
  foldTickView,
} from '../../../../native-free-bench/alternatives/data-view-work.ts';
import { foldPlainTick, makeTick } from '../../../../native-free-bench/alternatives/plain-tick.ts';
import { fillTick, foldTick } from '../../../../native-free-bench/ring/tick-work.ts';
import { recordViews } from '../../../../src/contract/layout.ts';
import { TICK } from '../../../../src/contract/records/tick.ts';

const TICKS = 5000;

function checksums() {
  const records = recordViews(new ArrayBuffer(TICKS * TICK.byteLength));
  const view = new DataView(new ArrayBuffer(TICKS * TICK.byteLength));
  let [ring, dataView, plain] = [0, 0, 0];
  for (let n = 0; n < TICKS; n++) {
    fillTick(records, n * TICK.words, n);
    fillTickView(view, n * TICK.byteLength, n);
    ring = foldTick(records, n * TICK.words, ring);
    dataView = foldTickView(view, n * TICK.byteLength, dataView);
    plain = foldPlainTick(makeTick(n), plain);
  }
  return { records, view, ring, dataView, plain };
}

describe('the work of the ring variants', () => {
  it('gives the same checksum in every representation', () => {
    const { ring, dataView, plain } = checksums();
    expect(dataView).toBe(ring);
    expect(plain).toBe(ring);
  });

  it('writes the same bytes through typed views and through a DataView', () => {
    const { records, view } = checksums();
    expect(Buffer.from(view.buffer).equals(Buffer.from(records.u32.buffer as ArrayBuffer))).toBe(
      true,
    );
  });

  it('notices a record that is lost, doubled or swapped', () => {
    const records = recordViews(new ArrayBuffer(8 * TICK.byteLength));
    for (let n = 0; n < 8; n++) fillTick(records, n * TICK.words, n);
    const fold = (order: readonly number[]) =>
      order.reduce((checksum, n) => foldTick(records, n * TICK.words, checksum), 0);
    const all = fold([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(fold([0, 1, 2, 4, 5, 6, 7])).not.toBe(all);
    expect(fold([0, 1, 2, 2, 3, 4, 5, 6, 7])).not.toBe(all);
    expect(fold([0, 2, 1, 3, 4, 5, 6, 7])).not.toBe(all);
  });
});
