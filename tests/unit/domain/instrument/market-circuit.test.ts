import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarketCircuit } from '../../../../src/domain/instrument/market-circuit.ts';
import { MARKET_CIRCUIT } from '../../../../src/domain/instrument/rows.ts';
import { RowImage } from '../../../support/row-image.ts';

const MINUTE = 60_000;
const DATE = '2026-11-19';
const CLOSE_PAISE = 2_500_000;
const at = (time: string, date = DATE) => Date.parse(`${date}T${time}+05:30`);

function circuit(image = new RowImage()): MarketCircuit {
  const made = new MarketCircuit(image.record);
  made.setPreviousClose(0, CLOSE_PAISE);
  return made;
}

/** Minutes the market is halted after a move of `percent` at `time`, the pre-open auction not counted; Infinity: the rest of the day. */
function haltMinutes(percent: number, time: string): number {
  const market = circuit();
  const breachMs = at(time);
  market.onTick(0, CLOSE_PAISE * (1 + percent / 100), breachMs);
  if (!market.isMarketHalted(breachMs)) return 0;
  if (market.isMarketHalted(at('23:59:59'))) return Number.POSITIVE_INFINITY;
  let minutes = 0;
  while (market.isMarketHalted(breachMs + minutes * MINUTE)) minutes += 1;
  return minutes - 15;
}

describe('the market-wide circuit breaker', () => {
  it.each([
    [10, [45, 45, 15, 15, 15, 15, 0, 0]],
    [15, [105, 105, 45, 45, Number.POSITIVE_INFINITY, ...rest(3)]],
    [20, rest(8)],
  ] as const)('halts at %d %% by the time of day of the breach', (percent, expected) => {
    const times = [
      '09:30:00',
      '12:59:59',
      '13:00:00',
      '13:59:59',
      '14:00:00',
      '14:29:59',
      '14:30:00',
      '15:10:00',
    ];
    for (const sign of [1, -1]) {
      expect(times.map((time) => haltMinutes(sign * percent, time))).toEqual(expected);
    }
  });

  it('breaches a level exactly at it, not a paisa before', () => {
    const market = circuit();
    market.onTick(0, CLOSE_PAISE * 0.9 + 1, at('10:00:00'));
    expect([market.breachedLevels, market.isMarketHalted(at('10:00:00'))]).toEqual([0, false]);
    market.onTick(0, CLOSE_PAISE * 0.9, at('10:00:01'));
    expect([market.breachedLevels, market.isMarketHalted(at('10:00:01'))]).toEqual([1, true]);
  });

  it('counts the first breach of a level only, and whichever index is first', () => {
    const market = circuit();
    market.setPreviousClose(5, 8_000_000);
    market.onTick(5, 7_200_000, at('10:00:00'));
    const endMs = at('11:00:00');
    market.onTick(0, CLOSE_PAISE * 0.9, at('10:59:00'));
    expect([market.isMarketHalted(endMs - 1), market.isMarketHalted(endMs)]).toEqual([true, false]);
    market.onTick(0, CLOSE_PAISE * 0.85, at('11:30:00'));
    expect(market.isMarketHalted(at('13:29:59'))).toBe(true);
    expect(market.isMarketHalted(at('13:30:00'))).toBe(false);
  });

  it('a level that halts nothing does not shorten a halt that runs', () => {
    const market = circuit();
    market.onTick(0, CLOSE_PAISE * 0.85, at('13:55:00'));
    const endMs = at('14:55:00');
    market.onTick(0, CLOSE_PAISE * 0.9, at('14:31:00'));
    expect([market.isMarketHalted(endMs - 1), market.isMarketHalted(endMs)]).toEqual([true, false]);
  });

  it('ends with its day, and a tick of a day that is over says nothing', () => {
    const market = circuit();
    market.onTick(0, CLOSE_PAISE * 0.8, at('14:00:00'));
    expect(market.isMarketHalted(at('00:00:00', '2026-11-20'))).toBe(false);
    market.setPreviousClose(0, 2_000_000);
    market.onTick(0, 1_800_000, at('09:20:00', '2026-11-20'));
    market.onTick(0, 1_000_000, at('15:00:00'));
    expect(market.breachedLevels).toBe(1);
    expect(market.isMarketHalted(at('09:21:00', '2026-11-20'))).toBe(true);
  });

  it('is blind without a previous close, and deaf to other instruments and to prices that are none', () => {
    const market = new MarketCircuit(new RowImage().record);
    expect(market.isWatching).toBe(false);
    market.onTick(0, 1, at('10:00:00'));
    market.setPreviousClose(0, CLOSE_PAISE);
    expect(market.isWatching).toBe(true);
    for (const paise of [0, -1, Number.NaN]) market.onTick(0, paise, at('10:00:00'));
    market.onTick(1, 1, at('10:00:00'));
    expect(market.isMarketHalted(at('10:00:00'))).toBe(false);
    expect(() => market.setPreviousClose(0, 0)).toThrow('is a price');
  });

  it('is halted after a restart although the index came back', () => {
    const image = new RowImage();
    circuit(image).onTick(0, CLOSE_PAISE * 0.9, at('10:00:00'));
    expect(image.rows(MARKET_CIRCUIT)).toHaveLength(1);
    const restarted = circuit();
    restarted.restore(image);
    restarted.onTick(0, CLOSE_PAISE, at('10:01:00'));
    expect(restarted.isMarketHalted(at('10:59:59'))).toBe(true);
    restarted.onTick(0, CLOSE_PAISE * 0.9, at('10:30:00'));
    expect(restarted.isMarketHalted(at('11:00:00'))).toBe(false);
  });

  it('restored from its rows it answers as the original does', () => {
    const move = fc.record({
      percent: fc.integer({ min: -25, max: 25 }),
      minutes: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 20 }), fc.nat(), (moves, cut) => {
        const image = new RowImage();
        const original = circuit(image);
        let restored: MarketCircuit | null = null;
        let nowMs = at('09:15:00');
        for (const [index, { percent, minutes }] of moves.entries()) {
          if (index === cut % moves.length) {
            restored = circuit();
            restored.restore(image);
          }
          nowMs += minutes * MINUTE;
          for (const market of [original, restored]) {
            market?.onTick(0, CLOSE_PAISE * (1 + percent / 100), nowMs);
          }
          if (restored === null) continue;
          for (const laterMs of [nowMs, nowMs + 30 * MINUTE, nowMs + 300 * MINUTE]) {
            expect(restored.isMarketHalted(laterMs)).toBe(original.isMarketHalted(laterMs));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

function rest(times: number): number[] {
  return new Array<number>(times).fill(Number.POSITIVE_INFINITY);
}
