import { describe, expect, it } from 'vitest';
import { OPERATOR_SIGNAL_ROW } from '../../../../src/domain/station/operator-rows.ts';
import { RowImage } from '../../../support/row-image.ts';

describe('the row of the newest operator signal', () => {
  it('takes the place of the one before', () => {
    const image = new RowImage();
    image.record(OPERATOR_SIGNAL_ROW, { sequence: 1, timeMs: 5 });
    image.record(OPERATOR_SIGNAL_ROW, { sequence: 2, timeMs: 6 });
    expect(image.rows(OPERATOR_SIGNAL_ROW)).toEqual([{ sequence: 2, timeMs: 6 }]);
  });
});
