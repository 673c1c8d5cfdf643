import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../src/contract/redaction.ts';

const KEY = 'kY7canaryAPI';
const SEED = 'JBSWY3DPEHPK3PXPCANARY7SEEDTEXT2';
const PIN = '7391';
const ODD = 'pa ss"wo\\rd/+&=é';
const JWT = `${Buffer.from('{"alg":"HS512"}').toString('base64url')}.${Buffer.from('{"sub":"A1"}').toString('base64url')}.c2lnbmF0dXJl`;

function redactorOf(...values: string[]): Redactor {
  const redactor = new Redactor();
  for (const value of values) redactor.register(value);
  return redactor;
}

describe('values that pass', () => {
  it('are taken out while they are among the newest, and registered ones for good', () => {
    const redactor = redactorOf(KEY);
    const token = (at: number) => `token-number-${String(at).padStart(4, '0')}`;
    for (let at = 0; at < 301; at += 1) redactor.registerPassing(token(at));
    const shown = (value: string) => redactor.redact(`it is ${value}`);
    expect(shown(token(0))).toContain(token(0));
    expect(shown(token(1))).toBe('it is [secret]');
    redactor.registerPassing(token(1));
    redactor.registerPassing(token(301));
    expect([shown(token(1)), shown(token(2)), shown(KEY)]).toEqual([
      'it is [secret]',
      `it is ${token(2)}`,
      'it is [secret]',
    ]);
  });
});

describe('redaction by value', () => {
  const redactor = redactorOf(KEY, SEED, PIN, ODD);

  it.each([
    ['plain text', (value: string) => `it is ${value}, is it not`],
    ['JSON', (value: string) => JSON.stringify({ a: [{ b: value }] })],
    ['JSON in JSON', (value: string) => JSON.stringify({ a: JSON.stringify({ b: value }) })],
    ['a URL', (value: string) => `https://h/p?q=${encodeURIComponent(value)}&r=1`],
    ['a form', (value: string) => new URLSearchParams({ q: value, r: '1' }).toString()],
    [
      'an error with causes',
      (value: string) => inspect(new Error('a', { cause: new Error(value) })),
    ],
  ])('SC-32 finds a value in %s', (_, write) => {
    for (const value of [KEY, SEED, ODD]) {
      const line = write(value);
      const shown = redactor.redact(line);
      expect(shown).toContain('[secret]');
      expect(shown).not.toBe(line);
      for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) {
        expect(shown).not.toContain(form);
      }
    }
  });

  it.each([0, 1, 2, 3, 4])(
    'SC-32 finds a value in base64 with %i bytes before it and some behind',
    (before) => {
      for (const value of [KEY, SEED, ODD]) {
        for (const encoding of ['base64', 'base64url'] as const) {
          const text = Buffer.from(`${'x'.repeat(before)}${value}yz`).toString(encoding);
          const shown = redactor.redact(`sent ${text}`);
          expect(shown).toContain('[secret]');
          const left = shown.replace('sent ', '').split('[secret]').join('');
          expect(left.length).toBeLessThan(before * 2 + 8);
        }
      }
    },
  );

  it('takes the longer value where one begins with the other', () => {
    expect(redactorOf('abcdef', 'abcdefgh').redact('abcdefgh')).toBe('[secret]');
  });

  it('goes to the end of a long token', () => {
    const token = 'tok_'.repeat(200);
    expect(redactorOf(token).redact(`a ${token} b`)).toBe('a [secret] b');
  });

  it('is not stopped by the three hundred tokens of a long session', () => {
    const tokens = Array.from({ length: 300 }, (_, at) =>
      `${JWT.slice(0, -4)}${at}`.padEnd(900, 'x'),
    );
    const redactor = redactorOf(KEY, ...tokens);
    expect(redactor.redact(`${tokens[299]} ${KEY}`)).toBe('[secret] [secret]');
  });
});

