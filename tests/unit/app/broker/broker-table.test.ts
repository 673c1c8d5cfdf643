import { expect, it } from 'vitest';
import { dataText } from '../../../../src/app/broker/broker-table.ts';

it('a record is a list of fields: paise as rupees, times in IST', () => {
  const startMs = Date.parse('2026-11-20T09:15:00+05:30');
  expect(dataText({ lastPaise: 81_555, startMs, volume: 7, text: null })).toBe(
    '  last    815.55\n  start   2026-11-20 09:15:00\n  volume  7\n  text    -\n',
  );
});

it('rows are a table, with the columns asked for', () => {
  const rows = [
    { orderId: '1', limitPaise: 10_000, inner: {} },
    { orderId: '22', limitPaise: 5, inner: {} },
  ];
  expect(dataText(rows)).toBe('  orderId  limit\n  1        100\n  22       0.05\n');
  expect(dataText(rows, ['orderId'])).toBe('  orderId\n  1\n  22\n');
});

it('what is inside stands below its name; a list without rows says so', () => {
  expect(dataText({ total: { paise: 150 }, unfetched: [] })).toBe(
    '  total:\n    rupees  1.50\n  unfetched:\n    none\n',
  );
});

it('a text of the broker cannot write to the terminal', () => {
  expect(dataText({ text: '\u001b[2Jgone\nnew line' })).toBe('  text  [2Jgone new line\n');
});

it('a time of the day is a clock', () => {
  expect(dataText({ fillTimeOfDayMs: 33_300_000 })).toBe('  fillTimeOfDay  09:15:00\n');
});
