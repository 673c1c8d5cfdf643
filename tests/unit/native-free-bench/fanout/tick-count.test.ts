import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { tickCount } from '../../../../native-free-bench/fanout/tick-count.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const message = (channel: string, seq: number, data: unknown) =>
  Buffer.from(packr.pack({ channel, type: 'update', seq, data }));

describe('tickCount', () => {
  it.each([0, 1, 15, 16, 300, 70_000])('counts %i ticks without decoding them', (count) => {
    const ticks = Array.from({ length: count }, (_, k) => ({ instrument: 'NSE:A', lastPaise: k }));
    expect(tickCount(message('ticks:*', 7, ticks))).toBe(count);
  });

  it.each([0, 127, 128, 65_536, 2 ** 33])('reads past a sequence of %i', (seq) => {
    expect(tickCount(message('ticks:*', seq, [1, 2]))).toBe(2);
  });

  it('reads past a channel name of any length', () => {
    expect(tickCount(message(`ticks:NSE:${'X'.repeat(60)}`, 1, [1]))).toBe(1);
  });

  it('counts nothing of other channels and of messages without an array', () => {
    expect(tickCount(message('orders', 1, [1, 2, 3]))).toBe(0);
    expect(tickCount(message('ticks:*', 1, { a: 1 }))).toBe(0);
    expect(tickCount(Buffer.from(packr.pack({ channel: '', type: 'pong', runId: 'x' })))).toBe(0);
    expect(tickCount(Buffer.alloc(0))).toBe(0);
  });
});
