import { describe, expect, it } from 'vitest';
import { EXTERNAL_ROW, WATCH_REQUEST_ROW } from '../../../src/domain/external-rows.ts';
import { noExposure } from '../../../src/domain/order/external-exposure.ts';
import { decodeRow, encodeRow } from '../../../src/journal/row-codec.ts';

describe('rows about what is not ours', () => {
  it('keep the last exposure of each instrument, whole', () => {
    const row = { ...noExposure(7), heldQuantity: -3, timeMs: 5, tick: 9 };
    expect(EXTERNAL_ROW.keyOf?.(row)).toBe(7);
    expect(decodeRow(EXTERNAL_ROW, encodeRow(EXTERNAL_ROW, row))).toEqual(row);
  });

  it('are events where a human speaks', () => {
    expect(WATCH_REQUEST_ROW.keyOf).toBeUndefined();
  });
});
