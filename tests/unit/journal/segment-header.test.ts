/** The first block of a segment. */
import { expect, it } from 'vitest';
import {
  decodeSegmentHeader,
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
} from '../../../src/journal/segment-header.ts';
import { RUN } from '../../support/journal-rig.ts';

const HEADER = {
  ...RUN,
  number: 12,
  epoch: 3,
  firstSequence: 2 ** 40,
  previousCrc: 0xffff_fffe,
  createdAtMs: 1_795_000_000_000,
};

it('comes back as it was written', () => {
  const { bytes, crc } = encodeSegmentHeader(HEADER);
  expect(bytes.length).toBe(SEGMENT_HEADER_BYTES);
  expect(decodeSegmentHeader(bytes)).toEqual({ ...HEADER, crc });
});

it('is refused after any flipped bit and in any part', () => {
  const { bytes } = encodeSegmentHeader(HEADER);
  for (let at = 0; at < SEGMENT_HEADER_BYTES; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
    expect(typeof decodeSegmentHeader(damaged)).toBe('string');
  }
  expect(decodeSegmentHeader(bytes.subarray(0, 4095))).toBe('its header is cut off');
});
