import fc from 'fast-check';
import { unpack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { MessageArena } from '../../../../../src/web/fanout/ticks/message-arena.ts';
import { TickColumns } from '../../../../../src/web/fanout/ticks/tick-batch.ts';
import {
  JsonTickEncoder,
  MsgpackTickEncoder,
} from '../../../../../src/web/fanout/ticks/tick-encoder.ts';

const NAMES = [
  'NSE:SBIN-EQ',
  'NSE:Nifty 50',
  'NFO:NIFTY23NOV2626000CE',
  `NSE:${'ü'.repeat(40)}"\\`,
];
const price = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const tickArbitrary = fc.record({
  instrument: fc.nat(NAMES.length - 1),
  lastPaise: price,
  bidPaise: price,
  askPaise: price,
  volume: fc.oneof(fc.nat(), fc.integer({ min: 2 ** 32 - 2, max: 2 ** 53 - 1 })),
  exchangeTimeMs: fc.integer({ min: 0, max: 2 ** 43 }),
});
const headArbitrary = fc.record({
  channel: fc.constantFrom('ticks:*', 'ticks:NSE:SBIN-EQ'),
  type: fc.constantFrom('snapshot' as const, 'update' as const),
  seq: fc.oneof(fc.nat(1000), fc.integer({ min: 2 ** 32 - 2, max: 2 ** 53 - 1 })),
});

describe('tick encoders', () => {
  it('write exactly the documented message, in msgpack and in JSON', () => {
    const arena = new MessageArena(true);
    const msgpack = new MsgpackTickEncoder(arena, NAMES);
    const json = new JsonTickEncoder(NAMES);
    fc.assert(
      fc.property(fc.array(tickArbitrary, { maxLength: 40 }), headArbitrary, (ticks, head) => {
        const columns = new TickColumns(ticks.length);
        ticks.forEach((tick, row) => {
          const { instrument, lastPaise, bidPaise, askPaise, volume, exchangeTimeMs } = tick;
          columns.set(row, instrument, lastPaise, bidPaise, askPaise, volume, exchangeTimeMs);
        });
        const rows = Uint32Array.from(ticks.keys()).reverse();
        const data = ticks.map((tick) => ({ ...tick, instrument: NAMES[tick.instrument] }));
        const expected = { ...head, data: data.reverse() };
        const packed = msgpack.encode(head, columns, rows, rows.length);
        expect(unpack(packed)).toEqual(expected);
        const text = json.encode(head, columns, rows, rows.length);
        expect(JSON.parse(Buffer.from(text).toString('utf8'))).toEqual(expected);
        arena.reset();
      }),
    );
  });

  it('keep earlier messages whole when the arena grows in between', () => {
    for (const isReused of [true, false]) {
      const encoder = new MsgpackTickEncoder(new MessageArena(isReused), NAMES);
      const rows = new Uint32Array(5000);
      const columns = new TickColumns(1);
      columns.set(0, 0, 1, 2, 3, 4, 5);
      const messages = [1, 2, 3, 4].map((seq) =>
        encoder.encode({ channel: 'ticks:*', type: 'update', seq }, columns, rows, 1000 * seq),
      );
      messages.forEach((message, i) => {
        const { seq, data } = unpack(message);
        expect([seq, data.length]).toEqual([i + 1, 1000 * (i + 1)]);
      });
    }
  });
});
