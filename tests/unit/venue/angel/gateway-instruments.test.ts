import { describe, expect, it } from 'vitest';
import { InstrumentIndexes } from '../../../../src/venue/angel/gateway-instruments.ts';
import { future, stock } from '../../../support/trading-instruments.ts';

describe('the instrument of a row', () => {
  it('is found by exchange and token', () => {
    const indexes = new InstrumentIndexes([stock(0), future(1, { token: '1000' })]);
    expect(indexes.indexOf('NSE', '1000')).toBe(0);
    expect(indexes.indexOf('NFO', '1000')).toBe(1);
    expect(indexes.instrumentAt(1)?.symbol).toBe('INDEX1FUT');
    expect(indexes.unknownCount).toBe(0);
  });

  it('OL-12 has an index of its own beyond ours when nobody follows it, always the same', () => {
    const indexes = new InstrumentIndexes([stock(0)]);
    const [first, second] = [indexes.indexOf('NSE', '5'), indexes.indexOf('BSE', '5')];
    expect(first).toBe(1);
    expect(second).toBe(2);
    expect(indexes.indexOf('NSE', '5')).toBe(first);
    expect(indexes.unknownCount).toBe(2);
    expect(indexes.instrumentAt(first)).toBeUndefined();
  });
});
