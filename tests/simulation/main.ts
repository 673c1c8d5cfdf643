/** The simulator: `npx tickring simulate`. Exit codes 0, 127 crash or assertion, 128 liveness, 129 invariant, 130 determinism, 64 usage. */
import { fileURLToPath } from 'node:url';
import { runPlant } from './plants/plant-runner.ts';
import { PLANTS } from './plants/plants.ts';
import { Marks } from './run/marks.ts';
import { OptionError, type Options, parseOptions } from './run/options.ts';
import { runPool } from './run/pool.ts';
import { failureReport, headline, marksTable } from './run/print.ts';
import { REQUIRED_MARKS } from './run/required-marks.ts';
import type { RunConfig } from './run/run-config.ts';
import { runSeed } from './run/run-seed.ts';
import { shrink } from './run/shrink.ts';
import { USAGE } from './run/usage.ts';
import type { Verdict } from './run/verdict.ts';
import { serveParent } from './run/worker.ts';
import { realMarket } from './world/real-market.ts';

const EXIT_USAGE = 64;
const EXIT_COVERAGE = 1;
const FAILURES_SHOWN = 20;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function* configsOf(options: Options): Generator<RunConfig> {
  const startMs = performance.now();
  for (let at = 0; at < options.seeds; at += 1) {
    if (options.budgetMs > 0 && performance.now() - startMs > options.budgetMs) return;
    yield { ...options.base, seed: (options.from + at) >>> 0 };
  }
}

/** One seed in this process, with its log. */
function runOne(options: Options, seed: number): number {
  const market = realMarket();
  const config: RunConfig = { ...options.base, seed, isLogged: true };
  let verdict = runSeed(config, market);
  if (verdict.code !== 0 && options.isShrinking) {
    print(headline(verdict));
    verdict = shrink(verdict, (smaller) => runSeed(smaller, market));
  }
  if (options.isJson) print(JSON.stringify(verdict));
  else print(verdict.code === 0 ? headline(verdict) : failureReport(verdict, options.logLines));
  return verdict.code;
}

async function runMany(options: Options): Promise<number> {
  const startMs = performance.now();
  const totals = new Marks();
  const failures: Verdict[] = [];
  let runs = 0;
  let simDays = 0;
  let events = 0;
  await runPool({
    program: fileURLToPath(import.meta.url),
    workers: Math.max(1, options.workers),
    configs: configsOf(options),
    agreed: () => totals.hit('determinism.twoProcesses'),
    take: (verdict) => {
      runs += 1;
      simDays += verdict.simDays;
      events += verdict.events;
      totals.add(verdict.marks);
      if (options.isJson) print(JSON.stringify({ ...verdict, marks: undefined, log: undefined }));
      if (verdict.code === 0) return true;
      failures.push(verdict);
      if (failures.length <= FAILURES_SHOWN && !options.isJson) print(failureReport(verdict, 0));
      return options.isKeptGoing;
    },
  });
  const seconds = (performance.now() - startMs) / 1_000;
  const perMinute = (simDays / seconds) * 60;
  if (!options.isJson) {
    print(marksTable(totals.toRecord()));
    print(
      `${runs} runs, ${failures.length} failures, ${simDays.toFixed(1)} days, ${events} events in ${seconds.toFixed(1)} s: ${perMinute.toFixed(0)} days a minute`,
    );
  }
  const first = failures.sort((a, b) => a.config.seed - b.config.seed)[0];
  if (first !== undefined) {
    if (options.isShrinking) reportShrunk(first);
    return first.code;
  }
  return options.isCoverageRequired ? missingMarks(totals) : 0;
}

function reportShrunk(failed: Verdict): void {
  const market = realMarket();
  const small = shrink(failed, (config) => runSeed({ ...config, isLogged: true }, market));
  print(`shrunk:\n${failureReport(small, 60)}`);
}

function missingMarks(totals: Marks): number {
  const missing = REQUIRED_MARKS.filter((mark) => totals.count(mark) === 0);
  if (missing.length === 0) return 0;
  print(`Never happened in these runs: ${missing.join(', ')}`);
  return EXIT_COVERAGE;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.isHelp) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.isListing) {
    for (const { name } of PLANTS) print(name);
    return 0;
  }
  if (options.plant !== '') return runPlant(options.plant, process.argv.slice(2));
  if (options.seed !== null) return runOne(options, options.seed);
  return runMany(options);
}

if (process.argv.includes('--worker')) {
  serveParent(realMarket());
} else {
  try {
    process.exitCode = await main();
  } catch (problem) {
    if (!(problem instanceof OptionError)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    process.exitCode = EXIT_USAGE;
  }
}
