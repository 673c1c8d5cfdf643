/**
 * `npm run bench`: parses the arguments, refuses on a busy machine, runs the profiles, writes what
 * came out.
 */
import './native-free.ts';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/app/package-root.ts';
import {
  type BenchArguments,
  EXIT_USAGE,
  type ProfileName,
  parseArguments,
  USAGE,
  UsageError,
} from './arguments.ts';
import { fanoutProfile } from './fanout/fanout-profile.ts';
import {
  currentCommit,
  describeMachine,
  IDLE_PERCENT_MIN,
  oneDecimal,
  probeIdlePercent,
} from './harness/machine.ts';
import type { Profile } from './harness/profile.ts';
import { type Progress, stderrProgress } from './harness/progress.ts';
import type { FullReport, ProfileReport } from './harness/result.ts';
import { journalProfile } from './journal/journal-profile.ts';
import { microProfile } from './micro/micro-profile.ts';
import { loadedNativeAddons } from './native-free.ts';
import { ordersProfile } from './orders/orders-profile.ts';
import { burstProfile } from './pipeline/burst-profile.ts';
import { pipelineProfile } from './pipeline/pipeline-profile.ts';
import { sustainedProfile } from './pipeline/sustained-profile.ts';
import { recoveryProfile } from './recovery/recovery-profile.ts';
import { toJson, writeResults } from './report/results-folder.ts';
import { renderReports } from './report/table.ts';
import { ringProfile } from './ring/ring-profile.ts';

const PROFILES: Record<ProfileName, Profile> = {
  micro: microProfile,
  ring: ringProfile,
  journal: journalProfile,
  pipeline: pipelineProfile,
  sustained: sustainedProfile,
  burst: burstProfile,
  orders: ordersProfile,
  recovery: recoveryProfile,
  fanout: fanoutProfile,
};

const RESULTS_FOLDER = join(PACKAGE_ROOT, 'native-free-bench', 'results');

/** Try again when it is quiet (sysexits EX_TEMPFAIL). */
const EXIT_BUSY = 75;
const EXIT_FAILED = 1;

const PROBE_MS = 1000;
const SMOKE_PROBE_MS = 10;

class BusyMachineError extends Error {
  override readonly name = 'BusyMachineError';
  readonly code = 'MACHINE_BUSY';
}

async function runProfile(
  profile: ProfileName,
  args: BenchArguments,
  progress: Progress,
): Promise<ProfileReport> {
  const { isSmoke } = args.options;
  const probeMs = isSmoke ? SMOKE_PROBE_MS : PROBE_MS;
  const idlePercent = await probeIdlePercent(probeMs);
  const machine = describeMachine(idlePercent);
  if (idlePercent < IDLE_PERCENT_MIN && !args.isForced && !isSmoke) {
    throw new BusyMachineError(
      `The machine is only ${machine.idlePercent} % idle before ${profile}, ` +
        `${IDLE_PERCENT_MIN} % are needed for figures that mean anything. Stop what else runs, or pass --force.`,
    );
  }
  progress.note(`profile ${profile}`);
  const results = await PROFILES[profile](args.options, progress);
  const idlePercentAfter = oneDecimal(await probeIdlePercent(probeMs));
  if (idlePercentAfter < IDLE_PERCENT_MIN && !isSmoke) {
    progress.note(
      `only ${idlePercentAfter} % idle after ${profile}: something else ran meanwhile, measure again`,
    );
  }
  return {
    profile,
    commit: currentCommit(PACKAGE_ROOT),
    node: process.version,
    machine: { ...machine, idlePercentAfter },
    results,
  };
}

/**
 * Measures what it can: a profile that fails does not cost the others their figures. Returns
 * whether all succeeded.
 */
async function runAll(
  args: BenchArguments,
  progress: Progress,
): Promise<{ readonly reports: ProfileReport[]; readonly isComplete: boolean }> {
  const reports: ProfileReport[] = [];
  let isComplete = true;
  for (const profile of args.profiles) {
    try {
      reports.push(await runProfile(profile, args, progress));
    } catch (error) {
      if (!args.isFullRun || error instanceof BusyMachineError) throw error;
      isComplete = false;
      progress.note(`profile ${profile} failed: ${describeError(error)}`);
    }
  }
  return { reports, isComplete };
}

async function run(args: BenchArguments): Promise<number> {
  const progress = stderrProgress();
  const { reports, isComplete } = await runAll(args, progress);
  progress.end();
  const addons = loadedNativeAddons();
  if (addons.length > 0) throw new Error(`native addons were loaded: ${addons.join(', ')}`);
  process.stdout.write(`\n${renderReports(reports, !args.options.isSmoke)}\n`);
  const full: FullReport = { profile: 'all', profiles: reports };
  const [single] = reports;
  if (args.jsonFile !== undefined) {
    const report = args.isFullRun || single === undefined ? full : single;
    writeFileSync(args.jsonFile, toJson(report));
  }
  if (args.isFullRun && !args.options.isSmoke) {
    const files = writeResults(RESULTS_FOLDER, full);
    process.stdout.write(`Written to native-free-bench/results: ${files.join(', ')}\n`);
  }
  return isComplete ? 0 : EXIT_FAILED;
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<number> {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args.isHelpWanted) {
      process.stdout.write(USAGE);
      return 0;
    }
    return await run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return EXIT_USAGE;
    }
    if (error instanceof BusyMachineError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT_BUSY;
    }
    process.stderr.write(`\n${describeError(error)}\n`);
    return EXIT_FAILED;
  }
}

process.exitCode = await main();
