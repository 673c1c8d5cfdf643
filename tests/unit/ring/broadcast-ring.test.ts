import { describe, expect, it } from 'vitest';
import {
  BroadcastRing,
  READER_DETACHED,
  READER_DISPLAY,
  READER_GATING,
} from '../../../src/ring/broadcast-ring.ts';
import { STAMPED } from '../../concurrency/stamped-record.ts';

const OPTIONS = { layout: STAMPED, capacity: 16, readers: 3 };

describe('BroadcastRing', () => {
  it('takes a capacity that is a power of two', () => {
    expect(() => new BroadcastRing({ ...OPTIONS, capacity: 12 })).toThrow('a power of two');
  });

  it('refuses memory that was made with other options', () => {
    const { buffer } = new BroadcastRing(OPTIONS);
    expect(() => new BroadcastRing({ ...OPTIONS, capacity: 32 }, buffer)).toThrow('the same size');
    expect(() => new BroadcastRing({ ...OPTIONS, readers: 4 }, buffer)).toThrow('the same size');
  });

  it('shows one memory to all who map it', () => {
    const one = new BroadcastRing(OPTIONS);
    const other = new BroadcastRing(OPTIONS, one.buffer);
    one.storeCursor(7);
    one.storeReader(2, 5);
    one.setReaderKind(2, READER_GATING);
    one.records.u32[3] = 99;
    expect(other.loadTotal()).toBe(7);
    expect(other.loadReader(2)).toBe(5);
    expect(other.readerKind(2)).toBe(READER_GATING);
    expect(other.records.u32[3]).toBe(99);
  });

  it('keeps every cursor and the records on lines of their own', () => {
    const ring = new BroadcastRing(OPTIONS);
    const bytes = new Uint8Array(ring.buffer);
    const lines = () => {
      const touched = new Set<number>();
      bytes.forEach((byte, index) => {
        if (byte !== 0) touched.add(Math.floor(index / 128));
      });
      bytes.fill(0);
      return [...touched];
    };
    ring.storeCursor(-1);
    expect(lines()).toEqual([0, 1]);
    for (let reader = 0; reader < OPTIONS.readers; reader++) {
      ring.storeReader(reader, 1);
      ring.setReaderKind(reader, READER_DISPLAY);
      expect(lines()).toEqual([2 + reader]);
    }
    expect(ring.records.u32.byteOffset).toBe((2 + OPTIONS.readers) * 128);
    expect(ring.records.u32.length).toBe(OPTIONS.capacity * STAMPED.words);
  });

  it.each([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 5, 2 ** 52 + 3])(
    'gives back a total of %s with all its bits',
    (total) => {
      const ring = new BroadcastRing(OPTIONS);
      ring.storeCursor(total);
      expect(ring.loadTotal()).toBe(total);
      expect(ring.loadCursor()).toBe(total | 0);
    },
  );

  it.each([5, 2 ** 31 - 2, 2 ** 32 - 2])(
    'believes the cursor when a writer died between total %s and cursor',
    (total) => {
      const ring = new BroadcastRing(OPTIONS);
      ring.storeCursor(total);
      new Float64Array(ring.buffer)[16] = total + 4;
      expect(ring.loadTotal()).toBe(total);
    },
  );

  it.each([20, 2 ** 31 + 3, 2 ** 32 + 3])('measures lags around %s', (total) => {
    const ring = new BroadcastRing(OPTIONS);
    expect(ring.worstGatingLag(total)).toBe(0);
    ring.storeReader(0, total - 3);
    ring.setReaderKind(0, READER_GATING);
    ring.storeReader(1, total - 9);
    ring.setReaderKind(1, READER_GATING);
    ring.storeReader(2, total - 15);
    ring.setReaderKind(2, READER_DISPLAY);
    expect(ring.worstGatingLag(total)).toBe(9);
    ring.setReaderKind(1, READER_DETACHED);
    expect(ring.worstGatingLag(total)).toBe(3);
  });

  it('fences without changing the word', () => {
    const ring = new BroadcastRing(OPTIONS);
    ring.storeReader(1, 41);
    ring.fence(1);
    expect(ring.loadReader(1)).toBe(41);
  });
});
