/** The error table is complete: every code in the source is in it, and none is in it that the source does not use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../../src/contract/errors.ts';

const SOURCE = new URL('../../../src', import.meta.url).pathname;

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('contract/errors.ts'))
  .filter((file) => !file.startsWith('web/terminal/'))
  .map((file) => ({ file, text: readFileSync(join(SOURCE, file), 'utf8') }));

/** Codes as they are given: a class's `code = '…'`, an answer's `code: '…'`, a new error's first argument, or a closed list. */
const used = new Set<string>();
const statuses = new Map<string, number>();
for (const { text } of files) {
  for (const match of text.matchAll(/\bcode(?::| =) '([a-z_]+)'/g)) used.add(match[1] ?? '');
  for (const match of text.matchAll(/type BarFileErrorCode =([^;]+);/g)) {
    for (const code of (match[1] ?? '').matchAll(/'([a-z_]+)'/g)) used.add(code[1] ?? '');
  }
  for (const match of text.matchAll(/new (?:Journal|Replay)Error\(\s*'([a-z_]+)'/g)) {
    used.add(match[1] ?? '');
  }
  for (const match of text.matchAll(/SCRIP_MASTER_ERROR_CODES = \[([^\]]+)\]/g)) {
    for (const code of (match[1] ?? '').matchAll(/'([a-z_]+)'/g)) used.add(code[1] ?? '');
  }
  for (const match of text.matchAll(/errorAnswer\((\d{3}), \{\s*code: '([a-z_]+)'/g)) {
    statuses.set(match[2] ?? '', Number(match[1]));
  }
}
used.delete('custom');

describe('the error-code table', () => {
  it('lists every code the source answers with', () => {
    expect([...used].filter((code) => !(code in ERRORS))).toEqual([]);
  });

  it('lists no code that the source does not use', () => {
    expect(Object.keys(ERRORS).filter((code) => !used.has(code))).toEqual([]);
  });

  it('agrees with the HTTP status each answer carries', () => {
    expect(statuses.size).toBeGreaterThan(5);
    for (const [code, status] of statuses) {
      expect(ERRORS[code as keyof typeof ERRORS]).toMatchObject({ httpStatus: status });
    }
  });

  it('says in a sentence what to do', () => {
    for (const { sentence } of Object.values(ERRORS)) expect(sentence).toMatch(/^[A-Z].{15,}\.$/);
  });
});
