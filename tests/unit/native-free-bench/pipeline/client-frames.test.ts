import { describe, expect, it } from 'vitest';
import { ClientFrames, serverFrame } from '../../../../native-free-bench/pipeline/client-frames.ts';

function masked(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([1, 2, 3, 4]);
  const header =
    payload.length > 125
      ? Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255])
      : Buffer.from([0x80 | opcode, 0x80 | payload.length]);
  const body = Buffer.from(payload.map((byte, k) => byte ^ (mask[k % 4] ?? 0)));
  return Buffer.concat([header, mask, body]);
}

describe('ClientFrames', () => {
  it('reads frames whatever the chunks they arrive in', () => {
    const long = 'x'.repeat(3000);
    const bytes = Buffer.concat([masked(1, 'ping'), masked(1, long), masked(9, '')]);
    for (const size of [1, 3, 7, 1000, bytes.length]) {
      const frames = new ClientFrames();
      const seen: [number, string][] = [];
      for (let at = 0; at < bytes.length; at += size) {
        for (const { opcode, payload } of frames.push(bytes.subarray(at, at + size))) {
          seen.push([opcode, payload.toString()]);
        }
      }
      expect(seen).toEqual([
        [1, 'ping'],
        [1, long],
        [9, ''],
      ]);
    }
  });

  it('refuses what a client of ours never sends', () => {
    const unmasked = Buffer.from([0x81, 0x01, 0x61]);
    const fragment = masked(1, 'a');
    fragment[0] = 0x01;
    for (const bytes of [unmasked, fragment]) {
      expect(() => new ClientFrames().push(bytes)).toThrow('fragmented, unmasked or oversized');
    }
  });

  it('writes unmasked server frames', () => {
    expect(serverFrame(1, 'pong')).toEqual(Buffer.from([0x81, 4, ...Buffer.from('pong')]));
  });
});
