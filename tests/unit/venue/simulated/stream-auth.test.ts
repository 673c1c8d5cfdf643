import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../../src/venue/simulated/stream-auth.ts';

const headers = {
  authorization: 'jwt',
  'x-api-key': 'key',
  'x-client-code': 'A1',
  'x-feed-token': 'feed',
};
const expected = { authToken: 'jwt', apiKey: 'key', clientCode: 'A1', feedToken: 'feed' };

function refusal(of: Record<string, string>, url = '/smart-stream', credentials?: typeof expected) {
  return refusalOf({ headers: of, url } as unknown as IncomingMessage, credentials);
}

describe('refusalOf', () => {
  it('accepts anything that is not empty when nothing is configured', () => {
    expect(refusal(headers)).toBe('');
    expect(refusal({ ...headers, authorization: 'other' })).toBe('');
  });

  it.each([
    ['authorization', 'Invalid Header - Invalid Auth token'],
    ['x-client-code', 'Invalid Header - Invalid Client Code'],
    ['x-api-key', 'Invalid Header - Invalid API Key'],
    ['x-feed-token', 'Invalid Header - Invalid Feed Token'],
  ])('names %s when it is missing, empty or wrong', (name, message) => {
    const { [name]: _, ...without } = headers as Record<string, string>;
    expect(refusal(without)).toBe(message);
    expect(refusal({ ...headers, [name]: '  ' })).toBe(message);
    expect(refusal({ ...headers, [name]: 'wrong' }, '/smart-stream', expected)).toBe(message);
    expect(refusal(headers, '/smart-stream', expected)).toBe('');
  });

  it('takes the token with and without its scheme, but not the scheme alone', () => {
    expect(refusal({ ...headers, authorization: 'Bearer jwt' }, '/', expected)).toBe('');
    expect(refusal({ ...headers, authorization: 'Bearer' })).toContain('Auth token');
  });

  it('takes the form of browsers, which has no headers and no auth token', () => {
    const url = '/smart-stream?clientCode=A1&feedToken=feed&apiKey=key';
    expect(refusal({}, url)).toBe('');
    expect(refusal({}, url, expected)).toBe('');
    expect(refusal({}, '/smart-stream?clientCode=A1&feedToken=feed')).toContain('API Key');
    expect(
      refusal({}, '/smart-stream?clientCode=A2&feedToken=feed&apiKey=key', expected),
    ).toContain('Client Code');
  });
});
