/** The probes themselves, on this machine. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askClock, tryListen } from '../../../../src/app/doctor/machine-network.ts';
import {
  fileSystemType,
  folderFacts,
  freeBytes,
  syncTimesUs,
} from '../../../../src/app/doctor/machine-storage.ts';
import { newestSegment } from '../../../../src/app/doctor/newest-segment.ts';
import { NodeDisk } from '../../../../src/journal/node-disk.ts';
import { startJournal, step } from '../../../support/journal-rig.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickring-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('storage', () => {
  it('is measured with a file that is gone afterwards', () => {
    const times = syncTimesUs(folder) ?? [];
    expect(times.length).toBeGreaterThan(50);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(syncTimesUs(join(folder, 'none'))).toBeUndefined();
  });

  it('is asked at the nearest folder that exists', () => {
    const deep = join(folder, 'a', 'b', 'c');
    expect(freeBytes(deep)).toBeGreaterThan(0);
    expect(fileSystemType(deep)).toBe(fileSystemType(folder));
  });

  it('tells a link from a folder', () => {
    expect(folderFacts(folder).found).toMatchObject({ isFolder: true, mode: 0o700, isOurs: true });
    symlinkSync(folder, join(folder, 'link'));
    expect(folderFacts(join(folder, 'link')).found?.isFolder).toBe(false);
    expect(folderFacts(join(folder, 'none')).found).toBeUndefined();
  });
});

describe('the newest segment', () => {
  it('is read, and judged when it is damaged', () => {
    const path = join(folder, 'journal');
    expect(newestSegment(path)).toBe('none');
    const disk = NodeDisk.create(path);
    const { recovery, writer } = startJournal(disk);
    for (let at = 1; at <= 6; at += 2) {
      writer.append(step(at, 2));
      writer.commit();
    }
    expect(newestSegment(path)).toMatchObject({ verdict: 'clean', records: 6 });
    writer.close();
    recovery.lock.release();
    const name = disk.list().find((entry) => entry.endsWith('.seg')) ?? '';
    const file = disk.open(name, 'update');
    file.write(new Uint8Array([0xff, 0xff, 0xff, 0xff]), 4096 + 40);
    file.close();
    expect(newestSegment(path)).toMatchObject({ name, verdict: 'quarantined' });
  });
});

describe('a port', () => {
  it('is free, or in use', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await tryListen('127.0.0.1', port)).toBe('EADDRINUSE');
    server.close();
    await once(server, 'close');
    expect(await tryListen('127.0.0.1', port)).toBe('');
  });
});

describe("another host's clock", () => {
  it('comes from the date of an answer, without a body and without following anybody', async () => {
    const seen: string[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(302, {
        location: 'http://127.0.0.1:1/elsewhere',
        date: 'Fri, 20 Nov 2026 04:00:00 GMT',
      });
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await askClock(`http://127.0.0.1:${port}`);
    expect(answer.date).toBe('Fri, 20 Nov 2026 04:00:00 GMT');
    expect(answer.receivedMs).toBeGreaterThanOrEqual(answer.sentMs);
    expect(seen).toEqual(['HEAD /']);
    server.close();
    await once(server, 'close');
    await expect(askClock(`http://127.0.0.1:${port}`)).rejects.toThrow('ECONNREFUSED');
  });
});
