/** Makes a failing run small: shorter, calmer, fewer instruments, as long as the same check fails. Keyed draws keep the rest as it was. */
import { FAULT_DIMENSIONS } from '../world/fault-profile.ts';
import type { RunConfig } from './run-config.ts';
import { INSTRUMENTS_MAX } from './run-seed.ts';
import type { Verdict } from './verdict.ts';

export type Run = (config: RunConfig) => Verdict;

const SETTLE_MS = 2_000;

/** The smallest configuration found with the same failure, and its verdict. `budget`: runs it may take. */
export function shrink(failed: Verdict, run: Run, budget = 120): Verdict {
  let best = failed;
  let left = budget;
  const isSame = (verdict: Verdict) => verdict.code === failed.code && verdict.id === failed.id;
  const attempt = (changes: Partial<RunConfig>): boolean => {
    if (left <= 0) return false;
    left -= 1;
    const verdict = run({ ...best.config, ...changes });
    if (!isSame(verdict)) return false;
    best = verdict;
    return true;
  };
  attempt({ safetyMs: failed.failedAfterMs + SETTLE_MS });
  for (const dimension of FAULT_DIMENSIONS) {
    if (!best.config.off.includes(dimension)) attempt({ off: [...best.config.off, dimension] });
  }
  for (let count = 1; count < (best.config.instruments ?? INSTRUMENTS_MAX); count += 1) {
    if (attempt({ instruments: count })) break;
  }
  for (const activity of [0.02, 0.05, 0.1]) if (attempt({ activity })) break;
  for (const share of [0.25, 0.5, 0.75]) {
    const safetyMs = Math.floor((best.config.safetyMs ?? best.failedAfterMs) * share);
    if (attempt({ safetyMs })) break;
  }
  return best;
}
