import { describe, expect, it } from 'vitest';
import {
  CLIENT_OPCODES,
  clientFrame,
  closePayload,
} from '../../../../src/feed/websocket/client-frame.ts';

function unmask(frame: Uint8Array, headerBytes: number): Buffer {
  const mask = frame.subarray(headerBytes, headerBytes + 4);
  return Buffer.from(
    frame.subarray(headerBytes + 4).map((byte, index) => byte ^ (mask[index & 3] ?? 0)),
  );
}

describe('clientFrame', () => {
  it.each([
    [0, 2, '8180'],
    [125, 2, '81fd'],
    [126, 4, '81fe007e'],
    [65_535, 4, '81feffff'],
    [65_536, 10, '81ff0000000000010000'],
  ])('writes %i bytes behind a header of %i', (length, headerBytes, header) => {
    const payload = Buffer.alloc(length, 0x61);
    const frame = clientFrame(CLIENT_OPCODES.text, payload);
    expect(Buffer.from(frame.subarray(0, headerBytes)).toString('hex')).toBe(header);
    expect(frame).toHaveLength(headerBytes + 4 + length);
    expect(unmask(frame, headerBytes).equals(payload)).toBe(true);
    expect(payload.every((byte) => byte === 0x61)).toBe(true);
  });

  it('takes a fresh mask for every frame', () => {
    const masks = Array.from({ length: 32 }, () => {
      const frame = clientFrame(CLIENT_OPCODES.ping, new Uint8Array(0));
      return Buffer.from(frame.subarray(2, 6)).toString('hex');
    });
    expect(new Set(masks).size).toBeGreaterThan(30);
  });
});

describe('closePayload', () => {
  it('carries the code and the reason', () => {
    expect(Buffer.from(closePayload(1000, 'bye ₹'))).toEqual(
      Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('bye ₹')]),
    );
  });

  it('is empty when there is no code', () => {
    expect(closePayload(1005, 'ignored')).toHaveLength(0);
  });

  it('shortens a long reason to whole characters within a control frame', () => {
    const payload = closePayload(1001, '₹'.repeat(100));
    expect(payload).toHaveLength(2 + 123);
    expect(Buffer.from(payload.subarray(2)).toString('utf8')).toBe('₹'.repeat(41));
  });
});
