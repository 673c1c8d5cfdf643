import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { RiskCore } from '../../../src/domain/risk/risk-core.ts';
import { warmUp } from '../../../src/threads/warm-up.ts';
import { instruments } from '../../support/instruments.ts';
import { threadInit } from '../../support/thread-rig.ts';

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
    warmUp(threadInit({ instruments: list }));
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
    expect(approved).toBeGreaterThan(500);
  });

  it('has nothing to practise on without equities', () => {
    expect(countEffects(instruments.slice(0, 1)).ticks).toBe(0);
  });
});
