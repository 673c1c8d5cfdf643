import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../../src/domain/instrument/ist-date.ts';
import { DEFAULT_GTT_SETTINGS } from '../../../../../src/domain/order/gtt/gtt-settings.ts';
import { TickGate } from '../../../../../src/domain/order/gtt/tick-gate.ts';
import type { Tick } from '../../../../../src/domain/tick/tick.ts';
import type { MarketHours } from '../../../../../src/domain/time.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../../support/tick-stream.ts';
import { ALWAYS_CLOSED, ALWAYS_OPEN } from '../../../../support/trading-instruments.ts';

const { maxTickAgeMs } = DEFAULT_GTT_SETTINGS;

function gateOf(hours: MarketHours = ALWAYS_OPEN): TickGate {
  return new TickGate(DEFAULT_GTT_SETTINGS, hours, 1);
}

function judge(gate: TickGate, changes: Partial<Tick> = {}, clockMs = SESSION_OPEN_MS) {
  return gate.judge(tickOf(changes), 'cash', clockMs);
}

describe('GT-01 a tick', () => {
  it('counts by its last price first and by its extremes once it follows one that counted', () => {
    const gate = gateOf();
    expect(judge(gate)).toBe('last_only');
    expect(judge(gate)).toBe('with_extremes');
  });

  it('counts for nothing before the session clock runs', () => {
    const gate = gateOf();
    expect(judge(gate, {}, 0)).toBe('refused');
    expect(gate.staleTicks).toBe(1);
  });

  it('is stale when it is further behind the clock than allowed, and breaks the chain of extremes', () => {
    const gate = gateOf();
    judge(gate);
    expect(judge(gate, {}, SESSION_OPEN_MS + maxTickAgeMs)).toBe('with_extremes');
    expect(judge(gate, {}, SESSION_OPEN_MS + maxTickAgeMs + 1)).toBe('refused');
    expect(judge(gate)).toBe('last_only');
  });

  it('is invalid when its prices contradict each other, and stale without a time', () => {
    const gate = gateOf();
    for (const prices of [{ lowPaise: 0 }, { highPaise: 9_999 }, { lowPaise: 10_001 }]) {
      expect(judge(gate, prices)).toBe('refused');
    }
    expect(judge(gate, { exchangeTimeMs: Number.NaN })).toBe('refused');
    expect([gate.invalidTicks, gate.staleTicks]).toEqual([3, 1]);
  });

  it('counts for nothing outside the session', () => {
    const gate = gateOf(ALWAYS_CLOSED);
    expect(judge(gate)).toBe('refused');
    expect(gate.outOfSessionTicks).toBe(1);
  });

  it('counts for nothing when a later one has counted', () => {
    const gate = gateOf();
    judge(gate);
    expect(judge(gate, { exchangeTimeMs: SESSION_OPEN_MS - 1 })).toBe('refused');
    expect(judge(gate)).toBe('with_extremes');
  });

  it('counts by its last price alone on a new day', () => {
    const gate = gateOf();
    judge(gate);
    const tomorrowMs = SESSION_OPEN_MS + DAY_MS;
    expect(judge(gate, { exchangeTimeMs: tomorrowMs }, tomorrowMs)).toBe('last_only');
  });
});
