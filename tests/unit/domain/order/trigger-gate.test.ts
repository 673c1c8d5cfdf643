import { describe, expect, it } from 'vitest';
import {
  LAG_WINDOW_MS,
  TriggerGate,
  type TriggerGateOptions,
} from '../../../../src/domain/order/trigger-gate.ts';
import { SESSION_OPEN_MS, tickOf } from '../../../support/tick-stream.ts';
import { ALWAYS_OPEN, stock } from '../../../support/trading-instruments.ts';

const STALE_MS = 5_000;
const SECOND_MS = 1_000;

class Rig {
  readonly alarms: string[] = [];
  readonly gate: TriggerGate;
  /** Session time, as the host's clock and the ticks have it. */
  clockMs = SESSION_OPEN_MS;

  constructor(options: Partial<TriggerGateOptions> = {}) {
    this.gate = new TriggerGate({
      instruments: [stock(0)],
      hours: ALWAYS_OPEN,
      staleTickMs: STALE_MS,
      alarm: (cause) => void this.alarms.push(cause),
      ...options,
    });
  }

  /** One second in which a tick comes `lagMs` behind the clock; true when it may trigger. */
  second(lagMs: number): boolean {
    this.clock(SECOND_MS);
    return this.tick(lagMs);
  }

  seconds(count: number, lagMs: number): boolean[] {
    return Array.from({ length: count }, () => this.second(lagMs));
  }

  clock(stepMs: number): void {
    this.clockMs += stepMs;
    this.gate.onTimer(this.clockMs, this.clockMs);
  }

  tick(lagMs: number, receiveMs = this.clockMs): boolean {
    const exchangeTimeMs = this.clockMs - lagMs;
    const tick = tickOf({ exchangeTimeMs, receiveTimeNs: receiveMs * 1e6 });
    this.gate.observe(tick, this.clockMs);
    return this.gate.countsAtMs(tick, this.clockMs) > 0;
  }
}

const LEARNT = (3 * LAG_WINDOW_MS) / SECOND_MS;

describe('the trigger gate', () => {
  it('GT-01 lets a tick count at its own time, until it is older than allowed', () => {
    const rig = new Rig();
    rig.seconds(60, 40);
    rig.clock(SECOND_MS);
    expect(rig.tick(STALE_MS)).toBe(true);
    expect(rig.tick(STALE_MS + 1)).toBe(false);
    const tick = tickOf({ exchangeTimeMs: rig.clockMs - 300 });
    expect(rig.gate.countsAtMs(tick, rig.clockMs)).toBe(rig.clockMs - 300);
    expect(rig.alarms).toEqual([]);
  });

  it('GT-01 lets nothing count outside continuous hours, or of an instrument it does not know', () => {
    const rig = new Rig({ hours: { isOpen: () => false } });
    expect(rig.second(0)).toBe(false);
    const gate = new TriggerGate({
      ...{ instruments: [], hours: ALWAYS_OPEN, staleTickMs: STALE_MS },
      alarm: () => undefined,
    });
    expect(gate.countsAtMs(tickOf(), SESSION_OPEN_MS)).toBe(0);
  });

  it('SE-06 goes on by a lag that stays, within three windows, and says so once', () => {
    const rig = new Rig();
    rig.seconds(30, 40);
    const verdicts = rig.seconds(60, 60_000);
    expect(verdicts.slice(0, 5)).not.toContain(true);
    expect(verdicts.slice(LEARNT)).not.toContain(false);
    expect(rig.gate.lagMs).toBe(60_000);
    expect(rig.alarms).toEqual(['clock_skew']);
    rig.clock(SECOND_MS);
    expect(rig.tick(60_000 + STALE_MS)).toBe(true);
    expect(rig.tick(60_000 + STALE_MS + 1)).toBe(false);
  });

  it('a tick counts at session time where the lag is taken off, so that a stop is armed at once', () => {
    const rig = new Rig();
    rig.seconds(30, 3_600_000);
    const tick = tickOf({ exchangeTimeMs: rig.clockMs - 3_600_000 });
    expect(rig.gate.countsAtMs(tick, rig.clockMs)).toBe(rig.clockMs);
  });

  it('is strict again with the first fresh tick', () => {
    const rig = new Rig();
    rig.seconds(60, 60_000);
    expect(rig.second(0)).toBe(true);
    expect(rig.second(STALE_MS + 1)).toBe(false);
    expect(rig.gate.lagMs).toBe(0);
  });

  it('takes no lag off for old ticks that come faster than the clock goes', () => {
    for (const rate of [1.5, 2, 10]) {
      const rig = new Rig();
      rig.seconds(30, 40);
      rig.clock(120_000);
      for (let lagMs = 120_000; lagMs > STALE_MS; lagMs -= (rate - 1) * SECOND_MS) {
        expect([rate, lagMs, rig.second(lagMs)]).toEqual([rate, lagMs, false]);
      }
      expect(rig.alarms).toEqual([]);
    }
  });

  it('takes no lag off for a feed that falls behind, or for a few old ticks and silence', () => {
    const rig = new Rig();
    rig.seconds(30, 40);
    for (let lagMs = STALE_MS + 1; lagMs < 100_000; lagMs += SECOND_MS) {
      expect(rig.second(lagMs)).toBe(false);
    }
    const quiet = new Rig();
    quiet.seconds(30, 40);
    for (let time = 0; time < 20; time += 1) {
      quiet.clock(2 * LAG_WINDOW_MS);
      expect(quiet.tick(90_000)).toBe(false);
      quiet.clock(LAG_WINDOW_MS);
    }
  });

  it('takes no lag off for one late instrument among others that are not', () => {
    const rig = new Rig();
    for (let second = 0; second < 60; second += 1) {
      rig.second(50);
      expect(rig.tick(30_000)).toBe(false);
    }
  });

  it('SE-06 goes by receive stamps while session time stands still, as after a start with a clock set back', () => {
    const rig = new Rig();
    const aheadMs = 600_000;
    const verdicts: boolean[] = [];
    for (let second = 0; second < 60; second += 1) {
      const tickMs = rig.clockMs - aheadMs + second * SECOND_MS;
      verdicts.push(rig.tick(rig.clockMs - tickMs, second * SECOND_MS));
      rig.gate.onTimer(tickMs, rig.clockMs);
    }
    expect(verdicts.slice(0, 5)).not.toContain(true);
    expect(verdicts.slice(LEARNT + 1)).not.toContain(false);
  });

  it('lets no burst through while session time stands still', () => {
    const rig = new Rig();
    const aheadMs = 600_000;
    for (let second = 0; second < 60; second += 1) {
      const tickMs = rig.clockMs - aheadMs + second * SECOND_MS;
      expect(rig.tick(rig.clockMs - tickMs, second)).toBe(false);
      rig.gate.onTimer(tickMs, rig.clockMs);
    }
  });
});
