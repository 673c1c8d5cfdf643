/** The durable mark. */
import { expect, it } from 'vitest';
import { readSidecar, Sidecar } from '../../../src/journal/sidecar.ts';
import { MemoryDisk } from '../../support/memory-disk.ts';

it('says absent before the first start and zero after it', () => {
  const disk = new MemoryDisk();
  expect(readSidecar(disk)).toBe('absent');
  Sidecar.open(disk).close();
  expect(readSidecar(disk)).toMatchObject({ sequence: 0, recordCrc: 0 });
});

it('gives the mark written last, also after it was opened again', () => {
  const disk = new MemoryDisk();
  for (let sequence = 1; sequence <= 9; sequence++) {
    const sidecar = Sidecar.open(disk);
    sidecar.write({ sequence, recordCrc: sequence * 3 });
    if (sequence % 2 === 0) sidecar.write({ sequence: sequence + 0.5 - 0.5, recordCrc: 1 });
    sidecar.close();
    expect(readSidecar(disk)).toMatchObject({ sequence });
  }
});

it('a torn write leaves the mark before, whichever slot it hits', () => {
  const disk = new MemoryDisk();
  const sidecar = Sidecar.open(disk);
  for (let sequence = 1; sequence <= 4; sequence++) {
    const before = disk.files();
    sidecar.write({ sequence, recordCrc: 7 });
    const after = disk.files().get('durable.seq') as Uint8Array;
    for (let cut = 1; cut < 24; cut++) {
      const torn = (before.get('durable.seq') as Uint8Array).slice();
      const start = after.findIndex((byte, at) => byte !== torn[at]) & ~0xfff;
      torn.set(after.subarray(start, start + cut), start);
      const found = readSidecar(MemoryDisk.holding(new Map([['durable.seq', torn]])));
      expect([sequence - 1, sequence]).toContain((found as { sequence: number }).sequence);
    }
  }
});

it('says damaged when no slot is whole', () => {
  const files = new Map([['durable.seq', new Uint8Array(5000).fill(1)]]);
  expect(readSidecar(MemoryDisk.holding(files))).toBe('damaged');
});
