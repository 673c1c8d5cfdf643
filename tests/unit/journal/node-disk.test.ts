/** The real file system: modes, symbolic links, error codes. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWhole, writeFully } from '../../../src/journal/disk.ts';
import { NodeDisk } from '../../../src/journal/node-disk.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tickring-disk-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
}

it('makes the folder 0700 and files 0600', () => {
  const disk = NodeDisk.create(join(root, 'deep', 'journal'));
  disk.open('a.seg', 'create').close();
  expect(statSync(disk.folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(disk.folder, 'a.seg')).mode & 0o777).toBe(0o600);
});

it('refuses a folder that is a symbolic link, that others can enter, or that is none', () => {
  mkdirSync(join(root, 'real'), { mode: 0o700 });
  symlinkSync(join(root, 'real'), join(root, 'link'));
  expect(codeOf(() => NodeDisk.create(join(root, 'link')))).toBe('unsafe');
  chmodSync(join(root, 'real'), 0o750);
  expect(codeOf(() => new NodeDisk(join(root, 'real')))).toBe('unsafe');
  expect(codeOf(() => new NodeDisk(join(root, 'absent')))).toBe('not_found');
  writeFileSync(join(root, 'file'), '');
  expect(codeOf(() => new NodeDisk(join(root, 'file')))).toBe('unsafe');
});

it('follows no symbolic link and creates over nothing', () => {
  const disk = NodeDisk.create(join(root, 'journal'));
  writeFileSync(join(root, 'outside'), 'secret');
  symlinkSync(join(root, 'outside'), join(disk.folder, 'link.seg'));
  expect(codeOf(() => disk.open('link.seg', 'read'))).toBe('unsafe');
  expect(codeOf(() => disk.open('link.seg', 'update'))).toBe('unsafe');
  expect(codeOf(() => disk.open('link.seg', 'create'))).toBe('exists');
  expect(codeOf(() => disk.open('absent', 'read'))).toBe('not_found');
  expect(() => disk.open('../outside', 'read')).toThrow('a name is a plain file name');
});

it('writes, reads, cuts, renames, lists and removes', () => {
  const disk = NodeDisk.create(join(root, 'journal'));
  const file = disk.open('b', 'create');
  writeFully(file, Uint8Array.of(1, 2, 3, 4), 4);
  file.sync();
  file.truncate(6);
  expect(file.size()).toBe(6);
  file.close();
  file.close();
  disk.rename('b', 'a');
  disk.syncFolder();
  mkdirSync(join(disk.folder, 'folder'));
  expect(disk.list()).toEqual(['a']);
  expect([...readWhole(disk, 'a')]).toEqual([0, 0, 0, 0, 1, 2]);
  expect(disk.freeBytes()).toBeGreaterThan(0);
  disk.remove('a');
  expect(disk.list()).toEqual([]);
});

it('JR-11 gives its lock once', () => {
  const disk = NodeDisk.create(join(root, 'journal'));
  const lock = disk.lock('lock');
  expect(codeOf(() => new NodeDisk(disk.folder).lock('lock'))).toBe('locked');
  lock.release();
  disk.lock('lock').release();
  expect(disk.list()).toEqual([]);
});
