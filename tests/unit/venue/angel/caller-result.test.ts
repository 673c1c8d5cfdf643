import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Redactor } from '../../../../src/contract/redaction.ts';
import { resultOf } from '../../../../src/venue/angel/caller-result.ts';
import type { HttpResult } from '../../../../src/venue/angel/transport.ts';
import { answer, gatewayRefused, ok, RATE_TEXT, refused } from '../../../support/caller-rig.ts';

const schema = z.object({ orderid: z.string() });

function resultFor(http: HttpResult, { isWrite = true, redactor = new Redactor() } = {}) {
  return resultOf(http, { schema, isWrite, redactor });
}

describe('resultOf', () => {
  it('accepts what is as documented', () => {
    const result = resultFor(ok({ orderid: '1', script: 'SBIN-EQ' }));
    expect(result).toEqual({ phase: 'accepted', data: { orderid: '1' } });
  });

  it.each([
    ['AG8001', 'auth'],
    ['AG8002', 'auth'],
    ['AG8003', 'auth'],
    ['AG8004', 'auth'],
    ['AB1010', 'auth'],
    ['AB1011', 'auth'],
    ['AB8050', 'auth'],
    ['AB8051', 'auth'],
    ['AG7002', 'address'],
    ['AB1021', 'rate'],
    ['AB1009', 'request'],
    ['AB4036', 'request'],
    ['', 'request'],
  ] as const)('takes %s for a rejection of kind %s, in both dialects', (code, kind) => {
    for (const http of [refused(code), gatewayRefused(code)]) {
      expect(resultFor(http)).toMatchObject({ phase: 'rejected', kind, code });
    }
  });

  it('F23 tells the rate limiter from an auth failure behind the same status', () => {
    expect(resultFor(RATE_TEXT)).toMatchObject({ phase: 'rejected', kind: 'rate' });
    expect(resultFor(answer(429, 'slow down'))).toMatchObject({ phase: 'rejected', kind: 'rate' });
    for (const status of [401, 403]) {
      const page = answer(status, '<html>Forbidden</html>');
      expect(resultFor(page, { isWrite: false })).toMatchObject({
        phase: 'rejected',
        kind: 'auth',
      });
      expect(resultFor(gatewayRefused('', 'no', status))).toMatchObject({ kind: 'auth' });
      expect(resultFor(gatewayRefused('AG7002', 'no', status))).toMatchObject({ kind: 'address' });
      expect(resultFor(gatewayRefused('AB1009', 'no', status))).toMatchObject({ kind: 'request' });
    }
  });

  it.each(['AB1004', 'AB2000', 'AB2001'])(
    'OL-06 takes %s for no proof that a write was not applied, and for a refusal of a read',
    (code) => {
      const cause = { phase: 'ambiguous', cause: 'unreadable' };
      expect(resultFor(refused(code))).toMatchObject(cause);
      expect(resultFor(refused(code), { isWrite: false })).toMatchObject({
        phase: 'rejected',
        code,
      });
    },
  );

  it('F17 takes a page under 401 or 403 for no proof that a write was not applied', () => {
    for (const status of [401, 403]) {
      expect(resultFor(answer(status, '<html>'))).toMatchObject({ phase: 'ambiguous' });
    }
  });

  it('takes a lost connection for what it was', () => {
    expect(resultFor({ kind: 'not_connected' })).toMatchObject({
      phase: 'pre_call',
      reason: 'not_connected',
    });
    expect(resultFor({ kind: 'timeout' })).toMatchObject({ phase: 'ambiguous', cause: 'timeout' });
    expect(resultFor({ kind: 'reset' })).toMatchObject({ phase: 'ambiguous', cause: 'reset' });
  });

  it.each([500, 502, 503, 504])('F22 takes a refusal with status %d for no answer', (status) => {
    const bodies = [
      '',
      '<html>',
      { status: false, message: 'no', errorcode: 'AB1009', data: null },
    ];
    for (const body of bodies) {
      expect(resultFor(answer(status, body))).toMatchObject({
        phase: 'ambiguous',
        cause: 'server_error',
      });
    }
  });

  it.each([
    ['plain text', answer(200, 'Access denied because of exceeding access rate')],
    ['a page', answer(200, '<html></html>')],
    ['nothing', answer(200, '')],
    ['a list', answer(200, [])],
    ['no envelope', answer(200, { orderid: '1' })],
    ['a page with status 400', answer(400, '<html></html>')],
    ['a redirect', answer(302, '')],
    ['success with status 400', answer(400, { status: true, data: { orderid: '1' } })],
    ['data of another shape', ok({ orderid: 17 })],
    ['data without an order id', ok({ script: 'SBIN-EQ' })],
  ])('F17 takes %s for an answer that says nothing', (_, http) => {
    expect(resultFor(http)).toMatchObject({ phase: 'ambiguous', cause: 'unreadable' });
  });

  it('F17 reads a failure whose flag is a string as a refusal', () => {
    const http = answer(200, { status: 'false', message: 'no', errorcode: 'AB1009', data: 'null' });
    expect(resultFor(http)).toMatchObject({ phase: 'rejected', kind: 'request', code: 'AB1009' });
  });

  it.each([null, '', undefined])(
    'F17 takes success with data %j for an order without id',
    (data) => {
      expect(resultFor(ok(data))).toMatchObject({ phase: 'ambiguous', cause: 'no_order_id' });
      expect(resultFor(ok(data), { isWrite: false })).toMatchObject({ cause: 'unreadable' });
    },
  );

  it('says which part of the data is wrong, without quoting it', () => {
    const result = resultFor(ok({ orderid: 9_876_543 }));
    expect(result).toMatchObject({
      message: 'The answer is not as documented: data.orderid (invalid_type).',
    });
  });

  it('AP-05 takes secrets out of what the broker says', () => {
    const redactor = new Redactor();
    redactor.register('canary-token');
    const result = resultFor(refused('AB1009', 'bad token canary-token sent'), { redactor });
    expect(result).toMatchObject({ message: 'bad token [secret] sent' });
  });

  it('AP-05 takes them out before it cuts a text to length', () => {
    const redactor = new Redactor();
    redactor.register('canary-token-of-some-length');
    const text = `${'x'.repeat(180)} canary-token-of-some-length`;
    const key = resultOf(ok({ [text]: 'no number' }), {
      schema: z.record(z.string(), z.number()),
      isWrite: false,
      redactor,
    });
    for (const result of [resultFor(refused('AB1009', text), { redactor }), key]) {
      expect(result).toMatchObject({ message: expect.stringContaining('xxx') });
      expect(JSON.stringify(result)).not.toContain('canary');
    }
  });

  it('always has a sentence', () => {
    expect(resultFor(refused('AB1009', ''))).toMatchObject({
      message: 'The broker gave no reason.',
    });
  });
});
