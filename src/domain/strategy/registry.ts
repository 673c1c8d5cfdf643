/** The strategies that come with the engine, by kind name, and the check of a configured one. */
import { MAX_STRATEGIES } from '../order/types.ts';
import { DONCHIAN_BREAKOUT } from './donchian-breakout.ts';
import { EMA_CROSSOVER } from './ema-crossover.ts';
import { paramProblems, withDefaults } from './params.ts';
import type { StrategyKind, StrategySpec } from './strategy.ts';

export const STRATEGY_KINDS: readonly StrategyKind[] = [EMA_CROSSOVER, DONCHIAN_BREAKOUT];

/** One sentence per problem of `spec`, with `instrumentCount` instruments loaded; empty when it can run. */
export function specProblems(
  spec: StrategySpec,
  instrumentCount: number,
  kinds: readonly StrategyKind[] = STRATEGY_KINDS,
): readonly string[] {
  const problems: string[] = [];
  if (!isBelow(spec.index, MAX_STRATEGIES)) {
    problems.push(`index is ${spec.index}; allowed is 0 to ${MAX_STRATEGIES - 1}`);
  }
  for (const instrument of spec.instruments) {
    if (!isBelow(instrument, instrumentCount)) {
      problems.push(`instrument ${instrument} is unknown; ${instrumentCount} are loaded`);
    }
  }
  if (new Set(spec.instruments).size < spec.instruments.length) {
    problems.push('instruments names one twice; each may occur once');
  }
  const kind = kinds.find((candidate) => candidate.name === spec.kind);
  if (kind === undefined) {
    const names = kinds.map((candidate) => candidate.name).join(', ');
    return [...problems, `kind is "${spec.kind}"; there are ${names}`];
  }
  const ranges = paramProblems(kind.params, spec.params);
  if (ranges.length > 0) return [...problems, ...ranges];
  return [...problems, ...(kind.problems?.(withDefaults(kind.params, spec.params)) ?? [])];
}

function isBelow(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}
