import { describe, expect, it } from 'vitest';
import { CONTENT_SEEN, IDEMPOTENCY } from '../../../../src/domain/order/idempotency-rows.ts';

describe('rows of requests', () => {
  it('ID-02 a request is kept under its key, a content under its place', () => {
    const request = { key: 'k1', bodyHash: 'h', day: 20_776, status: 0, answer: '' };
    expect(IDEMPOTENCY.keyOf?.({ ...request, status: 201 })).toBe(IDEMPOTENCY.keyOf?.(request));
    expect(IDEMPOTENCY.keyOf?.(request)).toBe('k1');
    const content = { slot: 3, sequence: 7, contentHash: 'h', timeMs: 1 };
    expect(CONTENT_SEEN.keyOf?.({ ...content, sequence: 11 })).toBe(3);
  });
});
