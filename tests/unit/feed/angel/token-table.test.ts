import { describe, expect, it } from 'vitest';
import { TokenTable, UNKNOWN_INSTRUMENT } from '../../../../src/feed/angel/token-table.ts';
import { streamInstrument } from '../../../support/stream-instruments.ts';

const NSE = 1;
const NFO = 2;
const OFFSET = 5;

/** A view with `bytes` as the 25-byte token field at `OFFSET`, and noise around it. */
function field(bytes: string | readonly number[], padding = 0): DataView {
  const buffer = new Uint8Array(OFFSET + 25 + 3).fill(0x39);
  const token = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Uint8Array.from(bytes);
  buffer.fill(padding, OFFSET, OFFSET + 25);
  buffer.set(token, OFFSET);
  if (token.length < 25) buffer[OFFSET + token.length] = 0;
  return new DataView(buffer.buffer);
}

function find(table: TokenTable, token: string | readonly number[], exchangeType = NSE): number {
  return table.find(field(token), OFFSET, exchangeType);
}

describe('TokenTable', () => {
  const table = new TokenTable([
    streamInstrument('NSE', '3045', 0),
    streamInstrument('NFO', '3045', 1),
    streamInstrument('NSE', '7', 2),
    streamInstrument('NSE', '99926000', 3),
    streamInstrument('BSE', '999999999', 4),
    streamInstrument('CDS', '1', 5),
    streamInstrument('NCDEX', '7', 6),
  ]);

  it('finds tokens of one to nine digits', () => {
    expect(find(table, '3045')).toBe(0);
    expect(find(table, '7')).toBe(2);
    expect(find(table, '99926000')).toBe(3);
    expect(find(table, '999999999', 3)).toBe(4);
    expect(find(table, '1', 13)).toBe(5);
  });

  it('tells equal tokens of different exchanges apart', () => {
    expect(find(table, '3045', NFO)).toBe(1);
    expect(find(table, '7', 7)).toBe(6);
    expect(find(table, '99926000', NFO)).toBe(UNKNOWN_INSTRUMENT);
  });

  it('ignores what follows the first NUL', () => {
    expect(table.find(field('3045', 0x38), OFFSET, NSE)).toBe(0);
    expect(table.find(field('3045', 0xff), OFFSET, NSE)).toBe(0);
  });

  it.each([
    ['an empty token', ''],
    ['a token nobody has', '3046'],
    ['a shorter token', '304'],
    ['a longer token', '30450'],
    ['letters', 'SBIN'],
    ['a letter after digits', '3045A'],
    ['a leading space', ' 3045'],
    ['a trailing space', '3045 '],
    ['a sign', '-7'],
    ['a leading zero', '07'],
    ['zero', '0'],
    ['ten digits', '9999999990'],
    ['ten digits that wrap around 2^32 to a known token', '4294970341'],
    ['25 digits', '3'.repeat(25)],
    ['high bytes', '\xff\xfe'],
    ['digits of another script', '\u0663'],
  ])('knows nothing of %s', (_name, token) => {
    for (const exchangeType of [NSE, NFO, 3, 13]) {
      expect(find(table, token, exchangeType)).toBe(UNKNOWN_INSTRUMENT);
    }
  });

  it('knows nothing of exchange types that do not exist', () => {
    for (let exchangeType = -128; exchangeType < 128; exchangeType += 1) {
      if ([NSE, NFO].includes(exchangeType)) continue;
      expect(find(table, '3045', exchangeType)).toBe(UNKNOWN_INSTRUMENT);
    }
  });

  it('finds each of many instruments and none of their neighbours', () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      streamInstrument(index % 2 === 0 ? 'NSE' : 'NFO', String(1 + index * 3), index),
    );
    const large = new TokenTable(many);
    for (const { token, index } of many) {
      const exchangeType = index % 2 === 0 ? NSE : NFO;
      const view = field(token);
      if (large.find(view, OFFSET, exchangeType) !== index) throw new Error(`${token} is lost`);
      const other = exchangeType === NSE ? NFO : NSE;
      if (large.find(view, OFFSET, other) !== UNKNOWN_INSTRUMENT) throw new Error(`${token} twice`);
      const neighbour = field(String(Number(token) + 1));
      if (large.find(neighbour, OFFSET, exchangeType) !== UNKNOWN_INSTRUMENT) {
        throw new Error(`${token} has a neighbour`);
      }
    }
    expect(large.unmatchable).toBe(0);
  });

  it('leaves out and counts instruments whose token is not decimal', () => {
    const odd = new TokenTable([
      streamInstrument('NCDEX', 'DHANIYA20NOV2026', 0),
      streamInstrument('NSE', '0', 1),
      streamInstrument('NSE', '1234567890', 2),
      streamInstrument('NSE', '12', 3),
    ]);
    expect(odd.unmatchable).toBe(3);
    expect(find(odd, '12')).toBe(3);
    expect(find(odd, '1234567890')).toBe(UNKNOWN_INSTRUMENT);
  });

  it('is empty without instruments', () => {
    expect(find(new TokenTable([]), '3045')).toBe(UNKNOWN_INSTRUMENT);
  });

  it('refuses two instruments with one name', () => {
    const twice = [streamInstrument('NSE', '5', 0), streamInstrument('NSE', '5', 1)];
    expect(() => new TokenTable(twice)).toThrow('one instrument');
  });
});
