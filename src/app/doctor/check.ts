/** What a check of `tickring doctor` says. */

/** `warn`: it works, and there is something to know. `fail`: the engine does not start, or must not trade, like this. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

export interface CheckResult {
  /** Lower case with dashes; stable, for machines. */
  readonly name: string;
  readonly status: CheckStatus;
  /** What was found. */
  readonly detail: string;
  /** What to do about it; '' when nothing is to be done. */
  readonly fix: string;
}

/** What a check may find out: all of it about one thing. */
export interface Check {
  readonly name: string;
  run(): CheckResult | Promise<CheckResult>;
}

export function ok(name: string, detail: string): CheckResult {
  return { name, status: 'ok', detail, fix: '' };
}

export function warn(name: string, detail: string, fix: string): CheckResult {
  return { name, status: 'warn', detail, fix };
}

export function fail(name: string, detail: string, fix: string): CheckResult {
  return { name, status: 'fail', detail, fix };
}

/** `fail` where real money is at stake, `warn` where it is not. */
export function failWhen(isLive: boolean): typeof fail {
  return isLive ? fail : warn;
}

/** One after the other: some measure. A check that throws has failed, with what it threw. */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    try {
      results.push(await run());
    } catch (error) {
      results.push(
        fail(name, `could not be checked: ${(error as Error).message}`, 'See the message.'),
      );
    }
  }
  return results;
}

const NAME_WIDTH = 16;

/** One line per check, and what to do below those that need it. */
export function checksText(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ name, status, detail, fix }) => [
    `${status.padEnd(5)} ${name.padEnd(NAME_WIDTH)} ${detail}${fix && `. ${fix}`}`,
  ]);
  const count = (status: CheckStatus) => results.filter((one) => one.status === status).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to know, ${count('fail')} to mend\n`;
}
