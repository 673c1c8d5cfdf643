import { describe, expect, it } from 'vitest';
import type { BenchResult, ProfileReport } from '../../../../native-free-bench/harness/result.ts';
import { checkTargets } from '../../../../native-free-bench/report/targets.ts';

function report(profile: string, results: readonly Partial<BenchResult>[]): ProfileReport {
  return {
    profile,
    commit: 'abc',
    node: 'v20',
    machine: {
      cpu: 'test',
      cores: 2,
      memoryMb: 1024,
      platform: 'test',
      node: 'v20',
      loadAverage: [0, 0, 0],
      idlePercent: 100,
      idlePercentAfter: 100,
      date: '2026-11-20T00:00:00.000Z',
    },
    results: results.map((result) => ({
      name: 'x',
      measure: 'ticksPerSecond',
      rounds: 1,
      min: 1,
      max: 1,
      ...result,
    })),
  };
}

const latency = (p50: number, p99: number) => ({ p50, p90: p50, p99, p999: p99, max: p99 });

describe('checkTargets', () => {
  it('judges the ring by its three-reader figure at batch 256', () => {
    const at = (recordsPerSecond: number) =>
      checkTargets([
        report('ring', [
          { name: 'ring 1→3 batch 64', recordsPerSecond: 1 },
          { name: 'ring 1→3 batch 256', recordsPerSecond },
        ]),
      ]);
    expect(at(45e6)).toMatchObject([{ isReached: true, result: '45.00 M' }]);
    expect(at(44.9e6)).toMatchObject([{ isReached: false }]);
  });

  it('keeps the run with many strategies apart from the sustained one', () => {
    const sustained: Partial<BenchResult> = {
      name: 'sustained 100000 ticks/s for 60 s',
      dropped: 0,
      conflated: 0,
      unaccounted: 0,
      latencyUs: latency(50, 900),
      tickToOrderUs: latency(200, 1900),
      rssStartMb: 100,
      rssEndMb: 110,
    };
    const many: Partial<BenchResult> = {
      name: 'sustained 100000 ticks/s for 20 s, 100 strategies',
      dropped: 1,
      strategyExecutionUs: latency(1, 10),
    };
    const checks = checkTargets([report('sustained', [sustained, many])]);
    expect(checks.map(({ isReached }) => isReached)).toEqual([true, true, true, true, false]);
    expect(checks[4]?.what).toContain('100 strategies');
  });

  it('does not take a missing latency for a good one', () => {
    const checks = checkTargets([report('sustained', [{ name: 'sustained 1 ticks/s for 1 s' }])]);
    const tickToOrder = checks.find(({ what }) => what.includes('tick to order'));
    expect(tickToOrder).toMatchObject({ isReached: false, result: 'p50 none, p99 none' });
  });

  it('does not reach the lossless target with a single conflated tick', () => {
    const checks = checkTargets([
      report('sustained', [{ name: 'sustained 1 ticks/s for 1 s', dropped: 0, conflated: 1 }]),
    ]);
    expect(checks[0]).toMatchObject({ isReached: false });
  });

  it('judges fan-out only where uWebSockets was measured', () => {
    const at = (engine: string) =>
      checkTargets([
        report('fanout', [
          { name: `fanout ${engine}, 0 clients, 1 ticks/s`, deliveriesPerSecond: 0 },
          { name: `fanout ${engine}, 100 clients, 1 ticks/s`, deliveriesPerSecond: 1.2e6 },
        ]),
      ]);
    expect(at('ws')).toEqual([]);
    expect(at('uWebSockets')).toMatchObject([{ isReached: true, result: '1.20 M' }]);
  });

  it('judges lookups by the slowest kind', () => {
    const checks = checkTargets([
      report('micro', [
        { name: 'instrument lookup by token', nsPerOperation: 20 },
        { name: 'instrument lookup by symbol', nsPerOperation: 2000 },
      ]),
    ]);
    expect(checks).toMatchObject([{ isReached: false, result: '2000 ns' }]);
  });

  it('judges an acknowledgement by its median and by the bare fdatasync of the same run', () => {
    const at = (p50: number, ratioToBareSync: number) =>
      checkTargets([
        report('journal', [
          {
            name: 'journal at 1000 records/s, 1 a step',
            latencyUs: latency(p50, 900),
            ratioToBareSync,
          },
        ]),
      ]).map(({ isReached }) => isReached);
    expect(at(300, 3)).toEqual([true]);
    expect(at(301, 3)).toEqual([false]);
    expect(at(300, 3.1)).toEqual([false]);
  });

  it('judges orders by their number, what became of them, and how late they left', () => {
    const at = (changes: Partial<BenchResult>) =>
      checkTargets([
        report('orders', [
          {
            name: 'orders for 300 s',
            ordersPerMinute: 10_000,
            lost: 0,
            duplicated: 0,
            tickToOrderUs: latency(500, 10_000),
            ...changes,
          },
        ]),
      ]).map(({ isReached }) => isReached);
    expect(at({})).toEqual([true, true]);
    expect(at({ lost: 1 })).toEqual([false, true]);
    expect(at({ duplicated: 1 })).toEqual([false, true]);
    expect(at({ ordersPerMinute: 9999 })).toEqual([false, true]);
    expect(at({ tickToOrderUs: latency(500, 10_001) })).toEqual([true, false]);
  });

  it('judges recovery by one million records, two hundred kills and the slowest kill switch', () => {
    const at = (recoverMs: number, unprotectedMs: number, max: number) =>
      checkTargets([
        report('recovery', [
          { name: 'recover 1000000 records, with a snapshot', recoverMs },
          { name: 'recover 1000000 records, without a snapshot', recoverMs: 60_000 },
          { name: 'kill switch', flatMs: 1, max },
          { name: '200 kills', unprotectedMs, lost: 0, duplicated: 0 },
        ]),
      ]).map(({ isReached }) => isReached);
    expect(at(1999, 5000, 2000)).toEqual([true, true, true]);
    expect(at(2000, 5001, 2001)).toEqual([false, false, false]);
  });
});
