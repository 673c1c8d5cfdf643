import { describe, expect, it } from 'vitest';
import { STRATEGY_KINDS, specProblems } from '../../../../src/domain/strategy/registry.ts';
import type { StrategySpec } from '../../../../src/domain/strategy/strategy.ts';

function spec(changes: Partial<StrategySpec> = {}): StrategySpec {
  return { id: 's', index: 0, kind: 'ema-crossover', params: {}, instruments: [0], ...changes };
}

describe('the registry', () => {
  it('offers its kinds by unique name, runnable with their defaults', () => {
    const names = STRATEGY_KINDS.map(({ name }) => name);
    expect(names).toEqual(['ema-crossover', 'donchian-breakout']);
    for (const kind of names) expect(specProblems(spec({ kind }), 1)).toEqual([]);
  });

  it('says what is wrong with a spec, one sentence per problem', () => {
    expect(specProblems(spec({ kind: 'magic' }), 1)).toEqual([
      'kind is "magic"; there are ema-crossover, donchian-breakout',
    ]);
    expect(specProblems(spec({ index: 4096, instruments: [1, 1] }), 1)).toEqual([
      'index is 4096; allowed is 0 to 4095',
      'instrument 1 is unknown; 1 are loaded',
      'instrument 1 is unknown; 1 are loaded',
      'instruments names one twice; each may occur once',
    ]);
    expect(
      specProblems(spec({ params: { fastPeriod: 2.5, colour: 1, allowShort: 1 } }), 1),
    ).toEqual([
      'fastPeriod is 2.5; allowed is a whole number from 1 to 500',
      'colour is not a parameter; there are fastPeriod, slowPeriod, barSeconds, stopAtrMultiple, targetAtrMultiple, allowShort',
      'allowShort is 1; allowed is true or false',
    ]);
  });

  it('checks parameters against each other, defaults included', () => {
    expect(specProblems(spec({ params: { fastPeriod: 30 } }), 1)).toEqual([
      'fastPeriod is 30; allowed is less than slowPeriod, 21',
    ]);
    const breakout = spec({ kind: 'donchian-breakout', params: { exitPeriod: 21 } });
    expect(specProblems(breakout, 1)).toEqual([
      'exitPeriod is 21; allowed is up to entryPeriod, 20',
    ]);
  });
});
