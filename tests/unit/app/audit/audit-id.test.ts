import { describe, expect, it } from 'vitest';
import { auditQueries } from '../../../../src/app/audit/audit-id.ts';
import { orderTag } from '../../../../src/domain/order/order-tag.ts';

describe('auditQueries', () => {
  it.each([
    ['intent:7', { kind: 'group', id: 7 }],
    ['group:7', { kind: 'group', id: 7 }],
    ['order:449', { kind: 'order', id: 449 }],
    ['venue:261119000000002', { kind: 'venue', id: 261119000000002 }],
    ['gtt:3', { kind: 'gtt', id: 3 }],
    ['ema-stocks:2', { kind: 'signal', strategy: 'ema-stocks', sequence: 2 }],
    ['0:2', { kind: 'signal', strategy: '0', sequence: 2 }],
    [orderTag(12, 1000), { kind: 'tag', tagPrefix: 12, orderId: 1000 }],
  ])('reads %s', (text, query) => {
    expect(auditQueries(text)).toContainEqual(query);
  });

  it('takes a bare number for whatever the journal knows by it', () => {
    expect(auditQueries('128').map(({ kind }) => kind)).toEqual(['group', 'order', 'venue']);
  });

  it('takes fifteen digits for a tag too', () => {
    expect(auditQueries('261119000000002').map(({ kind }) => kind)).toContain('tag');
  });

  it('refuses what is no id', () => {
    for (const text of ['', 'hello', 'a:b', 'order:', '12x', '12345678901234567']) {
      expect([text, auditQueries(text)]).toEqual([text, []]);
    }
  });
});
