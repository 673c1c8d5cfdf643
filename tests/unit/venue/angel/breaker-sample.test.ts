import { describe, expect, it } from 'vitest';
import { FailureSample } from '../../../../src/venue/angel/breaker-sample.ts';

function sampleOf(size: number, outcomes: string): FailureSample {
  const sample = new FailureSample(size);
  for (const outcome of outcomes) sample.add(outcome === 'x');
  return sample;
}

describe('FailureSample', () => {
  it('knows the failures at the end', () => {
    expect(sampleOf(4, 'x.xx').failuresInRow).toBe(2);
    expect(sampleOf(4, 'xxxxxx').failuresInRow).toBe(6);
    expect(sampleOf(4, 'xx.').failuresInRow).toBe(0);
  });

  it('counts the newest outcomes only', () => {
    expect(sampleOf(4, 'x.x.').failureRatio).toBe(0.5);
    expect(sampleOf(4, 'xxxx....').failureRatio).toBe(0);
    expect(sampleOf(4, '....xxx').failureRatio).toBe(0.75);
  });

  it('is full once it has as many outcomes as its size', () => {
    expect(sampleOf(3, 'x.').isFull).toBe(false);
    expect(sampleOf(3, 'x..').isFull).toBe(true);
  });

  it('forgets everything when cleared', () => {
    const sample = sampleOf(2, 'xx');
    sample.clear();
    expect([sample.isFull, sample.failureRatio, sample.failuresInRow]).toEqual([false, 0, 0]);
  });
});
