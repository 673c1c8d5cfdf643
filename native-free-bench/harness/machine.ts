/**
 * The machine a figure was measured on, and whether it was quiet enough to measure on. Main thread
 * of the harness.
 */
import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineDescription } from './result.ts';

/** Below this share of idle CPU time figures would mostly show what else is running. */
export const IDLE_PERCENT_MIN = 90;

interface CpuTimes {
  readonly idle: number;
  readonly total: number;
}

function cpuTimes(): CpuTimes {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idle, total };
}

/**
 * Percent of all CPU time that was idle over the next `windowMs`. 100 where the platform does not
 * say.
 */
export async function probeIdlePercent(windowMs: number): Promise<number> {
  const before = cpuTimes();
  await sleep(windowMs);
  const after = cpuTimes();
  const total = after.total - before.total;
  return total === 0 ? 100 : (100 * (after.idle - before.idle)) / total;
}

export function describeMachine(idlePercent: number): Omit<MachineDescription, 'idlePercentAfter'> {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    platform: `${process.platform} ${release()} ${arch()}`,
    node: process.version,
    loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
    idlePercent: oneDecimal(idlePercent),
    date: new Date().toISOString(),
  };
}

export function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Short commit hash, `-dirty` when the checkout differs from it, 'unknown' outside a checkout. */
export function currentCommit(directory: string): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: directory,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    const hash = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? hash : `${hash}-dirty`;
  } catch {
    return 'unknown';
  }
}
