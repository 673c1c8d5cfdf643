/** Hands configurations to worker processes and collects their verdicts. */
import { type ChildProcess, fork } from 'node:child_process';
import { EXIT_CRASH } from '../check/violation.ts';
import type { RunConfig } from './run-config.ts';
import type { Verdict } from './verdict.ts';
import { differs } from './worker.ts';

export interface PoolOptions {
  /** The compiled program; it is started with `--worker`. */
  readonly program: string;
  readonly workers: number;
  readonly configs: Iterator<RunConfig>;
  /** A second process did the same as the first. */
  agreed(): void;
  /** False: no more runs. */
  take(verdict: Verdict): boolean;
}

/** Resolves when every run that was started has ended. */
export function runPool(options: PoolOptions): Promise<void> {
  const { program, workers, configs } = options;
  let isOver = false;
  /** The first run goes to every worker: processes must agree. */
  let first: { readonly config: RunConfig; verdict: Verdict | null } | null = null;
  return new Promise((resolve, reject) => {
    const children = new Set<ChildProcess>();
    const next = (child: ChildProcess) => {
      const { done, value } = isOver ? { done: true, value: undefined } : configs.next();
      if (done === true || value === undefined) child.disconnect();
      else child.send(value);
    };
    const onVerdict = (child: ChildProcess, verdict: Verdict) => {
      let judged = verdict;
      if (first !== null && verdict.config.seed === first.config.seed) {
        const other = first.verdict;
        if (other === null) first.verdict = verdict;
        else {
          if (other.hash !== verdict.hash) judged = differs(other, verdict);
          if (judged.code === 0) {
            options.agreed();
            next(child);
            return;
          }
        }
      }
      if (!options.take(judged)) isOver = true;
      next(child);
    };
    const start = configs.next();
    if (start.done === true) {
      resolve();
      return;
    }
    first = { config: start.value, verdict: null };
    for (let at = 0; at < workers; at += 1) {
      const child = fork(program, ['--worker'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      children.add(child);
      child.on('message', (verdict: Verdict) => onVerdict(child, verdict));
      child.on('error', reject);
      child.on('exit', (code) => {
        children.delete(child);
        if (code !== 0 && code !== null) {
          reject(new Error(`A worker of the simulator ended with ${code} (see ${EXIT_CRASH})`));
        }
        if (children.size === 0) resolve();
      });
      child.send(start.value);
    }
  });
}
