/** The lock file: refused while its process lives, taken over when that is gone. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockOwnerPid, takeLock } from '../../../src/journal/node-lock.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Owner {
  readonly pid: number;
  readonly bootId: string;
  readonly startTicks: string;
}

function ownOwner(): Owner {
  const lock = takeLock(path);
  const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
  lock.release();
  return owner;
}

function startTicksOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string;
}

it('JR-11 refuses a second writer in the same process, and names the first', () => {
  const lock = takeLock(path);
  expect(() => takeLock(path)).toThrow(`process ${process.pid}`);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  lock.release();
  takeLock(path).release();
  expect(readdirSync(folder)).toEqual([]);
});

it.runIf(process.platform === 'linux')(
  'JR-11 refuses while another process lives, and takes over once it is dead (needs /proc)',
  async () => {
    const { bootId } = ownOwner();
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    await once(child, 'spawn');
    const pid = child.pid as number;
    writeFileSync(path, JSON.stringify({ pid, bootId, startTicks: startTicksOf(pid) }));
    expect(() => takeLock(path)).toThrow(`process ${pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    takeLock(path).release();
  },
);

it('takes over the lock of an earlier boot and of a process number that was given again', () => {
  const owner = ownOwner();
  for (const stale of [
    { ...owner, bootId: 'before' },
    { ...owner, startTicks: '1' },
  ]) {
    writeFileSync(path, JSON.stringify(stale));
    const lock = takeLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(owner);
    lock.release();
  }
});

it('takes over a lock whose content a crash of the machine cut off', () => {
  for (const content of ['', '{"pid":', '{"pid":-4}']) {
    writeFileSync(path, content);
    takeLock(path).release();
  }
  expect(readdirSync(folder)).toEqual([]);
});

it('leaves the lock of another alone when it is released late', () => {
  const lock = takeLock(path);
  writeFileSync(path, 'of another');
  lock.release();
  expect(readFileSync(path, 'utf8')).toBe('of another');
});

it('names the process that holds it, and nobody once that is gone', () => {
  expect(lockOwnerPid(path)).toBe(0);
  const lock = takeLock(path);
  expect(lockOwnerPid(path)).toBe(process.pid);
  lock.release();
  expect(lockOwnerPid(path)).toBe(0);
});

it('does not name a process that was given the number of a dead owner', () => {
  const owner = { ...ownOwner(), startTicks: '1' };
  writeFileSync(path, JSON.stringify(owner));
  expect(lockOwnerPid(path)).toBe(0);
});
