/** What a person reads: seeds and options first, one line a failure, the marks at the end. */

import { reproLine } from './run-config.ts';
import { clockOf } from './run-log.ts';
import type { Verdict } from './verdict.ts';

export function headline(verdict: Verdict): string {
  const { config, dateKey, template, horizon, events, orders, starts, hash } = verdict;
  const seed = config.seed.toString(16);
  const result = verdict.code === 0 ? 'pass' : `FAIL ${verdict.code}`;
  return `SEED=${seed} profile=${config.profile} day=${dateKey}/${template} ${horizon}  events=${events} orders=${orders} starts=${starts} hash=${hash}  ${result}`;
}

/** The failure with its log and the one line that repeats it. */
export function failureReport(verdict: Verdict, lines = 25): string {
  const shown = verdict.log.slice(-lines).map((line) => `  ${line}`);
  return [
    headline(verdict),
    ...shown,
    `FAIL ${verdict.code} ${verdict.message}`,
    `  after ${clockSpan(verdict.failedAfterMs)}  repro: ${reproLine(verdict.config)}`,
  ].join('\n');
}

function clockSpan(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  return `${hours}h ${clockOf(ms - hours * 3_600_000 - 19_800_000).slice(9)}`;
}

export function marksTable(marks: Readonly<Record<string, number>>): string {
  return Object.entries(marks)
    .map(([mark, count]) => `  ${mark.padEnd(44)} ${String(count).padStart(10)}`)
    .join('\n');
}
