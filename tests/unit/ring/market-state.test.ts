import { describe, expect, it } from 'vitest';
import { recordViews } from '../../../src/contract/layout.ts';
import { MARKET_STATE } from '../../../src/contract/records/state.ts';
import { DECODED } from '../../../src/domain/tick/decoded-tick.ts';
import { LastValueTable } from '../../../src/ring/last-value-table.ts';
import { MarketStateWriter } from '../../../src/ring/market-state.ts';
import { packet } from './decoded-cells.ts';

const LTP = 1;
const QUOTE = 2;

function setUp() {
  const table = new LastValueTable(MARKET_STATE, 3);
  const writer = new MarketStateWriter(table);
  /** The slot as an object of all its fields. */
  const read = (slot: number) => {
    const copy = recordViews(new ArrayBuffer(MARKET_STATE.byteLength));
    expect(table.read(slot, copy)).toBeGreaterThanOrEqual(0);
    return Object.fromEntries(
      Object.entries(MARKET_STATE.fields).map(([field, kind]) => {
        const at = MARKET_STATE.at[field as keyof typeof MARKET_STATE.at];
        return [field, kind === 'f64' ? copy.f64[at] : copy.i32[at]];
      }),
    );
  };
  return { table, writer, read };
}

describe('MarketStateWriter', () => {
  it('keeps everything a SnapQuote packet carries', () => {
    const { writer, read } = setUp();
    const cells = packet();
    writer.receiveTimeNs = 5.5;
    writer.gather(1, cells);
    writer.flush();
    const state = read(1);
    const direct = [
      'exchangeTimeMs',
      'volume',
      'openInterest',
      'totalBuyQuantity',
      'totalSellQuantity',
      'lastPaise',
      'lastQuantity',
      'averagePaise',
      'openPaise',
      'highPaise',
      'lowPaise',
      'closePaise',
      'lowerCircuitPaise',
      'upperCircuitPaise',
    ] as const;
    for (const field of direct) expect(state[field], field).toBe(cells[DECODED[field]]);
    expect(state['receiveTimeNs']).toBe(5.5);
    expect(state['isSeen']).toBe(1);
    for (let level = 0; level < 5; level++) {
      for (const [part, offset] of [
        ['Paise', 0],
        ['Quantity', 1],
        ['Orders', 2],
      ] as const) {
        expect(state[`bid${part}${level}`]).toBe(cells[DECODED.bids + 3 * level + offset]);
        expect(state[`ask${part}${level}`]).toBe(cells[DECODED.asks + 3 * level + offset]);
      }
    }
  });

  it('touches neither its neighbours nor the quarantine', () => {
    const { table, writer, read } = setUp();
    const base = table.begin(1);
    table.records.u32[base + MARKET_STATE.at.quarantineReason] = 4;
    table.commit(1);
    writer.receiveTimeNs = 5;
    writer.gather(1, packet());
    writer.flush();
    expect(read(1)['quarantineReason']).toBe(4);
    expect(table.version(0)).toBe(0);
    expect(table.version(2)).toBe(0);
    expect(Object.values(read(0)).every((value) => value === 0)).toBe(true);
    expect(Object.values(read(2)).every((value) => value === 0)).toBe(true);
  });

  it('erases nothing that a smaller packet does not carry', () => {
    const { writer, read } = setUp();
    writer.receiveTimeNs = 5;
    writer.gather(0, packet());
    writer.flush();
    const before = read(0);
    writer.receiveTimeNs = 6;
    writer.gather(0, packet({ mode: LTP, lastPaise: 7, exchangeTimeMs: 9, volume: 0 }));
    writer.flush();
    expect(read(0)).toEqual({ ...before, lastPaise: 7, exchangeTimeMs: 9, receiveTimeNs: 6 });
    writer.receiveTimeNs = 6;
    writer.gather(0, packet({ mode: QUOTE, volume: 8, openInterest: 0, bids: 0 }));
    writer.flush();
    expect(read(0)).toEqual({ ...before, volume: 8, receiveTimeNs: 6 });
  });

  it('leaves its slot closed after every packet', () => {
    const { table, writer } = setUp();
    for (const mode of [1, 2, 3]) {
      writer.gather(2, packet({ mode }));
      writer.flush();
    }
    expect(table.version(2)).toBe(6);
  });

  it('writes an instrument once per flush, with the latest of everything gathered', () => {
    const { table, writer, read } = setUp();
    writer.gather(1, packet({ lastPaise: 10, bids: 500 }));
    writer.gather(1, packet({ mode: QUOTE, lastPaise: 11, volume: 77, bids: 0 }));
    writer.gather(1, packet({ mode: LTP, lastPaise: 12, volume: 0 }));
    expect(table.version(1)).toBe(0);
    writer.flush();
    expect(table.version(1)).toBe(2);
    expect(read(1)).toMatchObject({ lastPaise: 12, volume: 77 });
    expect(read(1)['bidPaise0']).not.toBe(0);
    writer.flush();
    expect(table.version(1)).toBe(2);
  });
});
