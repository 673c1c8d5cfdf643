/** A child process of the simulator: takes configurations from its parent, one at a time, and answers each with a verdict. */
import { EXIT_DETERMINISM } from '../check/violation.ts';
import type { RealMarket } from '../world/real-market.ts';
import type { RunConfig } from './run-config.ts';
import { runSeed } from './run-seed.ts';
import type { Verdict } from './verdict.ts';

/** Every so many seeds are run twice, and must do the same. */
const TWICE_EVERY = 25;

function runChecked(config: RunConfig, market: RealMarket): Verdict {
  const verdict = runSeed(config, market);
  if (verdict.code !== 0 || config.seed % TWICE_EVERY !== 0) return verdict;
  const again = runSeed(config, market);
  if (again.hash === verdict.hash && again.events === verdict.events) {
    return { ...verdict, marks: { ...verdict.marks, 'determinism.sameProcess': 1 } };
  }
  return differs(verdict, again);
}

export function differs(verdict: Verdict, again: Verdict): Verdict {
  const message = `JR-07 the same seed did something else: ${verdict.hash} and ${again.hash}`;
  return { ...verdict, code: EXIT_DETERMINISM, id: 'JR-07', message };
}

export function serveParent(market: RealMarket): void {
  process.on('message', (config: RunConfig) => {
    process.send?.(runChecked(config, market));
  });
  process.on('disconnect', () => process.exit(0));
}
