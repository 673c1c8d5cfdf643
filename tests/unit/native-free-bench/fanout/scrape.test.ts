import { describe, expect, it } from 'vitest';
import {
  histogramCounts,
  parseMetrics,
  total,
} from '../../../../native-free-bench/fanout/scrape.ts';

const PAGE = `
# HELP tickring_ticks_dropped_total Packets refused.
# TYPE tickring_ticks_dropped_total counter
tickring_ticks_dropped_total{reason="duplicate"} 3
tickring_ticks_dropped_total{reason="unknown_token"} 4
tickring_fanout_clients 2
tickring_x_seconds_bucket{reader="risk",le="0.001"} 10
tickring_x_seconds_bucket{reader="risk",le="0.01"} 15
tickring_x_seconds_bucket{reader="risk",le="+Inf"} 16
tickring_x_seconds_bucket{reader="oco",le="0.001"} 1
tickring_x_seconds_bucket{reader="oco",le="0.01"} 1
tickring_x_seconds_bucket{reader="oco",le="+Inf"} 1
tickring_x_seconds_count{reader="risk"} 16
`;

describe('scrape', () => {
  const samples = parseMetrics(PAGE);

  it('adds a metric up over its labels', () => {
    expect(total(samples, 'tickring_ticks_dropped_total')).toBe(7);
    expect(total(samples, 'tickring_fanout_clients')).toBe(2);
    expect(total(samples, 'tickring_absent')).toBe(0);
  });

  it('turns cumulative buckets of all readers into counts per bucket', () => {
    expect([...histogramCounts(samples, 'tickring_x_seconds')]).toEqual([
      [1e6, 11],
      [1e7, 5],
      [2e7, 1],
    ]);
  });
});
