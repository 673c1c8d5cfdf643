/** The writer: what it acknowledges is durable, whatever the disk does. */
import { describe, expect, it } from 'vitest';
import { readSidecar } from '../../../src/journal/sidecar.ts';
import {
  openWriter,
  RUN,
  recoverOn,
  START_MS,
  startJournal,
  step,
} from '../../support/journal-rig.ts';
import { type CrashPlan, MemoryDisk } from '../../support/memory-disk.ts';

const NOTHING_KEPT: CrashPlan = { content: { kind: 'sectors', fate: () => 'old' } };
const ALL_KEPT: CrashPlan = { content: { kind: 'sectors', fate: () => 'new' }, names: 99 };

function count(to: number, from = 1): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function isSegment(name: string): boolean {
  return name.endsWith('.seg');
}

it('JR-02 what a commit reports is there after the power goes off', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  for (let at = 1; at <= 40; at += 2) {
    writer.append(step(at, 2));
    expect(writer.appendedSequence).toBe(at + 1);
    expect(writer.durableSequence).toBe(at - 1);
    expect(writer.commit()).toEqual({ status: 'durable', sequence: at + 1 });
  }
  writer.append(step(900));
  disk.crash(NOTHING_KEPT);
  expect(recoverOn(disk).lastSequence).toBe(writer.durableSequence);
});

it('JR-11 a recovery opens one writer', () => {
  const disk = new MemoryDisk();
  const { recovery } = startJournal(disk);
  expect(() => openWriter(disk, recovery)).toThrow('JR-11');
});

it('one commit of many steps is one sync', () => {
  let syncs = 0;
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  for (let at = 1; at <= 50; at++) writer.append(step(at));
  disk.faults = {
    onSync: () => {
      syncs++;
      return 'ok';
    },
  };
  writer.commit();
  expect(syncs).toBe(1);
  writer.commit();
  expect(syncs).toBe(1);
});

it('JR-01 rolls over without splitting a step, and the segments chain', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 8 * 1024 });
  for (let at = 1; at <= 400; at += 4) {
    writer.append(step(at, 4));
    if (at % 3 === 0) writer.commit();
    if (at % 5 === 0) writer.tend(START_MS);
  }
  writer.commit();
  expect(disk.list().filter(isSegment).length).toBeGreaterThan(3);
  disk.crash(NOTHING_KEPT);
  const found = recoverOn(disk);
  expect(found).toMatchObject({ status: 'clean', lastSequence: 400, steps: 100 });
  expect(found.rows).toEqual(count(400));
});

it('a commit of more records than one group holds becomes durable whole', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 8 * 1024 * 1024 });
  for (let at = 1; at <= 33_000; at += 1000) writer.append(step(at, 1000));
  expect(writer.commit().sequence).toBe(33_000);
  disk.crash(NOTHING_KEPT);
  expect(recoverOn(disk)).toMatchObject({ status: 'clean', lastSequence: 33_000 });
});

it('prepares the next segment in pieces while it has time', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 3 * 1024 * 1024 });
  const isMore: boolean[] = [];
  for (let call = 0; call < 4; call++) isMore.push(writer.tend(START_MS));
  expect(isMore).toEqual([true, true, false, false]);
  expect(disk.files().get('next.prep')?.length).toBe(3 * 1024 * 1024);
});

it('marks the sidecar at most every 250 ms of the given clock, also when that was set back', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  const markedAt = (nowMs: number, at: number) => {
    writer.append(step(at));
    writer.commit();
    writer.tend(nowMs);
    return (readSidecar(disk) as { sequence: number }).sequence;
  };
  expect(markedAt(START_MS + 249, 1)).toBe(0);
  expect(markedAt(START_MS + 250, 2)).toBe(2);
  expect(markedAt(START_MS + 499, 3)).toBe(2);
  expect(markedAt(START_MS - 10_000, 4)).toBe(4);
  expect(markedAt(START_MS - 9_900, 5)).toBe(4);
  writer.close();
  expect(readSidecar(disk)).toMatchObject({ sequence: 5 });
});

it('writes all of every batch through a disk that takes any number of bytes at a time', () => {
  const size = batchBytes();
  for (let bytes = 1; bytes <= size; bytes++) {
    const disk = new MemoryDisk();
    const { writer } = startJournal(disk);
    disk.faults = { onWrite: (_name, _position, length) => Math.min(length, bytes) };
    writer.append(step(1, 3));
    expect(writer.commit().sequence).toBe(3);
    disk.crash(NOTHING_KEPT);
    expect(recoverOn(disk).rows).toEqual([1, 2, 3]);
  }
});

