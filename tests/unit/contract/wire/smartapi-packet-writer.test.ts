import { describe, expect, it } from 'vitest';
import {
  encodeToken,
  type PacketFields,
  writeDecodedPacket,
  writePacket,
} from '../../../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_AT, STREAM_MODES } from '../../../../src/contract/wire/smartapi-stream.ts';
import { DECODED, DECODED_CELLS } from '../../../../src/domain/tick/decoded-tick.ts';
import { GOLDEN_LTP, GOLDEN_QUOTE } from '../../../support/golden-packets.ts';

function written(fields: PacketFields): string {
  const buffer = Buffer.alloc(400, 0xee);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const length = writePacket(view, 3, fields);
  expect(buffer.subarray(0, 3).every((byte) => byte === 0xee)).toBe(true);
  expect(buffer.subarray(3 + length).every((byte) => byte === 0xee)).toBe(true);
  return buffer.subarray(3, 3 + length).toString('hex');
}

describe('writePacket', () => {
  it('writes the golden LTP packet', () => {
    expect(written(GOLDEN_LTP.fields)).toBe(GOLDEN_LTP.hex);
  });

  it('writes the golden Quote packet', () => {
    expect(written(GOLDEN_QUOTE.fields)).toBe(GOLDEN_QUOTE.hex);
  });

  it('writes every byte of a SnapQuote packet, buys then sells', () => {
    const hex = written({
      mode: 'snapQuote',
      exchangeType: 2,
      token: '35001',
      exchangeTimeMs: 1,
      lastPaise: 2,
      lastTradeTimeS: 3,
      openInterest: 4,
      openInterestChange: 0.5,
      bids: [{ pricePaise: 100, quantity: 7, orders: 2 }],
      asks: [{ pricePaise: 105, quantity: 8, orders: 3 }],
      upperCircuitPaise: 200,
      lowerCircuitPaise: 50,
      yearHighPaise: 300,
      yearLowPaise: -1,
    });
    const packet = Buffer.from(hex, 'hex');
    expect(packet).toHaveLength(379);
    expect(packet.readBigInt64LE(PACKET_AT.lastTradeTime)).toBe(3n);
    expect(packet.readBigInt64LE(PACKET_AT.openInterest)).toBe(4n);
    expect(packet.readDoubleLE(PACKET_AT.openInterestChange)).toBe(0.5);
    const bid = packet.subarray(147, 167);
    const ask = packet.subarray(247, 267);
    expect([bid.readInt16LE(0), bid.readBigInt64LE(2), bid.readBigInt64LE(10)]).toEqual([
      1,
      7n,
      100n,
    ]);
    expect([ask.readInt16LE(0), ask.readBigInt64LE(2), ask.readBigInt64LE(10)]).toEqual([
      0,
      8n,
      105n,
    ]);
    expect([bid.readInt16LE(18), ask.readInt16LE(18)]).toEqual([2, 3]);
    expect(packet.readInt16LE(167)).toBe(1);
    expect(packet.readInt16LE(267)).toBe(0);
    expect(packet.readBigInt64LE(PACKET_AT.upperCircuit)).toBe(200n);
    expect(packet.readBigInt64LE(PACKET_AT.lowerCircuit)).toBe(50n);
    expect(packet.readBigInt64LE(PACKET_AT.yearHigh)).toBe(300n);
    expect(packet.readBigInt64LE(PACKET_AT.yearLow)).toBe(-1n);
    expect(hex).not.toContain('ee');
  });

  it.each([0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53 - 1)])(
    'writes the 64-bit integer %d',
    (value) => {
      const fields: PacketFields = {
        mode: 'ltp',
        exchangeType: 1,
        token: '1',
        exchangeTimeMs: value,
        lastPaise: value,
      };
      const packet = Buffer.from(written(fields), 'hex');
      expect(packet.readBigInt64LE(PACKET_AT.exchangeTimeMs)).toBe(BigInt(value));
      expect(packet.readBigInt64LE(PACKET_AT.last)).toBe(BigInt(value));
    },
  );
});

describe('writeDecodedPacket', () => {
  it('writes the same bytes as writePacket for the same fields', () => {
    const cells = new Float64Array(DECODED_CELLS);
    for (let cell = 1; cell < DECODED_CELLS; cell += 1) cells[cell] = 1000 + cell;
    cells[DECODED.exchangeTimeMs] = 1_795_000_000_750;
    const at = (cell: number): number => cells[cell] ?? 0;
    const levels = (first: number) =>
      [0, 1, 2, 3, 4].map((level) => ({
        pricePaise: at(first + level * 3),
        quantity: at(first + level * 3 + 1),
        orders: at(first + level * 3 + 2),
      }));
    for (const mode of ['ltp', 'quote', 'snapQuote'] as const) {
      const expected = written({
        mode,
        exchangeType: 4,
        token: '861201',
        exchangeTimeMs: at(DECODED.exchangeTimeMs),
        sequence: at(DECODED.sequence),
        lastPaise: at(DECODED.lastPaise),
        lastQuantity: at(DECODED.lastQuantity),
        averagePaise: at(DECODED.averagePaise),
        volume: at(DECODED.volume),
        totalBuyQuantity: at(DECODED.totalBuyQuantity),
        totalSellQuantity: at(DECODED.totalSellQuantity),
        openPaise: at(DECODED.openPaise),
        highPaise: at(DECODED.highPaise),
        lowPaise: at(DECODED.lowPaise),
        closePaise: at(DECODED.closePaise),
        lastTradeTimeS: 1_795_000_000,
        openInterest: at(DECODED.openInterest),
        bids: levels(DECODED.bids),
        asks: levels(DECODED.asks),
        lowerCircuitPaise: at(DECODED.lowerCircuitPaise),
        upperCircuitPaise: at(DECODED.upperCircuitPaise),
      });
      const buffer = Buffer.alloc(400, 0xee);
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
      const token = encodeToken('861201');
      const length = writeDecodedPacket(view, 9, STREAM_MODES[mode], 4, token, cells);
      expect(buffer.subarray(9, 9 + length).toString('hex')).toBe(expected);
      expect(buffer.subarray(9 + length).every((byte) => byte === 0xee)).toBe(true);
    }
  });
});

describe('encodeToken', () => {
  it('pads with NULs to 25 bytes', () => {
    const bytes = encodeToken('3045');
    expect(Buffer.from(bytes).toString('latin1')).toBe(`3045${'\0'.repeat(21)}`);
    expect(encodeToken('1'.repeat(25))).toHaveLength(25);
  });

  it('refuses tokens that do not fit', () => {
    expect(() => encodeToken('')).toThrow('1 to 25');
    expect(() => encodeToken('1'.repeat(26))).toThrow('1 to 25');
  });
});
