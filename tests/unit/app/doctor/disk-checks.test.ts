import { describe, expect, it } from 'vitest';
import {
  checkFileSystem,
  checkFolder,
  checkFreeSpace,
  checkSync,
} from '../../../../src/app/doctor/disk-checks.ts';

const GIB = 2 ** 30;

describe('the file system', () => {
  it.each([
    [0xef53, 'ok', 'ok', 'ext'],
    [0x58465342, 'ok', 'ok', 'xfs'],
    // Some builds answer f_type as a signed 32-bit number.
    [0x9123683e | 0, 'ok', 'ok', 'btrfs'],
    [0x01021994, 'warn', 'fail', 'tmpfs'],
    [0x6969, 'warn', 'fail', 'nfs'],
    [0xff534d42, 'warn', 'fail', 'cifs'],
    [0x01021997, 'warn', 'fail', '9p'],
    [0x65735546, 'warn', 'warn', 'fuse'],
    [0x794c7630, 'warn', 'warn', 'overlayfs'],
    [0x12345, 'warn', 'warn', 'type 0x12345'],
    [undefined, 'ok', 'ok', 'does not tell'],
  ])('%s: %s on paper, %s live', (type, paper, live, detail) => {
    expect(checkFileSystem(type, false)).toMatchObject({ status: paper });
    expect(checkFileSystem(type, true)).toMatchObject({ status: live });
    expect(checkFileSystem(type, true).detail).toContain(detail);
  });
});

describe('free space', () => {
  it.each([
    [100 * GIB, 'ok', '100.0 GiB free'],
    [1 * GIB, 'warn', '1.0 GiB free'],
    [0.1 * GIB, 'fail', '0.1 GiB free'],
  ])('%i bytes: %s', (bytes, status, detail) => {
    expect(checkFreeSpace(bytes)).toMatchObject({ status, detail });
  });
});

describe('the data folder', () => {
  const found = { isFolder: true, mode: 0o700, isOurs: true, isWritable: true };
  it.each([
    ['is ours alone', found, 'ok'],
    ['does not exist yet', undefined, 'ok'],
    ['can be read by others', { ...found, mode: 0o755 }, 'warn'],
    ['can be written by others', { ...found, mode: 0o775 }, 'fail'],
    ['is a symbolic link or a file', { ...found, isFolder: false }, 'fail'],
    ['belongs to another', { ...found, isOurs: false }, 'fail'],
    ['cannot be written', { ...found, isWritable: false }, 'fail'],
  ])('%s', (_, facts, status) => {
    expect(checkFolder({ path: '/data', found: facts })).toMatchObject({ status });
  });
});

describe('a sync', () => {
  const times = (p50: number, worst: number) => [
    ...Array<number>(97).fill(p50),
    worst,
    worst,
    worst,
  ];

  it.each([
    [[...times(400, 900)], 'ok', 'fdatasync p50 400 µs, p99 900 µs'],
    [[...times(5, 9)], 'warn', 'storage may lie'],
    [[...times(400, 90_000)], 'warn', 'orders wait'],
    [[], 'warn', 'not measured'],
    [undefined, 'warn', 'not measured'],
  ])('is judged by its median and its worst', (samples, status, detail) => {
    const result = checkSync(samples);
    expect(result.status).toBe(status);
    expect(result.detail).toContain(detail);
  });

  it('at exactly 20 µs is believed, below it is not', () => {
    expect(checkSync([20, 20, 20]).status).toBe('ok');
    expect(checkSync([19.4, 19.4, 19.4]).status).toBe('warn');
  });
});
