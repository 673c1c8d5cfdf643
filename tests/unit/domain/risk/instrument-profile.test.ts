import { describe, expect, it } from 'vitest';
import { profilesOf } from '../../../../src/domain/risk/instrument-profile.ts';
import { future, index, stock } from '../../../support/trading-instruments.ts';

describe('instrument profiles', () => {
  it('take the sector of the short name and the volume of the kind', () => {
    const entry = {
      name: 'STOCK0',
      sector: 'banks',
      equityVolume: 5,
      futureVolume: 6,
      optionVolume: 7,
    };
    const derived = { name: 'STOCK0' } as const;
    expect(
      profilesOf(
        [
          stock(0),
          future(1, derived),
          stock(2, { ...derived, kind: 'option' }),
          index(3),
          stock(4),
        ],
        [entry],
      ),
    ).toEqual([
      { sector: 'banks', averageDailyVolume: 5 },
      { sector: 'banks', averageDailyVolume: 6 },
      { sector: 'banks', averageDailyVolume: 7 },
      { sector: '', averageDailyVolume: 0 },
      { sector: '', averageDailyVolume: 0 },
    ]);
  });

  it('have no volume for an index', () => {
    const entry = {
      name: 'STOCK0',
      sector: 'index',
      equityVolume: 5,
      futureVolume: 6,
      optionVolume: 7,
    };
    expect(profilesOf([index(0)], [entry])).toEqual([{ sector: 'index', averageDailyVolume: 0 }]);
  });
});
