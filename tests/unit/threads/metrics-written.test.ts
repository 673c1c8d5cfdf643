import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../src/contract/metrics.ts';

const THREADS = new URL('../../../src/threads/', import.meta.url);
const source = readdirSync(THREADS)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(file, THREADS), 'utf8'))
  .join('\n');

describe('the metric catalogue', () => {
  it('has no metric that no thread writes: it would read zero for ever', () => {
    const opened = Object.keys(METRICS).filter((key) =>
      new RegExp(`(cell|histogram)\\(\\s*'${key}'`).test(source),
    );
    expect(Object.keys(METRICS).filter((key) => !opened.includes(key))).toEqual([]);
  });
});
