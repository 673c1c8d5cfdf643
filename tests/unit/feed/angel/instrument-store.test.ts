/** Dated versions on a disk that loses its power at every step. */
import { describe, expect, it } from 'vitest';
import { versionFolder } from '../../../../src/app/instrument-folder.ts';
import {
  InstrumentStore,
  type StoredVersion,
  type VersionFolder,
} from '../../../../src/feed/angel/instrument-store.ts';
import { sha256Of } from '../../../../src/feed/angel/instrument-version.ts';
import { MemoryDisk } from '../../../support/memory-disk.ts';

function version(date: string, text: string, checkedAtMs = 1): StoredVersion {
  const content = Buffer.from(text);
  return {
    content,
    facts: {
      date,
      sha256: sha256Of(content),
      textSha256: sha256Of(Buffer.from(`text of ${text}`)),
      source: 'http://127.0.0.1:1/master.json',
      etag: text,
      lastModified: '',
      downloadedAtMs: 1,
      checkedAtMs,
      rows: 1,
      rowsByExchange: { NSE: 1, NFO: 0, BSE: 0, BFO: 0, MCX: 0, NCDEX: 0, CDS: 0 },
      carried: [],
    },
  };
}

const storeOn = (disk: MemoryDisk, kept = 10) => new InstrumentStore(versionFolder(disk), kept);

/** `<date> <content> <etag>` of the newest version up to `date`. */
function newestText(store: InstrumentStore, date = '9999-12-31'): string {
  const { version: found } = store.newest(date);
  if (found === undefined) return '';
  return `${found.facts.date} ${Buffer.from(found.content).toString()} ${found.facts.etag}`;
}

describe('versions', () => {
  it('are chosen by date: that of the date or the last before', () => {
    const store = storeOn(new MemoryDisk());
    expect(newestText(store)).toBe('');
    store.write(version('2026-11-19', 'a'));
    store.write(version('2026-11-23', 'b'));
    expect(store.dates()).toEqual(['2026-11-19', '2026-11-23']);
    expect(
      ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-23'].map((date) =>
        newestText(store, date),
      ),
    ).toEqual(['', '2026-11-19 a a', '2026-11-19 a a', '2026-11-23 b b']);
  });

  it('of one date are replaced', () => {
    const store = storeOn(new MemoryDisk());
    store.write(version('2026-11-19', 'a'));
    store.write(version('2026-11-19', 'b'));
    store.write(version('2026-11-19', 'b', 7));
    expect(newestText(store)).toBe('2026-11-19 b b');
    expect(store.newest('2026-11-19').version?.facts.checkedAtMs).toBe(7);
  });

  it('beyond the number kept are removed with their facts, the oldest first', () => {
    const disk = new MemoryDisk();
    const store = storeOn(disk, 2);
    for (const date of ['2026-11-17', '2026-11-18', '2026-11-19']) store.write(version(date, date));
    expect(disk.list()).toEqual([
      '2026-11-18.facts.json',
      '2026-11-18.json.gz',
      '2026-11-19.facts.json',
      '2026-11-19.json.gz',
    ]);
  });

  it('that rotted, or lost their facts, are passed over and named', () => {
    const disk = new MemoryDisk();
    const store = storeOn(disk);
    for (const date of ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20']) {
      store.write(version(date, date));
    }
    disk.rot('2026-11-20.json.gz', 3, 1);
    disk.rot('2026-11-19.facts.json', 0, 1);
    disk.remove('2026-11-18.facts.json');
    const { version: found, damaged } = store.newest('2026-11-20');
    expect(found?.facts.date).toBe('2026-11-17');
    expect(damaged).toEqual([
      { date: '2026-11-20', problem: 'its content is not what its facts say' },
      { date: '2026-11-19', problem: 'its facts cannot be read' },
      { date: '2026-11-18', problem: 'its facts are missing' },
    ]);
  });

  it('are written by one process at a time, and the lock is given back after an error', async () => {
    const store = storeOn(new MemoryDisk());
    await store.locked(async () => {
      await expect(store.locked(() => Promise.resolve())).rejects.toThrow(
        'Another process syncs the instruments',
      );
    });
    await expect(store.locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(store.locked(() => Promise.resolve(1))).resolves.toBe(1);
  });
});

class PowerLoss extends Error {}

/** Loses power at the `steps`-th call that changes something, before it. */
function failingFolder(disk: MemoryDisk, steps: number): VersionFolder {
  let left = steps;
  const step = () => {
    if (left === 0) throw new PowerLoss();
    left -= 1;
  };
  disk.faults = {
    onWrite: (_name, _position, length) => {
      step();
      return length;
    },
    onSync: () => {
      step();
      return 'ok';
    },
  };
  return versionFolder(disk);
}

describe.each([
  ['a new date', '2026-11-20', '2026-11-19 old old', '2026-11-20 new new'],
  ['the same date', '2026-11-19', '2026-11-19 old old', '2026-11-19 new new'],
])('a version of %s that loses power while it is written', (_what, date, before, after) => {
  it.each(['nothing else', 'all names', 'all names and bytes'] as const)(
    'leaves the old one or the new one, when %s outlived the loss',
    (outlived) => {
      const seen = new Set<string>();
      let steps = 0;
      for (let isDone = false; !isDone; steps += 1) {
        const disk = new MemoryDisk();
        storeOn(disk).write(version('2026-11-18', 'older'));
        storeOn(disk).write(version('2026-11-19', 'old'));
        try {
          new InstrumentStore(failingFolder(disk, steps), 10).write(version(date, 'new'));
          isDone = true;
        } catch (error) {
          if (!(error instanceof PowerLoss)) throw error;
        }
        disk.faults = {};
        disk.crash({
          content: {
            kind: 'prefix',
            writes: outlived === 'all names and bytes' ? disk.unsyncedWrites : 0,
            bytes: 0,
          },
          names: outlived === 'nothing else' ? 0 : 1000,
        });
        const store = storeOn(disk);
        const { damaged } = store.newest('9999-12-31');
        seen.add(newestText(store));
        expect(damaged, `after ${steps} steps`).toEqual([]);
        // And the next sync is not in its way.
        store.write(version('2026-11-20', 'next'));
        expect(newestText(store)).toBe('2026-11-20 next next');
        expect(disk.list().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
      expect(steps).toBeGreaterThan(5);
      expect([...seen]).toEqual([before, after]);
    },
  );
});
