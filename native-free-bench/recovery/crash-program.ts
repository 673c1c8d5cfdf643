/** Kills the daemon under load again and again, a process of its own; fails when anything was lost, doubled or left unprotected. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from '../harness/result.ts';
import { journalFolderOf, startBenchEngine } from './bench-engine.ts';
import { runCrashRounds } from './crash-rounds.ts';
import { keyedRandom } from './keyed-random.ts';
import { BUSY, writeLoadConfig } from './load-config.ts';

export interface CrashProgramOptions {
  readonly kills: number;
  /** Of the moments at which it is killed. */
  readonly seed: number;
}

const SPEED = 20;
const LONGEST_MS = 2000;

export async function runCrash({ kills, seed }: CrashProgramOptions): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'tickring-bench-crash-'));
  try {
    writeLoadConfig(join(folder, 'config'), BUSY);
    const findings = await runCrashRounds({
      start: () => startBenchEngine(folder, SPEED),
      journalFolder: journalFolderOf(folder),
      rounds: kills,
      random: keyedRandom(seed),
      longestMs: LONGEST_MS,
      onRound: (text) => process.stderr.write(`${text}\n`),
    });
    const { problems, startMs, unprotectedMs, ordersPlaced, eventsSeen } = findings;
    if (problems.length > 0) throw new Error(`seed ${seed}: ${problems.join('; ')}`);
    return {
      kills: findings.kills,
      startMs,
      unprotectedMs,
      orders: ordersPlaced,
      received: eventsSeen,
      lost: 0,
      duplicated: 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
