/**
 * Runs variants so that they can be compared: each run in a process of its own, rounds interleaved
 * in alternating order, the hash of the work compared, the median run reported with the spread.
 * Main thread of the harness.
 *
 *   round 1   a b c        round 2   c b a        round 3   a b c
 */
import type { Progress } from './progress.ts';
import type { BenchResult, Measure, Measurement } from './result.ts';

export interface Variant {
  readonly name: string;
  /** The figure whose median chooses the round that is reported. */
  readonly measure: Measure;
  /**
   * Variants of one group do identical work: their hashes must be equal. '' when the work has no
   * hash.
   */
  readonly workGroup: string;
  run(): Promise<Measurement>;
}

/** Two variants that were to do the same work did not: no figure of either means anything. */
export class WorkMismatchError extends Error {
  override readonly name = 'WorkMismatchError';
  readonly code = 'WORK_MISMATCH';
}

export async function runRounds(
  variants: readonly Variant[],
  rounds: number,
  progress: Progress,
): Promise<BenchResult[]> {
  const runs = new Map<Variant, Measurement[]>(variants.map((variant) => [variant, []]));
  const hashes = new Map<string, { readonly hash: string; readonly name: string }>();
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? variants : variants.toReversed();
    for (const [position, variant] of order.entries()) {
      progress.step(
        `round ${round + 1}/${rounds}  ${position + 1}/${order.length}  ${variant.name}`,
      );
      const measurement = await variant.run();
      compareWork(hashes, variant, measurement);
      runs.get(variant)?.push(measurement);
    }
  }
  return variants.map((variant) => summarise(variant, runs.get(variant) ?? []));
}

function compareWork(
  hashes: Map<string, { readonly hash: string; readonly name: string }>,
  variant: Variant,
  measurement: Measurement,
): void {
  if (variant.workGroup === '') return;
  const hash = measurement.workHash;
  if (hash === undefined) throw new WorkMismatchError(`${variant.name} reported no work hash`);
  const first = hashes.get(variant.workGroup);
  if (first === undefined) hashes.set(variant.workGroup, { hash, name: variant.name });
  else if (first.hash !== hash) {
    throw new WorkMismatchError(
      `${variant.name} did other work (hash ${hash}) than ${first.name} (hash ${first.hash})`,
    );
  }
}

/** The run whose measure is the median (the lower one of two), and the spread. */
function summarise(variant: Variant, runs: readonly Measurement[]): BenchResult {
  const byMeasure = runs.toSorted((a, b) => figure(a, variant) - figure(b, variant));
  const values = byMeasure.map((run) => figure(run, variant));
  const median = byMeasure[(byMeasure.length - 1) >> 1];
  if (median === undefined) throw new Error(`${variant.name} was never run`);
  return {
    name: variant.name,
    measure: variant.measure,
    rounds: runs.length,
    min: values[0] ?? 0,
    max: values.at(-1) ?? 0,
    ...median,
  };
}

function figure(run: Measurement, variant: Variant): number {
  const value = run[variant.measure];
  if (value === undefined) throw new Error(`${variant.name} reported no ${variant.measure}`);
  return value;
}
