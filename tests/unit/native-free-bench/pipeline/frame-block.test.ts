import { describe, expect, it } from 'vitest';
import {
  FrameBlock,
  frameBytes,
  StreamCounters,
} from '../../../../native-free-bench/pipeline/frame-block.ts';
import {
  benchInstruments,
  INSTRUMENT_COUNT,
} from '../../../../native-free-bench/pipeline/instruments.ts';
import { MarketWalk } from '../../../../native-free-bench/pipeline/market-walk.ts';
import { loadCalendar } from '../../../../src/app/calendar-loader.ts';
import { PACKET_BYTES, STREAM_MODES } from '../../../../src/contract/wire/smartapi-stream.ts';
import { EXCHANGE_TYPES } from '../../../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../../../src/domain/instrument/session-calendar.ts';
import { DECODED } from '../../../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../../../src/domain/tick/drop-reason.ts';
import {
  DEFAULT_TICK_VALIDATOR_SETTINGS,
  TickValidator,
} from '../../../../src/domain/tick/tick-validator.ts';
import { PacketDecoder } from '../../../../src/feed/angel/decoder.ts';
import { TokenTable } from '../../../../src/feed/angel/token-table.ts';

const instruments = benchInstruments();
const tokens = instruments.map(({ exchange, token }) => ({
  exchangeType: EXCHANGE_TYPES[exchange],
  token,
}));
const START_MS = Date.UTC(2026, 10, 19, 4, 30);
const MODES = ['ltp', 'quote', 'snapQuote'] as const;

function makeBlock(mode: (typeof MODES)[number], rounds: number) {
  const block = new FrameBlock(mode, tokens, rounds);
  const view = new DataView(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength);
  return { block, view, counters: new StreamCounters(tokens.length) };
}

describe('FrameBlock', () => {
  it.each(MODES)(
    'puts a binary frame header with the length of a %s packet before each',
    (mode) => {
      const { block } = makeBlock(mode, 1);
      const packet = PACKET_BYTES[STREAM_MODES[mode]] ?? 0;
      for (let frame = 0; frame < block.frames; frame++) {
        const at = frame * frameBytes(mode);
        expect(block.bytes[at]).toBe(0x82);
        const length =
          packet > 125 ? block.bytes.readUInt16BE(at + 2) : block.bytes.readUInt8(at + 1);
        expect(length).toBe(packet);
      }
      expect(block.bytes.length).toBe(block.frames * frameBytes(mode));
    },
  );

  it.each(MODES)('makes %s packets that the engine decodes and accepts, every one', (mode) => {
    const { block, view, counters } = makeBlock(mode, 2);
    const decoder = new PacketDecoder(new TokenTable(instruments));
    const validator = new TickValidator({
      instruments,
      calendar: new SessionCalendar(loadCalendar()),
      settings: DEFAULT_TICK_VALIDATOR_SETTINGS,
    });
    validator.startSession('2026-11-19');
    const walk = new MarketWalk(tokens.length);
    for (let pass = 0; pass < 40; pass++) {
      const timeMs = START_MS + pass * 731;
      walk.moveTo(timeMs);
      block.patch(0, block.frames, timeMs, walk, counters);
      for (let frame = 0; frame < block.frames; frame++) {
        const at = (frame + 1) * block.frameBytes - block.packetBytes;
        expect(decoder.decode(view, at, block.packetBytes)).toBe(ACCEPTED);
        expect(decoder.instrumentIndex).toBe(frame % INSTRUMENT_COUNT);
        expect(validator.check(decoder.instrumentIndex, decoder.cells, timeMs)).toBe(ACCEPTED);
      }
    }
    expect(validator.crossedBooks).toBe(0);
  });

  it('goes on with sequence and volume of every instrument from patch to patch', () => {
    const { block, view, counters } = makeBlock('quote', 1);
    const decoder = new PacketDecoder(new TokenTable(instruments));
    const walk = new MarketWalk(tokens.length);
    const seen: number[][] = [];
    for (let pass = 0; pass < 3; pass++) {
      block.patch(0, block.frames, START_MS, walk, counters);
      decoder.decode(view, 2, 123);
      seen.push([decoder.cells[DECODED.sequence] ?? 0, decoder.cells[DECODED.volume] ?? 0]);
    }
    expect(seen).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });

  it('patches only the frames it was asked for', () => {
    const { block, counters } = makeBlock('quote', 1);
    const before = Buffer.from(block.bytes);
    block.patch(3, 5, START_MS, new MarketWalk(tokens.length), counters);
    const stride = block.frameBytes;
    expect(block.bytes.subarray(0, 3 * stride).equals(before.subarray(0, 3 * stride))).toBe(true);
    expect(block.bytes.subarray(5 * stride).equals(before.subarray(5 * stride))).toBe(true);
    expect(
      block.bytes.subarray(3 * stride, 5 * stride).equals(before.subarray(3 * stride, 5 * stride)),
    ).toBe(false);
  });
});
