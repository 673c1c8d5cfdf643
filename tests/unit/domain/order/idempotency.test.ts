import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Body, bodyHash, IdempotencyKeys } from '../../../../src/domain/order/idempotency.ts';
import { RowImage } from '../../../support/row-image.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-11-19T10:00:00+05:30');
const BODY = { side: 'buy', quantity: 5 };
const ANSWER = { status: 201, answer: '{"orderId":77}' };

function keysOf(image = new RowImage(), keysPerDay = 100): IdempotencyKeys {
  return new IdempotencyKeys(keysPerDay, image.record);
}

describe('idempotency keys', () => {
  it('ID-02 the same key and body get the same answer', () => {
    const keys = keysOf();
    expect(keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS })).toEqual({ kind: 'new' });
    expect(keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS })).toEqual({ kind: 'in_progress' });
    keys.complete('k1', ANSWER);
    for (const body of [BODY, { quantity: 5, side: 'buy' }]) {
      expect(keys.begin({ key: 'k1', body, timeMs: NOW_MS + 60_000 })).toEqual({
        kind: 'repeated',
        stored: ANSWER,
      });
    }
  });

  it('ID-02 the same key with another body is refused and changes nothing', () => {
    const image = new RowImage();
    const keys = keysOf(image);
    keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS });
    keys.complete('k1', ANSWER);
    const recorded = image.log.length;
    const verdict = keys.begin({ key: 'k1', body: { ...BODY, quantity: 6 }, timeMs: NOW_MS });
    expect([verdict, image.log.length, keys.size]).toEqual([{ kind: 'key_reused' }, recorded, 1]);
    expect(keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS }).kind).toBe('repeated');
  });

  it('ID-02 holds across a restart, and a request without an answer stays in progress', () => {
    const image = new RowImage();
    const before = keysOf(image);
    before.begin({ key: 'done', body: BODY, timeMs: NOW_MS });
    before.complete('done', ANSWER);
    before.begin({ key: 'open', body: BODY, timeMs: NOW_MS });
    const after = keysOf(image);
    after.restore(image);
    const again = (key: string, body: Body = BODY) => after.begin({ key, body, timeMs: NOW_MS });
    expect(again('done')).toEqual({ kind: 'repeated', stored: ANSWER });
    expect(again('open')).toEqual({ kind: 'in_progress' });
    expect(again('done', 'other')).toEqual({ kind: 'key_reused' });
  });

  it('keys live for their session day in India, and a clock that steps back keeps them', () => {
    const image = new RowImage();
    const keys = keysOf(image);
    keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS });
    const again = (timeMs: number) => keys.begin({ key: 'k1', body: BODY, timeMs }).kind;
    expect(again(Date.parse('2026-11-19T23:59:59+05:30'))).toBe('in_progress');
    expect(again(NOW_MS - DAY_MS)).toBe('in_progress');
    expect(again(Date.parse('2026-11-20T00:00:00+05:30'))).toBe('new');
    const restarted = keysOf();
    restarted.restore(image);
    expect(restarted.size).toBe(1);
  });

  it('takes only so many keys a day, and forgets none to make room', () => {
    const keys = keysOf(new RowImage(), 2);
    const begin = (key: string, timeMs = NOW_MS) => keys.begin({ key, body: BODY, timeMs }).kind;
    expect(['a', 'b', 'c', 'a'].map((key) => begin(key))).toEqual([
      'new',
      'new',
      'keys_exhausted',
      'in_progress',
    ]);
    expect(begin('c', NOW_MS + DAY_MS)).toBe('new');
  });

  it('refuses keys that are no keys', () => {
    const keys = keysOf();
    for (const key of ['', 'a b', 'é', 'x'.repeat(65), 'a\n']) {
      expect(keys.begin({ key, body: BODY, timeMs: NOW_MS })).toEqual({ kind: 'key_malformed' });
    }
    expect(keys.size).toBe(0);
    expect(keys.begin({ key: '__proto__', body: BODY, timeMs: NOW_MS }).kind).toBe('new');
  });

  it('ID-02 a request is answered once, with a status', () => {
    const keys = keysOf();
    keys.begin({ key: 'k1', body: BODY, timeMs: NOW_MS });
    expect(() => keys.complete('k1', { status: 0, answer: '' })).toThrow('ID-02');
    keys.complete('k1', ANSWER);
    expect(() => keys.complete('k1', ANSWER)).toThrow('ID-02');
    keys.complete('forgotten', ANSWER);
    expect(keys.size).toBe(1);
  });

  it('ID-02 restored from its rows it answers every request as the original does', () => {
    const request = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'bad key'),
      body: fc.constantFrom<Body>('x', 'y'),
      dayOffset: fc.integer({ min: 0, max: 2 }),
      completes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), fc.nat(), (requests, cut) => {
        const image = new RowImage();
        const original = keysOf(image, 3);
        let restored: IdempotencyKeys | null = null;
        const cutAt = requests.length === 0 ? 0 : cut % requests.length;
        for (const [at, { key, body, dayOffset, completes }] of requests.entries()) {
          if (at === cutAt) {
            restored = keysOf(new RowImage(), 3);
            restored.restore(image);
          }
          const asked = { key, body, timeMs: NOW_MS + dayOffset * DAY_MS };
          const verdict = original.begin(asked);
          if (restored !== null) expect(restored.begin(asked)).toEqual(verdict);
          if (verdict.kind !== 'new' || !completes) continue;
          original.complete(key, ANSWER);
          restored?.complete(key, ANSWER);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the hash of a body', () => {
  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const reversed = Object.fromEntries(Object.entries(fields).reverse());
        expect(bodyHash(reversed as Body)).toBe(bodyHash(fields as Body));
      }),
      { numRuns: 200 },
    );
  });

  it('tells bodies apart that differ in a value, a name, a type or their nesting', () => {
    const bodies: Body[] = [
      null,
      true,
      'true',
      1,
      '1',
      [],
      {},
      [1],
      { a: 1 },
      { b: 1 },
      { a: '1' },
      { a: [1] },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      [[1], 2],
      [1, [2]],
      { a: { b: 1 } },
      { a: null },
    ];
    expect(new Set(bodies.map(bodyHash)).size).toBe(bodies.length);
  });
});
