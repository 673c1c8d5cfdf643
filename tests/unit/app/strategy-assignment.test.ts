import { describe, expect, it } from 'vitest';
import { loadSettings, SettingsError } from '../../../src/app/settings-loader.ts';
import { assignStrategies } from '../../../src/app/strategy-assignment.ts';
import type { StrategySettings } from '../../../src/contract/settings.ts';
import { instruments } from '../../support/instruments.ts';

const { settings } = loadSettings({ environment: {} });
const strategy = (id: string, wanted: StrategySettings['instruments']): StrategySettings => ({
  id,
  kind: 'ema-crossover',
  instruments: wanted,
  params: {},
});

describe('assignStrategies', () => {
  it('resolves a set to every instrument of its kind', () => {
    const [one] = assignStrategies(
      { ...settings, strategies: [strategy('a', 'equities')] },
      instruments,
    );
    expect(one?.instruments).toEqual([1, 2, 3]);
  });

  it('resolves names, and numbers strategies in order', () => {
    const two = assignStrategies(
      { ...settings, strategies: [strategy('a', ['NSE:INFY-EQ']), strategy('b', ['NSE:SBIN-EQ'])] },
      instruments,
    );
    expect(two.map(({ index, instruments: list }) => [index, list])).toEqual([
      [0, [2]],
      [1, [1]],
    ]);
  });

  it('ID-01 keeps the index a strategy had, and puts new ones behind all that ever were', () => {
    const strategies = [
      strategy('new', 'equities'),
      strategy('b', 'equities'),
      strategy('newer', 'equities'),
    ];
    const known = ['a', 'b', 'c'];
    const three = assignStrategies({ ...settings, strategies }, instruments, known);
    expect(three.map(({ index, settings: { id } }) => [id, index])).toEqual([
      ['new', 3],
      ['b', 1],
      ['newer', 4],
    ]);
    expect(known).toEqual(['a', 'b', 'c']);
  });

  it('refuses unknown names, indices and ids given twice, all at once', () => {
    const strategies = [strategy('a', ['NSE:NOPE', 'NSE:Nifty 50']), strategy('a', 'equities')];
    const run = () => assignStrategies({ ...settings, strategies }, instruments);
    expect(run).toThrow(SettingsError);
    expect(run).toThrow(
      /"NSE:NOPE" is not subscribed[\s\S]*an index and not traded[\s\S]*given twice/,
    );
  });
});