describe('short values', () => {
  const redactor = redactorOf(PIN, '246813');

  it.each([
    ['{"pin":"7391"}', '{"pin":"[secret]"}'],
    [
      '{"clientcode":"A1","password":"7391","totp":"246813"}',
      '{"clientcode":"A1","password":"[secret]","totp":"[secret]"}',
    ],
    ['mpin=7391&x=1', 'mpin=[secret]&x=1'],
    ['the PIN 7391 was refused', 'the PIN [secret] was refused'],
    ['your pin is 7391', 'your pin is [secret]'],
    ['TOTP (246813) is wrong', 'TOTP ([secret]) is wrong'],
  ])('go where they are named: %s', (line, shown) => {
    expect(redactor.redact(line)).toBe(shown);
  });

  it.each(['price 7391, quantity 7391', '{"lastPaise":7391}', 'order 246813', 'spin: 7391'])(
    'stay where they are numbers: %s',
    (line) => {
      expect(redactor.redact(line)).toBe(line);
    },
  );
});

describe('redaction by place', () => {
  const redactor = redactorOf(KEY);

  it.each([
    ['X-PrivateKey: otherKey1', 'X-PrivateKey: [secret]'],
    ['"x-privatekey":"otherKey1"', '"x-privatekey":"[secret]"'],
    ["'X-PrivateKey': 'otherKey1'", "'X-PrivateKey': '[secret]'"],
    ["[ 'X-PrivateKey', 'otherKey1' ]", "[ 'X-PrivateKey', '[secret]' ]"],
    [
      "Map(1) { 'authorization' => 'Bearer abc.def' }",
      "Map(1) { 'authorization' => 'Bearer [secret]' }",
    ],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [secret]'],
    ['Authorization: Basic YWJjOmRlZg==', 'Authorization: Basic [secret]'],
    ['{\\"feedToken\\":\\"abc\\"}', '{\\"feedToken\\":\\"[secret]\\"}'],
    [
      'ws://h/s?clientCode=A1&feedToken=abc&apiKey=def',
      'ws://h/s?clientCode=A1&feedToken=[secret]&apiKey=[secret]',
    ],
    [
      'otpauth://totp/Angel:A1?secret=JBSWY3DPEHPK3PXP&issuer=A',
      'otpauth://totp/Angel:A1?secret=[secret]&issuer=A',
    ],
    ['otpauth%3A%2F%2Ftotp%3Fsecret%3DJBSWY3DP', 'otpauth%3A%2F%2Ftotp%3Fsecret%3D[secret]'],
    [`token ${JWT} refused`, 'token [secret] refused'],
    ['refresh_token=abc', 'refresh_token=[secret]'],
  ])('SC-32 %s', (line, shown) => {
    expect(redactor.redact(line)).toBe(shown);
  });

  it.each([
    'instrument token: 3045',
    'Invalid password, try again',
    'feed.apiKey: (hidden) is not allowed',
    'TICKRING_ANGEL_API_KEY must be 6 to 64 letters',
    'waitStrategy: spin',
    'pinned: 7',
  ])('leaves ordinary text: %s', (line) => {
    expect(redactor.redact(line)).toBe(line);
  });
});

describe('a line of JSON', () => {
  it.each([
    { pin: 7391, password: true, totp: null, orders: { pin: 1 } },
    { nested: { list: [1234567890123, 'x'], at: 1234567890123 } },
    { message: 'the "secret": is out', secret: { a: 1 } },
  ])('stays one: %o', (value) => {
    const redactor = redactorOf(KEY, PIN, '1234567890123');
    const shown = redactor.redact(JSON.stringify(value));
    expect(() => JSON.parse(shown)).not.toThrow();
    expect(shown).not.toContain('1234567890123');
    expect(shown).not.toContain('7391');
  });
});

describe('without a secret', () => {
  it('text comes back untouched, whatever it looks like', () => {
    const line = 'Authorization: Bearer abc';
    expect(new Redactor().redact(line)).toBe(line);
    expect(redactorOf('', 'abc').redact(line)).toBe(line);
  });
});
