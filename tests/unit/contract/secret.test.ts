import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/contract/secret.ts';

const CANARY = 'CANARY7SECRETVALUE';
const secret = new Secret(CANARY);

describe('a secret', () => {
  it('gives its value to whoever asks for it by name', () => {
    expect(secret.reveal()).toBe(CANARY);
  });

  it.each([
    ['text', `${secret}`],
    ['joined text', ['a', secret].join()],
    ['JSON', JSON.stringify({ nested: [{ secret }] })],
    ['an inspected object', inspect({ nested: { secret } }, { depth: 9, showHidden: true })],
    ['an inspected instance', inspect(secret, { customInspect: false, showHidden: true })],
    ['its keys', JSON.stringify(Object.entries(secret))],
    ['an error', new Error(String(secret), { cause: secret }).stack ?? ''],
    ['what another thread gets', JSON.stringify(structuredClone({ secret }))],
    ['a spread object', JSON.stringify({ ...secret })],
  ])('does not show it in %s', (_, shown) => {
    expect(shown).not.toContain(CANARY);
  });
});
