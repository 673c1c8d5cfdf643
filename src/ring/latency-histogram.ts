/**
 * Latency buckets in shared memory: one writer, anyone reads. Log-linear: 32 buckets per doubling, so a value is known to
 * within 3.2 %; below 2 µs the step is 64 ns.
 */
import { f64At } from '../domain/cells.ts';

const UNIT_NS = 64;
const SUB_BITS = 5;
const SUB_BUCKETS = 1 << SUB_BITS;
/** Values are clamped to 2^30 units, 68 seconds. */
const EXPONENT_MAX = 30;
const BUCKETS = (EXPONENT_MAX - SUB_BITS + 2) * SUB_BUCKETS;
const UNITS_MAX = 2 ** EXPONENT_MAX;

/** Cells of one histogram: the buckets, then the sum in ns, then the largest value in ns. */
export const HISTOGRAM_CELLS = BUCKETS + 2;
const SUM_CELL = BUCKETS;
const MAX_CELL = BUCKETS + 1;

function bucketOf(valueNs: number): number {
  const units = Math.min(valueNs / UNIT_NS, UNITS_MAX) | 0;
  if (units < SUB_BUCKETS) return units;
  const exponent = 31 - Math.clz32(units);
  return (
    ((exponent - SUB_BITS + 1) << SUB_BITS) + ((units >>> (exponent - SUB_BITS)) - SUB_BUCKETS)
  );
}

/** Largest value, in ns, that falls into `bucket`. */
function upperBoundNs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return (bucket + 1) * UNIT_NS;
  const exponent = (bucket >> SUB_BITS) + SUB_BITS - 1;
  const sub = bucket & (SUB_BUCKETS - 1);
  return (SUB_BUCKETS + sub + 1) * 2 ** (exponent - SUB_BITS) * UNIT_NS;
}

export class LatencyHistogram {
  private readonly cells: Float64Array;

  /** `cells` has `HISTOGRAM_CELLS` elements. */
  constructor(cells: Float64Array) {
    this.cells = cells;
  }

  /** Counts `count` values of `valueNs`. Negative values (clocks of two threads differ) and NaN count as 0. Writer only. */
  record(valueNs: number, count: number): void {
    const { cells } = this;
    let value = 0;
    if (valueNs > 0) value = valueNs;
    const bucket = bucketOf(value);
    cells[bucket] = f64At(cells, bucket) + count;
    cells[SUM_CELL] = f64At(cells, SUM_CELL) + value * count;
    if (value > f64At(cells, MAX_CELL)) cells[MAX_CELL] = value;
  }

  /** Non-empty buckets as (upper bound in ns, count), ascending. */
  buckets(): { readonly upperNs: number; readonly count: number }[] {
    const filled: { upperNs: number; count: number }[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = f64At(this.cells, bucket);
      if (count > 0) filled.push({ upperNs: upperBoundNs(bucket), count });
    }
    return filled;
  }

  get sumNs(): number {
    return f64At(this.cells, SUM_CELL);
  }

  get maxNs(): number {
    return f64At(this.cells, MAX_CELL);
  }

  /** Writer only, or while the writer is idle. */
  clear(): void {
    this.cells.fill(0);
  }
}