/** Bytes of the batch used by the tests that fail at each of them. */
function batchBytes(): number {
  let bytes = 0;
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  disk.faults = {
    onWrite: (_name, _position, length) => {
      bytes += length;
      return length;
    },
  };
  writer.append(step(1, 3));
  writer.commit();
  return bytes;
}

describe('a full disk', () => {
  it('JR-08 injected at every byte of a batch, acknowledges nothing of it and goes on with exits', () => {
    const size = batchBytes();
    for (let bytes = 0; bytes < size; bytes++) {
      const disk = new MemoryDisk();
      const { writer } = startJournal(disk);
      writer.append(step(1, 2));
      writer.commit();
      fillUpAfter(disk, bytes);
      writer.append(step(3));
      writer.append(step(4, 2));
      expect(writer.commit()).toEqual({ status: 'full', sequence: 2 });
      expect(writer.mode).toBe('reserve');
      expect(writer.append(step(90))).toBe(false);
      expect(writer.append(step(3, 2, true))).toBe(true);
      expect(writer.commit()).toEqual({ status: 'durable', sequence: 4 });
      disk.crash(NOTHING_KEPT);
      const found = recoverOn(disk);
      expect(found.status, found.problem).toBe('clean');
      expect(found.rows).toEqual([1, 2, 3, 4]);
    }
  });

  /** The first segment takes that many more bytes; nothing grows. */
  function fillUpAfter(disk: MemoryDisk, bytes: number): void {
    let left = bytes;
    disk.capacityBytes = 0;
    disk.faults = {
      onWrite: (name, _position, length) => {
        if (!name.endsWith('-1.seg')) return length;
        const taken = Math.min(left, length);
        left -= taken;
        return taken === 0 ? 'no_space' : taken;
      },
    };
  }

  it('that has no room for the next segment keeps what the present one took', () => {
    const disk = new MemoryDisk();
    const { writer } = startJournal(disk, { segmentBytes: 8 * 1024 });
    disk.capacityBytes = 0;
    let acknowledged = 0;
    for (let at = 1; at <= 1000; at++) {
      writer.append(step(at));
      const result = writer.commit();
      acknowledged = result.sequence;
      writer.tend(START_MS + at * 1000);
      if (result.status === 'full') break;
      expect(acknowledged).toBe(at);
    }
    expect(writer.mode).toBe('reserve');
    const recorded = takeExits(writer, acknowledged);
    expect(recorded).toBeGreaterThan(10);
    expect(writer.append(step(acknowledged + recorded + 1, 1, true))).toBe(true);
    expect(writer.commit().status).toBe('full');
    disk.crash(NOTHING_KEPT);
    const found = recoverOn(disk);
    expect(found.rows).toEqual(count(acknowledged + recorded));
  });

  /** How many exits the reserve took before it was used up. */
  function takeExits(writer: ReturnType<typeof startJournal>['writer'], after: number): number {
    for (let taken = 0; taken <= 1000; taken++) {
      writer.append(step(after + taken + 1, 1, true));
      if (writer.commit().status === 'full') return taken;
    }
    return -1;
  }

  it('from the start leaves the reserve of the last run for exits', () => {
    const disk = new MemoryDisk();
    const first = startJournal(disk);
    first.writer.append(step(1));
    first.writer.close();
    first.recovery.lock.release();
    disk.capacityBytes = 0;
    const second = startJournal(disk);
    expect(second.writer.mode).toBe('reserve');
    expect(second.writer.append(step(2))).toBe(false);
    expect(second.writer.append(step(2, 1, true))).toBe(true);
    expect(second.writer.commit()).toEqual({ status: 'durable', sequence: 2 });
    second.writer.close();
    second.recovery.lock.release();
    const third = startJournal(disk);
    expect(third.writer.mode).toBe('full');
    expect(third.writer.append(step(3, 1, true))).toBe(false);
    expect(third.writer.commit()).toEqual({ status: 'durable', sequence: 2 });
  });

  it('leaves no part of a segment behind that keeps the space from others', () => {
    const disk = new MemoryDisk();
    const { writer } = startJournal(disk);
    disk.faults = {
      onWrite: (name, _position, length) => (name === 'next.prep' ? 'no_space' : length),
    };
    expect(writer.tend(START_MS)).toBe(false);
    expect(disk.list()).not.toContain('next.prep');
    disk.faults = {};
    writer.tend(START_MS + 4999);
    expect(disk.list()).not.toContain('next.prep');
    writer.tend(START_MS + 5000);
    expect(disk.list()).toContain('next.prep');
  });
});

