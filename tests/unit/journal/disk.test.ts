/** What is built on the port: whole writes, whole reads, files put in place at once. */
import { expect, it } from 'vitest';
import { DiskError, readWhole, replaceFile, writeFully } from '../../../src/journal/disk.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, at) => at & 0xff);

it('writes all bytes through a disk that takes them in pieces', () => {
  const disk = new MemoryDisk({ onWrite: (_name, _position, length) => Math.min(length, 7) });
  writeFully(disk.open('a', 'create'), BYTES, 3);
  expect(readWhole(disk, 'a').subarray(3)).toEqual(BYTES);
});

it('says that a disk which takes nothing is full', () => {
  const disk = new MemoryDisk({ onWrite: (_name, position) => (position < 500 ? 100 : 0) });
  const file = disk.open('a', 'create');
  expect(() => writeFully(file, BYTES, 0)).toThrow(expect.objectContaining({ code: 'no_space' }));
});

it('replaces a file whole or not at all, wherever the power goes off', () => {
  const seen = new Set<string>();
  for (let names = 0; names <= 4; names++) {
    const disk = MemoryDisk.holding(new Map([['a', Uint8Array.of(1)]]));
    disk.faults = {
      onSync: (name) => {
        if (name === '') throw new DiskError('io', 'power');
        return 'ok';
      },
    };
    expect(() => replaceFile(disk, 'a', BYTES)).toThrow('power');
    disk.crash({ names, content: { kind: 'sectors', fate: () => 'old' } });
    const { length } = readWhole(disk, 'a');
    expect([1, BYTES.length]).toContain(length);
    seen.add(`${length}`);
  }
  expect([...seen].sort()).toEqual(['1', '1000']);
});

it('is not stopped by what an earlier attempt left aside', () => {
  const disk = MemoryDisk.holding(new Map([['a.tmp', BYTES]]));
  replaceFile(disk, 'a', Uint8Array.of(5));
  expect([...disk.files()]).toEqual([['a', Uint8Array.of(5)]]);
});
