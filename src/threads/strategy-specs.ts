/** The strategies of a session as the strategy core takes them. Strategy threads, and a replay, which makes the same ones. */
import type { StrategyAssignment } from '../contract/messages.ts';
import type { StateImage } from '../domain/journal-row.ts';
import { STRATEGY_RISK_ROW } from '../domain/risk/rows.ts';
import type { StrategySpec } from '../domain/strategy/strategy.ts';

/** A restarted thread numbers its signals above everything its predecessor can have sent, so that no id is used twice. */
export const SEQUENCES_PER_INCARNATION = 2 ** 24;

/** `incarnation`: restarts of the thread before. The first sequence is above every signal risk has heard of the strategy (ID-07). */
export function strategySpecs(
  strategies: readonly StrategyAssignment[],
  image: StateImage,
  incarnation: number,
): StrategySpec[] {
  const known = new Map(
    image.rows(STRATEGY_RISK_ROW).map((row) => [row.strategyIndex, row.lastSequence]),
  );
  return strategies.map(({ index, settings, instruments }) => ({
    id: settings.id,
    index,
    kind: settings.kind,
    params: settings.params,
    instruments,
    firstSequence: 1 + (known.get(index) ?? 0) + incarnation * SEQUENCES_PER_INCARNATION,
  }));
}
