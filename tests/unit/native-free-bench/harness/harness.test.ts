import { describe, expect, it } from 'vitest';
import {
  runRounds,
  type Variant,
  WorkMismatchError,
} from '../../../../native-free-bench/harness/harness.ts';
import type { Progress } from '../../../../native-free-bench/harness/progress.ts';
import type { Measurement } from '../../../../native-free-bench/harness/result.ts';

const silent: Progress = { step: () => undefined, note: () => undefined, end: () => undefined };

function scripted(
  name: string,
  measurements: readonly Measurement[],
  log: string[],
  workGroup = '',
): Variant {
  let run = 0;
  return {
    name,
    measure: 'recordsPerSecond',
    workGroup,
    run: async () => {
      log.push(name);
      const measurement = measurements[run++];
      if (measurement === undefined) throw new Error('more runs than were scripted');
      return measurement;
    },
  };
}

const rates = (...values: number[]): Measurement[] =>
  values.map((recordsPerSecond) => ({ recordsPerSecond }));

describe('runRounds', () => {
  it('interleaves the variants and turns the order round every other round', async () => {
    const log: string[] = [];
    const variants = ['a', 'b', 'c'].map((name) => scripted(name, rates(1, 1, 1), log));
    await runRounds(variants, 3, silent);
    expect(log.join('')).toBe('abccbaabc');
  });

  it('reports the run with the median figure whole, and the spread', async () => {
    const runs: Measurement[] = [
      { recordsPerSecond: 30, cpuPercent: 3 },
      { recordsPerSecond: 10, cpuPercent: 1 },
      { recordsPerSecond: 20, cpuPercent: 2 },
    ];
    const [result] = await runRounds([scripted('a', runs, [])], 3, silent);
    expect(result).toEqual({
      name: 'a',
      measure: 'recordsPerSecond',
      rounds: 3,
      min: 10,
      max: 30,
      recordsPerSecond: 20,
      cpuPercent: 2,
    });
  });

  it('takes the lower of the two middle runs when their number is even', async () => {
    const [result] = await runRounds([scripted('a', rates(4, 1, 3, 2), [])], 4, silent);
    expect(result?.recordsPerSecond).toBe(2);
  });

  it('refuses to report variants of one group that did different work', async () => {
    const work = (workHash: string): Measurement[] => [{ recordsPerSecond: 1, workHash }];
    const variants = [
      scripted('a', work('same'), [], 'group'),
      scripted('b', work('other'), [], 'group'),
    ];
    await expect(runRounds(variants, 1, silent)).rejects.toThrow(WorkMismatchError);
  });

  it('refuses a variant whose own rounds did different work', async () => {
    const runs: Measurement[] = [
      { recordsPerSecond: 1, workHash: 'x' },
      { recordsPerSecond: 1, workHash: 'y' },
    ];
    await expect(runRounds([scripted('a', runs, [], 'group')], 2, silent)).rejects.toThrow(
      WorkMismatchError,
    );
  });

  it('refuses a variant of a group that reports no hash', async () => {
    await expect(runRounds([scripted('a', rates(1), [], 'group')], 1, silent)).rejects.toThrow(
      'no work hash',
    );
  });

  it('lets variants of different groups do different work', async () => {
    const work = (workHash: string): Measurement[] => [{ recordsPerSecond: 1, workHash }];
    const results = await runRounds(
      [scripted('a', work('x'), [], 'one'), scripted('b', work('y'), [], 'two')],
      1,
      silent,
    );
    expect(results.map(({ workHash }) => workHash)).toEqual(['x', 'y']);
  });

  it('refuses a run that lacks the figure it is compared by', async () => {
    await expect(runRounds([scripted('a', [{ received: 1 }], [])], 1, silent)).rejects.toThrow(
      'reported no recordsPerSecond',
    );
  });
});
