/** House rules no other tool checks. `npm run check:tidy`; `--sizes` prints line counts per folder instead. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { METRICS } from '../src/contract/metrics.ts';

const LINES_MAX = 400;
/** A suite of one subject may be longer: splitting it hides what is missing. */
const TEST_LINES_MAX = 700;
const README_LINES_MAX = 25;
const SOURCE_FOLDERS = ['src', 'native-free-bench', 'scripts', 'tests'];
const WATCHED_WORDS = new RegExp(['\\b(TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b'].join(''));

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

/** One rule: the problems it finds, one sentence each. */
type Rule = (files: readonly SourceFile[]) => string[];

const isTooLong: Rule = (files) =>
  files
    .filter(({ path, lines }) => lines > linesMaxOf(path))
    .map(({ path, lines }) => `${path}: ${lines} lines; split it, ${linesMaxOf(path)} is the most`);

function linesMaxOf(path: string): number {
  return path.startsWith('tests/') ? TEST_LINES_MAX : LINES_MAX;
}

const hasReminder: Rule = (files) =>
  files
    .filter(({ text }) => WATCHED_WORDS.test(text))
    .map(({ path }) => `${path}: holds a reminder; do it or open an issue`);

const lacksUnitTest: Rule = (files) =>
  files
    .map(({ path }) => path)
    .filter((path) => /^src\/(domain|ring|journal)\/.*\.ts$/.test(path) && hasCode(path))
    .filter((path) => !existsSync(path.replace(/^src/, 'tests/unit').replace(/\.ts$/, '.test.ts')))
    .map((path) => `${path}: has no unit test at the mirrored path under tests/unit`);

/** Files that only declare types have nothing to test. */
function hasCode(path: string): boolean {
  return /^(export )?(async )?(function|class|const|let)\b/m.test(readFileSync(path, 'utf8'));
}

const isImpure: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/domain/'))
    .flatMap(({ path, text }) =>
      ['Math.random', 'Date.now', 'new Date', 'setTimeout', 'async ', 'await ']
        .filter((word) => codeOf(text).includes(word))
        .map((word) => `${path}: uses ${word.trim()}; time and chance arrive in events`),
    );

function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

const lacksReadme: Rule = (files) => {
  const folders = new Set(
    files.map(({ path }) => dirname(path)).filter((folder) => /^src\/[^/]+$/.test(folder)),
  );
  return [...folders].flatMap((folder) => {
    const path = join(folder, 'README.md');
    if (!existsSync(path)) return [`${folder}: has no README.md`];
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length;
    return lines > README_LINES_MAX ? [`${path}: ${lines} lines, ${README_LINES_MAX} at most`] : [];
  });
};

const namesUnknownMetric: Rule = () => {
  const known = new Set(Object.values(METRICS).map(({ name }) => name));
  const list = execFileSync('git', ['ls-files', 'monitoring', 'README.md'], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((path) => path !== '' && existsSync(path))
    .flatMap((path) => {
      const found = readFileSync(path, 'utf8').match(/\btickring_[a-z0-9_]+/g) ?? [];
      return [...new Set(found)]
        .map((name) => name.replace(/_(bucket|sum|count)$/, ''))
        .filter((name) => !known.has(name) && !name.startsWith('tickring_process_'))
        .map((name) => `${path}: ${name} is not in the metric catalogue`);
    });
};

const lacksOpening: Rule = (files) =>
  files
    .filter(({ path }) => path.startsWith('src/'))
    .filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text))
    .map(({ path }) => `${path}: does not open with a sentence that says what it is`);

const RULES: readonly Rule[] = [
  isTooLong,
  hasReminder,
  lacksUnitTest,
  isImpure,
  lacksReadme,
  namesUnknownMetric,
  lacksOpening,
];

function sourceFiles(): SourceFile[] {
  const list = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', ...SOURCE_FOLDERS],
    { encoding: 'utf8' },
  );
  return list
    .split('\n')
    .filter((path) => path.endsWith('.ts') && existsSync(path))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path, text, lines: text.split('\n').length };
    });
}

function printSizes(files: readonly SourceFile[]): void {
  const folders = new Map<string, number[]>();
  for (const { path, lines } of files) {
    const folder = path.split('/').slice(0, 2).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), lines]);
  }
  for (const [folder, sizes] of folders) {
    sizes.sort((a, b) => a - b);
    const at = (part: number) => sizes[Math.floor((sizes.length - 1) * part)];
    process.stdout.write(
      `${folder.padEnd(28)} ${String(sizes.length).padStart(4)} files   median ${at(0.5)}   p90 ${at(0.9)}   max ${at(1)}\n`,
    );
  }
}

const files = sourceFiles();
if (process.argv.includes('--sizes')) {
  printSizes(files);
} else {
  const problems = RULES.flatMap((rule) => rule(files));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.stdout.write(`tidy: ${files.length} files, ${problems.length} problems\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
