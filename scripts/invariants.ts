/**
 * Writes `INVARIANTS.md`: every invariant and where it is checked (`npm run invariants`). With `--check` it writes nothing and fails when the
 * file is out of date, a rule that applies is not checked, or code names a rule that does not exist.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CATALOGUE } from './invariants/catalogue.ts';
import { evidenceIn, type SourceFile } from './invariants/evidence.ts';
import { countsOf, problemsOf, renderTable } from './invariants/table.ts';

const TABLE = 'INVARIANTS.md';

function sourceFiles(): SourceFile[] {
  const list = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'tests'],
    { encoding: 'utf8' },
  );
  return [...new Set(list.split('\n'))]
    .filter((path) => path.endsWith('.ts') && existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

const evidence = sourceFiles().flatMap(evidenceIn);
const table = renderTable(CATALOGUE, evidence);
const problems = [...problemsOf(CATALOGUE, evidence)];
const isCheck = process.argv.includes('--check');
const isCurrent = existsSync(TABLE) && readFileSync(TABLE, 'utf8') === table;
if (isCheck && !isCurrent) problems.push(`${TABLE} is out of date: run npm run invariants`);
if (!isCheck) writeFileSync(TABLE, table);

for (const problem of problems) process.stderr.write(`${problem}\n`);
const { all, asserted, simulated, testedOnly, unchecked, later } = countsOf(CATALOGUE, evidence);
process.stdout.write(
  `invariants: ${all} rules, ${asserted} asserted, ${simulated} checked by the simulator, ` +
    `${testedOnly} only tested, ${unchecked} not checked, ${later} for later\n`,
);
if (isCheck && problems.length > 0) process.exitCode = 1;
