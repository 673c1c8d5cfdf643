import { describe, expect, it } from 'vitest';
import { LatchError, requireClearable } from '../../../src/app/latch-order.ts';
import { istDay } from '../../../src/domain/instrument/ist-date.ts';
import { ACCOUNT_ROW } from '../../../src/domain/risk/rows.ts';
import { RowImage } from '../../support/row-image.ts';
import { SESSION_OPEN_MS } from '../../support/tick-stream.ts';

const TODAY = istDay(SESSION_OPEN_MS);

/** By `LATCHES`: daily loss, daily drawdown, total drawdown. */
function imageOf(latchedPaise: readonly number[]): RowImage {
  const image = new RowImage();
  image.record(ACCOUNT_ROW, {
    states: [],
    sessionDay: TODAY,
    isDayStarted: true,
    ...{ dayStartPaise: 0, dayPeakPaise: 0, peakPaise: 0 },
    latchedPaise,
    ...{ unknownSignals: 0, timeMs: SESSION_OPEN_MS },
  });
  return image;
}

describe('an order to clear a latch', () => {
  it.each([
    ['daily_loss', [500, 0, 0]],
    ['daily_drawdown', [0, 500, 900]],
  ])('RG-09 is refused while the %s of the date stands, and says until when', (latch, latched) => {
    const clear = () => requireClearable(imageOf(latched), TODAY);
    expect(clear).toThrow(LatchError);
    expect(clear).toThrow(new RegExp(`${latch} latch of \\d{4}-\\d\\d-\\d\\d .*next session date`));
    expect(clear).toThrow(/start without --clear-latch/);
  });

  it('is obeyed on a later date, when the latches of the day have ended', () => {
    expect(() => requireClearable(imageOf([500, 500, 900]), TODAY + 1)).not.toThrow();
  });

  it('is obeyed for the total drawdown on the same date, and where nothing is latched', () => {
    expect(() => requireClearable(imageOf([0, 0, 900]), TODAY)).not.toThrow();
    expect(() => requireClearable(imageOf([0, 0, 0]), TODAY)).not.toThrow();
    expect(() => requireClearable(new RowImage(), TODAY)).not.toThrow();
  });
});
