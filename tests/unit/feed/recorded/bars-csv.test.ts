import { describe, expect, it } from 'vitest';
import { describeBars } from '../../../../src/feed/recorded/bar-summary.ts';
import { parseBarsCsv } from '../../../../src/feed/recorded/bars-csv.ts';

const OPEN = Date.parse('2025-08-26T09:15:00+05:30');

function rowsOf(...lines: string[]) {
  return parseBarsCsv(['timestamp,open,high,low,close,volume', ...lines].join('\n'));
}

const GOOD = '2025-08-26T09:15:00+05:30,100.5,101.0,100.0,100.75,500';
const GOOD_BAR = {
  startMs: OPEN,
  openPaise: 10_050,
  highPaise: 10_100,
  lowPaise: 10_000,
  closePaise: 10_075,
  volume: 500,
};

describe('parseBarsCsv', () => {
  it.each([
    [
      'ISO with offset',
      'timestamp,open,high,low,close,volume',
      '2025-08-26T09:15:00+05:30,100.5,101,100,100.75,500',
    ],
    [
      'blank between date and time',
      'date,open,high,low,close,volume',
      '2025-08-26 09:15:00+05:30,100.5,101,100,100.75,500',
    ],
    [
      'another offset',
      'Datetime,Open,High,Low,Close,Volume',
      '2025-08-26 03:45:00+00:00,100.5,101,100,100.75,500',
    ],
    [
      'naive time, unnamed column, other order',
      ',adj close,close,high,low,open,volume',
      '2025-08-26 09:15:00,1,100.75,101,100,100.5,500',
    ],
    [
      'a row number before the date',
      ',date,open,high,low,close,volume',
      '0,2025-08-26 09:15:00+05:30,100.5,101,100,100.75,500',
    ],
    [
      'float volume',
      'timestamp,open,high,low,close,volume',
      '2025-08-26 09:15:00,100.5,101,100,100.75,500.0',
    ],
  ])('reads %s', (_, header, row) => {
    const { bars, errors } = parseBarsCsv(`${header}\n${row}\n`);
    expect(errors).toEqual([]);
    expect(bars).toEqual([GOOD_BAR]);
  });

  it('reads date and time in columns of their own, without volume', () => {
    const text =
      'Instrument,Date,Time,Open,High,Low,Close\r\nNIFTY,20250826,09:15,100.5,101,100,100.75\r\n';
    expect(parseBarsCsv(text).bars).toEqual([{ ...GOOD_BAR, volume: 0 }]);
  });

  it('reads naive times as UTC when told to', () => {
    const text = 'timestamp,open,high,low,close\n2025-08-26 03:45:00,100.5,101,100,100.75';
    expect(parseBarsCsv(text, { naiveZone: 'UTC' }).bars[0]?.startMs).toBe(OPEN);
    expect(parseBarsCsv(text).errors[0]?.code).toBe('outside_session');
  });

  it('forgives what a 32-bit float does to a price and nothing more', () => {
    const noisy = '2025-08-26 09:15:00,24002.19921875,24011.900390625,23999.650390625,24004.5,0';
    expect(rowsOf(noisy).bars[0]).toMatchObject({
      openPaise: 2_400_220,
      highPaise: 2_401_190,
      lowPaise: 2_399_965,
      closePaise: 2_400_450,
    });
    const [error] = rowsOf('2025-08-26 09:15:00,100.005,101,100,100.5,0').errors;
    expect(error).toEqual({
      line: 2,
      code: 'price_not_in_paise',
      reason: '100.005 is not a whole number of paise.',
    });
  });

  it.each([
    ['column_count', '2025-08-26 09:20:00,1,2,1,2'],
    ['timestamp_unreadable', 'yesterday,100,101,99,100,5'],
    ['timestamp_unreadable', '2025-02-30 09:20:00,100,101,99,100,5'],
    ['timestamp_unreadable', '2025-08-26 24:20:00,100,101,99,100,5'],
    ['number_unreadable', '2025-08-26 09:20:00,,101,99,100,5'],
    ['number_unreadable', '2025-08-26 09:20:00,NaN,101,99,100,5'],
    ['price_not_positive', '2025-08-26 09:20:00,0,101,99,100,5'],
    ['price_not_positive', '2025-08-26 09:20:00,-5,101,99,100,5'],
    ['high_low_order', '2025-08-26 09:20:00,100,99.95,99,99.5,5'],
    ['high_low_order', '2025-08-26 09:20:00,100,101,100.5,101,5'],
    ['volume_not_whole', '2025-08-26 09:20:00,100,101,99,100,-1'],
    ['volume_not_whole', '2025-08-26 09:20:00,100,101,99,100,1.5'],
    ['volume_not_whole', '2025-08-26 09:20:00,100,101,99,100,'],
    ['outside_session', '2025-08-26 09:14:59,100,101,99,100,5'],
    ['outside_session', '2025-08-26 15:30:00,100,101,99,100,5'],
    ['duplicate', '2025-08-26 09:15:00,100,101,99,100,5'],
    ['out_of_order', '2025-08-25 15:25:00,100,101,99,100,5'],
  ])('reports %s with its line and keeps the other rows: %s', (code, row) => {
    const { bars, errors, summary } = rowsOf(GOOD, '', row, '2025-08-26 09:25:00,100,101,99,100,5');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ line: 4, code });
    expect(errors[0]?.reason).toMatch(/\.$/);
    expect(bars.map((bar) => bar.startMs - OPEN)).toEqual([0, 600_000]);
    expect(summary).toMatchObject({ rows: 3, bars: 2, errors: { [code]: 1 } });
  });

  it('accepts bars until 15:40 once derivatives trade that long', () => {
    const row = '2026-08-03 15:39:00,100,101,99,100,5';
    expect(rowsOf(row).bars).toHaveLength(1);
    expect(rowsOf(row.replace('08-03', '07-31')).bars).toHaveLength(0);
  });

  it.each(['open,high,low,close', 'timestamp,open,high,low', '', '{"json": true}'])(
    'refuses a heading without the columns it needs: %s',
    (header) => {
      expect(() => parseBarsCsv(`${header}\n1,2,3,4`)).toThrow(
        expect.objectContaining({ code: 'header_unreadable' }),
      );
    },
  );

  it('sums the file up: interval, days, which of them are full', () => {
    const minute = (day: string, at: number) => {
      const clock = new Date(Date.UTC(2025, 0, 1, 9, 15 + at)).toISOString().slice(11, 19);
      return `${day} ${clock},100,101,99,100,5`;
    };
    const full = Array.from({ length: 375 }, (_, at) => minute('2025-08-26', at));
    const gap = full.map((row) => row.replace('08-26', '08-27')).toSpliced(100, 1);
    const short = full.map((row) => row.replace('08-26', '08-28')).slice(0, 374);
    const { summary } = rowsOf(...full, ...gap, ...short, 'rubbish');
    expect(summary.intervalMs).toBe(60_000);
    expect(summary.hasVolume).toBe(true);
    expect(summary.days).toEqual([
      { date: '2025-08-26', bars: 375, isFull: true },
      { date: '2025-08-27', bars: 374, isFull: false },
      { date: '2025-08-28', bars: 374, isFull: false },
    ]);
    expect(describeBars(summary)).toBe(
      '1123 of 1124 rows, 1-minute bars, 3 days from 2025-08-26 to 2025-08-28, 1 full; left out: 1 column_count',
    );
  });
});
