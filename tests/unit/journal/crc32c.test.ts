/** CRC32C against published values and against the definition, bit by bit. */
import { expect, it } from 'vitest';
import { crc32c } from '../../../src/journal/crc32c.ts';

function bitwise(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f6_3b78 : 0);
  }
  return ~crc >>> 0;
}

const SAMPLE = Uint8Array.from({ length: 100 }, (_, at) => (at * 37 + 11) & 0xff);

it('gives the check value and the vectors of RFC 3720', () => {
  const text = new TextEncoder().encode('123456789');
  expect(crc32c(text, 0, text.length)).toBe(0xe306_9283);
  expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a91_36aa);
  expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8_ab43);
  expect(
    crc32c(
      Uint8Array.from({ length: 32 }, (_, at) => at),
      0,
      32,
    ),
  ).toBe(0x46dd_794e);
});

it('agrees with the definition for every length and start', () => {
  for (let start = 0; start < 9; start++) {
    for (let end = start; end <= SAMPLE.length; end++) {
      expect(crc32c(SAMPLE, start, end)).toBe(bitwise(SAMPLE.subarray(start, end)));
    }
  }
});

it('continues where an earlier part ended', () => {
  const whole = crc32c(SAMPLE, 0, 100);
  for (let cut = 0; cut <= 100; cut++) {
    expect(crc32c(SAMPLE, cut, 100, crc32c(SAMPLE, 0, cut))).toBe(whole);
  }
});
