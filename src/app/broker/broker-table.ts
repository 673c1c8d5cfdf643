/** What the broker said, for people: a list of fields, or a table. Its texts are shown without control characters. Command line. */
import { printableLine } from '../../contract/wire/smartapi-envelope.ts';
import { rupeesText } from '../../contract/wire/smartapi-numbers.ts';
import { istClock } from '../../contract/wire/smartapi-time.ts';
import { istDateKey, istMidnightMs } from '../../domain/instrument/ist-date.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Lines with their ends. `columns`: of a table; all with a plain value unless told. */
export function dataText(data: unknown, columns?: readonly string[]): string {
  if (Array.isArray(data)) {
    const rows = data.filter(isFields);
    if (rows.length === 0) return '  none\n';
    return rows.length === 1 && columns === undefined
      ? dataText(rows[0])
      : tableText(rows, columns ?? plainKeys(rows));
  }
  if (!isFields(data)) return data === null || data === undefined ? '' : `  ${cell('', data)}\n`;
  const plain = Object.entries(data).filter(([, value]) => isPlain(value));
  const width = Math.max(0, ...plain.map(([key]) => titleOf(key).length));
  const lines = plain.map(([key, value]) => `  ${titleOf(key).padEnd(width)}  ${cell(key, value)}`);
  const nested = Object.entries(data)
    .filter(([, value]) => !isPlain(value))
    .map(([key, value]) => `  ${key}:\n${indented(dataText(value, columns))}`);
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}${nested.join('')}`;
}

function tableText(rows: readonly Fields[], columns: readonly string[]): string {
  const cells = [
    columns.map(titleOf),
    ...rows.map((row) => columns.map((key) => cell(key, row[key]))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map((line) => line.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  '))
    .map((line) => `  ${line.trimEnd()}\n`)
    .join('');
}

function plainKeys(rows: readonly Fields[]): readonly string[] {
  return Object.keys(rows[0] ?? {}).filter((key) => rows.every((row) => isPlain(row[key])));
}

/** Paise are shown in rupees, times in IST: the unit at the end of the name goes. */
function titleOf(key: string): string {
  return key.replace(/(?<=.)(?:Paise|Ms)$/, '').replace(/^paise$/, 'rupees');
}

function cell(key: string, value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return printableLine(String(value));
  if (/paise$/i.test(key)) return rupeesText(value);
  if (key.endsWith('TimeOfDayMs')) return istClock(istMidnightMs(0) + value);
  return key.endsWith('Ms') ? `${istDateKey(value)} ${istClock(value)}` : String(value);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
