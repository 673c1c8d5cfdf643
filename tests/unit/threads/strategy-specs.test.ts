import { expect, it } from 'vitest';
import { loadSettings } from '../../../src/app/settings-loader.ts';
import type { StateImage } from '../../../src/domain/journal-row.ts';
import { STRATEGY_RISK_ROW } from '../../../src/domain/risk/rows.ts';
import { SEQUENCES_PER_INCARNATION, strategySpecs } from '../../../src/threads/strategy-specs.ts';

const [settings] = loadSettings({ environment: {} }).settings.strategies;
if (settings === undefined) throw new Error('the settings have a strategy');
const assigned = [
  { index: 0, settings, instruments: [1, 2] },
  { index: 3, settings, instruments: [2] },
];
const heard = { strategyIndex: 3, state: 'enabled', lastSequence: 41, signals: 41, approved: 2 };
const image: StateImage = {
  rows: ({ kind }) => (kind === STRATEGY_RISK_ROW.kind ? [heard as never] : []),
};

it('ID-07 numbers signals above every one risk has heard, and above those of the thread before', () => {
  const first = strategySpecs(assigned, image, 0).map(({ firstSequence }) => firstSequence);
  expect(first).toEqual([1, 42]);
  const again = strategySpecs(assigned, image, 2).map(({ firstSequence }) => firstSequence);
  expect(again).toEqual([1, 42].map((sequence) => sequence + 2 * SEQUENCES_PER_INCARNATION));
});

it('keeps the index, the instruments and the parameters of each strategy', () => {
  expect(strategySpecs(assigned, image, 0)[1]).toMatchObject({
    id: settings.id,
    index: 3,
    kind: settings.kind,
    params: settings.params,
    instruments: [2],
  });
});
