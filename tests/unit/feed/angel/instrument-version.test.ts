/** Names and facts of a version. */
import { describe, expect, it } from 'vitest';
import {
  contentName,
  dateOfContentName,
  dateOfFactsName,
  decodeFacts,
  encodeFacts,
  factsName,
  sha256Of,
  type VersionFacts,
} from '../../../../src/feed/angel/instrument-version.ts';

const FACTS: VersionFacts = {
  date: '2026-11-20',
  sha256: sha256Of(Uint8Array.of(1)),
  textSha256: sha256Of(Uint8Array.of(2)),
  source: 'http://127.0.0.1:1/master.json',
  etag: '"v1"',
  lastModified: '',
  downloadedAtMs: 1,
  checkedAtMs: 2,
  rows: 3,
  rowsByExchange: { NSE: 3, NFO: 0, BSE: 0, BFO: 0, MCX: 0, NCDEX: 0, CDS: 0 },
  carried: [{ exchange: 'NFO', token: '1', lotSize: 65, priceIncrementPaise: 5 }],
};

describe('names', () => {
  it('hold the date', () => {
    expect(contentName('2026-11-20')).toBe('2026-11-20.json.gz');
    expect(dateOfContentName('2026-11-20.json.gz')).toBe('2026-11-20');
    expect(dateOfFactsName(factsName('2026-11-20'))).toBe('2026-11-20');
  });

  it.each([
    'lock',
    '2026-11-20.json.gz.tmp',
    '2026-02-30.json.gz',
    '.json.gz',
    'x2026-11-20.json.gz',
  ])('such as %s are no version', (name) => {
    expect([dateOfContentName(name), dateOfFactsName(name)]).toEqual(['', '']);
  });
});

describe('facts', () => {
  it('are read as they were written', () => {
    const file = { facts: FACTS, before: { ...FACTS, date: '2026-11-19' } };
    expect(decodeFacts(encodeFacts(file))).toEqual(file);
    expect(decodeFacts(encodeFacts({ facts: FACTS, before: null }))?.before).toBeNull();
  });

  it.each<[string, object]>([
    ['a date that does not exist', { date: '2026-02-30' }],
    ['a sum that is none', { sha256: 'abc' }],
    ['a lot that is none', { carried: [{ ...FACTS.carried[0], lotSize: 0 }] }],
    ['an exchange that is none', { rowsByExchange: { ...FACTS.rowsByExchange, XYZ: 1 } }],
    ['a key too many', { more: 1 }],
  ])('with %s are none', (_what, change) => {
    const text = JSON.stringify({ facts: { ...FACTS, ...change }, before: null });
    expect(decodeFacts(Buffer.from(text))).toBeNull();
  });

  it('that are no JSON are none', () => {
    expect(decodeFacts(Buffer.from('{'))).toBeNull();
    expect(decodeFacts(new Uint8Array())).toBeNull();
  });
});
