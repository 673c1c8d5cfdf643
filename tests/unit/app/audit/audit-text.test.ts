import { describe, expect, it } from 'vitest';
import { trailText } from '../../../../src/app/audit/audit-text.ts';
import type { AuditEntry } from '../../../../src/app/audit/audit-trail.ts';

/** 2026-11-19, 10:00:00.123 IST. */
const TIME_MS = Date.UTC(2026, 10, 19, 4, 30, 0, 123);
const names = { instruments: ['NSE:SBIN-EQ'], strategies: ['ema'] };

function linesOf(...entries: readonly Partial<AuditEntry>[]): readonly string[] {
  const whole = entries.map((entry, at) => ({
    sequence: at + 1,
    kind: 'order',
    timeMs: TIME_MS,
    wallMs: TIME_MS,
    row: {},
    previous: undefined,
    ...entry,
  }));
  return trailText({ stories: ['group:2'], names, entries: whole }).split('\n');
}

const order = {
  orderId: 128,
  tagPrefix: 7,
  role: 'entry',
  side: 1,
  instrumentIndex: 0,
  status: 'working',
  reason: '',
  filledQuantity: 0,
  quantity: 30,
  limitPaise: 96_830,
  triggerPaise: 0,
  venueOrderId: 9,
};

describe('trailText', () => {
  it('begins with the story and the Indian date, and gives record, time to the millisecond and kind of each row', () => {
    const lines = linesOf({ row: order });
    expect(lines.slice(0, 2)).toEqual(['group:2', '2026-11-19']);
    expect(lines[2]).toBe(
      '         1  10:00:00.123  order           128 00007000000003K entry, BUY NSE:SBIN-EQ: working, filled 0 of 30 at 968.30, venue 9',
    );
  });

  it('shows a transition by the row before it', () => {
    const [, , line] = linesOf({ row: order, previous: { ...order, status: 'sending' } });
    expect(line).toContain('sending → working');
  });

  it('lists every gate of a decision with what it measured and its limit', () => {
    const lines = linesOf({
      kind: 'decision',
      row: {
        strategyIndex: 0,
        signalSequence: 4,
        reason: 'max_order_value',
        tradingState: 'active',
        strength: 0.5,
        referencePaise: 96_735,
        configSha: 'abcdef',
        gates: ['kill_latch', 'max_order_value'],
        measured: [0, 3_000_001.123_456],
        limits: [0, 3_000_000],
        featureNames: ['last_paise'],
        features: [96_735],
      },
    });
    expect(lines[2]).toMatch(
      /ema:4 denied max_order_value: order value Rs 30,000.01, limit Rs 30,000.00$/,
    );
    expect(lines.slice(3).map((line) => line.trim())).toEqual([
      'state active, strength 0.5, reference 967.35, settings abcdef',
      'gate kill_latch                 measured              0  limit 0',
      'gate max_order_value            measured   3000001.1235  limit 3000000',
      'feature last_paise              96735',
      '',
    ]);
  });

  it('says of a merged signal which one stands for it, and of an unknown reason its code', () => {
    const row = { strategyIndex: 0, signalSequence: 4, measured: [2], limits: [1] };
    const merged = { ...row, reason: 'merged_signal', mergedIntoId: 77, gates: ['merged_signal'] };
    const [, , first] = linesOf({ kind: 'decision', row: merged });
    expect(first).toContain('merged with the strongest of 2 signals; it stands in 77');
    const [, , other] = linesOf({ kind: 'decision', row: { ...row, reason: 'of_another_age' } });
    expect(other).toContain('denied of_another_age: of another age');
  });

  it('names position, fill and operator', () => {
    const lines = linesOf(
      {
        kind: 'fill',
        row: { orderId: 128, side: -1, fillQuantity: 30, fillValuePaise: 2_900_250 },
      },
      {
        kind: 'position',
        row: {
          ...{ strategyIndex: 0, instrumentIndex: 0, quantity: 0, costPaise: 0 },
          ...{ realisedPaise: -1200, chargesPaise: 3082 },
        },
      },
      { kind: 'operator', row: { action: 'kill', actor: 'operator', reason: 'kill latch' } },
    );
    expect(lines[2]).toContain('order 128 SELL 30 for 29002.50');
    expect(lines[3]).toContain('ema NSE:SBIN-EQ: 0, cost 0.00, realised -12.00, charges 30.82');
    expect(lines[4]).toContain('kill by operator: kill latch');
  });
});
