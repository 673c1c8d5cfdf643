import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JOURNAL_KINDS } from '../../../src/domain/journal-kinds.ts';
import { RowRegistry } from '../../../src/journal/row-registry.ts';

const DOMAIN = join(import.meta.dirname, '../../../src/domain');

describe('the kinds of rows', () => {
  it('have one code and one name each', () => {
    expect(() => new RowRegistry(JOURNAL_KINDS)).not.toThrow();
  });

  it('JR-12 keep their codes, so that old journals can be read', () => {
    expect(
      Object.fromEntries(
        JOURNAL_KINDS.map(({ code, kind }) => [code, `${kind.kind} ${kind.version}`]),
      ),
    ).toMatchSnapshot();
  });

  it('are all that the domain declares', () => {
    const declared = readdirSync(DOMAIN, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('journal-row.ts'))
      .flatMap((file) => [
        ...readFileSync(join(DOMAIN, file), 'utf8').matchAll(
          /defineRowKind<\w+>\(\{\s*kind: '(\w+)'/g,
        ),
      ])
      .map((match) => match[1]);
    expect(declared.length).toBeGreaterThan(20);
    expect(new Set(JOURNAL_KINDS.map(({ kind }) => kind.kind))).toEqual(new Set(declared));
  });
});
