import fc from 'fast-check';
import { pack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../../src/web/fanout/client-request.ts';

describe('parseRequest', () => {
  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isBinary) => {
        expect(typeof parseRequest(bytes, isBinary).isValid).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a deep nest', Buffer.alloc(65_536, 0x91)],
    ['an array of four billion', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])],
    ['a map of four billion', Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff])],
    ['a string of four billion', Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff])],
  ])('refuses %s at once', (_, bytes) => {
    expect(parseRequest(bytes, true)).toMatchObject({ isValid: false, code: 'bad_encoding' });
  });

  it('takes JSON from text frames and msgpack from binary frames', () => {
    const request = { op: 'subscribe', channels: ['ticks:NSE:Nifty 50'] };
    const parsed = { isValid: true, request };
    expect(parseRequest(Buffer.from(JSON.stringify(request)), false)).toEqual(parsed);
    expect(parseRequest(pack(request), true)).toEqual(parsed);
  });

  it('says what is wrong and shows a right request', () => {
    const parsed = parseRequest(Buffer.from('{"op":"subscribe","channels":["tick"]}'), false);
    expect(parsed).toMatchObject({ isValid: false, code: 'bad_request' });
    expect(parsed.isValid ? '' : parsed.message).toMatch(
      /^channels\.0: .*ticks:\*.*Send for example/,
    );
  });
});
