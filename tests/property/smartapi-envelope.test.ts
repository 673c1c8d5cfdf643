/** The envelope parser is total: no bytes under any status make it throw, and nothing but an envelope makes it say success. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableLine, readEnvelope } from '../../src/contract/wire/smartapi-envelope.ts';

const status = fc.oneof(
  fc.constantFrom(200, 400, 401, 403, 404, 429, 500, 503),
  fc.integer({ min: 100, max: 999 }),
);
const bytes = fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw).toString('utf8'));
const flag = fc.constantFrom(true, false, 'true', 'false', 'TRUE', 0, 1, null, '');
const nearEnvelope = fc
  .record(
    {
      status: flag,
      success: flag,
      message: fc.anything(),
      errorcode: fc.oneof(fc.constantFrom('AB1021', 'AG8001', ''), fc.anything()),
      errorCode: fc.oneof(fc.constantFrom('AG7002', ''), fc.anything()),
      data: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return '{"status":true';
    }
  });
const body = fc.oneof(bytes, fc.json(), nearEnvelope);

describe('the envelope parser', () => {
  it('F17 comes to one of four outcomes, whatever the bytes', () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const envelope = readEnvelope({ status: code, body: text });
        expect(['ok', 'failed', 'rate_limited', 'unreadable']).toContain(envelope.kind);
        if ('message' in envelope) {
          expect(envelope.message.length).toBeLessThanOrEqual(200);
          expect(envelope.message).toBe(printableLine(envelope.message));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('F17 says success only to a whole object that says so under a status of success', () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const envelope = readEnvelope({ status: code, body: text });
        if (envelope.kind !== 'ok') return;
        expect(code).toBeGreaterThanOrEqual(200);
        expect(code).toBeLessThan(300);
        const value = JSON.parse(text);
        const flags = [value.status, value.success].map((word) => String(word).toLowerCase());
        expect(flags).toContain('true');
        expect(flags).not.toContain('false');
      }),
      { numRuns: 3000 },
    );
  });

  it('F22 takes nothing from a server error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), body, (code, text) => {
        expect(readEnvelope({ status: code, body: text })).toEqual({
          kind: 'unreadable',
          reason: 'server_error',
        });
      }),
    );
  });

  it('survives any depth of nesting', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(['ok', 'unreadable']).toContain(
      readEnvelope({ status: 200, body: `{"status":true,"data":${deep}}` }).kind,
    );
  });
});
