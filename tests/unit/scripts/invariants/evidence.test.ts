import { describe, expect, it } from 'vitest';
import { type Evidence, evidenceIn } from '../../../../scripts/invariants/evidence.ts';

/** Without what is only named, as `kind id function`. */
function found(path: string, text: string): string[] {
  return evidenceIn({ path, text })
    .filter(({ kind }) => kind !== 'named')
    .map(({ kind, id, functionName }) => `${kind} ${id} ${functionName}`);
}

function named(evidence: readonly Evidence[]): string[] {
  return evidence.filter(({ kind }) => kind === 'named').map(({ id }) => id);
}

describe('in src', () => {
  it('is an assertion in the function around it, template texts included', () => {
    const text = `
      class Book {
        constructor() { assert(ok, 'XA-01 it begins'); }
        apply() { list.forEach(() => assert(ok, \`XA-02 \${a} and XA-03 \${b}\`)); }
        get size() { assert(ok, 'XA-04'); return 1; }
      }
      function open() { throw new JournalError('code', 'XA-05 it is refused'); }
      assert(ok, 'XA-06 at the top');`;
    expect(found('src/book.ts', text)).toEqual([
      'asserted XA-01 constructor',
      'asserted XA-02 apply',
      'asserted XA-03 apply',
      'asserted XA-04 size',
      'asserted XA-05 open',
      'asserted XA-06 ',
    ]);
  });

  it('is none in a comment, nor in a text that nothing depends on', () => {
    const text = `
      /** Keeps XA-01. */
      function warn() { log('XA-02 is gone'); return 'XA-03'; }`;
    const evidence = evidenceIn({ path: 'src/book.ts', text });
    expect(found('src/book.ts', text)).toEqual([]);
    expect(named(evidence)).toEqual(['XA-01', 'XA-02', 'XA-03']);
  });
});

describe('in tests', () => {
  it('is a check of the simulator where an id stands alone, and not as the key of a list', () => {
    const text = `
      const LIST = { 'XA-01': 'a sentence' };
      function look() {
        check(ok, 'XA-02', () => 'XA-03 in a message');
        throw new Violation(1, isOver ? 'XA-04' : 'XA-05', 'why');
      }`;
    expect(found('tests/simulation/check/look.ts', text)).toEqual([
      'simulated XA-02 look',
      'simulated XA-04 look',
      'simulated XA-05 look',
    ]);
  });

  it('is a test in the names and texts of tests, never an assertion', () => {
    const text = `it('XA-01 XA-02 holds', () => { assert(ok, 'XA-03 in a rig'); });`;
    expect(found('tests/unit/book.test.ts', text)).toEqual([
      'tested XA-01 ',
      'tested XA-02 ',
      'tested XA-03 ',
    ]);
  });

  it('is nothing in a file that names no id', () => {
    expect(evidenceIn({ path: 'tests/unit/a.test.ts', text: `it('holds')` })).toEqual([]);
  });
});
