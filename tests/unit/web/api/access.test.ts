import { describe, expect, it } from 'vitest';
import { AccessPolicy } from '../../../../src/web/api/access.ts';

const request = (host: string, origin = '') =>
  ({ method: 'GET', path: '/', query: '', host, origin }) as const;

function codeOf(policy: AccessPolicy, host: string, origin = '', port = 8000): string {
  const refusal = policy.refusal(request(host, origin), port);
  return refusal === undefined ? '' : JSON.parse(String(refusal.body)).error.code;
}

describe('AccessPolicy', () => {
  const plain = new AccessPolicy({ boundHost: '127.0.0.1', allowedHosts: [], allowedOrigins: [] });

  it.each(['127.0.0.1:8000', 'localhost:8000', 'LOCALHOST:8000', '[::1]:8000', '127.0.0.2:8000'])(
    'lets the loopback name %s pass',
    (host) => expect(codeOf(plain, host)).toBe(''),
  );

  it.each([
    '',
    'localhost',
    'localhost:8001',
    'evil.example:8000',
    'localhost.evil.example:8000',
    '127.0.0.1.evil.example:8000',
    '127.0.0.1:8000:8000',
    '0.0.0.0:8000',
    '[::1:8000',
    'user@localhost:8000',
    'localhost:8000/',
  ])('refuses the Host %j', (host) => expect(codeOf(plain, host)).toBe('host_not_allowed'));

  it('knows port 80 when the Host names none', () => {
    expect(codeOf(plain, 'localhost', '', 80)).toBe('');
  });

  it('lets the bound address pass, unless it is every address', () => {
    const bound = (boundHost: string): AccessPolicy =>
      new AccessPolicy({ boundHost, allowedHosts: [], allowedOrigins: [] });
    expect(codeOf(bound('192.168.1.5'), '192.168.1.5:8000')).toBe('');
    expect(codeOf(bound('fe80::1'), '[fe80::1]:8000')).toBe('');
    expect(codeOf(bound('0.0.0.0'), '0.0.0.0:8000')).toBe('host_not_allowed');
  });

  it('lets allowed hosts pass, with their port only when they name one', () => {
    const policy = new AccessPolicy({
      boundHost: '127.0.0.1',
      allowedHosts: ['Desk.example.com', 'localhost:9000'],
      allowedOrigins: [],
    });
    expect(codeOf(policy, 'desk.example.com')).toBe('');
    expect(codeOf(policy, 'desk.example.com:8443')).toBe('');
    expect(codeOf(policy, 'localhost:9000')).toBe('');
    expect(codeOf(policy, 'localhost:9001')).toBe('host_not_allowed');
  });

  it('lets its own origin and allowed origins pass and no other', () => {
    const policy = new AccessPolicy({
      boundHost: '127.0.0.1',
      allowedHosts: [],
      allowedOrigins: ['https://ok.example'],
    });
    const host = 'localhost:8000';
    expect(codeOf(policy, host, 'http://localhost:8000')).toBe('');
    expect(codeOf(policy, host, 'https://ok.example')).toBe('');
    const strange = ['null', 'http://localhost:8001', 'http://127.0.0.1:8000', 'http://ok.example'];
    for (const origin of strange) expect(codeOf(policy, host, origin)).toBe('origin_not_allowed');
  });
});
