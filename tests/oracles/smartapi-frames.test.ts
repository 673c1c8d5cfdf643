/** The decoder and the packet writer against frames made by an independent program from recorded ticks. */
import { describe, expect, it } from 'vitest';
import { type PacketFields, writePacket } from '../../src/contract/wire/smartapi-packet-writer.ts';
import { PACKET_AT } from '../../src/contract/wire/smartapi-stream.ts';
import {
  EXCHANGE_TYPES,
  type Exchange,
  type Instrument,
} from '../../src/domain/instrument/instrument.ts';
import { DECODED } from '../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../src/domain/tick/drop-reason.ts';
import { PacketDecoder } from '../../src/feed/angel/decoder.ts';
import { TokenTable } from '../../src/feed/angel/token-table.ts';
import { oracleOf, SKIPPED_WITHOUT_ORACLE } from '../support/oracles.ts';
import { streamInstrument } from '../support/stream-instruments.ts';

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function packetOf(fields: PacketFields): Buffer {
  const buffer = Buffer.alloc(379);
  return buffer.subarray(0, writePacket(viewOf(buffer), 0, fields));
}

function sideOf(cells: Float64Array, first: number): number[][] {
  return [0, 1, 2, 3, 4].map((level) => [...cells.slice(first + level * 3, first + level * 3 + 3)]);
}

interface OracleLevel {
  readonly flag: number;
  readonly qty: number;
  readonly price_paise: number;
  readonly orders: number;
}

interface OracleCase {
  readonly id: number;
  readonly broker?: string;
  readonly hex: string;
  readonly expected: Readonly<Record<string, number>> & {
    readonly token: string;
    readonly bids?: readonly OracleLevel[];
    readonly asks?: readonly OracleLevel[];
  };
}

const { isPresent, cases } = oracleOf<OracleCase>('smartapi_frames');
/** Frames of other brokers name theirs. */
const angel = cases.filter(({ broker }) => broker === undefined);

function exchangeOf(exchangeType: number | undefined): Exchange {
  const found = Object.entries(EXCHANGE_TYPES).find(([, type]) => type === exchangeType);
  if (found === undefined) throw new Error(`no exchange has type ${exchangeType}`);
  return found[0] as Exchange;
}

/** One of each exchange and token that the frames name. */
function frameInstruments(): Instrument[] {
  const named = angel.map(({ expected }) => [
    exchangeOf(expected['exchange_type']),
    expected.token,
  ]);
  const unique = new Map(named.map(([exchange, token]) => [`${exchange}:${token}`, token]));
  return [...unique].map(([key, token = ''], index) =>
    streamInstrument(key.split(':')[0] as Exchange, token, index),
  );
}

describe.skipIf(!isPresent)(
  `PacketDecoder and independently made frames (${SKIPPED_WITHOUT_ORACLE})`,
  () => {
    const CELL_OF = {
      mode: 'mode',
      sequence_number: 'sequence',
      exchange_timestamp_ms: 'exchangeTimeMs',
      ltp_paise: 'lastPaise',
      last_traded_qty: 'lastQuantity',
      avg_traded_price_paise: 'averagePaise',
      volume: 'volume',
      total_buy_qty: 'totalBuyQuantity',
      total_sell_qty: 'totalSellQuantity',
      open_paise: 'openPaise',
      high_paise: 'highPaise',
      low_paise: 'lowPaise',
      prev_close_paise: 'closePaise',
      open_interest: 'openInterest',
      upper_circuit_paise: 'upperCircuitPaise',
      lower_circuit_paise: 'lowerCircuitPaise',
    } as const;

    const decoder = new PacketDecoder(new TokenTable(frameInstruments()));

    it('has frames to compare with', () => {
      expect(angel.length).toBeGreaterThan(0);
    });

    it.each(angel)('decodes frame $id', ({ hex, expected }) => {
      const bytes = Buffer.from(hex, 'hex');
      expect(decoder.decode(viewOf(bytes), 0, bytes.length)).toBe(ACCEPTED);
      for (const [theirs, ours] of Object.entries(CELL_OF)) {
        expect([ours, decoder.cells[DECODED[ours]]]).toEqual([ours, expected[theirs] ?? 0]);
      }
      for (const [side, first] of [
        ['bids', DECODED.bids],
        ['asks', DECODED.asks],
      ] as const) {
        const levels = (expected[side] ?? []).filter(({ price_paise }) => price_paise > 0);
        const sorted = levels
          .toSorted((a, b) => (side === 'bids' ? -1 : 1) * (a.price_paise - b.price_paise))
          .map(({ price_paise, qty, orders }) => [price_paise, qty, orders]);
        while (sorted.length < 5) sorted.push([0, 0, 0]);
        expect(sideOf(decoder.cells, first)).toEqual(sorted);
      }
    });

    it.each(angel)('writes frame $id back, byte for byte', ({ hex, expected }) => {
      const bytes = Buffer.from(hex, 'hex');
      const levels = (side: readonly OracleLevel[] | undefined) =>
        side?.map(({ price_paise, qty, orders }) => ({
          pricePaise: price_paise,
          quantity: qty,
          orders,
        })) ?? [];
      const value = (name: string): number => expected[name] ?? 0;
      const fields: PacketFields = {
        mode: ({ 51: 'ltp', 123: 'quote', 379: 'snapQuote' } as const)[bytes.length] ?? 'ltp',
        exchangeType: value('exchange_type'),
        token: expected.token,
        exchangeTimeMs: value('exchange_timestamp_ms'),
        sequence: value('sequence_number'),
        lastPaise: value('ltp_paise'),
        lastQuantity: value('last_traded_qty'),
        averagePaise: value('avg_traded_price_paise'),
        volume: value('volume'),
        totalBuyQuantity: value('total_buy_qty'),
        totalSellQuantity: value('total_sell_qty'),
        openPaise: value('open_paise'),
        highPaise: value('high_paise'),
        lowPaise: value('low_paise'),
        closePaise: value('prev_close_paise'),
        lastTradeTimeS: value('last_traded_timestamp'),
        openInterest: value('open_interest'),
        openInterestChange:
          bytes.length === 379 ? bytes.readDoubleLE(PACKET_AT.openInterestChange) : 0,
        bids: levels(expected.bids),
        asks: levels(expected.asks),
        upperCircuitPaise: value('upper_circuit_paise'),
        lowerCircuitPaise: value('lower_circuit_paise'),
        yearHighPaise: value('high_52w_paise'),
        yearLowPaise: value('low_52w_paise'),
      };
      expect(packetOf(fields).toString('hex')).toBe(hex);
    });
  },
);
