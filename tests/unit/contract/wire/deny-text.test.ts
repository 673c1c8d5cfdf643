import { describe, expect, it } from 'vitest';
import { type Denial, denyText } from '../../../../src/contract/wire/deny-text.ts';
import { DENY_REASONS } from '../../../../src/domain/risk/deny-reason.ts';

function textOf(reason: string, fields: Partial<Denial> = {}): string {
  return denyText({ reason, measured: 1, limit: 0, quantity: 0, limitPaise: 0, ...fields });
}

describe('denyText', () => {
  it.each([
    ['price_collar', 210, 100, 'price 2.1 % from the last, limit 1 %'],
    ['max_order_value', 61_230_000, 50_000_000, 'order value Rs 6,12,300.00, limit Rs 5,00,000.00'],
    ['stale_reference', 5400, 2000, 'age of the price 5.4 s, limit 2 s'],
    ['stale_signal', 750, 500, 'age of the signal 750 ms, limit 500 ms'],
    ['max_order_quantity', 1801, 1800, 'order of 1,801 units, limit 1,800 units'],
    ['max_open_positions', 6, 5, 'open positions with this one 6, limit 5'],
    ['size_below_one_lot', 0.42, 1, 'the risk allowed is 0.42 lots, the least is 1'],
    ['self_trade', 50_005, 0, 'an own order rests at Rs 500.05'],
    ['order_rate', 9, 8, 'orders of the account in the window 9, limit 8'],
    ['equity_unknown', 1, 0, '1 held instrument has no price'],
    ['kill_latch', 1, 0, 'the kill latch is set'],
  ])(
    'says %s with the measured value and the limit in its unit',
    (reason, measured, limit, text) => {
      expect(textOf(reason, { measured, limit })).toBe(text);
    },
  );

  it('says that there is no price where its age cannot be measured', () => {
    const fields = { measured: Number.MAX_SAFE_INTEGER, limit: 2000 };
    expect(textOf('stale_reference', fields)).toBe('no price of the instrument yet');
  });

  it('tells the quantity of a position from its value', () => {
    const order = { quantity: 1800, limitPaise: 12_350 };
    const byQuantity = { ...order, measured: 5400, limit: 3600 };
    expect(textOf('max_position', byQuantity)).toBe(
      'position would be 5,400 units, limit 3,600 units',
    );
    const byValue = { ...order, measured: 5400 * 12_350, limit: 50_000_000 };
    expect(textOf('max_position', byValue)).toBe(
      'position would be Rs 6,66,900.00, limit Rs 5,00,000.00',
    );
  });

  it('has a sentence of its own for every reason, never the bare code', () => {
    const texts = DENY_REASONS.map((reason) => textOf(reason, { measured: 7, limit: 5 }));
    expect(texts.filter((text) => text === '' || text.includes('_'))).toEqual([]);
    expect(texts.filter((text) => /undefined|NaN|\[object/.test(text))).toEqual([]);
  });

  it('shows a code it does not know in its own words, also where an object has a field of that name', () => {
    expect(textOf('reason_of_tomorrow')).toBe('reason of tomorrow');
    expect(textOf('constructor')).toBe('constructor');
    expect(textOf('')).toBe('');
  });
});
