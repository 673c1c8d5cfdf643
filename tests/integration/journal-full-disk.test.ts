/** A journal on a disk that is really full: a 1 MiB file system of its own, or where that cannot be mounted a limit on file sizes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { NodeDisk } from '../../src/journal/node-disk.ts';
import { recoverOn, START_MS, startJournal, step } from '../support/journal-rig.ts';

const DISK_BYTES = 1024 * 1024;
const SEGMENT_BYTES = 300 * 1024;
const RESERVE_BYTES = 64 * 1024;

let root = '';
let restore: () => void = () => undefined;

/** Returns how to undo it. */
function makeSmall(folder: string): () => void {
  const quiet = { stdio: 'ignore' } as const;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'none', folder], quiet);
    return () => execFileSync('umount', [folder], quiet);
  } catch {
    const limit = (bytes: string) => {
      execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:unlimited`], quiet);
    };
    limit(`${SEGMENT_BYTES - 1}`);
    return () => limit('unlimited');
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tickring-full-'));
});

afterEach(() => {
  restore();
  restore = () => undefined;
  rmSync(root, { recursive: true });
});

it('JR-08 loses nothing acknowledged, takes exits from the reserve, and goes on when there is room', () => {
  const disk = NodeDisk.create(root);
  const sizes = { segmentBytes: SEGMENT_BYTES, reserveBytes: RESERVE_BYTES };
  const first = startJournal(disk, sizes);
  first.writer.append(step(1, 3));
  first.writer.commit();
  first.writer.close();
  first.recovery.lock.release();
  // What was written so far moves into the small file system.
  const files = disk.list().map((name) => ({ name, bytes: readAll(disk, name) }));
  restore = makeSmall(root);
  const small = new NodeDisk(root);
  for (const { name, bytes } of files) {
    if (small.list().includes(name)) continue;
    const file = small.open(name, 'create');
    file.write(bytes, 0);
    file.close();
  }
  const second = startJournal(small, sizes);
  let acknowledged = 3;
  for (let at = 4; second.writer.mode === 'normal'; at += 100) {
    if (second.writer.append(step(at, 100))) acknowledged = second.writer.commit().sequence;
    second.writer.tend(START_MS + at);
    expect(acknowledged).toBeLessThan((3 * DISK_BYTES) / 40);
  }
  expect(second.writer.mode).toBe('reserve');
  expect(second.writer.append(step(acknowledged + 1))).toBe(false);
  second.writer.append(step(acknowledged + 1, 5, true));
  expect(second.writer.commit()).toEqual({ status: 'durable', sequence: acknowledged + 5 });
  second.writer.close();
  second.recovery.lock.release();
  const found = recoverOn(small);
  expect(found).toMatchObject({ status: 'clean', lastSequence: acknowledged + 5 });
  expect(found.rows.length).toBe(acknowledged + 5);
  expect(found.rows.every((filled, at) => filled === at + 1)).toBe(true);
  found.lock.release();
});

function readAll(disk: NodeDisk, name: string): Uint8Array {
  const file = disk.open(name, 'read');
  const bytes = new Uint8Array(file.size());
  file.read(bytes, 0);
  file.close();
  return bytes;
}
