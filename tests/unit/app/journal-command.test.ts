/** `tickring journal` on real folders. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { journalCommand } from '../../../src/app/journal-command.ts';
import { NodeDisk } from '../../../src/journal/node-disk.ts';
import { SnapshotJob } from '../../../src/journal/snapshot.ts';
import { imageOf, REGISTRY, SAMPLE_KINDS, startJournal, step } from '../../support/journal-rig.ts';

let data = '';

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'tickring-journal-'));
});

afterEach(() => rmSync(data, { recursive: true }));

async function run(...args: string[]) {
  let out = '';
  let err = '';
  const code = await journalCommand([...args, '--data', data, '--account', 'TEST'], {
    kinds: SAMPLE_KINDS,
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

function writeJournal(name = 'paper-TEST') {
  const disk = NodeDisk.create(join(data, 'journal', name));
  const { recovery, writer } = startJournal(disk);
  for (let at = 1; at <= 6; at += 2) {
    writer.append(step(at, 2));
    writer.commit();
  }
  return { disk, recovery, writer };
}

function endJournal(): void {
  const { recovery, writer } = writeJournal();
  writer.close();
  recovery.lock.release();
}

it('verifies: what there is, and exit code 0', async () => {
  endJournal();
  const { code, out } = await run('verify');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^sound: records 1 to 6 in 3 steps, 1 segments, 0 snapshots\nstate [0-9a-f]{64}\n$/,
  );
});

it('verifies a running journal without touching it', async () => {
  const { disk } = writeJournal();
  const before = disk.list();
  expect(await run('verify')).toMatchObject({ code: 0 });
  expect(disk.list()).toEqual(before);
});

it('dumps lines, filtered when asked', async () => {
  endJournal();
  expect((await run('dump')).out.trim().split('\n').length).toBe(6);
  const { code, out } = await run('dump', '--kind', 'sample_order', '--id', '5');
  expect(code).toBe(0);
  expect(out).toContain('orderId=5 status=working filled=5 tag=t5\n');
  expect(await run('dump', '--kind', 'nonsense')).toMatchObject({
    code: 64,
    err: expect.stringContaining('sample_order, sample_note'),
  });
});

it('seals, and finds what was changed afterwards', async () => {
  endJournal();
  expect(await run('seal')).toMatchObject({ code: 64 });
  const { code, out } = await run('seal', '--date', '2026-11-20');
  expect(code).toBe(0);
  expect(out).toContain('2026-11-20-1-1.seg  records 1 to 6\nsealed 2026-11-20\n');
  const name = readdirSync(join(data, 'journal', 'paper-TEST')).find((file) =>
    file.endsWith('.seg'),
  ) as string;
  const path = join(data, 'journal', 'paper-TEST', name);
  const bytes = readFileSync(path);
  bytes[4200] = (bytes[4200] as number) ^ 1;
  writeFileSync(path, bytes);
  const verified = await run('verify');
  expect(verified.code).toBe(65);
  expect(verified.out).toContain('damaged: ');
  expect(verified.out).toContain('was changed after it was sealed');
  expect(await run('seal', '--date', '2026-11-20')).toMatchObject({ code: 65 });
});

it('JR-11 does not seal what an engine is writing', async () => {
  writeJournal();
  expect(await run('seal', '--date', '2026-11-20')).toMatchObject({
    code: 75,
    err: expect.stringContaining(`process ${process.pid}`),
  });
});

it('says what is wrong with the command line and the folder', async () => {
  expect(await run('polish')).toMatchObject({ code: 64 });
  expect(await run('verify')).toMatchObject({
    code: 66,
    err: expect.stringContaining('--account'),
  });
});

it('replays: folds all rows and compares with the snapshots', async () => {
  const { disk, recovery, writer } = writeJournal();
  const image = imageOf(6);
  const { position } = writer;
  const job = new SnapshotJob({ disk, registry: REGISTRY, image, position, role: 'running' });
  while (!job.advance(100));
  writer.close();
  recovery.lock.release();
  const { code, out } = await run('replay');
  expect(code).toBe(0);
  expect(out).toMatch(/^6 rows in 3 steps up to record 6, \d+ ms, \d+ rows\/s\n/);
  expect(out).toContain('0000000000000006-running.snap: same\n');
});

it('JR-06 finds a snapshot that is not the state of its record', async () => {
  const { disk, recovery, writer } = writeJournal();
  const image = imageOf(5);
  const { position } = writer;
  const job = new SnapshotJob({ disk, registry: REGISTRY, image, position, role: 'running' });
  while (!job.advance(100));
  writer.close();
  recovery.lock.release();
  expect(await run('replay')).toMatchObject({
    code: 65,
    out: expect.stringContaining('different'),
  });
});
