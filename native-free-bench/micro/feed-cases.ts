/** Micro benchmarks of the ingest path: decode, validate, publish. */
import { loadCalendar } from '../../src/app/calendar-loader.ts';
import { TICK_PUBLISH_BATCH_MAX, TICK_RING_CAPACITY } from '../../src/contract/limits.ts';
import { MARKET_STATE } from '../../src/contract/records/state.ts';
import { TICK } from '../../src/contract/records/tick.ts';
import type { StreamMode } from '../../src/contract/wire/smartapi-stream.ts';
import { EXCHANGE_TYPES } from '../../src/domain/instrument/instrument.ts';
import { SessionCalendar } from '../../src/domain/instrument/session-calendar.ts';
import { DECODED } from '../../src/domain/tick/decoded-tick.ts';
import { ACCEPTED } from '../../src/domain/tick/drop-reason.ts';
import {
  DEFAULT_TICK_VALIDATOR_SETTINGS,
  TickValidator,
} from '../../src/domain/tick/tick-validator.ts';
import { PacketDecoder } from '../../src/feed/angel/decoder.ts';
import { TokenTable } from '../../src/feed/angel/token-table.ts';
import { BroadcastRing } from '../../src/ring/broadcast-ring.ts';
import { BroadcastWriter } from '../../src/ring/broadcast-writer.ts';
import { LastValueTable } from '../../src/ring/last-value-table.ts';
import { MarketStateWriter } from '../../src/ring/market-state.ts';
import { TickPublisher } from '../../src/ring/tick-publisher.ts';
import { FrameBlock, StreamCounters } from '../pipeline/frame-block.ts';
import { benchInstruments } from '../pipeline/instruments.ts';
import { MarketWalk } from '../pipeline/market-walk.ts';
import type { MicroCase } from './micro-case.ts';

const instruments = benchInstruments();
const ROUNDS = 8;
const TICKS = instruments.length * ROUNDS;
const SESSION_DATE = '2026-11-19';
const SESSION_TIME_MS = Date.UTC(2026, 10, 19, 4, 30);

function packets(mode: StreamMode): { readonly view: DataView; readonly at: number[] } {
  const tokens = instruments.map(({ exchange, token }) => ({
    exchangeType: EXCHANGE_TYPES[exchange],
    token,
  }));
  const block = new FrameBlock(mode, tokens, ROUNDS);
  const counters = new StreamCounters(tokens.length);
  block.patch(0, block.frames, SESSION_TIME_MS, new MarketWalk(tokens.length), counters);
  const { bytes, frameBytes, packetBytes } = block;
  return {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: Array.from({ length: block.frames }, (_, k) => (k + 1) * frameBytes - packetBytes),
  };
}

function decodeCase(mode: StreamMode, name: string, length: number): MicroCase {
  const decoder = new PacketDecoder(new TokenTable(instruments));
  const { view, at } = packets(mode);
  return {
    name: `decode ${name} packet`,
    operations: at.length,
    run() {
      let sum = 0;
      for (const offset of at) {
        if (decoder.decode(view, offset, length) !== ACCEPTED) throw new Error('packet refused');
        sum += decoder.cells[DECODED.lastPaise] ?? 0;
      }
      return sum;
    },
  };
}

/** Decoded Quote packets as the decoder leaves them, one `Float64Array` each. */
function decodedQuotes(): { readonly index: number; readonly cells: Float64Array }[] {
  const decoder = new PacketDecoder(new TokenTable(instruments));
  const { view, at } = packets('quote');
  return at.map((offset) => {
    decoder.decode(view, offset, 123);
    return { index: decoder.instrumentIndex, cells: decoder.cells.slice() };
  });
}

function validateCase(): MicroCase {
  const validator = new TickValidator({
    instruments,
    calendar: new SessionCalendar(loadCalendar()),
    settings: DEFAULT_TICK_VALIDATOR_SETTINGS,
  });
  validator.startSession(SESSION_DATE);
  const ticks = decodedQuotes();
  let sequence = TICKS;
  return {
    name: 'validate Quote tick',
    operations: ticks.length,
    run() {
      for (const { index, cells } of ticks) {
        sequence += 1;
        cells[DECODED.sequence] = sequence;
        const code = validator.check(index, cells, SESSION_TIME_MS);
        if (code !== ACCEPTED) throw new Error(`tick refused with code ${code}`);
      }
      return sequence;
    },
  };
}

function offerCase(): MicroCase {
  const ring = new BroadcastRing({ layout: TICK, capacity: TICK_RING_CAPACITY, readers: 8 });
  const writer = new BroadcastWriter(ring, TICK_PUBLISH_BATCH_MAX);
  const table = new LastValueTable(MARKET_STATE, instruments.length);
  const publisher = new TickPublisher(writer, new MarketStateWriter(table), instruments.length);
  const ticks = decodedQuotes();
  return {
    name: 'publish Quote tick (ring and last-value table)',
    operations: ticks.length,
    run() {
      publisher.stamp(1);
      for (const { index, cells } of ticks) publisher.offer(index, cells);
      return publisher.flush();
    },
  };
}

export function feedCases(): MicroCase[] {
  return [
    decodeCase('ltp', 'LTP', 51),
    decodeCase('quote', 'Quote', 123),
    decodeCase('snapQuote', 'SnapQuote', 379),
    validateCase(),
    offerCase(),
  ];
}
