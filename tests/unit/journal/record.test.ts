/** The bytes of a record. */
import { expect, it } from 'vitest';
import {
  PAYLOAD_BYTES_MAX,
  RECORD_HEADER_BYTES,
  RecordBuffer,
  type RecordStamp,
  RecordView,
  recordBytes,
  setWide,
  wideAt,
} from '../../../src/journal/record.ts';

const STAMP: RecordStamp = {
  sequence: 2 ** 40 + 5,
  previousCrc: 0xdead_beef,
  groupDistance: 32_767,
  isCommit: true,
  wallMs: 1_795_000_000_123,
};

function recordOf(payload: Uint8Array, stamp: RecordStamp = STAMP): Uint8Array {
  const buffer = new RecordBuffer(8);
  buffer.add({ kindCode: 200, schema: 3, payload }, stamp);
  return buffer.filled().slice();
}

function load(bytes: Uint8Array): RecordView | undefined {
  const record = new RecordView();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return record.load(bytes, view, { at: 0, limit: bytes.length }) ? record : undefined;
}

it('comes back as it was written, for every length up to two lines and the longest', () => {
  for (const length of [...Array(40).keys(), PAYLOAD_BYTES_MAX]) {
    const payload = new Uint8Array(length).fill(0x5a);
    const bytes = recordOf(payload);
    expect(bytes.length).toBe(recordBytes(length));
    expect(bytes.length % 8).toBe(0);
    expect(load(bytes)).toMatchObject({ ...STAMP, kindCode: 200, schema: 3 });
    expect(Buffer.compare(load(bytes)?.payload ?? new Uint8Array(1), payload)).toBe(0);
  }
});

it('JR-01 no flipped bit goes unseen, padding and length included', () => {
  for (const length of [0, 3, 4, 11]) {
    const bytes = recordOf(new Uint8Array(length).fill(7));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >>> 3] = (damaged[bit >>> 3] as number) ^ (1 << (bit & 7));
      expect(load(damaged)).toBeUndefined();
    }
  }
});

it('is not found in a part of it', () => {
  const bytes = recordOf(new Uint8Array(20).fill(9));
  for (let length = 0; length < bytes.length; length++) {
    expect(load(bytes.subarray(0, length))).toBeUndefined();
  }
});

it('refuses a payload above 64 KiB', () => {
  expect(() => recordOf(new Uint8Array(PAYLOAD_BYTES_MAX + 1))).toThrow('at most 64 KiB');
  expect(RECORD_HEADER_BYTES).toBe(36);
});

it('keeps safe integers in 64 bits and refuses others', () => {
  const view = new DataView(new ArrayBuffer(8));
  for (const value of [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
    setWide(view, 0, value);
    expect(wideAt(view, 0)).toBe(value);
  }
  for (const value of [-1, 1.5, 2 ** 53]) {
    expect(() => setWide(view, 0, value)).toThrow('safe integer');
  }
});
