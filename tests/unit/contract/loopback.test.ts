import { expect, it } from 'vitest';
import { isLoopbackHost } from '../../../src/contract/loopback.ts';

it.each(['http://localhost/', 'http://127.0.0.1:9/', 'http://127.1.2.3/', 'http://[::1]:9/'])(
  '%s is this machine',
  (url) => {
    expect(isLoopbackHost(new URL(url).hostname)).toBe(true);
  },
);

it.each([
  'http://127.0.0.1.example.org/',
  'http://localhost.example.org/',
  'http://10.0.0.1/',
  'http://0.0.0.0/',
  'http://[::2]/',
  'http://example.org/127.0.0.1',
])('%s is not', (url) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(false);
});
