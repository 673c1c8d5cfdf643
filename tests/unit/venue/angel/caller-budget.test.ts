import { describe, expect, it } from 'vitest';
import { BudgetQueue } from '../../../../src/venue/angel/caller-budget.ts';
import { RateLimiter } from '../../../../src/venue/angel/rate-limiter.ts';
import { ManualRuntime, settled } from '../../../support/manual-runtime.ts';

function rig() {
  const runtime = new ManualRuntime();
  const limiter = new RateLimiter(runtime, { guardMs: 0, penalty: { baseMs: 1000, capMs: 8000 } });
  const queue = new BudgetQueue(runtime, limiter);
  const startMs = runtime.monotonicMs();
  const told: string[] = [];
  const ask = (who: string, limitMs: number, lane: 'normal' | 'exit' = 'normal') => {
    void queue.take('orderBook', lane, startMs + limitMs).then((isTaken) => {
      told.push(`${who} ${isTaken} ${runtime.monotonicMs() - startMs}`);
    });
  };
  return { runtime, limiter, ask, told };
}

describe('BudgetQueue', () => {
  it('serves in the order of asking, as room comes', async () => {
    const { runtime, ask, told } = rig();
    for (const who of ['a', 'b', 'c']) ask(who, 60_000);
    await runtime.pass(5000);
    expect(told).toEqual(['a true 0', 'b true 1000', 'c true 2000']);
    expect(runtime.timerCount).toBe(0);
  });

  it('serves exits before others that wait', async () => {
    const { runtime, ask, told } = rig();
    ask('a', 60_000);
    ask('b', 60_000);
    ask('exit 1', 60_000, 'exit');
    ask('exit 2', 60_000, 'exit');
    await runtime.pass(5000);
    expect(told).toEqual(['a true 0', 'exit 1 true 1000', 'exit 2 true 2000', 'b true 3000']);
  });

  it('tells at once who cannot be served in time, and takes nothing for them', async () => {
    const { runtime, ask, told } = rig();
    ask('a', 60_000);
    ask('hasty', 999);
    expect(runtime.timerCount).toBe(0);
    ask('b', 1000);
    await settled();
    expect(told).toEqual(['a true 0', 'hasty false 0']);
    await runtime.pass(5000);
    expect(told).toEqual(['a true 0', 'hasty false 0', 'b true 1000']);
  });

  it('F23 waits out a penalty that comes while it waits', async () => {
    const { runtime, limiter, ask, told } = rig();
    ask('a', 60_000);
    ask('b', 60_000);
    ask('hasty', 2500);
    await runtime.pass(500);
    limiter.penalise('orderBook');
    limiter.penalise('orderBook');
    await runtime.pass(5000);
    expect(told).toEqual(['a true 0', 'b true 1500', 'hasty true 2500']);
  });

  it('dismisses who can no longer be served in time', async () => {
    const { runtime, limiter, ask, told } = rig();
    ask('a', 60_000);
    ask('hasty', 1200);
    await runtime.pass(500);
    limiter.penalise('orderBook');
    await runtime.pass(5000);
    expect(told).toEqual(['a true 0', 'hasty false 1000']);
  });
});
