import { describe, expect, it } from 'vitest';
import { defineLayout, recordViews } from '../../../src/contract/layout.ts';
import { TICK } from '../../../src/contract/records/tick.ts';

/** A 64-byte layout that ends in named padding. */
const SMALL = defineLayout('small', 3, 64, {
  time: 'f64',
  price: 'i32',
  index: 'u32',
  reserved0: 'f64',
  reserved1: 'f64',
  reserved2: 'f64',
  reserved3: 'f64',
  reserved4: 'f64',
  reserved5: 'f64',
});

describe('defineLayout', () => {
  it('gives each field its index inside its own view', () => {
    expect(SMALL.at.time).toBe(0);
    expect(SMALL.at.price).toBe(2);
    expect(SMALL.at.index).toBe(3);
    expect(SMALL.at.reserved0).toBe(2);
    expect(SMALL.at.reserved5).toBe(7);
  });

  it('gives the record size in bytes and in words', () => {
    expect(SMALL.byteLength).toBe(64);
    expect(SMALL.words).toBe(16);
  });

  it('rejects a field that is not aligned to its own size', () => {
    expect(() => defineLayout('bad', 1, 64, { price: 'i32', time: 'f64' })).toThrow(
      'field time (f64) is misaligned at byte 4',
    );
  });

  it('rejects fields that do not fill the record, so that padding is named', () => {
    expect(() => defineLayout('bad', 1, 64, { time: 'f64' })).toThrow(
      'fields take 8 bytes, the record has 64; name the padding',
    );
  });

  it('rejects fields that overflow the record', () => {
    const nine = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`field${index}`, 'f64' as const]),
    );
    expect(() => defineLayout('bad', 1, 64, nine)).toThrow('fields take 72 bytes');
  });

  it.each([0, -64, 32, 96, 63.5])('rejects a size of %s bytes: not whole cache lines', (bytes) => {
    expect(() => defineLayout('bad', 1, bytes, { time: 'f64' })).toThrow(
      'not a whole number of cache lines',
    );
  });

  it('makes a fingerprint of name, version, size and every field in order', () => {
    expect(SMALL.fingerprint).toMatch(/^small@3\/64\{time:f64,price:i32,index:u32,reserved0:f64,/);
  });

  it('changes the fingerprint with the name, the version, a field name, a kind or the order', () => {
    const eight = (first: string, second: string) =>
      Object.fromEntries(
        [first, second, 'c', 'd', 'e', 'f', 'g', 'h'].map((field) => [field, 'f64' as const]),
      );
    const base = defineLayout('x', 1, 64, eight('a', 'b'));
    const words = Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [`w${index}`, 'i32' as const]),
    );
    const others = [
      defineLayout('y', 1, 64, eight('a', 'b')),
      defineLayout('x', 2, 64, eight('a', 'b')),
      defineLayout('x', 1, 64, eight('b', 'a')),
      defineLayout('x', 1, 64, eight('a', 'z')),
      defineLayout('x', 1, 64, words),
      defineLayout('x', 1, 64, { ...words, w15: 'u32' }),
    ];
    const all = [base, ...others].map(({ fingerprint }) => fingerprint);
    expect(new Set(all).size).toBe(all.length);
  });

  it('cannot be changed after it was declared', () => {
    expect(() => Object.assign(SMALL.at, { time: 1 })).toThrow(TypeError);
    expect(() => Object.assign(SMALL, { words: 1 })).toThrow(TypeError);
  });

  it('lets the compiler refuse what was not declared', () => {
    const check = () => {
      // @ts-expect-error an undeclared field has no place
      expect(TICK.at.lastRupees).toBeUndefined();
      // @ts-expect-error a kind outside the closed list
      expect(() => defineLayout('bad', 1, 64, { price: 'i64' })).toThrow();
      // @ts-expect-error a place is read-only
      expect(() => (TICK.at.lastPaise = 0)).toThrow(TypeError);
      const place: number = TICK.at.lastPaise;
      expect(place).toBe(6);
    };
    check();
  });
});

describe('recordViews', () => {
  it('maps three views over the same bytes', () => {
    const views = recordViews(new SharedArrayBuffer(128), 64);
    views.f64[SMALL.at.time] = 1.5;
    views.i32[SMALL.at.price] = -1;
    expect(views.u32[SMALL.at.price]).toBe(0xffffffff);
    expect(views.f64.length).toBe(8);
    expect(views.i32.length).toBe(16);
    expect(views.u32.byteOffset).toBe(64);
  });

  it('maps no more than the length it was given', () => {
    const views = recordViews(new ArrayBuffer(256), 64, 128);
    expect(views.f64.byteLength).toBe(128);
    expect(views.i32.byteLength).toBe(128);
  });

  it('refuses an offset that its 8-byte view cannot stand on', () => {
    expect(() => recordViews(new ArrayBuffer(128), 4)).toThrow(RangeError);
  });
});
