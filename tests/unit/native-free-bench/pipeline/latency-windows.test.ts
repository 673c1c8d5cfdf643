import { describe, expect, it } from 'vitest';
import {
  type LatencyWindow,
  recoveryMs,
} from '../../../../native-free-bench/pipeline/latency-windows.ts';

/** Windows of 20 ms from 0 on, one per p99 in microseconds; null: nobody handled a tick. */
function windows(...p99s: (number | null)[]): LatencyWindow[] {
  return p99s.map((p99Us, k) => ({
    endNs: (k + 1) * 20e6,
    count: p99Us === null ? 0 : 100,
    p99Us: p99Us ?? 0,
  }));
}

describe('recoveryMs', () => {
  it('runs from the end of the burst to the end of the first good window', () => {
    expect(recoveryMs(windows(9000, 9000, 5000, 400, 300, 200), 30e6, 1000)).toBe(50);
  });

  it('does not trust one good window among bad ones', () => {
    expect(recoveryMs(windows(400, 9000, 400, 400, 400), 0, 1000)).toBe(60);
  });

  it('does not take silence for health', () => {
    expect(recoveryMs(windows(null, null, null, 400, 400, 400), 0, 1000)).toBe(80);
  });

  it('looks at windows after the burst only', () => {
    expect(recoveryMs(windows(1, 1, 1, 9000, 9000), 70e6, 1000)).toBe(Number.POSITIVE_INFINITY);
  });
});
