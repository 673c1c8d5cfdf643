import { describe, expect, it } from 'vitest';
import { printableLine, readEnvelope } from '../../../../src/contract/wire/smartapi-envelope.ts';

function read(status: number, body: unknown) {
  return readEnvelope({ status, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

const RATE_TEXT = 'Access denied because of exceeding access rate';

describe('readEnvelope', () => {
  it('F17 reads success in both dialects, with booleans and with strings', () => {
    const data = { orderid: '1' };
    const ok = { kind: 'ok', data };
    expect(read(200, { status: true, message: 'SUCCESS', errorcode: '', data })).toEqual(ok);
    expect(read(200, { status: 'true', message: 'SUCCESS', data })).toEqual(ok);
    expect(read(200, { success: true, message: 'SUCCESS', errorCode: '', data })).toEqual(ok);
    expect(read(201, { status: true, data })).toEqual(ok);
  });

  it.each([[null], [''], ['null'], [undefined]])('F17 takes data of %j for none', (data) => {
    expect(read(200, { status: true, message: '', errorcode: '', data })).toEqual({
      kind: 'ok',
      data: null,
    });
  });

  it('keeps data that are false, 0 or empty as they are', () => {
    for (const data of [false, 0, [], {}]) {
      expect(read(200, { status: true, data })).toEqual({ kind: 'ok', data });
    }
  });

  it('F17 reads a failure of the application', () => {
    const failed = {
      kind: 'failed',
      code: 'AB1007',
      message: 'Something went wrong',
      dialect: 'application',
    };
    const body = { message: 'Something went wrong', errorcode: 'AB1007', data: null };
    expect(read(200, { status: false, ...body })).toEqual(failed);
    expect(read(200, { status: 'false', ...body, data: 'null' })).toEqual(failed);
    expect(read(400, { status: false, ...body })).toEqual(failed);
  });

  it('F17 reads a failure of the gateway', () => {
    const body = { success: false, message: 'Invalid Token', errorCode: 'AG8001', data: '' };
    const failed = {
      kind: 'failed',
      code: 'AG8001',
      message: 'Invalid Token',
      dialect: 'gateway',
    };
    expect(read(200, body)).toEqual(failed);
    expect(read(401, body)).toEqual(failed);
    expect(read(403, body)).toEqual(failed);
  });

  it('believes a failure beside a success', () => {
    expect(read(200, { status: true, success: false, errorCode: 'AG8001' })).toMatchObject({
      kind: 'failed',
      code: 'AG8001',
    });
  });

  it('F17 tells the rate limiter from a refusal of the session', () => {
    expect(read(403, RATE_TEXT)).toEqual({ kind: 'rate_limited', message: RATE_TEXT });
    expect(read(403, 'Rate Limit exceeded')).toMatchObject({ kind: 'rate_limited' });
    expect(read(429, '')).toMatchObject({ kind: 'rate_limited' });
    expect(read(429, '<html>')).toMatchObject({ kind: 'rate_limited' });
    const tooMany = {
      status: false,
      message: 'Too many requests',
      errorcode: 'AB1021',
      data: null,
    };
    expect(read(200, tooMany)).toEqual({ kind: 'rate_limited', message: 'Too many requests' });
    const forbidden = { kind: 'failed', code: '', message: 'HTTP status 403', dialect: 'none' };
    expect(read(403, 'Forbidden')).toEqual(forbidden);
    expect(read(403, '<html><body>Forbidden</body></html>')).toEqual(forbidden);
    expect(read(403, '')).toEqual(forbidden);
    expect(read(401, '')).toMatchObject({ kind: 'failed', message: 'HTTP status 401' });
  });

  it('F17 believes the words of the limiter under its own status only', () => {
    expect(read(200, RATE_TEXT)).toEqual({ kind: 'unreadable', reason: 'not_json' });
    expect(read(400, RATE_TEXT)).toEqual({ kind: 'unreadable', reason: 'not_json' });
  });

  it.each([
    [200, '', 'empty'],
    [200, '  \r\n', 'empty'],
    [204, '', 'empty'],
    [200, '<!DOCTYPE html><html></html>', 'not_json'],
    [200, '{"status":true,"data":{"orderid":"1"', 'not_json'],
    [200, 'SUCCESS', 'not_json'],
    [200, 'null', 'not_json'],
    [200, 'true', 'not_json'],
    [200, '[{"status":true}]', 'not_json'],
    [200, '{}', 'not_an_envelope'],
    [200, '{"data":{"orderid":"1"}}', 'not_an_envelope'],
    [200, '{"status":1,"data":{"orderid":"1"}}', 'not_an_envelope'],
    [200, '{"status":null,"success":"yes"}', 'not_an_envelope'],
    [404, '{"timestamp":1,"status":404,"error":"Not Found"}', 'not_an_envelope'],
    [404, '<html>', 'not_json'],
    [400, '{"status":true,"data":{"orderid":"1"}}', 'contradiction'],
    [403, '{"status":true,"data":{"orderid":"1"}}', 'contradiction'],
    [302, '', 'redirect'],
    [304, '{"status":true}', 'redirect'],
    [100, '', 'redirect'],
    [500, '{"status":false,"errorcode":"AB1004","message":"x","data":null}', 'server_error'],
    [502, '{"status":true,"data":{"orderid":"1"}}', 'server_error'],
    [503, RATE_TEXT, 'server_error'],
    [504, '', 'server_error'],
  ] as const)('F17 F22 finds nothing in status %i with %j: %s', (status, body, reason) => {
    expect(read(status, body)).toEqual({ kind: 'unreadable', reason });
  });

  it('reads a failure without code and message', () => {
    expect(read(200, { status: false })).toEqual({
      kind: 'failed',
      code: '',
      message: '',
      dialect: 'application',
    });
    expect(read(200, { status: false, errorcode: 7, message: ['x'] })).toMatchObject({
      code: '',
      message: '',
    });
  });

  it('makes one short printable line of what the broker says', () => {
    const message = `first\r\nsecond\u0000\u001b[31m\u202e${'x'.repeat(5000)}`;
    const envelope = read(200, { status: false, message, errorcode: 'AB\n9' });
    expect(envelope).toMatchObject({ kind: 'failed', code: '' });
    expect(printableLine(message)).toMatch(/^first second \[31m x{180,}$/);
    expect(printableLine(message)).toHaveLength(200);
  });

  it('is not deceived by keys of every object', () => {
    expect(read(200, '{"__proto__":{"status":true}}')).toEqual({
      kind: 'unreadable',
      reason: 'not_an_envelope',
    });
    expect(read(200, '{"constructor":{"status":true},"status":false}')).toMatchObject({
      kind: 'failed',
    });
  });
});
