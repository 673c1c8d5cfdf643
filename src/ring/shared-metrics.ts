/**
 * The values of the metric catalogue in shared memory. Each cell is written by one thread with plain stores and read with plain
 * loads by whoever scrapes: a reader may see a value a moment late, never a torn one (aligned 8-byte cells).
 */
import {
  labelCombinations,
  METRICS,
  type MetricDefinition,
  type MetricKey,
} from '../contract/metrics.ts';
import { assert } from '../domain/assert.ts';
import { f64At } from '../domain/cells.ts';
import { HISTOGRAM_CELLS, LatencyHistogram } from './latency-histogram.ts';
import { LINE_BYTES, wholeLines } from './words.ts';

export type Labels = Readonly<Record<string, string>>;

/** One counter or gauge, held by the thread that writes it. */
export class MetricCell {
  private readonly cells: Float64Array;
  private readonly index: number;

  constructor(cells: Float64Array, index: number) {
    this.cells = cells;
    this.index = index;
  }

  add(amount: number): void {
    this.cells[this.index] = f64At(this.cells, this.index) + amount;
  }

  set(value: number): void {
    this.cells[this.index] = value;
  }

  get value(): number {
    return f64At(this.cells, this.index);
  }
}

const CELLS_PER_LINE = LINE_BYTES / 8;

/** Start of every family in cells (families start on their own line), and the total. */
function plan(): { readonly starts: ReadonlyMap<string, number>; readonly cells: number } {
  const starts = new Map<string, number>();
  let next = 0;
  for (const [key, definition] of Object.entries(METRICS)) {
    starts.set(key, next);
    const perValue = definition.type === 'histogram' ? HISTOGRAM_CELLS : 1;
    const cells = labelCombinations(definition).length * perValue;
    next += Math.ceil(cells / CELLS_PER_LINE) * CELLS_PER_LINE;
  }
  return { starts, cells: next };
}

const PLAN = plan();

export class SharedMetrics {
  readonly buffer: SharedArrayBuffer;
  private readonly cells: Float64Array;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(wholeLines(PLAN.cells * 8));
    assert(this.buffer.byteLength === wholeLines(PLAN.cells * 8), 'both sides share one catalogue');
    this.cells = new Float64Array(this.buffer);
  }

  /** The cell of a counter or gauge. Only the metric's one writing thread may `add` or `set`. */
  cell(key: MetricKey, labels: Labels = {}): MetricCell {
    assert(METRICS[key].type !== 'histogram', 'a histogram is opened with histogram()');
    return new MetricCell(this.cells, this.start(key) + this.position(key, labels));
  }

  histogram(key: MetricKey, labels: Labels = {}): LatencyHistogram {
    assert(METRICS[key].type === 'histogram', 'a counter or gauge is opened with cell()');
    const from = this.start(key) + this.position(key, labels) * HISTOGRAM_CELLS;
    return new LatencyHistogram(this.cells.subarray(from, from + HISTOGRAM_CELLS));
  }

  private start(key: MetricKey): number {
    return PLAN.starts.get(key) as number;
  }

  private position(key: MetricKey, labels: Labels): number {
    const definition: MetricDefinition = METRICS[key];
    const position = labelCombinations(definition).findIndex(
      (combination) =>
        Object.keys(combination).length === Object.keys(labels).length &&
        Object.entries(combination).every(([label, value]) => labels[label] === value),
    );
    assert(position >= 0, `metric ${definition.name} has the labels it was asked with`);
    return position;
  }
}
