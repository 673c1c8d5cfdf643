import { describe, expect, it } from 'vitest';
import {
  type PacketFields,
  writePacket,
} from '../../../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_AT } from '../../../../src/contract/wire/smartapi-stream.ts';
import { DECODED, DECODED_CELLS } from '../../../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED, DROP } from '../../../../src/domain/tick/drop-reason.ts';
import { PacketDecoder } from '../../../../src/feed/angel/decoder.ts';
import { TokenTable, UNKNOWN_INSTRUMENT } from '../../../../src/feed/angel/token-table.ts';
import { GOLDEN_LTP, GOLDEN_QUOTE } from '../../../support/golden-packets.ts';
import { streamInstrument } from '../../../support/stream-instruments.ts';

function decoderOf(...tokens: string[]): PacketDecoder {
  return new PacketDecoder(
    new TokenTable(tokens.map((token, index) => streamInstrument('NSE', token, index))),
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function packetOf(fields: Partial<PacketFields> = {}): Buffer {
  const buffer = Buffer.alloc(379);
  const length = writePacket(viewOf(buffer), 0, {
    mode: 'snapQuote',
    exchangeType: 1,
    token: '3045',
    exchangeTimeMs: 1_795_000_000_000,
    lastPaise: 81_555,
    ...fields,
  });
  return buffer.subarray(0, length);
}

function decode(decoder: PacketDecoder, packet: Uint8Array): number {
  return decoder.decode(viewOf(packet), 0, packet.length);
}

function cellsByName(cells: Float64Array): Record<string, number> {
  const names = Object.entries(DECODED).filter(([, cell]) => cell < DECODED.bids);
  return Object.fromEntries(names.map(([name, cell]) => [name, cells[cell] ?? Number.NaN]));
}

function sideOf(cells: Float64Array, first: number): number[][] {
  return [0, 1, 2, 3, 4].map((level) => [...cells.slice(first + level * 3, first + level * 3 + 3)]);
}

describe('PacketDecoder', () => {
  it('reads the golden LTP packet', () => {
    const decoder = decoderOf('10626', '3045');
    expect(decode(decoder, Buffer.from(GOLDEN_LTP.hex, 'hex'))).toBe(ACCEPTED);
    expect(decoder.instrumentIndex).toBe(1);
    const expected = new Float64Array(DECODED_CELLS);
    expected.set([1, 1_795_000_000_000, 123_456, 81_555]);
    expect(decoder.cells).toEqual(expected);
  });

  it('reads the golden Quote packet', () => {
    const decoder = decoderOf('3045');
    expect(decode(decoder, Buffer.from(GOLDEN_QUOTE.hex, 'hex'))).toBe(ACCEPTED);
    const expected = new Float64Array(DECODED_CELLS);
    expected.set([
      2, 1_795_000_000_250, 123_457, 81_560, 10, 81_500, 3_556_150, 839_549, 1_284_767, 81_200,
      81_700, 81_000, 81_100,
    ]);
    expect(decoder.cells).toEqual(expected);
  });

  it('reads a packet at any offset of a larger chunk', () => {
    const decoder = decoderOf('3045');
    const packet = Buffer.from(GOLDEN_QUOTE.hex, 'hex');
    for (let offset = 0; offset < 16; offset += 1) {
      const chunk = Buffer.alloc(200, 0xff);
      packet.copy(chunk, offset);
      decoder.cells.fill(Number.NaN, 0, DECODED.openInterest);
      expect(decoder.decode(viewOf(chunk), offset, packet.length)).toBe(ACCEPTED);
      expect(decoder.cells[DECODED.closePaise]).toBe(81_100);
      expect(decoder.cells[DECODED.exchangeTimeMs]).toBe(1_795_000_000_250);
    }
  });

  it('reads circuit limits and open interest', () => {
    const decoder = decoderOf('3045');
    decode(
      decoder,
      packetOf({ openInterest: 77, lowerCircuitPaise: 70_000, upperCircuitPaise: 90_000 }),
    );
    expect(cellsByName(decoder.cells)).toMatchObject({
      openInterest: 77,
      lowerCircuitPaise: 70_000,
      upperCircuitPaise: 90_000,
    });
  });

  it('clears what a smaller packet does not carry, whatever came before', () => {
    const level = { pricePaise: 5, quantity: 5, orders: 5 };
    const full = {
      lastQuantity: 1,
      volume: 2,
      closePaise: 3,
      openInterest: 4,
      upperCircuitPaise: 9,
      bids: [level, level, level, level, level],
      asks: [level, level, level, level, level],
    };
    const modes = ['ltp', 'quote', 'snapQuote'] as const;
    const reused = decoderOf('3045');
    for (const first of modes) {
      for (const second of modes) {
        for (const third of modes) {
          for (const mode of [first, second, third]) {
            const packet = packetOf({ ...full, mode });
            const fresh = decoderOf('3045');
            expect(decode(reused, packet)).toBe(ACCEPTED);
            decode(fresh, packet);
            expect(reused.cells).toEqual(fresh.cells);
          }
        }
      }
    }
  });

  it('leaves the cells alone when it refuses a packet', () => {
    const decoder = decoderOf('3045');
    decode(decoder, packetOf());
    const before = decoder.cells.slice();
    expect(decode(decoder, packetOf({ token: '9' }))).toBe(DROP.unknown_token);
    expect(decoder.instrumentIndex).toBe(UNKNOWN_INSTRUMENT);
    expect(decoder.cells).toEqual(before);
  });

  it('names the first thing that is wrong: length, mode, exact length, token', () => {
    const decoder = decoderOf('3045');
    const ltp = packetOf({ mode: 'ltp' });
    const unknown = packetOf({ mode: 'ltp', token: '9' });
    expect(decode(decoder, new Uint8Array(0))).toBe(DROP.wrong_length);
    expect(decode(decoder, ltp.subarray(0, 50))).toBe(DROP.wrong_length);
    for (const mode of [-128, -1, 0, 4, 5, 127]) {
      const packet = Buffer.from(unknown);
      packet.writeInt8(mode, PACKET_AT.mode);
      expect(decode(decoder, packet)).toBe(DROP.unknown_mode);
    }
    expect(decode(decoder, Buffer.concat([unknown, Buffer.alloc(1)]))).toBe(DROP.wrong_length);
    expect(decode(decoder, packetOf({ mode: 'quote' }).subarray(0, 51))).toBe(DROP.wrong_length);
    expect(decode(decoder, packetOf().subarray(0, 123))).toBe(DROP.wrong_length);
    expect(decode(decoder, unknown)).toBe(DROP.unknown_token);
    expect(decode(decoder, ltp)).toBe(ACCEPTED);
  });

  it('knows a token only on its own exchange', () => {
    const decoder = decoderOf('3045');
    expect(decode(decoder, packetOf({ exchangeType: 2 }))).toBe(DROP.unknown_token);
    expect(decode(decoder, packetOf({ exchangeType: 1 }))).toBe(ACCEPTED);
  });

  it.each([0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)])(
    'keeps the 64-bit integer %d',
    (value) => {
      const decoder = decoderOf('3045');
      decode(
        decoder,
        packetOf({ mode: 'quote', lastPaise: value, volume: value, sequence: value }),
      );
      expect(cellsByName(decoder.cells)).toMatchObject({
        lastPaise: value,
        volume: value,
        sequence: value,
      });
    },
  );

  it.each([
    [2n ** 63n - 1n, 2 ** 63],
    [-(2n ** 63n), -(2 ** 63)],
    [2n ** 53n + 1n, 2 ** 53],
  ])('rounds %d, which a double cannot hold', (value, expected) => {
    const decoder = decoderOf('3045');
    const packet = packetOf({ mode: 'ltp' });
    packet.writeBigInt64LE(value, PACKET_AT.last);
    expect(decode(decoder, packet)).toBe(ACCEPTED);
    expect(decoder.cells[DECODED.lastPaise]).toBe(expected);
  });

  it('reads floats that are not finite as 0', () => {
    const decoder = decoderOf('3045');
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const totalBuyQuantity of odd) {
      decode(decoder, packetOf({ mode: 'quote', totalBuyQuantity, totalSellQuantity: -2.5 }));
      expect(decoder.cells[DECODED.totalBuyQuantity]).toBe(0);
      expect(decoder.cells[DECODED.totalSellQuantity]).toBe(-2.5);
    }
  });

  describe('depth', () => {
    /** Ten entries as (side, price, quantity, orders), in wire order. */
    function depthPacket(entries: readonly (readonly [number, number, number, number])[]): Buffer {
      const packet = packetOf();
      entries.forEach(([side, price, quantity, orders], index) => {
        const at = PACKET_AT.depth + index * 20;
        packet.writeInt16LE(side, at);
        packet.writeBigInt64LE(BigInt(quantity), at + 2);
        packet.writeBigInt64LE(BigInt(price), at + 10);
        packet.writeInt16LE(orders, at + 18);
      });
      return packet;
    }

    function decodedSides(entries: readonly (readonly [number, number, number, number])[]) {
      const decoder = decoderOf('3045');
      decoder.cells.fill(-1, DECODED.bids);
      expect(decode(decoder, depthPacket(entries))).toBe(ACCEPTED);
      return {
        bids: sideOf(decoder.cells, DECODED.bids),
        asks: sideOf(decoder.cells, DECODED.asks),
      };
    }

    const NONE = [0, 0, 0];

    it('keeps levels that are sorted already', () => {
      const entries = [0, 1, 2, 3, 4].flatMap((n) => [[1, 100 - n, 10 + n, n + 1] as const]);
      const sells = [0, 1, 2, 3, 4].flatMap((n) => [[0, 101 + n, 20 + n, n + 1] as const]);
      const { bids, asks } = decodedSides([...entries, ...sells]);
      expect(bids).toEqual([0, 1, 2, 3, 4].map((n) => [100 - n, 10 + n, n + 1]));
      expect(asks).toEqual([0, 1, 2, 3, 4].map((n) => [101 + n, 20 + n, n + 1]));
    });

    it('sorts every order of levels best first', () => {
      for (const order of permutations([0, 1, 2, 3, 4])) {
        const entries = [
          ...order.map((n) => [1, 100 - n, 10 + n, n + 1] as const),
          ...order.map((n) => [0, 101 + n, 20 + n, n + 1] as const),
        ];
        const { bids, asks } = decodedSides(entries);
        expect(bids).toEqual([0, 1, 2, 3, 4].map((n) => [100 - n, 10 + n, n + 1]));
        expect(asks).toEqual([0, 1, 2, 3, 4].map((n) => [101 + n, 20 + n, n + 1]));
      }
    });

    it('trusts the flag and not the place', () => {
      const { bids, asks } = decodedSides([
        [0, 105, 1, 1],
        [1, 100, 2, 1],
        [0, 104, 3, 1],
        [1, 101, 4, 1],
      ]);
      expect(bids).toEqual([[101, 4, 1], [100, 2, 1], NONE, NONE, NONE]);
      expect(asks).toEqual([[104, 3, 1], [105, 1, 1], NONE, NONE, NONE]);
    });

    it('leaves out levels without a positive price and flags that mean nothing', () => {
      const { bids, asks } = decodedSides([
        [1, 0, 500, 1],
        [1, 99, 5, 1],
        [1, -3, 5, 1],
        [2, 98, 5, 1],
        [-1, 98, 5, 1],
        [0, 0, 700, 2],
        [0, 103, 0, 0],
      ]);
      expect(bids).toEqual([[99, 5, 1], NONE, NONE, NONE, NONE]);
      expect(asks).toEqual([[103, 0, 0], NONE, NONE, NONE, NONE]);
    });

    it('keeps the best five when more arrive on one side', () => {
      const prices = [95, 94, 93, 92, 91, 90, 99, 91, 100, 93];
      const { bids, asks } = decodedSides(prices.map((price) => [1, price, price, 1] as const));
      expect(bids.map(([price]) => price)).toEqual([100, 99, 95, 94, 93]);
      expect(asks).toEqual([NONE, NONE, NONE, NONE, NONE]);
      const sells = decodedSides(prices.map((price) => [0, price, price, 1] as const));
      expect(sells.asks.map(([price]) => price)).toEqual([90, 91, 91, 92, 93]);
    });

    it('keeps the wire order of equal prices', () => {
      const { bids } = decodedSides([
        [1, 100, 1, 1],
        [1, 101, 2, 1],
        [1, 100, 3, 1],
      ]);
      expect(bids.slice(0, 3)).toEqual([
        [101, 2, 1],
        [100, 1, 1],
        [100, 3, 1],
      ]);
    });
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
