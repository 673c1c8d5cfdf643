/** A journal as lines. */
import { expect, it } from 'vitest';
import { dumpJournal } from '../../../src/journal/dump.ts';
import { REGISTRY, segmentedJournal, withBitFlipped } from '../../support/journal-rig.ts';
import type { MemoryDisk } from '../../support/memory-disk.ts';

function dump(disk: MemoryDisk, filter: { kind?: string; id?: string } = {}) {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const problem = dumpJournal({ disk, registry: REGISTRY, ...filter, onLine });
  return { lines, problem };
}

it('prints a line per record', () => {
  const { lines, problem } = dump(segmentedJournal());
  expect(problem).toBe('');
  expect(lines.length).toBe(40);
  expect(lines[3]).toMatch(/^4 2026-\S+Z sample_order orderId=4 status=working filled=4 tag=t4$/);
});

it('filters by kind, by key and by tag', () => {
  expect(dump(segmentedJournal(), { kind: 'sample_note' }).lines).toEqual([]);
  expect(dump(segmentedJournal(), { id: '4' }).lines.length).toBe(3);
  expect(dump(segmentedJournal(), { kind: 'sample_order', id: 't9' }).lines.length).toBe(1);
});

it('prints whole steps up to the damage and says where it is', () => {
  const { lines, problem } = dump(
    withBitFlipped(segmentedJournal(), '2026-11-20-1-1.seg', 4096 + 200),
  );
  expect(lines.length).toBe(2);
  expect(problem).toMatch(/1-1\.seg: record [34] at byte \d+ is damaged/);
});
