import { describe, expect, it } from 'vitest';
import { CATALOGUE, type Invariant } from '../../../../scripts/invariants/catalogue.ts';
import type { Evidence } from '../../../../scripts/invariants/evidence.ts';
import { countsOf, problemsOf, renderTable } from '../../../../scripts/invariants/table.ts';

const RULES: readonly Invariant[] = [
  { id: 'XB-01', statement: 'Two.', appliesTo: 'later', reason: 'needs a broker' },
  { id: 'XA-02', statement: 'Another rule.', appliesTo: 'now' },
  { id: 'XA-01', statement: 'One rule.', appliesTo: 'now' },
];

function evidence(id: string, kind: Evidence['kind'], place = 'src/a.ts'): Evidence {
  const [path = '', functionName = ''] = place.split(':');
  return { id, kind, path, functionName };
}

const CHECKED: readonly Evidence[] = [
  evidence('XA-01', 'asserted', 'src/z.ts:close'),
  evidence('XA-01', 'asserted', 'src/a.ts'),
  evidence('XA-02', 'simulated', 'tests/simulation/check/b.ts:look'),
  evidence('XA-02', 'tested', 'tests/unit/c.test.ts'),
  evidence('XA-02', 'tested', 'tests/property/b.test.ts'),
];

describe('the table', () => {
  it('is sorted by id, with every place short and sorted, in aligned columns', () => {
    const lines = renderTable(RULES, CHECKED).trimEnd().split('\n').slice(-5);
    expect(lines).toEqual([
      '| Id    | What must hold | Asserted in           | Checked by the simulator in | Tested in             |',
      '| ----- | -------------- | --------------------- | --------------------------- | --------------------- |',
      '| XA-01 | One rule.      | a.ts, z.ts:close      | –                           | –                     |',
      '| XA-02 | Another rule.  | –                     | check/b.ts:look             | 2: property/b.test.ts |',
      '| XB-01 | Two.           | later: needs a broker | –                           | –                     |',
    ]);
  });

  it('does not depend on the order of what it is given', () => {
    const backwards = renderTable([...RULES].reverse(), [...CHECKED].reverse());
    expect(backwards).toBe(renderTable(RULES, CHECKED));
  });

  it('shows three places and counts the others', () => {
    const places = ['src/d.ts', 'src/c.ts', 'src/b.ts', 'src/a.ts', 'src/a.ts'];
    const many = places.map((place) => evidence('XA-01', 'asserted', place));
    expect(renderTable(RULES, many)).toContain('| a.ts, b.ts, c.ts and 1 more |');
  });

  it('counts what is asserted, simulated, only tested, unchecked and for later', () => {
    expect(countsOf(RULES, CHECKED)).toEqual({
      all: 3,
      asserted: 1,
      simulated: 1,
      testedOnly: 0,
      unchecked: 0,
      later: 1,
    });
    const tested = [evidence('XA-01', 'tested')];
    expect(countsOf(RULES, tested)).toMatchObject({ testedOnly: 1, unchecked: 1 });
  });
});

describe('a problem', () => {
  it('is none when each rule that applies is asserted or checked by the simulator', () => {
    expect(problemsOf(RULES, CHECKED)).toEqual([]);
  });

  it('is a rule that is only tested, or not checked at all, unless it applies later', () => {
    const only = [evidence('XA-01', 'tested'), evidence('XA-02', 'named')];
    expect(problemsOf(RULES, only).map((problem) => problem.slice(0, 27))).toEqual([
      'XA-01 is only tested: add a',
      'XA-02 is not checked anywhe',
    ]);
  });

  it('is an id of an area of the catalogue that the catalogue lacks', () => {
    const others = [...CHECKED, evidence('XA-99', 'named'), evidence('ZZ-01', 'named')];
    expect(problemsOf(RULES, others)).toEqual([
      'src/a.ts: names XA-99, which the catalogue of invariants lacks',
    ]);
  });
});

describe('the catalogue', () => {
  it('has every rule once, with a sentence that fits a table', () => {
    expect(CATALOGUE).toHaveLength(102);
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(102);
    for (const { id, statement } of CATALOGUE) {
      expect(id).toMatch(/^[A-Z]{2}-\d{2}$/);
      expect(statement).toMatch(/^[A-Z].{9,88}\.$/);
    }
  });
});
