import { describe, expect, it } from 'vitest';
import { loadCalendar } from '../../../src/app/calendar-loader.ts';
import { loadSettings } from '../../../src/app/settings-loader.ts';
import type { ThreadInit } from '../../../src/contract/messages.ts';
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { RiskCore } from '../../../src/domain/risk/risk-core.ts';
import { warmUp } from '../../../src/threads/warm-up.ts';
import { instruments } from '../../support/instruments.ts';

/** Runs a warm-up and counts what its risk core did. */
function countEffects(list: readonly Instrument[]) {
  const counts = { ticks: 0, approved: 0 };
  const { onTick } = RiskCore.prototype;
  let risk: RiskCore | undefined;
  RiskCore.prototype.onTick = function count(this: RiskCore, tick) {
    risk = this;
    counts.ticks++;
    onTick.call(this, tick);
  };
  try {
    const { settings } = loadSettings({ environment: {} });
    const init = { settings, calendar: loadCalendar(), instruments: list } as unknown as ThreadInit;
    warmUp(init);
  } finally {
    RiskCore.prototype.onTick = onTick;
  }
  counts.approved = risk?.account().approved ?? 0;
  return counts;
}

describe('warmUp', () => {
  it('takes the whole order path often enough to be compiled', () => {
    const { ticks, approved } = countEffects(instruments);
    expect(ticks).toBeGreaterThan(10_000);
    expect(approved).toBeGreaterThan(1000);
  });

  it('has nothing to practise on without equities', () => {
    expect(countEffects(instruments.slice(0, 1)).ticks).toBe(0);
  });
});
