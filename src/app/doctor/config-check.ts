/** Check of the configuration: whether it is valid, and where it came from. */
import { type CheckResult, fail, ok } from './check.ts';

export interface ConfigFacts {
  readonly folder: string;
  /** Names of the environment variables that override it. */
  readonly variables: readonly string[];
  readonly configSha: string;
  /** Empty when valid. */
  readonly problems: readonly string[];
}

export function checkConfig(facts: ConfigFacts): CheckResult {
  const name = 'config';
  if (facts.problems.length > 0) {
    return fail(name, facts.problems.join('; '), 'Correct each key or environment variable');
  }
  const { folder, variables, configSha } = facts;
  const overridden = variables.length === 0 ? '' : `, changed by ${variables.join(', ')}`;
  return ok(name, `${configSha.slice(0, 12)} from ${folder}${overridden}`);
}