describe('a failed sync', () => {
  it('JR-09 is never retried: each of them ends the writer, and nothing acknowledged is lost', () => {
    let failures = 0;
    for (let at = 0; at < 40; at++) {
      const disk = new MemoryDisk();
      let acknowledged = 0;
      let left = at;
      disk.faults = { onSync: () => (left-- === 0 ? 'io' : 'ok') };
      try {
        const { writer } = startJournal(disk, { segmentBytes: 5 * 1024 });
        for (let next = 1; next <= 60; next += 2) {
          writer.append(step(next, 2));
          try {
            acknowledged = writer.commit().sequence;
            writer.tend(START_MS + next * 1000);
          } catch (error) {
            expect(writer.mode).toBe('failed');
            expect(() => writer.commit()).toThrow('it failed before');
            expect(() => writer.append(step(next))).toThrow('it failed before');
            throw error;
          }
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'journal_failed' });
        failures++;
      }
      disk.faults = {};
      // The process starts again on the same pages, then the power goes off: the pages that looked written are gone.
      const second = restarted(disk);
      expect(second.recovery.lastSequence).toBeGreaterThanOrEqual(acknowledged);
      second.writer.append(step(500));
      const { sequence } = second.writer.commit();
      disk.crash(NOTHING_KEPT);
      const found = recoverOn(disk);
      expect(found.status, found.problem).not.toBe('quarantined');
      expect(found.lastSequence).toBe(sequence);
    }
    expect(failures).toBe(40);
  });

  /** A new process on the same page cache: the dead one's lock does not count. */
  function restarted(disk: MemoryDisk) {
    disk.forgetLocks();
    return startJournal(disk);
  }

  it('a failed write is as final', () => {
    const disk = new MemoryDisk();
    const { writer } = startJournal(disk);
    disk.faults = { onWrite: () => 'io' };
    writer.append(step(1));
    expect(() => writer.commit()).toThrow(expect.objectContaining({ code: 'journal_failed' }));
    expect(writer.mode).toBe('failed');
    expect(writer.tend(START_MS + 1000)).toBe(false);
    writer.close();
  });
});

it('a new segment whose name did not become durable takes nothing acknowledged with it', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk, { segmentBytes: 5 * 1024 });
  let acknowledged = 0;
  disk.faults = { onSync: (name) => (name === '' ? 'io' : 'ok') };
  try {
    for (let at = 1; at <= 100; at++) {
      writer.append(step(at));
      acknowledged = writer.commit().sequence;
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'journal_failed' });
  }
  disk.crash(NOTHING_KEPT);
  disk.faults = {};
  const found = recoverOn(disk);
  expect(found).toMatchObject({ status: 'clean', lastSequence: acknowledged });
  expect(disk.list()).not.toContain('2026-11-20-1-2.seg');
});

it('a clock that was set back over midnight changes neither order nor sequence', () => {
  const disk = new MemoryDisk();
  for (const [at, sessionDate] of ['2026-11-20', '2026-11-19', '2026-11-20'].entries()) {
    const run = { ...RUN, sessionDate };
    const { recovery, writer } = startJournal(disk, { run, nowMs: START_MS - at * 1e9 });
    writer.append({ ...step(at + 1), wallMs: START_MS - at * 1e9 });
    writer.commit();
    expect(recovery.epoch).toBe(at === 2 ? 1 : 0);
    disk.crash(ALL_KEPT);
  }
  const found = recoverOn(disk);
  expect(found).toMatchObject({ status: 'clean', lastSequence: 3, epoch: 2 });
  expect(found.rows).toEqual([1, 2, 3]);
});

it('a quarantined journal is not written to', () => {
  const disk = new MemoryDisk();
  const { writer } = startJournal(disk);
  writer.append(step(1));
  writer.close();
  disk.forgetLocks();
  disk.remove('2026-11-20-1-1.seg');
  const found = recoverOn(disk);
  expect(found.status).toBe('quarantined');
  expect(() => openWriter(disk, found)).toThrow('JR-05');
});

it('an empty step, and one that fits no segment, are the mistake of the caller', () => {
  const { writer } = startJournal(new MemoryDisk(), { segmentBytes: 5 * 1024 });
  expect(() => writer.append({ ...step(1), records: [] })).toThrow('has records');
  writer.append(step(1, 100));
  expect(() => writer.commit()).toThrow('a step fits into a segment');
});
