import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RECORDING_MAGIC } from '../../../../src/contract/records/recording.ts';
import { TICK } from '../../../../src/contract/records/tick.ts';
import { RecordingError, RecordingReader } from '../../../../src/feed/recorded/recording-reader.ts';
import { readRecordedSession } from '../../../../src/feed/recorded/ring-session.ts';
import { recordingHeader } from '../../../support/recording-header.ts';

const folder = mkdtempSync(join(tmpdir(), 'tickring-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'x.ticks');

function header(fingerprint = TICK.fingerprint): Buffer {
  const json = JSON.stringify({ ...recordingHeader(), fingerprint });
  const used = 12 + json.length;
  const bytes = Buffer.alloc(Math.ceil(used / 64) * 64);
  bytes.write(RECORDING_MAGIC);
  bytes.writeUInt32LE(json.length, 8);
  bytes.write(json, 12);
  return bytes;
}

/** As an older version wrote it. */
function oldHeader(): Buffer {
  const json = JSON.stringify({ fingerprint: TICK.fingerprint, instruments: [], version: '0.0.1' });
  const bytes = Buffer.alloc(Math.ceil((12 + json.length) / 64) * 64);
  bytes.write(RECORDING_MAGIC);
  bytes.writeUInt32LE(json.length, 8);
  bytes.write(json, 12);
  return bytes;
}

function block(sequence: number, lasts: readonly number[]): Buffer {
  const bytes = Buffer.alloc(64 + lasts.length * 64);
  bytes.writeDoubleLE(sequence, 0);
  bytes.writeUInt32LE(lasts.length, 8);
  lasts.forEach((last, k) => {
    bytes.writeInt32LE(last, 64 + k * 64 + TICK.at.lastPaise * 4);
  });
  return bytes;
}

const read = (...parts: readonly Buffer[]) => {
  writeFileSync(path, Buffer.concat(parts));
  return readRecordedSession(path);
};

describe('readRecordedSession', () => {
  it('gives the records of every block with their sequence, and counts what is missing between them', () => {
    const session = read(header(), block(5, [10, 20]), block(9, [30]));
    expect(session.blocks.map(({ sequence, count }) => [sequence, count])).toEqual([
      [5, 2],
      [9, 1],
    ]);
    const lasts = session.blocks.flatMap(({ records, count }) =>
      Array.from({ length: count }, (_, k) => records.i32[k * TICK.words + TICK.at.lastPaise]),
    );
    expect(lasts).toEqual([10, 20, 30]);
    expect(session.gaps).toBe(2);
    expect(session.tornBytes).toBe(0);
  });

  it('knows by the end mark that nothing is missing, and by its number what is', () => {
    expect(read(header(), block(0, [1, 2]))).toMatchObject({ isComplete: false, gaps: 0 });
    expect(read(header(), block(0, [1, 2]), block(2, []))).toMatchObject({
      isComplete: true,
      gaps: 0,
      tornBytes: 0,
    });
    expect(read(header(), block(0, [1, 2]), block(9, []))).toMatchObject({
      isComplete: true,
      gaps: 7,
    });
  });

  it('reads the header alone, with the settings of the session', () => {
    writeFileSync(path, header());
    const reader = RecordingReader.open(path);
    reader.close();
    expect(reader.header).toEqual(recordingHeader());
  });

  it('cuts off a torn last block, whatever byte it ends at', () => {
    const whole = Buffer.concat([header(), block(0, [1]), block(1, [2, 3])]);
    const firstEnd = header().length + 128;
    for (let length = firstEnd; length < whole.length; length++) {
      const session = read(whole.subarray(0, length));
      expect(session.blocks).toHaveLength(1);
      expect(session.tornBytes).toBe(length - firstEnd);
    }
  });

  it.each([
    ['something else', Buffer.from('not a recording at all')],
    ['an empty file', Buffer.alloc(0)],
    ['a header cut off', header().subarray(0, 20)],
    ['records of another layout', header('tick@9/64{}')],
    ['a header without settings', oldHeader()],
    ['a block that goes back in time', Buffer.concat([header(), block(5, [1]), block(2, [1])])],
    ['a block without records', Buffer.concat([header(), block(5, []), block(6, [1])])],
  ])('refuses %s with a sentence', (_, bytes) => {
    expect(() => read(bytes)).toThrow(RecordingError);
    expect(readFileSync(path).length).toBe(bytes.length);
  });
});
