/** The decoder is total: any bytes get one of four answers, and whatever the writer wrote comes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeToken, writeDecodedPacket } from '../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_BYTES } from '../../src/contract/wire/smartapi-stream.ts';
import { DECODED, DECODED_CELLS } from '../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED, DROP } from '../../src/domain/tick/drop-reason.ts';
import { PacketDecoder } from '../../src/feed/angel/decoder.ts';
import { TokenTable, UNKNOWN_INSTRUMENT } from '../../src/feed/angel/token-table.ts';
import { streamInstrument } from '../support/stream-instruments.ts';

const TOKENS = ['7', '3045', '35001', '99926000', '999999999'];
const table = new TokenTable(TOKENS.map((token, index) => streamInstrument('NSE', token, index)));
const ANSWERS = [ACCEPTED, DROP.wrong_length, DROP.unknown_mode, DROP.unknown_token];

const mode = fc.constantFrom<1 | 2 | 3>(1, 2, 3);
const amount = fc.oneof(fc.nat(), fc.maxSafeInteger());

interface Packet {
  readonly mode: 1 | 2 | 3;
  readonly tokenIndex: number;
  readonly cells: Float64Array;
  readonly bytes: Buffer;
}

/** A packet of the writer, with its cells as the decoder must report them. */
const packet: fc.Arbitrary<Packet> = fc
  .record({
    mode,
    tokenIndex: fc.nat(TOKENS.length - 1),
    amounts: fc.array(amount, { minLength: DECODED.bids, maxLength: DECODED.bids }),
    totals: fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double()),
    prices: fc.array(fc.nat(2 ** 30), { minLength: 10, maxLength: 10 }),
  })
  .map(({ mode: number, tokenIndex, amounts, totals, prices }) => {
    const cells = new Float64Array(DECODED_CELLS);
    cells.set(amounts);
    cells[DECODED.mode] = number;
    cells[DECODED.totalBuyQuantity] = totals[0];
    cells[DECODED.totalSellQuantity] = totals[1];
    const bids = prices.slice(0, 5).toSorted((a, b) => b - a);
    const asks = prices.slice(5).toSorted((a, b) => a - b);
    for (let level = 0; level < 5; level += 1) {
      cells.set([1 + (bids[level] ?? 0), level, level + 1], DECODED.bids + level * 3);
      cells.set([1 + (asks[level] ?? 0), level, level + 1], DECODED.asks + level * 3);
    }
    const bytes = Buffer.alloc(PACKET_BYTES[number]);
    const token = encodeToken(TOKENS[tokenIndex] ?? '');
    writeDecodedPacket(viewOf(bytes), 0, number, 1, token, cells);
    if (!Number.isFinite(totals[1])) cells[DECODED.totalSellQuantity] = 0;
    cells.fill(0, [0, DECODED.lastQuantity, DECODED.openInterest, DECODED_CELLS][number]);
    return { mode: number, tokenIndex, cells, bytes };
  });

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function expectTotal(decoder: PacketDecoder, bytes: Uint8Array): number {
  const before = decoder.cells.slice();
  const code = decoder.decode(viewOf(bytes), 0, bytes.length);
  expect(ANSWERS).toContain(code);
  if (code === ACCEPTED) {
    expect(TOKENS[decoder.instrumentIndex]).toBeDefined();
    expect(decoder.cells.every(Number.isFinite)).toBe(true);
    const prices = [0, 1, 2, 3, 4].map((level) => decoder.cells[DECODED.bids + level * 3] ?? 0);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
  } else {
    expect(decoder.instrumentIndex).toBe(UNKNOWN_INSTRUMENT);
    expect(decoder.cells).toEqual(before);
  }
  return code;
}

describe('PacketDecoder', () => {
  it('reads back whatever sequence of packets the writer wrote', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 8 }), (packets) => {
        const decoder = new PacketDecoder(table);
        for (const { bytes, cells, tokenIndex } of packets) {
          expect(decoder.decode(viewOf(bytes), 0, bytes.length)).toBe(ACCEPTED);
          expect(decoder.instrumentIndex).toBe(tokenIndex);
          // `+ 0` because a float cell may hold -0, which means the same.
          expect(decoder.cells.map((cell) => cell + 0)).toEqual(cells.map((cell) => cell + 0));
        }
      }),
    );
  });

  it('answers any bytes of any length without throwing', () => {
    const decoder = new PacketDecoder(table);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expectTotal(decoder, bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers random bodies behind a plausible head', () => {
    const decoder = new PacketDecoder(table);
    const length = fc.constantFrom(50, 51, 52, 122, 123, 124, 378, 379, 380, 443);
    const body = length.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
    fc.assert(
      fc.property(body, fc.nat(5), fc.constantFrom(...TOKENS), (bytes, first, token) => {
        bytes[0] = first;
        bytes[1] = 1;
        bytes.set(encodeToken(token), 2);
        const code = expectTotal(decoder, bytes);
        const isWhole = first >= 1 && first <= 3 && bytes.length === PACKET_BYTES[first];
        expect(code === ACCEPTED).toBe(isWhole);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers truncated, extended and damaged packets', () => {
    const decoder = new PacketDecoder(table);
    fc.assert(
      fc.property(
        packet,
        fc.integer({ min: -60, max: 60 }),
        fc.array(fc.nat(379 * 8 - 1), { maxLength: 4 }),
        ({ bytes }, change, flips) => {
          const damaged = Buffer.alloc(Math.max(0, bytes.length + change));
          bytes.copy(damaged);
          for (const bit of flips) {
            const at = bit >> 3;
            if (at < damaged.length)
              damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << (bit & 7)), at);
          }
          const code = expectTotal(decoder, damaged);
          if (change !== 0 && flips.every((bit) => bit >= 8)) expect(code).toBe(DROP.wrong_length);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
