/** Strategies of the settings with their instruments resolved to indices. */
import type { StrategyAssignment } from '../contract/messages.ts';
import type { Settings, StrategySettings } from '../contract/settings.ts';
import {
  type Instrument,
  type InstrumentKind,
  instrumentName,
  isTradable,
} from '../domain/instrument/instrument.ts';
import { SettingsError } from './settings-loader.ts';

const SETS: Readonly<Record<string, InstrumentKind>> = {
  equities: 'equity',
  futures: 'future',
  options: 'option',
};

/**
 * A strategy keeps the index it had: it is in the ids of its orders. `previousIds`, by index, are those of the starts before; new
 * strategies come after them. Throws `SettingsError` naming every instrument that is not subscribed or cannot be traded, and every id given twice.
 */
export function assignStrategies(
  settings: Settings,
  instruments: readonly Instrument[],
  previousIds: readonly string[] = [],
): StrategyAssignment[] {
  const byName = new Map(instruments.map((instrument) => [instrumentName(instrument), instrument]));
  const problems: string[] = [];
  const seen = new Set<string>();
  const ids = [...previousIds];
  const assignments = settings.strategies.map((strategy) => {
    if (seen.has(strategy.id)) problems.push(`strategies: the id "${strategy.id}" is given twice`);
    seen.add(strategy.id);
    if (!ids.includes(strategy.id)) ids.push(strategy.id);
    const index = ids.indexOf(strategy.id);
    return { index, settings: strategy, instruments: resolve(strategy, byName, problems) };
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return assignments;
}

function resolve(
  strategy: StrategySettings,
  byName: ReadonlyMap<string, Instrument>,
  problems: string[],
): number[] {
  const wanted = strategy.instruments;
  if (typeof wanted === 'string') {
    return [...byName.values()]
      .filter(({ kind }) => kind === SETS[wanted])
      .map(({ index }) => index);
  }
  return wanted.flatMap((name) => {
    const instrument = byName.get(name);
    if (instrument !== undefined && isTradable(instrument)) return [instrument.index];
    const cause = instrument === undefined ? 'is not subscribed' : 'is an index and not traded';
    problems.push(`strategies.${strategy.id}.instruments: "${name}" ${cause}`);
    return [];
  });
}
